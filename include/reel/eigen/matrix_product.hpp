#pragma once
/// Products with active matrices.
///
///     Y = A B        A_bar += Y_bar B^T        B_bar += A^T Y_bar        Y_dot = A_dot B + A B_dot
///
/// Each factor is an active matrix, its transpose or an expression, an active vector on the right, or a passive Eigen
/// matrix or vector; at least one is active. A factor is kept where the other is active, and an active one is kept on
/// the tape once. A passive matrix is referred to as in product.hpp, a passive vector is copied. Throws
/// `InvalidArgument` when the sizes do not match. O(rows inner cols), 80 bytes of tape and what is kept.

#include <reel/eigen/matrix.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace reel {

namespace product {

/// A factor: how its numbers lie, and whose they are unless they are the user's.
struct Factor {
    const VarVector* entries; // null for plain numbers, which last as long as the tape
    DenseMatrix numbers;
    bool active() const { return entries != nullptr && entries->active(); }
};
/// The entries of L R, column by column; at least one factor is active.
VarVector record_product(Tape& tape, const Factor& left, const Factor& right);

/// A column, or a matrix by its columns.
Factor factor(const VarVector& entries, Eigen::Index rows, Eigen::Index cols);
inline Factor factor(Tape&, const VarVector& x)
{
    return factor(x, x.size(), 1);
}
inline Factor factor(Tape&, const VarMatrix& A)
{
    return factor(A.reshaped(), A.rows(), A.cols());
}
template <class Held>
Factor factor(Tape&, const TransposedMatrix<Held>& A)
{
    const Factor f = factor(A.transpose().reshaped(), A.cols(), A.rows());
    return {f.entries, f.numbers.transpose()};
}
template <class M>
    requires Dense<std::remove_cvref_t<M>>
Factor factor(Tape& tape, M&& A)
{
    if constexpr (std::remove_cvref_t<M>::IsVectorAtCompileTime) {
        const auto rows = static_cast<Index>(A.rows());
        double* numbers = tape.numbers(static_cast<std::size_t>(A.size()));
        Eigen::Map<Eigen::MatrixXd>(numbers, A.rows(), A.cols()) = A;
        return {nullptr, {numbers, rows, static_cast<Index>(A.cols()), rows, false}};
    } else {
        return {nullptr, settled(tape, std::forward<M>(A))};
    }
}

template <class T>
constexpr bool is_transposed_matrix = false;
template <class Held>
constexpr bool is_transposed_matrix<TransposedMatrix<Held>> = true;

template <class T>
concept ActiveMatrix =
    elementwise::is_active<T> && elementwise::has_columns<T> && elementwise::kind_of<T> == elementwise::Kind::vector;
template <class T>
concept ActiveColumn = elementwise::is_active<T> && !elementwise::has_columns<T> &&
                       elementwise::kind_of<T> == elementwise::Kind::vector && requires(const T& x) { VarVector(x); };
template <class L, class R>
concept MatrixProduct = (ActiveMatrix<L> && (ActiveMatrix<R> || ActiveColumn<R> || Dense<R>)) ||
                        (DenseMatrixType<L> && is_transposed_matrix<R>);

/// What can be a side: expressions and segments become vectors and matrices.
template <class T>
decltype(auto) evaluated(T&& x)
{
    using Plain = std::remove_cvref_t<T>;
    if constexpr (Dense<Plain> || is_transposed_matrix<Plain> || std::derived_from<Plain, elementwise::VectorTag>)
        return std::forward<T>(x);
    else
        return x.eval();
}
template <class T>
bool active(const T& x)
{
    if constexpr (Dense<T>)
        return false;
    else
        return x.active();
}
template <class T>
decltype(auto) numbers(const T& x)
{
    if constexpr (Dense<T>)
        return (x);
    else
        return x.value();
}

template <class L, class R>
auto multiply(L&& l, R&& r)
{
    using Right = std::remove_cvref_t<R>;
    constexpr bool vector = ActiveColumn<Right> || (Dense<Right> && !elementwise::has_columns<Right>);
    using Result = std::conditional_t<vector, VarVector, VarMatrix>;
    if constexpr (vector)
        require_fit(l.rows(), l.cols(), r.rows());
    else
        require_fit(l.rows(), l.cols(), r.rows(), r.cols());
    if (!active(l) && !active(r))
        return Result(Eigen::MatrixXd(numbers(l) * numbers(r)));
    const Eigen::Index rows = l.rows();
    const Eigen::Index cols = r.cols();
    Tape& tape = Recording::tape();
    VarVector entries = tape.all_or_nothing(
        [&] { return record_product(tape, factor(tape, std::forward<L>(l)), factor(tape, std::forward<R>(r))); });
    if constexpr (vector)
        return entries;
    else
        return VarMatrix(std::move(entries), rows, cols);
}

} // namespace product

template <class L, class R>
    requires product::MatrixProduct<std::remove_cvref_t<L>, std::remove_cvref_t<R>>
auto operator*(L&& l, R&& r)
{
    return product::multiply(product::evaluated(std::forward<L>(l)), product::evaluated(std::forward<R>(r)));
}

/// The product of any passive matrix, sparse and diagonal too, with an active one (product.hpp).
template <class M>
VarMatrix product_of(M&& A, const VarMatrix& X)
{
    const Eigen::MatrixXd Y = A * X.value();
    if (!X.active() || X.size() == 0 || Y.size() == 0)
        return VarMatrix(Y);
    Tape& tape = Recording::tape();
    const Id id = tape.all_or_nothing([&] {
        const auto count = static_cast<Index>(X.size());
        const product::Operand operand{{tape.use(X.id(), count), count}, static_cast<Index>(X.cols())};
        return product::record(tape, std::forward<M>(A), operand, static_cast<Index>(Y.size()));
    });
    return {VarVector(Eigen::VectorXd(Y.reshaped()), id), Y.rows(), Y.cols()};
}

/// x y^T. Keeps each vector where the other is active.
VarMatrix outer(const VarVector& x, const VarVector& y);

} // namespace reel
