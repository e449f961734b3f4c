#pragma once
/// solve(A, b): the one place where solvers meet linear systems, so that a derivative can pass through it.
///
/// For numbers it is a thin wrapper. Active vectors and matrices bring their own overloads, found by their namespace:
/// solvers call `solve` unqualified, and hand over either a passive factorisation (ADMM, whose matrix is fixed) or a
/// matrix of the kind that goes with their vectors (Newton, whose matrix depends on x and u).
///
///     const Eigen::LLT<Eigen::MatrixXd> factor(A);
///     x = solve(factor, b);
///     x = solve(hessian, gradient);

#include <Eigen/Core>
#include <Eigen/LU>

#include <type_traits>

namespace reel {

namespace detail {
/// Compiled once, for all solvers of double.
Eigen::VectorXd solve_dense(const Eigen::MatrixXd& A, const Eigen::VectorXd& b);
} // namespace detail

/// A^{-1} b with A given by an Eigen factorisation, dense or sparse, or a triangular view: whatever has `solve`.
template <class Factor, class D>
    requires requires(const Factor& factor, const Eigen::Matrix<double, -1, 1>& v) { factor.solve(v); }
Eigen::Matrix<typename D::Scalar, -1, 1> solve(const Factor& factor, const Eigen::MatrixBase<D>& b)
{
    return factor.solve(b.derived());
}

/// A^{-1} b for a square invertible A, by LU with partial pivoting. O(n^3).
template <class M, class D>
Eigen::Matrix<typename D::Scalar, -1, 1> solve(const Eigen::MatrixBase<M>& A, const Eigen::MatrixBase<D>& b)
{
    if constexpr (std::is_same_v<typename D::Scalar, double>)
        return detail::solve_dense(A, b);
    else
        return A.derived().partialPivLu().solve(b.derived());
}

} // namespace reel
