#pragma once
/// Ridge regression:  f(x, u) = |A x - b|^2 / 2 + u |x|^2 / 2,  with A (m x n) and b (m) passive and u a scalar.
///
///     const Ridge ridge(A, b);
///     const double step = 1.0 / ridge.curvature(u).L;
///     x = x - step * ridge.gradient(x, u);              // converges to ridge.solution(u).x
///
/// Hessian H = A^T A + u I, solution x*(u) = H^{-1} A^T b. Differentiating H x* = A^T b gives the derivative
///     J* = dx*/du = -H^{-1} x*.
/// The hyper-parameter may also be the pair (u, b): pass `std::tuple(u, b)`; the b stored in the problem is then
/// ignored.

#include <reel/problem/algebra.hpp>
#include <reel/problem/problem.hpp>

#include <Eigen/Core>
#include <tuple>

namespace reel {

class Ridge {
public:
    /// A is m x n, b has m entries, m >= 1 and n >= 1, all finite; throws `InvalidArgument` otherwise.
    /// Computes the spectrum of A^T A once: O(m n^2 + n^3).
    Ridge(Eigen::MatrixXd A, Eigen::VectorXd b);

    const Eigen::MatrixXd& A() const noexcept { return A_; }
    const Eigen::VectorXd& b() const noexcept { return b_; }
    Eigen::Index size() const noexcept { return A_.cols(); } ///< n, the number of unknowns.

    /// f(x, u); x has n entries. O(m n).
    template <class X, class U>
    ScalarOf<X> value(const X& x, const U& u) const
    {
        return value_for(x, u, b_);
    }
    template <class X, class U, class B>
    ScalarOf<X> value(const X& x, const std::tuple<U, B>& u) const
    {
        return value_for(x, std::get<0>(u), std::get<1>(u));
    }

    /// A^T (A x - b) + u x. O(m n).
    template <class X, class U>
    X gradient(const X& x, const U& u) const
    {
        return A_.transpose() * (A_ * x - b_) + u * x;
    }
    template <class X, class U, class B>
    X gradient(const X& x, const std::tuple<U, B>& u) const
    {
        return A_.transpose() * (A_ * x - std::get<1>(u)) + std::get<0>(u) * x;
    }

    /// The extreme eigenvalues of H, exact to rounding.
    Curvature curvature(double u) const noexcept { return {smallest_ + u, largest_ + u}; }

    /// x*(u) to the last digits: a Cholesky solve refined with residuals in extended precision. Requires H > 0, that is
    /// u > -lambda_min(A^T A); throws `InvalidArgument` otherwise. O(m n^2 + n^3).
    Solution solution(double u) const { return solution(u, b_); }
    Solution solution(double u, const Eigen::VectorXd& b) const;

    /// dx*/du = -H^{-1} x*, n entries; same requirement, cost and care as `solution`.
    Eigen::VectorXd jacobian(double u) const;

    /// dx*/db = H^{-1} A^T, n x m.
    Eigen::MatrixXd jacobian_b(double u) const;

    /// H = A^T A + u I, the same for every x.
    template <class X, class U>
    MatrixOf<X> hessian(const X&, const U& u) const
    {
        return add_diagonal(gram_, u);
    }
    /// H, in the precision of `Real`. O(m n^2).
    template <class Real = double>
    Eigen::Matrix<Real, -1, -1> hessian(double u) const
    {
        const Eigen::Matrix<Real, -1, -1> wide = A_.cast<Real>();
        Eigen::Matrix<Real, -1, -1> h = wide.transpose() * wide;
        h.diagonal().array() += Real(u);
        return h;
    }

    /// A^T b, in the precision of `Real`.
    template <class Real = double>
    Eigen::Matrix<Real, -1, 1> linear() const
    {
        return A_.cast<Real>().transpose() * b_.cast<Real>();
    }

private:
    template <class X, class U, class B>
    ScalarOf<X> value_for(const X& x, const U& u, const B& b) const
    {
        const X residual = A_ * x - b;
        return 0.5 * residual.squaredNorm() + 0.5 * u * x.squaredNorm();
    }

    Eigen::MatrixXd A_;
    Eigen::VectorXd b_;
    Eigen::MatrixXd gram_; ///< A^T A
    double smallest_ = 0;  ///< of the eigenvalues of A^T A
    double largest_ = 0;
};

} // namespace reel
