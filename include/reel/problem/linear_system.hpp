#pragma once
/// A linear system, with the hyper-parameter on the right or on the diagonal:
///     A x = u                   u a vector: the problem is affine in u, and no unrolled derivative suffers from the
///     curse (A + s I) x = r           u = std::tuple(s, r), s a scalar
/// A is n x n and need not be symmetric. For symmetric positive definite A, `gradient` belongs to x^T A x / 2 - u . x.

#include <reel/problem/algebra.hpp>
#include <reel/problem/problem.hpp>

#include <Eigen/Core>
#include <tuple>

namespace reel {

class LinearSystem {
public:
    /// A is square, not empty and finite; throws `InvalidArgument` otherwise.
    explicit LinearSystem(Eigen::MatrixXd A);

    const Eigen::MatrixXd& A() const noexcept { return A_; }
    const Eigen::VectorXd& diagonal() const noexcept { return diagonal_; }
    Eigen::Index size() const noexcept { return A_.rows(); }

    /// A x - u, or (A + s I) x - r. O(n^2).
    template <class X, class U>
    X gradient(const X& x, const U& u) const
    {
        return A_ * x - u;
    }
    template <class X, class S, class R>
    X gradient(const X& x, const std::tuple<S, R>& u) const
    {
        return A_ * x + std::get<0>(u) * x - std::get<1>(u);
    }
    /// diag(A)^{-1} y, or (diag(A) + s)^{-1} y.
    template <class X, class U>
    X divide_by_diagonal(const X& y, const U&) const
    {
        return y.cwiseQuotient(diagonal_);
    }
    template <class X, class S, class R>
    X divide_by_diagonal(const X& y, const std::tuple<S, R>& u) const
    {
        return (y.array() / (diagonal_.array() + std::get<0>(u))).matrix();
    }

    /// The extreme eigenvalues of A. Requires a symmetric positive definite A; throws `InvalidArgument` otherwise.
    Curvature curvature(const Eigen::VectorXd& u) const;
    /// By LU. Throws `InvalidArgument` for a singular matrix.
    Solution solution(const Eigen::VectorXd& u) const;
    Solution solution(const std::tuple<double, Eigen::VectorXd>& u) const;
    Eigen::MatrixXd jacobian(const Eigen::VectorXd& u) const;                     ///< A^{-1}
    Eigen::VectorXd jacobian(const std::tuple<double, Eigen::VectorXd>& u) const; ///< dx*/ds = -(A + s I)^{-1} x*

private:
    Eigen::MatrixXd A_;
    Eigen::VectorXd diagonal_;
};

} // namespace reel
