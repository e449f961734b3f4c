#pragma once
/// How elementwise expressions are written: the operators, for all kinds of active vector at once (the functions are
/// in functions.hpp).
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

/// The scalars of these vectors; Dual<dynamic> is another (dual_expression.hpp).
template <class T>
inline constexpr bool is_vector_scalar = VarExpression<T>;

template <class T>
struct KindOf {
    static constexpr Kind kind = is_vector_scalar<T> || Number<T>  ? Kind::scalar
                                 : std::derived_from<T, VectorTag> ? Kind::vector
                                                                   : Kind::none;
    static constexpr bool active = is_vector_scalar<T> || std::derived_from<T, VectorTag>;
    static constexpr bool matrix = is_matrix<T>;
};
template <class D>
void dense_base(const Eigen::DenseBase<D>&);
template <class D>
void array_base(const Eigen::ArrayBase<D>&);
/// Eigen's dense expressions; a segment has its base through another class.
template <class T>
concept EigenDense = requires(const T& x) { dense_base(x); };
template <class T>
concept EigenArray = requires(const T& x) { array_base(x); };
template <EigenDense T>
struct KindOf<T> {
    static constexpr bool row = T::RowsAtCompileTime == 1 && T::ColsAtCompileTime != 1;
    static constexpr bool plain = std::is_same_v<typename T::Scalar, double>;
    static constexpr bool of_var = std::is_same_v<typename T::Scalar, Var>; // scalar.hpp makes a row of its entries
    static constexpr Kind kind = row || !(plain || of_var) ? Kind::none : EigenArray<T> ? Kind::array : Kind::vector;
    static constexpr bool active = false;
    static constexpr bool matrix = T::ColsAtCompileTime != 1;
};
template <class E>
struct KindOf<VectorExpr<E>> {
    static constexpr Kind kind = Kind::vector;
    static constexpr bool active = true;
    static constexpr bool matrix = is_matrix<E>;
};
template <class E>
struct KindOf<ArrayExpr<E>> {
    static constexpr Kind kind = Kind::array;
    static constexpr bool active = true;
    static constexpr bool matrix = is_matrix<E>;
};
template <class T>
constexpr Kind kind_of = KindOf<std::remove_cvref_t<T>>::kind;
template <class T>
constexpr bool is_active = KindOf<std::remove_cvref_t<T>>::active;
template <class T>
constexpr bool has_columns = KindOf<std::remove_cvref_t<T>>::matrix;
template <class T>
concept EigenOfVar = EigenDense<std::remove_cvref_t<T>> && KindOf<std::remove_cvref_t<T>>::of_var;

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
/// An Eigen vector or matrix is referred to when it is a variable with its numbers in a row, else it is copied.
template <class X>
    requires EigenDense<std::remove_cvref_t<X>> && (!EigenOfVar<X>)
auto live(X&& x)
{
    using Plain = std::remove_cvref_t<X>;
    constexpr bool in_a_row = bool(Plain::Flags & Eigen::DirectAccessBit) && Plain::InnerStrideAtCompileTime == 1;
    if constexpr (Plain::ColsAtCompileTime != 1) {
        const Shape shape{x.rows(), x.cols()};
        constexpr bool as_we_store = std::is_same_v<Plain, Eigen::MatrixXd> || std::is_same_v<Plain, Eigen::ArrayXXd>;
        if constexpr (as_we_store && std::is_lvalue_reference_v<X>)
            return LiveConstantMatrix<ConstArray>{{ConstArray(x.data(), x.size())}, {}, shape};
        else
            return LiveConstantMatrix<Eigen::ArrayXd>{{Eigen::ArrayXd(x.reshaped())}, {}, shape};
    } else if constexpr (in_a_row && std::is_lvalue_reference_v<X>) {
        return LiveConstant<ConstArray>{{x.derived().data(), x.size()}};
    } else {
        return LiveConstant<Eigen::ArrayXd>{Eigen::ArrayXd(x)};
    }
}

template <class X>
using LiveOf = decltype(live(std::declval<X>()));

/// The expression of the node that `make` returns.
template <Kind kind, class Make>
auto wrap(const Make& make)
{
    using Node = decltype(make());
    if constexpr (kind == Kind::vector)
        return VectorExpr<Node>(std::in_place, make);
    else
        return ArrayExpr<Node>(std::in_place, make);
}
template <Kind kind, class Op, class L, class R>
auto combine(L&& l, R&& r)
{
    const auto left = [&] { return live(std::forward<L>(l)); };
    const auto right = [&] { return live(std::forward<R>(r)); };
    return wrap<kind>([&] { return Combination<Op, LiveOf<L>, LiveOf<R>>(left, right); });
}
template <Kind kind, class Rule, class X>
auto apply(X&& x, Rule rule = {})
{
    const auto argument = [&] { return live(std::forward<X>(x)); };
    return wrap<kind>([&] { return Function<Rule, LiveOf<X>>(argument, rule); });
}

/// One operand is active, and is no scalar unless the other is an Eigen vector of numbers; a matrix goes with a matrix or
/// a scalar.
template <class L, class R>
concept Mixed = (is_active<L> || is_active<R>) && kind_of<L> != Kind::none && kind_of<R> != Kind::none &&
                (kind_of<L> == Kind::scalar ? kind_of<R> != Kind::scalar && !EigenOfVar<R>
                 : kind_of<R> == Kind::scalar ? !EigenOfVar<L>
                                              : has_columns<L> == has_columns<R>);
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

} // namespace reel
