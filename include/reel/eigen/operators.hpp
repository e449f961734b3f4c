#pragma once
/// How elementwise expressions are written: the operators and functions, for all kinds of active vector at once.
///
/// As in Eigen there are two views of the same numbers. A *vector* may be added, subtracted and scaled; an *array*,
/// from `.array()`, is multiplied and divided entry by entry, mixes with scalars, and has functions; `.matrix()` leads
/// back. Each operand may be a `VarVector` or `DualVector`, an expression of them, an Eigen vector or array, an active
/// scalar, or a number:
///
///     x - h * (g + u * x)                                    // vectors
///     w.array() * (1 / (1 + exp(-z.array())) - y.array())    // arrays
///     (x.array().abs() - t).max(0.0) * sign(x.array())
///
/// Nothing is computed until a vector is made from the expression; that is one block of the tape.

#include <reel/eigen/live.hpp>

#include <Eigen/Core>

#include <utility>

namespace reel {

class VarVector;
template <class E>
class VectorExpr;
template <class E>
class ArrayExpr;

namespace elementwise {

enum class Kind { none, scalar, vector, array };

/// Base of `VarVector` and `DualVector`; `VectorExpr` and `ArrayExpr` are what operators return.
struct VectorTag {};

template <class T>
struct KindOf {
    static constexpr Kind kind = ActiveScalar<T> || Number<T>      ? Kind::scalar
                                 : std::derived_from<T, VectorTag> ? Kind::vector
                                                                   : Kind::none;
    static constexpr bool active = ActiveScalar<T> || std::derived_from<T, VectorTag>;
};
template <class T>
    requires std::derived_from<T, Eigen::DenseBase<T>>
struct KindOf<T> {
    static constexpr bool column = T::ColsAtCompileTime == 1 && std::is_same_v<typename T::Scalar, double>;
    static constexpr Kind kind = !column                                     ? Kind::none
                                 : std::derived_from<T, Eigen::ArrayBase<T>> ? Kind::array
                                                                             : Kind::vector;
    static constexpr bool active = false;
};
template <class E>
struct KindOf<VectorExpr<E>> {
    static constexpr Kind kind = Kind::vector;
    static constexpr bool active = true;
};
template <class E>
struct KindOf<ArrayExpr<E>> {
    static constexpr Kind kind = Kind::array;
    static constexpr bool active = true;
};
template <class T>
constexpr Kind kind_of = KindOf<std::remove_cvref_t<T>>::kind;
template <class T>
constexpr bool is_active = KindOf<std::remove_cvref_t<T>>::active;

// Operands as live nodes

template <class X>
    requires Number<std::remove_cvref_t<X>>
LiveNumber live(X&& x)
{
    return {static_cast<double>(x)};
}
template <class X>
    requires VarExpression<std::remove_cvref_t<X>>
LiveScalar<VarVector> live(X&& x)
{
    return {Var(x)};
}
template <class X>
    requires std::derived_from<std::remove_cvref_t<X>, VectorTag>
auto live(X&& x)
{
    const Eigen::Index size = x.size();
    if constexpr (std::is_lvalue_reference_v<X>)
        return LiveVector<const std::remove_cvref_t<X>&>{x, 0, size};
    else
        return LiveVector<std::remove_cvref_t<X>>{std::move(x), 0, size};
}
template <class E>
E live(const VectorExpr<E>& x)
{
    return x.node();
}
template <class E>
E live(VectorExpr<E>&& x)
{
    return std::move(x).node();
}
template <class E>
E live(const ArrayExpr<E>& x)
{
    return x.node();
}
template <class E>
E live(ArrayExpr<E>&& x)
{
    return std::move(x).node();
}
/// An Eigen vector is referred to when it is a variable with its numbers in a row, else it is copied.
template <class X>
    requires std::derived_from<std::remove_cvref_t<X>, Eigen::DenseBase<std::remove_cvref_t<X>>>
auto live(X&& x)
{
    using Plain = std::remove_cvref_t<X>;
    constexpr bool in_a_row = bool(Plain::Flags & Eigen::DirectAccessBit) && Plain::InnerStrideAtCompileTime == 1;
    if constexpr (in_a_row && std::is_lvalue_reference_v<X>)
        return LiveConstant<ConstArray>{{x.derived().data(), x.size()}};
    else
        return LiveConstant<Eigen::ArrayXd>{Eigen::ArrayXd(x)};
}

template <class X>
using LiveOf = decltype(live(std::declval<X>()));

template <Kind kind, class E>
auto wrap(E&& node)
{
    if constexpr (kind == Kind::vector)
        return VectorExpr<std::remove_cvref_t<E>>(std::forward<E>(node));
    else
        return ArrayExpr<std::remove_cvref_t<E>>(std::forward<E>(node));
}
template <Kind kind, class Op, class L, class R>
auto combine(L&& l, R&& r)
{
    return wrap<kind>(Combination<Op, LiveOf<L>, LiveOf<R>>(live(std::forward<L>(l)), live(std::forward<R>(r))));
}
template <Kind kind, class Rule, class X>
auto apply(X&& x, Rule rule = {})
{
    return wrap<kind>(Function<Rule, LiveOf<X>>{live(std::forward<X>(x)), rule});
}

/// One operand is active, and is no scalar unless the other is an Eigen vector.
template <class L, class R>
concept Mixed = (is_active<L> || is_active<R>) && kind_of<L> != Kind::none && kind_of<R> != Kind::none &&
                (kind_of<L> != Kind::scalar || kind_of<R> != Kind::scalar);
template <class L, class R>
concept Summable = Mixed<L, R> && (kind_of<L> == kind_of<R> || (kind_of<L> == Kind::scalar && kind_of<R> == Kind::array) ||
                                   (kind_of<L> == Kind::array && kind_of<R> == Kind::scalar));
template <class L, class R>
concept Multipliable = Mixed<L, R> && (kind_of<L> == Kind::scalar || kind_of<R> == Kind::scalar ||
                                       (kind_of<L> == Kind::array && kind_of<R> == Kind::array));
template <class L, class R>
concept Divisible = Mixed<L, R> && (kind_of<R> == Kind::scalar || (kind_of<L> != Kind::vector && kind_of<R> == Kind::array));
template <class L, class R>
constexpr Kind kind_of_both = kind_of<L> == Kind::scalar ? kind_of<R> : kind_of<L>;

} // namespace elementwise

template <class L, class R>
    requires elementwise::Summable<L, R>
auto operator+(L&& l, R&& r)
{
    return elementwise::combine<elementwise::kind_of_both<L, R>, elementwise::Add>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
    requires elementwise::Summable<L, R>
auto operator-(L&& l, R&& r)
{
    return elementwise::combine<elementwise::kind_of_both<L, R>, elementwise::Subtract>(std::forward<L>(l),
                                                                                         std::forward<R>(r));
}
template <class L, class R>
    requires elementwise::Multipliable<L, R>
auto operator*(L&& l, R&& r)
{
    return elementwise::combine<elementwise::kind_of_both<L, R>, elementwise::Multiply>(std::forward<L>(l),
                                                                                         std::forward<R>(r));
}
template <class L, class R>
    requires elementwise::Divisible<L, R>
auto operator/(L&& l, R&& r)
{
    return elementwise::combine<elementwise::kind_of_both<L, R>, elementwise::Divide>(std::forward<L>(l),
                                                                                       std::forward<R>(r));
}
template <class X>
    requires(elementwise::is_active<X> && elementwise::kind_of<X> != elementwise::Kind::scalar)
auto operator-(X&& x)
{
    return elementwise::combine<elementwise::kind_of<X>, elementwise::Multiply>(-1.0, std::forward<X>(x));
}

/// Entry by entry the larger (smaller) of the two; at a tie the first has the derivative.
template <class L, class R>
    requires(elementwise::Summable<L, R> && elementwise::kind_of_both<L, R> == elementwise::Kind::array)
auto max(L&& l, R&& r)
{
    return elementwise::combine<elementwise::Kind::array, elementwise::Maximum>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
    requires(elementwise::Summable<L, R> && elementwise::kind_of_both<L, R> == elementwise::Kind::array)
auto min(L&& l, R&& r)
{
    return elementwise::combine<elementwise::Kind::array, elementwise::Minimum>(std::forward<L>(l), std::forward<R>(r));
}

namespace elementwise {
template <class X>
concept ActiveArray = is_active<X> && kind_of<X> == Kind::array;

/// x^p with a plain exponent
struct PowerRule {
    double exponent;
    static constexpr Keep keep = Keep::derivative;
    auto value(const auto& a) const { return a.pow(exponent); }
    auto derivative(const auto& a, const auto&) const { return exponent * a.pow(exponent == 0.0 ? 0.0 : exponent - 1.0); }
};
} // namespace elementwise

#define REEL_FUNCTION(name, Rule)                                                                                      \
    template <elementwise::ActiveArray X>                                                                              \
    auto name(X&& x)                                                                                                   \
    {                                                                                                                  \
        return elementwise::apply<elementwise::Kind::array, rule::Rule>(std::forward<X>(x));                           \
    }
REEL_FUNCTION(abs, Abs)
REEL_FUNCTION(sqrt, Sqrt)
REEL_FUNCTION(cbrt, Cbrt)
REEL_FUNCTION(exp, Exp)
REEL_FUNCTION(exp2, Exp2)
REEL_FUNCTION(expm1, Expm1)
REEL_FUNCTION(log, Log)
REEL_FUNCTION(log2, Log2)
REEL_FUNCTION(log10, Log10)
REEL_FUNCTION(log1p, Log1p)
REEL_FUNCTION(sin, Sin)
REEL_FUNCTION(cos, Cos)
REEL_FUNCTION(tan, Tan)
REEL_FUNCTION(asin, Asin)
REEL_FUNCTION(acos, Acos)
REEL_FUNCTION(atan, Atan)
REEL_FUNCTION(sinh, Sinh)
REEL_FUNCTION(cosh, Cosh)
REEL_FUNCTION(tanh, Tanh)
REEL_FUNCTION(asinh, Asinh)
REEL_FUNCTION(acosh, Acosh)
REEL_FUNCTION(atanh, Atanh)
REEL_FUNCTION(erf, Erf)
REEL_FUNCTION(erfc, Erfc)
REEL_FUNCTION(sigmoid, Sigmoid)
REEL_FUNCTION(softplus, Softplus)
REEL_FUNCTION(sign, Sign)
REEL_FUNCTION(floor, Floor)
REEL_FUNCTION(ceil, Ceil)
REEL_FUNCTION(round, Round)
#undef REEL_FUNCTION

template <elementwise::ActiveArray X>
auto square(const X& x)
{
    return x * x;
}
template <elementwise::ActiveArray X>
auto inverse(X&& x)
{
    return 1.0 / std::forward<X>(x);
}
template <elementwise::ActiveArray X>
auto pow(X&& x, double exponent)
{
    return elementwise::apply<elementwise::Kind::array>(std::forward<X>(x), elementwise::PowerRule{exponent});
}

/// mask ? a : b entry by entry. The mask is an Eigen array of bool, such as `z.value().array() > 0`; at least one of a
/// and b is an active array.
template <class Mask, class L, class R>
    requires elementwise::Summable<L, R>
auto where(const Eigen::DenseBase<Mask>& mask, L&& l, R&& r)
{
    const Eigen::ArrayXd numbers = mask.derived().template cast<double>();
    using Node = elementwise::Selection<elementwise::LiveOf<L>, elementwise::LiveOf<R>>;
    return elementwise::wrap<elementwise::kind_of_both<L, R>>(
        Node{numbers, elementwise::live(std::forward<L>(l)), elementwise::live(std::forward<R>(r))});
}

} // namespace reel
