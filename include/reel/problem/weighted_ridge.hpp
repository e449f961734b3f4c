#pragma once
/// Weighted least squares with one hyper-parameter per feature:
///     f(x, u) = |A x - b|^2 / 2 + sum_j u_j x_j^2 / 2,     A m x n and b passive, u has n entries.
///
///     const WeightedRidge problem(A, b);
///     problem.jacobian(u).col(j);                         // how all coefficients move with the weight of feature j
///
/// Hessian H = A^T A + diag(u), x* = H^{-1} A^T b, and J* = dx*/du = -H^{-1} diag(x*). H and dH/du_j do not commute:
/// the closed forms for ridge do not apply to its unrolled derivatives.

#include <reel/problem/algebra.hpp>
#include <reel/problem/problem.hpp>

#include <Eigen/Core>

namespace reel {

class WeightedRidge {
public:
    /// Same requirements as `Ridge`; throws `InvalidArgument`.
    WeightedRidge(Eigen::MatrixXd A, Eigen::VectorXd b);

    const Eigen::MatrixXd& A() const noexcept { return A_; }
    const Eigen::VectorXd& b() const noexcept { return b_; }
    Eigen::Index size() const noexcept { return A_.cols(); }

    template <class X, class U>
    ScalarOf<X> value(const X& x, const U& u) const
    {
        const X residual = A_ * x - b_;
        return 0.5 * residual.squaredNorm() + 0.5 * x.cwiseProduct(u).dot(x);
    }
    /// A^T (A x - b) + u o x. O(m n).
    template <class X, class U>
    X gradient(const X& x, const U& u) const
    {
        return A_.transpose() * (A_ * x - b_) + x.cwiseProduct(u);
    }
    /// A^T A + diag(u), n x n.
    template <class X, class U>
    MatrixOf<X> hessian(const X&, const U& u) const
    {
        return add_diagonal(gram_, u);
    }

    /// The extreme eigenvalues of H. O(n^3).
    Curvature curvature(const Eigen::VectorXd& u) const;
    /// To the last digits; throws `InvalidArgument` unless H is positive definite. O(m n^2 + n^3).
    Solution solution(const Eigen::VectorXd& u) const;
    Eigen::MatrixXd jacobian(const Eigen::VectorXd& u) const; ///< -H^{-1} diag(x*), n x n.

private:
    Eigen::MatrixXd A_;
    Eigen::VectorXd b_;
    Eigen::MatrixXd gram_;
};

} // namespace reel
