#pragma once
/// Linear systems: x = A^{-1} b, differentiated by the factorisation that solved them.
///
///     b_bar += w,   A_bar -= w x^T   with   w = A^{-T} x_bar          x_dot = A^{-1} (b_dot - A_dot x)
///
///     const Eigen::LLT<MatrixXd> factor(H);                 // passive: it is referred to, and must outlive the tape
///     const VarVector x = solve(factor, b);
///     const VarVector y = solve(K, b, Factorization::llt);  // an active matrix K: O(n^3) once, O(n^2) in the sweep
///
/// These are the overloads of `solve` (solver/linear_solve.hpp) for active vectors, so that a solver which says
/// `solve(factor, b)` runs unchanged on `VarVector` and `DualVector`. A passive factorisation is any of Eigen's, dense
/// or sparse, or a triangular view of a variable; of a temporary the tape keeps a copy. A factorisation that failed,
/// and an active matrix that is singular to working precision, or not positive definite where that is needed, is an
/// `InvalidArgument` with the numbers.

#include <reel/eigen/dual_matrix.hpp>
#include <reel/eigen/matrix.hpp>

#include <Eigen/Core>

#include <limits>
#include <string>
#include <type_traits>
#include <utility>

namespace reel {

/// How an active matrix is factorised: LU with partial pivoting for any invertible matrix; Cholesky for a symmetric
/// positive definite one, LDL^T for a symmetric semi-definite one with a shift. Those two read its lower triangle only.
enum class Factorization { lu, llt, ldlt };

namespace linear {

/// A^{-1} B or A^{-T} B for a factorisation behind a pointer.
using Solver = Eigen::MatrixXd (*)(const void* factor, bool transposed, const Eigen::MatrixXd& B);

template <class Factor>
Eigen::MatrixXd solve_by(const void* factor, bool transposed, const Eigen::MatrixXd& B)
{
    const Factor& A = *static_cast<const Factor*>(factor);
    if constexpr (requires { A.transpose().solve(B); }) {
        if (transposed)
            return A.transpose().solve(B);
    }
    return A.solve(B); // Eigen's sparse Cholesky factorisations have no transpose(): they are self-adjoint
}

template <class F>
concept PassiveFactor =
    !std::is_same_v<F, VarMatrix> && requires(const F& factor, const Eigen::VectorXd& v) { factor.solve(v); };

/// Throws `InvalidArgument` unless the factorisation succeeded and b has as many rows as A.
template <PassiveFactor F>
void require_solvable(const F& factor, Eigen::Index rows)
{
    require(factor.rows() == factor.cols() && factor.cols() == rows, [&] {
        return "solve(A, b): A is " + std::to_string(factor.rows()) + " by " + std::to_string(factor.cols()) +
               ", b has " + std::to_string(rows) + " rows; A must be square, with as many";
    });
    if constexpr (requires { factor.info(); })
        require(factor.info() == Eigen::Success, [&] {
            return "solve(A, b): the factorisation of A, " + std::to_string(rows) + " by " + std::to_string(rows) +
                   ", failed: A is singular or not definite; shift its diagonal, or factorise it by LU";
        });
}

/// A factorisation that the tape owns because it was a temporary.
template <class F>
class OwnedFactor : public Owned {
public:
    explicit OwnedFactor(F factor) : factor_(std::move(factor)) {}
    const F& factor() const { return factor_; }
    std::size_t bytes() const noexcept override
    {
        if constexpr (std::derived_from<F, Eigen::TriangularBase<F>>)
            return sizeof(F); // a view
        else
            return static_cast<std::size_t>(factor_.rows() * factor_.cols()) * sizeof(double);
    }

private:
    F factor_;
};
template <class F>
const F& settled(Tape& tape, F&& factor)
{
    using Plain = std::remove_cvref_t<F>;
    if constexpr (std::is_lvalue_reference_v<F>)
        return factor;
    else
        return tape.own<OwnedFactor<Plain>>(std::forward<F>(factor)).factor();
}

/// Records X = A^{-1} B by a passive factorisation; the entries of B are active, `cols` columns.
Id record_solve(Tape& tape, const void* factor, Solver solver, const VarVector& B, Eigen::Index cols);
template <class F>
Id record(F&& factor, const VarVector& B, Eigen::Index cols)
{
    Tape& tape = Recording::tape();
    return tape.all_or_nothing([&] {
        const auto& settled_factor = settled(tape, std::forward<F>(factor));
        return record_solve(tape, &settled_factor, solve_by<std::remove_cvref_t<F>>, B, cols);
    });
}

/// X = A^{-1} B column by column, with A, B or both active.
VarVector solve_active(const VarMatrix& A, const VarVector& B, Eigen::Index cols, Factorization factorization);

} // namespace linear

/// x = A^{-1} b, or X = A^{-1} B, with a passive factorisation: one block of 40 bytes that stores no number.
template <class F>
    requires linear::PassiveFactor<std::remove_cvref_t<F>>
VarVector solve(F&& A, const VarVector& b)
{
    linear::require_solvable(A, b.size());
    Eigen::VectorXd x = A.solve(b.value());
    return b.active() ? VarVector(std::move(x), linear::record(std::forward<F>(A), b, 1)) : VarVector(std::move(x));
}
template <class F>
    requires linear::PassiveFactor<std::remove_cvref_t<F>>
VarMatrix solve(F&& A, const VarMatrix& B)
{
    linear::require_solvable(A, B.rows());
    const Eigen::MatrixXd X = A.solve(Eigen::MatrixXd(B.value()));
    if (!B.active() || B.size() == 0)
        return VarMatrix(X);
    const Id id = linear::record(std::forward<F>(A), B.reshaped(), B.cols());
    return {VarVector(Eigen::VectorXd(X.reshaped()), id), X.rows(), X.cols()};
}
/// In forward mode: the value and all tangents by one factorisation.
template <class F>
    requires linear::PassiveFactor<std::remove_cvref_t<F>>
DualVector solve(const F& A, const DualVector& b)
{
    linear::require_solvable(A, b.size());
    Eigen::VectorXd x = A.solve(b.value());
    return b.active() ? DualVector(std::move(x), Eigen::MatrixXd(A.solve(b.tangents()))) : DualVector(std::move(x));
}

/// The same with an active matrix, which is factorised here and lies on the tape so: 8 n^2 bytes, and 8 n for x. The
/// right side may be passive.
inline VarVector solve(const VarMatrix& A, const VarVector& b, Factorization factorization = Factorization::lu)
{
    return linear::solve_active(A, b, 1, factorization);
}
inline VarVector solve(const VarMatrix& A, const Eigen::VectorXd& b, Factorization factorization = Factorization::lu)
{
    return solve(A, VarVector(b), factorization);
}
inline VarMatrix solve(const VarMatrix& A, const VarMatrix& B, Factorization factorization = Factorization::lu)
{
    return {linear::solve_active(A, B.reshaped(), B.cols(), factorization), A.rows(), B.cols()};
}
DualVector solve(const DualMatrix& A, const DualVector& b, Factorization factorization = Factorization::lu);

} // namespace reel
