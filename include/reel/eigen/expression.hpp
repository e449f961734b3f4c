#pragma once
/// Elementwise expressions: how  x - h * (g + u * x)  becomes one block.
///
/// What the user writes is a tree of *live* nodes (live.hpp), which refer to vectors and know whether they are active.
/// When a vector is made from it, the tree is turned into its *kept* form (kept.hpp): the same shape, with indices in
/// place of vectors and with pointers to those numbers only that some partial derivative needs. The kept tree is the
/// block's payload.
///
/// What is needed is decided once, when the block is recorded:  x * y  keeps y only where x is active;  a function such
/// as exp keeps its result, sin the derivative (`Keep` in rule.hpp); sums keep nothing at all.
///
/// A live node refers to the vectors that are variables and owns those that are temporaries, as in Eigen. So that one
/// cannot leave the function whose locals it refers to, an expression can be neither copied nor moved.
///
/// This header has the alphabet of both forms: parts of vectors, and the operations of two arguments.

#include <reel/core/record.hpp>
#include <reel/scalar/rule.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <type_traits>

namespace reel::elementwise {

/// Entries begin, ..., begin + count - 1: sweeps go through long vectors in parts that stay in the cache.
struct Part {
    Eigen::Index begin;
    Eigen::Index count;
};
constexpr Eigen::Index longest_part = 512;

using ConstArray = Eigen::Map<const Eigen::ArrayXd>;
using MutableArray = Eigen::Map<Eigen::ArrayXd>;

inline ConstArray array_at(const double* numbers, Part part) { return {numbers + part.begin, part.count}; }
inline MutableArray array_at(double* numbers, Part part) { return {numbers + part.begin, part.count}; }

template <class F>
void for_each_part(Eigen::Index size, const F& f)
{
    for (Eigen::Index begin = 0; begin < size; begin += longest_part)
        f(Part{begin, std::min(longest_part, size - begin)});
}

constexpr Index passive = ~Index{0}; ///< In place of an index. No tape numbers a value so.
constexpr Eigen::Index broadcast = -1; ///< In place of a size.

/// to = expression; a double is broadcast.
template <class E>
void assign(MutableArray to, const E& expression)
{
    if constexpr (std::is_same_v<E, double>)
        to.setConstant(expression);
    else
        to = expression;
}

// Eigen begins with the packets of an array where the array is aligned. But exp of one number may differ from exp of two at once in
// the last digit, and a sum from its order; and where numbers lie on a tape depends on what was recorded before them. So that a
// step recorded again has the same bits, both begin with the first entry, as they do for a vector of its own.

/// to = the values of a function; at most `longest_part` of them.
template <class E>
void assign_from_first(MutableArray to, const E& values)
{
    alignas(EIGEN_MAX_ALIGN_BYTES) double aligned[longest_part];
    MutableArray(aligned, to.size()) = values;
    std::copy_n(aligned, to.size(), to.data());
}
double sum_from_first(const ConstArray& y);

/// F(factor, x), but 0 where `factor` is 0: no dependence stays none, however steep the function (rule::Steep).
template <class F>
struct WhereDependent {
    double operator()(double factor, double x) const { return factor == 0.0 ? 0.0 : F()(factor, x); }
    template <class Packet>
    Packet packetOp(const Packet& factor, const Packet& x) const
    {
        using namespace Eigen::internal;
        return pandnot(F().packetOp(factor, x), pcmp_eq(factor, pzero(factor)));
    }
    template <class A, class B>
    static auto of(const A& factor, const B& x)
    {
        if constexpr (std::is_same_v<A, double> && std::is_same_v<B, double>)
            return WhereDependent()(factor, x);
        else if constexpr (std::is_same_v<A, double>)
            return Eigen::ArrayXd::Constant(x.size(), factor).binaryExpr(x, WhereDependent());
        else if constexpr (std::is_same_v<B, double>)
            return factor.binaryExpr(Eigen::ArrayXd::Constant(factor.size(), x), WhereDependent());
        else
            return factor.binaryExpr(x, WhereDependent());
    }
};
auto dependent_product(const auto& factor, const auto& x)
{
    return WhereDependent<Eigen::internal::scalar_product_op<double>>::of(factor, x);
}
auto dependent_quotient(const auto& factor, const auto& x)
{
    return WhereDependent<Eigen::internal::scalar_quotient_op<double>>::of(factor, x);
}
/// factor * slope, where steep says whether that can be 0 inf.
template <bool steep>
auto chained(const auto& factor, const auto& slope)
{
    if constexpr (steep)
        return dependent_product(factor, slope);
    else
        return factor * slope;
}

// Operations of two arguments, each an array expression or a double. `needs_left(l, r)`: is the left value needed by
// some partial, when the left (right) argument is active as l (r) says? `first` and `second` multiply `bar` by the
// partials.

struct Add {
    static constexpr const char* name = "+";
    static auto value(const auto& a, const auto& b) { return a + b; }
    static bool needs_left(bool, bool) { return false; }
    static bool needs_right(bool, bool) { return false; }
    static auto first(const auto& bar, const auto&, const auto&) { return bar; }
    static auto second(const auto& bar, const auto&, const auto&) { return bar; }
};
struct Subtract {
    static constexpr const char* name = "-";
    static auto value(const auto& a, const auto& b) { return a - b; }
    static bool needs_left(bool, bool) { return false; }
    static bool needs_right(bool, bool) { return false; }
    static auto first(const auto& bar, const auto&, const auto&) { return bar; }
    static auto second(const auto& bar, const auto&, const auto&) { return -bar; }
};
struct Multiply {
    static constexpr const char* name = "*";
    static auto value(const auto& a, const auto& b) { return a * b; }
    static bool needs_left(bool, bool right) { return right; }
    static bool needs_right(bool left, bool) { return left; }
    static auto first(const auto& bar, const auto&, const auto& b) { return bar * b; }
    static auto second(const auto& bar, const auto& a, const auto&) { return bar * a; }
};
struct Divide : rule::Steep {
    static constexpr const char* name = "/";
    static auto value(const auto& a, const auto& b) { return a / b; }
    static bool needs_left(bool, bool right) { return right; }
    static bool needs_right(bool left, bool right) { return left || right; }
    static auto first(const auto& bar, const auto&, const auto& b) { return dependent_quotient(bar, b); }
    static auto second(const auto& bar, const auto& a, const auto& b) { return dependent_product(bar, -a / b / b); }
};

/// 1 where a < b, else 0. max(a, b) is b where a < b, else a; so at a tie the first argument has the derivative.
template <class A, class B>
auto is_less(const A& a, const B& b)
{
    if constexpr (std::is_same_v<A, double>)
        return (b > a).template cast<double>();
    else
        return (a < b).template cast<double>();
}
struct Maximum {
    static constexpr const char* name = "max";
    template <class A, class B>
    static auto value(const A& a, const B& b)
    {
        if constexpr (std::is_same_v<A, double>)
            return b.max(a);
        else
            return a.max(b);
    }
    static bool needs_left(bool left, bool right) { return left || right; }
    static bool needs_right(bool left, bool right) { return left || right; }
    static auto first(const auto& bar, const auto& a, const auto& b) { return bar * (1.0 - is_less(a, b)); }
    static auto second(const auto& bar, const auto& a, const auto& b) { return bar * is_less(a, b); }
};
struct Minimum {
    static constexpr const char* name = "min";
    template <class A, class B>
    static auto value(const A& a, const B& b)
    {
        if constexpr (std::is_same_v<A, double>)
            return b.min(a);
        else
            return a.min(b);
    }
    static bool needs_left(bool left, bool right) { return left || right; }
    static bool needs_right(bool left, bool right) { return left || right; }
    static auto first(const auto& bar, const auto& a, const auto& b) { return bar * (1.0 - is_less(b, a)); }
    static auto second(const auto& bar, const auto& a, const auto& b) { return bar * is_less(b, a); }
};

/// f(a, b) entry by entry.
template <class A, class B, class F>
auto entrywise(const A& a, const B& b, const F& f)
{
    if constexpr (std::is_same_v<A, double>)
        return b.unaryExpr([a, f](double y) { return f(a, y); });
    else if constexpr (std::is_same_v<B, double>)
        return a.unaryExpr([b, f](double x) { return f(x, b); });
    else
        return a.binaryExpr(b, f);
}
/// Any rule of two arguments, number by number.
template <class Rule>
struct ByRule {
    static constexpr bool steep = rule::IsSteep<Rule>;
    static constexpr const char* name = Rule::name;
    static auto value(const auto& a, const auto& b)
    {
        return entrywise(a, b, [](double x, double y) { return Rule::value(x, y); });
    }
    static bool needs_left(bool left, bool right) { return left || right; }
    static bool needs_right(bool left, bool right) { return left || right; }
    static auto first(const auto& bar, const auto& a, const auto& b)
    {
        const auto partial = [](double x, double y) { return Rule::first(x, y, Rule::value(x, y)); };
        return chained<rule::IsSteep<Rule>>(bar, entrywise(a, b, partial));
    }
    static auto second(const auto& bar, const auto& a, const auto& b)
    {
        const auto partial = [](double x, double y) { return Rule::second(x, y, Rule::value(x, y)); };
        return chained<rule::IsSteep<Rule>>(bar, entrywise(a, b, partial));
    }
};

/// mask ? a : b, entry by entry, the mask being 0 or 1: whatever the side not taken is, NaN too, it does not count.
template <class A, class B>
auto select(const auto& mask, const A& a, const B& b)
{
    if constexpr (std::is_same_v<A, double> && std::is_same_v<B, double>)
        return mask.unaryExpr([a, b](double m) { return m != 0.0 ? a : b; });
    else
        return (mask != 0.0).select(a, b);
}

// Functions of one argument are the rules of unary_rules.hpp. One that Eigen has no packet form of goes number by
// number; then only what the rule says it keeps is read.

template <class Rule>
concept OnArrays = !requires { Rule::scalar_only; };

template <class Rule>
auto rule_value(const Rule& rule, const auto& a)
{
    if constexpr (OnArrays<Rule>)
        return rule.value(a);
    else
        return a.unaryExpr([rule](double x) { return rule.value(x); });
}
template <class Rule>
auto rule_derivative(const Rule& rule, const auto& a, const auto& v)
{
    if constexpr (OnArrays<Rule>)
        return rule.derivative(a, v);
    else if constexpr (Rule::keep == Keep::result)
        return v.unaryExpr([rule](double y) { return rule.derivative(y, y); });
    else
        return a.unaryExpr([rule](double x) { return rule.derivative(x, x); });
}

} // namespace reel::elementwise

template <class F>
struct Eigen::internal::functor_traits<reel::elementwise::WhereDependent<F>> {
    enum { Cost = functor_traits<F>::Cost + 1, PacketAccess = functor_traits<F>::PacketAccess };
};
