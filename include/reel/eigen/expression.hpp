#pragma once
/// Elementwise expressions: how  x - h * (g + u * x)  becomes one block.
///
/// What the user writes is a tree of *live* nodes, which refer to vectors and know whether they are active. When a
/// vector is made from it, the tree is turned into its *kept* form: the same shape, with indices in place of vectors and
/// with pointers to those numbers only that some partial derivative needs. The kept tree is the block's payload; it is
/// trivially copyable and knows how to
///
///     value(part)             its numbers, as an Eigen array expression (or a double that is broadcast)
///     pull(part, bar, ...)    send the adjoint `bar` of its numbers, again an expression, down to its leaves:
///                                 z = a * b:    a.pull(bar * b),   b.pull(bar * a)
///                             each active leaf ends it by one loop  a_bar += bar * b  that Eigen vectorises
///     push(part, ...)         its tangent:      z_dot = a_dot * b + a * b_dot
///
/// What is needed is decided once, when the block is recorded:  x * y  keeps y only where x is active;  a function such
/// as exp keeps its result, sin the derivative (`Keep` in rules.hpp); sums keep nothing at all.
///
/// A live node refers to the vectors that are variables and owns those that are temporaries, as in Eigen. So that one
/// cannot leave the function whose locals it refers to, an expression can be neither copied nor moved.

#include <reel/core/sweep.hpp>
#include <reel/scalar/rules.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <string>
#include <utility>

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

template <class F>
void for_each_part(Eigen::Index size, const F& f)
{
    for (Eigen::Index begin = 0; begin < size; begin += longest_part)
        f(Part{begin, std::min(longest_part, size - begin)});
}

/// Zeros to stand for the tangent of a passive vector, at least `count` of them.
const double* zeros(Eigen::Index count);

constexpr Index passive = ~Index{0}; ///< In place of an index. No tape numbers a value so.
constexpr Eigen::Index broadcast = -1; ///< In place of a size.

// Operations of two arguments. `needs_left(l, r)`: is the left value needed by some partial, when the left (right)
// argument is active as l (r) says? `first` and `second` are the adjoints of the arguments, for the adjoint `bar`.

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
struct Divide {
    static constexpr const char* name = "/";
    static auto value(const auto& a, const auto& b) { return a / b; }
    static bool needs_left(bool, bool right) { return right; }
    static bool needs_right(bool left, bool right) { return left || right; }
    static auto first(const auto& bar, const auto&, const auto& b) { return bar / b; }
    static auto second(const auto& bar, const auto& a, const auto& b) { return -(bar * a) / (b * b); }
};

/// max(a, b) is b where a < b, else a; so at a tie the first argument has the derivative.
template <class A, class B>
auto is_less(const A& a, const B& b)
{
    if constexpr (std::is_same_v<A, double>)
        return (b > a).template cast<double>();
    else
        return (a < b).template cast<double>();
}
template <class A, class B>
auto is_not_less(const A& a, const B& b)
{
    if constexpr (std::is_same_v<A, double>)
        return (b <= a).template cast<double>();
    else
        return (a >= b).template cast<double>();
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
    static auto first(const auto& bar, const auto& a, const auto& b) { return bar * is_not_less(a, b); }
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
    static auto first(const auto& bar, const auto& a, const auto& b) { return bar * is_not_less(b, a); }
    static auto second(const auto& bar, const auto& a, const auto& b) { return bar * is_less(b, a); }
};

// Kept nodes. `Place` is where adjoints or tangents are looked up: a workspace of sweep.hpp or a forward vector.

struct KeptNumber {
    double number;
    static constexpr bool always_passive = true;
    double value(Part) const { return number; }
    void pull(Part, const auto&, Adjoints&, int) const {}
};

struct KeptScalar {
    double number;
    Index index;
    static constexpr bool always_passive = false;
    double value(Part) const { return number; }
    void pull(Part, const auto& bar, Adjoints& adjoints, int column) const
    {
        if (index != passive)
            *adjoints.at(index, column) += bar.sum();
    }
    double push(Part, Tangents& tangents, int column) const
    {
        return index == passive ? 0.0 : *tangents.at(index, column);
    }
};

struct KeptVector {
    const double* numbers; // on the tape when some partial needs them; else good while the block is recorded only
    Index index;
    static constexpr bool always_passive = false;
    ConstArray value(Part part) const { return array_at(numbers, part); }
    void pull(Part part, const auto& bar, Adjoints& adjoints, int column) const
    {
        if (index != passive)
            MutableArray(adjoints.at(index, column) + part.begin, part.count) += bar;
    }
    ConstArray push(Part part, Tangents& tangents, int column) const
    {
        if (index == passive)
            return {zeros(part.count), part.count};
        return {tangents.at(index, column) + part.begin, part.count};
    }
};

/// Numbers that can never be active: an Eigen vector.
struct KeptConstant {
    const double* numbers;
    static constexpr bool always_passive = true;
    ConstArray value(Part part) const { return array_at(numbers, part); }
    void pull(Part, const auto&, Adjoints&, int) const {}
};

template <class Op, class A, class B>
struct KeptCombination {
    A a;
    B b;
    static constexpr bool always_passive = A::always_passive && B::always_passive;
    auto value(Part part) const { return Op::value(a.value(part), b.value(part)); }
    void pull(Part part, const auto& bar, Adjoints& adjoints, int column) const
    {
        if constexpr (!A::always_passive)
            a.pull(part, Op::first(bar, a.value(part), b.value(part)), adjoints, column);
        if constexpr (!B::always_passive)
            b.pull(part, Op::second(bar, a.value(part), b.value(part)), adjoints, column);
    }
    template <class Place>
    auto push(Part part, Place& place, int column) const
    {
        if constexpr (A::always_passive)
            return Op::second(b.push(part, place, column), a.value(part), b.value(part));
        else if constexpr (B::always_passive)
            return Op::first(a.push(part, place, column), a.value(part), b.value(part));
        else
            return Op::first(a.push(part, place, column), a.value(part), b.value(part)) +
                   Op::second(b.push(part, place, column), a.value(part), b.value(part));
    }
};

/// Is there a packet form of this rule in Eigen?
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
    else
        return a.binaryExpr(v, [rule](double x, double y) { return rule.derivative(x, y); });
}

/// A function of one argument. The rule may have state, as the exponent of pow(x, p).
template <class Rule, class A>
struct KeptFunction {
    A a;
    [[no_unique_address]] Rule rule;
    const double* result;     // numbers of this node
    const double* derivative; // used where the rule says so
    static constexpr bool always_passive = A::always_passive;
    ConstArray value(Part part) const { return array_at(result, part); }
    auto slope(Part part) const
    {
        if constexpr (Rule::keep == Keep::derivative)
            return array_at(derivative, part);
        else
            return rule_derivative(rule, a.value(part), array_at(result, part));
    }
    void pull(Part part, const auto& bar, Adjoints& adjoints, int column) const
    {
        if constexpr (Rule::keep != Keep::nothing)
            a.pull(part, bar * slope(part), adjoints, column);
    }
    template <class Place>
    auto push(Part part, Place& place, int column) const
    {
        if constexpr (Rule::keep != Keep::nothing)
            return a.push(part, place, column) * slope(part);
        else
            return ConstArray(zeros(part.count), part.count);
    }
};

/// mask ? a : b, entry by entry, the mask being 0 or 1: whatever the side not taken is, NaN too, it does not count.
template <class A, class B>
auto select(const ConstArray& mask, const A& a, const B& b)
{
    if constexpr (std::is_same_v<A, double> && std::is_same_v<B, double>)
        return mask.unaryExpr([a, b](double m) { return m != 0.0 ? a : b; });
    else
        return (mask != 0.0).select(a, b);
}
template <class A, class B>
struct KeptSelection {
    const double* mask;
    A a;
    B b;
    static constexpr bool always_passive = A::always_passive && B::always_passive;
    auto value(Part part) const { return select(array_at(mask, part), a.value(part), b.value(part)); }
    void pull(Part part, const auto& bar, Adjoints& adjoints, int column) const
    {
        a.pull(part, select(array_at(mask, part), bar, 0.0), adjoints, column);
        b.pull(part, select(array_at(mask, part), 0.0, bar), adjoints, column);
    }
    template <class Place>
    auto push(Part part, Place& place, int column) const
    {
        if constexpr (A::always_passive)
            return select(array_at(mask, part), 0.0, b.push(part, place, column));
        else if constexpr (B::always_passive)
            return select(array_at(mask, part), a.push(part, place, column), 0.0);
        else
            return select(array_at(mask, part), a.push(part, place, column), b.push(part, place, column));
    }
};

/// Where the numbers of a block are kept: on the tape, or nowhere (forward mode keeps them for one expression only).
class Keeper {
public:
    explicit Keeper(Tape* tape) : tape_(tape) {}
    /// `count` numbers: on the tape when the sweep will need them, else in `scratch`.
    double* room(Eigen::Index count, bool needed, Eigen::ArrayXd& scratch)
    {
        if (needed && tape_ != nullptr)
            return tape_->numbers(static_cast<std::size_t>(count));
        scratch.resize(count);
        return scratch.data();
    }
    /// The same numbers, where they last as long as the block.
    const double* keep(const double* numbers, Eigen::Index count)
    {
        if (tape_ == nullptr)
            return numbers;
        return std::copy_n(numbers, count, tape_->numbers(static_cast<std::size_t>(count))) - count;
    }
    Tape* tape() const { return tape_; }

private:
    Tape* tape_;
};

/// to = expression; a double is broadcast.
template <class E>
void assign(MutableArray to, const E& expression)
{
    if constexpr (std::is_same_v<E, double>)
        to.setConstant(expression);
    else
        to = expression;
}

/// A kept expression as a block.
template <class Kept>
struct Block {
    Kept root;
    void pull(Run result, Adjoints& adjoints) const
    {
        for (int column = 0; column < adjoints.columns(); ++column)
            for_each_part(result.count, [&](Part part) {
                root.pull(part, array_at(adjoints.at(result.first, column), part), adjoints, column);
            });
    }
    void push(Run result, Tangents& tangents) const
    {
        for (int column = 0; column < tangents.columns(); ++column)
            for_each_part(result.count, [&](Part part) {
                assign({tangents.at(result.first, column) + part.begin, part.count},
                       root.push(part, tangents, column));
            });
    }
};

} // namespace reel::elementwise
