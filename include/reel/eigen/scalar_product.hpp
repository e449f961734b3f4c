#pragma once
/// Products of matrices with `Var` entries: one block, however large they are.
///
///     Y = L R        L_bar += Y_bar R^T,    R_bar += L^T Y_bar        Y_dot = L_dot R + L R_dot
///
/// Only what a factor is multiplied with in the sweep is kept: R where L is active, L where R is. Numbers that are
/// known to be passive when it is compiled, A or A.cast<Var>(), follow product.hpp: a matrix of run-time size is
/// referred to and must stay as it is until the last sweep. Vectors and matrices of fixed size are copied to the tape,
/// since they tend to be locals of the function that computes with them. A `Matrix<Var>` of passive entries is copied
/// too, but only once as long as it stays the same.

#include <reel/eigen/matrix_product.hpp>
#include <reel/eigen/scalar_expression.hpp>

#include <Eigen/Core>

#include <type_traits>
#include <utility>

namespace reel::entries {

/// L R, column by column.
Eigen::VectorXd product_of_numbers(const Eigen::MatrixXd& left, const Eigen::MatrixXd& right);
Eigen::MatrixXd numbers_in_order(const VarVector& entries, Eigen::Index rows, Eigen::Index cols, bool by_rows);

/// The numbers of passive entries, kept on the tape: those of an earlier copy when it is still the same.
DenseMatrix shared_copy(Tape& tape, const VarVector& entries, const void* source, Eigen::Index rows, Eigen::Index cols,
                        bool by_rows);

template <class X>
constexpr bool is_cast = false;
template <class A>
constexpr bool is_cast<Eigen::CwiseUnaryOp<Eigen::internal::scalar_cast_op<double, Var>, A>> = true;
template <class A>
constexpr bool is_cast<Eigen::Transpose<A>> = is_cast<std::remove_cvref_t<A>>;

/// Known to be passive when it is compiled.
template <class X>
concept PassiveOperand = !OfVar<X> || is_cast<std::remove_cvref_t<X>>;

/// The numbers themselves: A of A.cast<Var>(), A^T of A.cast<Var>().transpose().
template <PassiveOperand X>
decltype(auto) without_cast(const X& x)
{
    if constexpr (!OfVar<X>)
        return (x);
    else if constexpr (requires { x.functor(); })
        return (x.nestedExpression());
    else
        return without_cast(x.nestedExpression()).transpose();
}

/// A factor as it is read: by rows or by columns, as it is stored.
template <class X>
VarVector entries_in_order(const X& x)
{
    if constexpr (PassiveOperand<X>)
        return {};
    else
        return row_of<stored_by_rows<X>>(x);
}

/// The numbers of a passive factor, for a product that is not recorded.
template <class X>
Eigen::MatrixXd plain_numbers(const X& x, const VarVector& entries)
{
    if constexpr (PassiveOperand<X>)
        return without_cast(x);
    else
        return numbers_in_order(entries, x.rows(), x.cols(), stored_by_rows<X>);
}

/// `entries` are those of x, in the order they are stored.
template <class M>
product::Factor factor_of(Tape& tape, M&& x, const VarVector& entries)
{
    using X = std::remove_cvref_t<M>;
    const auto described = [&](const double* numbers, bool by_rows) {
        const auto rows = static_cast<Index>(x.rows());
        const auto cols = static_cast<Index>(x.cols());
        return DenseMatrix{numbers, rows, cols, by_rows ? cols : rows, by_rows};
    };
    if constexpr (!PassiveOperand<X>) {
        constexpr bool by_rows = stored_by_rows<X>;
        if (entries.active())
            return {&entries, described(entries.value().data(), by_rows)};
        const void* source = nullptr;
        if constexpr (DirectAccess<X>)
            source = x.data();
        return {nullptr, shared_copy(tape, entries, source, x.rows(), x.cols(), by_rows)};
    } else if constexpr (X::SizeAtCompileTime != Eigen::Dynamic || X::IsVectorAtCompileTime) {
        double* numbers = tape.numbers(static_cast<std::size_t>(x.size()));
        Eigen::Map<Eigen::MatrixXd>(numbers, x.rows(), x.cols()) = without_cast(x);
        return {nullptr, described(numbers, false)};
    } else if constexpr (OfVar<X>) {
        return {nullptr, product::settled(tape, without_cast(x))};
    } else {
        return {nullptr, product::settled(tape, std::forward<M>(x))};
    }
}

/// L R, column by column.
template <class L, class R>
VarVector product_entries(L&& left, R&& right)
{
    const VarVector left_entries = entries_in_order(left);
    const VarVector right_entries = entries_in_order(right);
    if (!left_entries.active() && !right_entries.active())
        return VarVector(product_of_numbers(plain_numbers(left, left_entries), plain_numbers(right, right_entries)));
    Tape& tape = Recording::tape();
    return tape.all_or_nothing([&] {
        return product::record_product(tape, factor_of(tape, std::forward<L>(left), left_entries),
                                       factor_of(tape, std::forward<R>(right), right_entries));
    });
}

template <class L, class R>
concept ProductOfVars = elementwise::EigenDense<L> && elementwise::EigenDense<R> && (OfVar<L> || OfVar<R>);

template <class L, class R, int option>
    requires ProductOfVars<L, R>
struct Rewriting<Eigen::Product<L, R, option>> {
    static constexpr bool broadcast = false;
    static constexpr bool leaf = false;
    template <bool by_rows>
    static auto run(const Eigen::Product<L, R, option>& x)
    {
        if constexpr (by_rows)
            return elementwise::as_array(product_entries(x.rhs().transpose(), x.lhs().transpose()));
        else
            return elementwise::as_array(product_entries(x.lhs(), x.rhs()));
    }
};

/// diag(d) x
template <class D, class R, int option>
    requires(OfVar<Eigen::Product<Eigen::DiagonalWrapper<D>, R, option>> && R::ColsAtCompileTime == 1)
struct Rewriting<Eigen::Product<Eigen::DiagonalWrapper<D>, R, option>> {
    static constexpr bool broadcast = false;
    static constexpr bool leaf = false;
    template <bool by_rows>
    static auto run(const Eigen::Product<Eigen::DiagonalWrapper<D>, R, option>& x)
    {
        return Rewrite<D>::template run<by_rows>(x.lhs().diagonal()) * Rewrite<R>::template run<by_rows>(x.rhs());
    }
};

} // namespace reel::entries
