#pragma once
/// Live nodes: what an elementwise expression is before a vector is made from it (see expression.hpp).
///
/// A live node has
///     size()                  its length, or `broadcast` for a scalar
///     active()                does anything in it have a derivative?
///     value(part)             its numbers, computed when they are read; nothing is recorded
///     record(keeper, needed)  its kept form; `needed` says whether a partial elsewhere needs this node's numbers
///     Vector                  the type of vector or matrix it can become (void for passive numbers)
///     vectors                 how many vectors its numbers are computed from; a scalar need not say 0
/// A matrix is the row of its entries, column by column; its node says so by `matrix`, and has a `shape()` as well.

#include <reel/eigen/kept.hpp>
#include <reel/scalar/var.hpp>

#include <Eigen/Core>

#include <type_traits>

namespace reel {
class VarVector;
class VarMatrix;
} // namespace reel

namespace reel::elementwise {

struct Shape {
    Eigen::Index rows;
    Eigen::Index cols;
    bool operator==(const Shape&) const = default;
};

template <class Node>
constexpr bool is_matrix = requires { Node::matrix; };
template <class Node>
constexpr bool is_matrix<const Node> = is_matrix<Node>;
template <class Node>
Shape shape_of(const Node& node)
{
    if constexpr (is_matrix<Node>)
        return node.shape();
    else
        return {node.size(), 1};
}
[[noreturn]] void not_same_shape(const char* operation, Shape x, Shape y, bool matrices);
/// Throws `InvalidArgument`: "x + y: x has 2 entries, y has 3; ...".
inline void require_same_shape(const char* operation, Shape x, Shape y, bool matrices)
{
    if (x != y) [[unlikely]]
        not_same_shape(operation, x, y, matrices);
}

template <class Node>
constexpr int vectors_in = 0;
template <class Node>
    requires requires { Node::vectors; }
constexpr int vectors_in<Node> = Node::vectors;

/// What vectors of type V and passive matrices combine to.
template <bool matrix, class V>
struct Combined;
template <class V>
struct Combined<false, V> {
    using type = V;
};
template <>
struct Combined<true, VarVector> {
    using type = VarMatrix;
};
template <>
struct Combined<true, VarMatrix> {
    using type = VarMatrix;
};
template <>
struct Combined<true, void> {
    using type = void;
};
template <class A, class B>
using vector_of = typename Combined<is_matrix<A> || is_matrix<B>,
                                    std::conditional_t<std::is_void_v<typename A::Vector>, typename B::Vector,
                                                       typename A::Vector>>::type;

/// Base of a node that is a matrix if one of its operands is.
template <bool matrix>
struct Shaped {};
template <>
struct Shaped<true> {
    static constexpr bool matrix = true;
};

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
    static constexpr int vectors = 1;
    Held numbers;
    Eigen::Index size() const { return numbers.size(); }
    bool active() const { return false; }
    ConstArray value(Part part) const { return array_at(numbers.data(), part); }
    KeptConstant record(Keeper& keeper, bool needed) const
    {
        keeper.reads(numbers.data(), numbers.size());
        return {needed ? keeper.keep(numbers.data(), numbers.size()) : numbers.data()};
    }
};
template <class Held>
struct LiveConstantMatrix : LiveConstant<Held>, Shaped<true> {
    Shape dimensions;
    Shape shape() const { return dimensions; }
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

/// Entries offset, ..., offset + count - 1 of an active vector or matrix; `Held` is `const V&` or `V`.
template <class Held>
struct LiveVector : Shaped<is_matrix<std::remove_cvref_t<Held>>> {
    using Vector = std::remove_cvref_t<Held>;
    static constexpr int vectors = 1;
    Held vector;
    Eigen::Index offset;
    Eigen::Index count;
    LiveVector(Held&& v, Eigen::Index first, Eigen::Index n) : vector(std::forward<Held>(v)), offset(first), count(n) {}
    Eigen::Index size() const { return count; }
    Shape shape() const { return {vector.rows(), vector.cols()}; }
    bool active() const { return vector.active(); }
    ConstArray value(Part part) const { return array_at(vector.value().data() + offset, part); }
    auto record(Keeper& keeper, bool needed) const { return vector.kept(keeper, offset, count, needed); }
};

template <class Op, class A, class B>
struct Combination : Shaped<is_matrix<A> || is_matrix<B>> {
    using Vector = vector_of<A, B>;
    static constexpr int vectors = vectors_in<A> + vectors_in<B>;
    A a;
    B b;
    /// Of functions that return the operands: made where they stay, since to move them is to move all their vectors.
    template <class MakeA, class MakeB>
    Combination(const MakeA& left, const MakeB& right) : a(left()), b(right())
    {
        if (a.size() != broadcast && b.size() != broadcast)
            require_same_shape(Op::name, shape_of(a), shape_of(b), is_matrix<Combination>);
    }
    Eigen::Index size() const { return a.size() == broadcast ? b.size() : a.size(); }
    Shape shape() const { return a.size() == broadcast ? shape_of(b) : shape_of(a); }
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

/// A derivative that is cheap to get from the argument is stored itself when the argument would take several vectors.
template <class Rule, class A>
constexpr Keep keep_of = Rule::keep == Keep::argument && vectors_in<A> > 1 ? Keep::derivative : Rule::keep;

template <class Rule, class A>
struct Function : Shaped<is_matrix<A>> {
    using Vector = typename A::Vector;
    static constexpr int vectors = 1;
    static constexpr Keep keep = keep_of<Rule, A>;
    A a;
    [[no_unique_address]] Rule rule;
    mutable Eigen::ArrayXd result_scratch{};
    mutable Eigen::ArrayXd derivative_scratch{};

    template <class MakeA>
    Function(const MakeA& argument, Rule r) : a(argument()), rule(r)
    {}
    Eigen::Index size() const { return a.size(); }
    Shape shape() const { return shape_of(a); }
    bool active() const { return a.active(); }
    auto value(Part part) const { return rule_value(rule, a.value(part)); }
    auto record(Keeper& keeper, bool needed) const
    {
        const bool sloped = a.active() && keep != Keep::nothing;
        const auto kept = a.record(keeper, sloped && keep == Keep::argument);
        const Eigen::Index n = size();
        double* result = keeper.room(n, needed || (sloped && keep == Keep::result), result_scratch);
        double* derivative = result;
        if constexpr (keep == Keep::derivative)
            if (sloped)
                derivative = keeper.room(n, true, derivative_scratch);
        for_each_part(n, [&](Part part) {
            assign_from_first(array_at(result, part), rule_value(rule, kept.value(part)));
            if constexpr (keep == Keep::derivative)
                if (sloped)
                    assign_from_first(array_at(derivative, part),
                                      rule_derivative(rule, kept.value(part), array_at(result, part)));
        });
        return KeptFunction<Rule, std::remove_const_t<decltype(kept)>, keep>{kept, rule, result, derivative};
    }
};

/// mask ? a : b, entry by entry; the mask is passive and is kept as 0 or 1.
template <class A, class B>
struct Selection : Shaped<is_matrix<A> || is_matrix<B>> {
    using Vector = vector_of<A, B>;
    static constexpr int vectors = 1 + vectors_in<A> + vectors_in<B>;
    Eigen::ArrayXd mask;
    Shape dimensions;
    A a;
    B b;
    Selection(Eigen::ArrayXd numbers, Shape mask_shape, A taken, B other)
        : mask(std::move(numbers)), dimensions(mask_shape), a(std::move(taken)), b(std::move(other))
    {
        if (a.size() != broadcast)
            require_same_shape("where", mask_shape, shape_of(a), is_matrix<Selection>);
        if (b.size() != broadcast)
            require_same_shape("where", mask_shape, shape_of(b), is_matrix<Selection>);
    }
    Eigen::Index size() const { return mask.size(); }
    Shape shape() const { return dimensions; }
    bool active() const { return a.active() || b.active(); }
    auto value(Part part) const { return select(array_at(mask.data(), part), a.value(part), b.value(part)); }
    auto record(Keeper& keeper, bool needed) const
    {
        const auto kept_a = a.record(keeper, needed);
        const auto kept_b = b.record(keeper, needed);
        return KeptSelection<std::remove_const_t<decltype(kept_a)>, std::remove_const_t<decltype(kept_b)>>{
            keeper.keep(mask.data(), mask.size()), kept_a, kept_b};
    }
};

} // namespace reel::elementwise
