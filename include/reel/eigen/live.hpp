#pragma once
/// Live nodes: what an elementwise expression is before a vector is made from it (see expression.hpp).
///
/// A live node has
///     size()                  its length, or `broadcast` for a scalar
///     active()                does anything in it have a derivative?
///     value(part)             its numbers, computed when they are read; nothing is recorded
///     record(keeper, needed)  its kept form; `needed` says whether a partial elsewhere needs this node's numbers
/// and `Vector`, the type of vector it can become (void for passive numbers).

#include <reel/eigen/kept.hpp>
#include <reel/scalar/var.hpp>

#include <type_traits>

namespace reel::elementwise {

template <class A, class B>
using vector_of = std::conditional_t<std::is_void_v<A>, B, A>;

struct LiveNumber {
    using Vector = void;
    double number;
    Eigen::Index size() const { return broadcast; }
    bool active() const { return false; }
    double value(Part) const { return number; }
    KeptNumber record(Keeper&, bool) const { return {number}; }
};

/// A passive Eigen vector: `Held` is a map of a variable's numbers, or the vector itself when it was a temporary.
template <class Held>
struct LiveConstant {
    using Vector = void;
    Held numbers;
    Eigen::Index size() const { return numbers.size(); }
    bool active() const { return false; }
    ConstArray value(Part part) const { return array_at(numbers.data(), part); }
    KeptConstant record(Keeper& keeper, bool needed) const
    {
        return {needed ? keeper.keep(numbers.data(), numbers.size()) : numbers.data()};
    }
};

template <class V>
struct LiveScalar {
    using Vector = V;
    Var scalar;
    Eigen::Index size() const { return broadcast; }
    bool active() const { return scalar.active(); }
    double value(Part) const { return scalar.value(); }
    KeptScalar record(Keeper& keeper, bool) const
    {
        return {scalar.value(), scalar.active() ? keeper.tape()->use(scalar.id()) : passive};
    }
};

/// Entries offset, ..., offset + count - 1 of an active vector; `Held` is `const V&` or `V`.
template <class Held>
struct LiveVector {
    using Vector = std::remove_cvref_t<Held>;
    Held vector;
    Eigen::Index offset;
    Eigen::Index count;
    Eigen::Index size() const { return count; }
    bool active() const { return vector.active(); }
    ConstArray value(Part part) const { return array_at(vector.value().data() + offset, part); }
    auto record(Keeper& keeper, bool needed) const { return vector.kept(keeper, offset, count, needed); }
};

template <class Op, class A, class B>
struct Combination {
    using Vector = vector_of<typename A::Vector, typename B::Vector>;
    A a;
    B b;
    Combination(A left, B right) : a(std::move(left)), b(std::move(right))
    {
        require(a.size() == b.size() || a.size() == broadcast || b.size() == broadcast, [&] {
            return std::string("x ") + Op::name + " y: x has " + std::to_string(a.size()) + " entries, y has " +
                   std::to_string(b.size()) + "; elementwise operations need the same size";
        });
    }
    Eigen::Index size() const { return a.size() == broadcast ? b.size() : a.size(); }
    bool active() const { return a.active() || b.active(); }
    auto value(Part part) const { return Op::value(a.value(part), b.value(part)); }
    auto record(Keeper& keeper, bool needed) const
    {
        const bool left = a.active();
        const bool right = b.active();
        const auto kept_a = a.record(keeper, needed || Op::needs_left(left, right));
        const auto kept_b = b.record(keeper, needed || Op::needs_right(left, right));
        return KeptCombination<Op, std::remove_const_t<decltype(kept_a)>, std::remove_const_t<decltype(kept_b)>>{
            kept_a, kept_b};
    }
};

template <class Rule, class A>
struct Function {
    using Vector = typename A::Vector;
    A a;
    [[no_unique_address]] Rule rule;
    mutable Eigen::ArrayXd result_scratch{};
    mutable Eigen::ArrayXd derivative_scratch{};

    Eigen::Index size() const { return a.size(); }
    bool active() const { return a.active(); }
    auto value(Part part) const { return rule_value(rule, a.value(part)); }
    auto record(Keeper& keeper, bool needed) const
    {
        const bool sloped = a.active() && Rule::keep != Keep::nothing;
        const auto kept = a.record(keeper, sloped && Rule::keep == Keep::argument);
        const Eigen::Index n = size();
        double* result = keeper.room(n, needed || (sloped && Rule::keep == Keep::result), result_scratch);
        double* derivative = result;
        if constexpr (Rule::keep == Keep::derivative)
            if (sloped)
                derivative = keeper.room(n, true, derivative_scratch);
        for_each_part(n, [&](Part part) {
            array_at(result, part) = rule_value(rule, kept.value(part));
            if constexpr (Rule::keep == Keep::derivative)
                if (sloped)
                    array_at(derivative, part) = rule_derivative(rule, kept.value(part), array_at(result, part));
        });
        return KeptFunction<Rule, std::remove_const_t<decltype(kept)>>{kept, rule, result, derivative};
    }
};

/// mask ? a : b, entry by entry; the mask is passive and is kept as 0 or 1.
template <class A, class B>
struct Selection {
    using Vector = vector_of<typename A::Vector, typename B::Vector>;
    Eigen::ArrayXd mask;
    A a;
    B b;
    Eigen::Index size() const { return mask.size(); }
    bool active() const { return a.active() || b.active(); }
    auto value(Part part) const
    {
        return select(array_at(mask.data(), part), a.value(part), b.value(part));
    }
    auto record(Keeper& keeper, bool needed) const
    {
        const auto kept_a = a.record(keeper, needed);
        const auto kept_b = b.record(keeper, needed);
        return KeptSelection<std::remove_const_t<decltype(kept_a)>, std::remove_const_t<decltype(kept_b)>>{
            keeper.keep(mask.data(), mask.size()), kept_a, kept_b};
    }
};

} // namespace reel::elementwise
