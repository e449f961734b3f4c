#pragma once
/// Nonlinear least squares, the problem for Gauss-Newton methods: one layer with tanh,
///     f(x, u) = |tanh(A x) - b|^2 / (2 m) + u |x|^2 / 2,     A m x n and b (m) passive, u a scalar.
///
/// With t = tanh(A x), s = 1 - t^2, r = t - b: gradient A^T (s o r)/m + u x, and
///     Gauss-Newton matrix   G = A^T diag(s^2) A / m + u I            (always positive definite for u > 0)
///     Hessian               H = A^T diag(s^2 - 2 t s r) A / m + u I  (not always)
/// f is not convex: `solution` is the stationary point that Newton's method finds from 0.

#include <reel/problem/algebra.hpp>
#include <reel/problem/problem.hpp>

#include <Eigen/Core>

namespace reel {

class TanhRegression {
public:
    /// Shapes as for `Ridge`; throws `InvalidArgument`.
    TanhRegression(Eigen::MatrixXd A, Eigen::VectorXd b);

    const Eigen::MatrixXd& A() const noexcept { return A_; }
    const Eigen::VectorXd& b() const noexcept { return b_; }
    Eigen::Index size() const noexcept { return A_.cols(); }

    template <class X, class U>
    ScalarOf<X> value(const X& x, const U& u) const
    {
        const X t = activation(x);
        return 0.5 * (t - b_).squaredNorm() / count() + 0.5 * u * x.squaredNorm();
    }
    /// O(m n).
    template <class X, class U>
    X gradient(const X& x, const U& u) const
    {
        const X t = activation(x);
        const X weight = ((1.0 - t.array() * t.array()) * (t - b_).array()).matrix() / count();
        return A_.transpose() * weight + u * x;
    }
    /// G, n x n. O(m n^2).
    template <class X, class U>
    MatrixOf<X> gauss_newton(const X& x, const U& u) const
    {
        const X t = activation(x);
        const X s = (1.0 - t.array() * t.array()).matrix();
        const X weight = s.cwiseProduct(s) / count();
        return add_diagonal(weighted_gram(A_, weight), u);
    }
    /// H, n x n. O(m n^2).
    template <class X, class U>
    MatrixOf<X> hessian(const X& x, const U& u) const
    {
        const X t = activation(x);
        const X s = (1.0 - t.array() * t.array()).matrix();
        const X bend = (2.0 * t.array() * (t - b_).array()).matrix();
        const X weight = s.cwiseProduct(s - bend) / count();
        return add_diagonal(weighted_gram(A_, weight), u);
    }

    /// L = lambda_max(A^T A)/m (1 + 0.77 (1 + max|b|)) + u everywhere; mu = 0 unless u makes f convex.
    Curvature curvature(double u) const;
    /// The stationary point that Newton's method with backtracking reaches from 0, with the error bound 2 |H^{-1} grad|
    /// of Newton and Kantorovich, infinite where their condition fails. Requires u > 0; throws `InvalidArgument`
    /// otherwise, and when H is not positive definite there.
    Solution solution(double u) const;
    Eigen::VectorXd jacobian(double u) const; ///< dx*/du = -H^{-1} x*, n entries

private:
    double count() const noexcept { return static_cast<double>(A_.rows()); }
    template <class X>
    X activation(const X& x) const
    {
        const X z = A_ * x;
        return tanh(z.array()).matrix();
    }

    Eigen::MatrixXd A_;
    Eigen::VectorXd b_;
    double largest_ = 0; ///< eigenvalue of A^T A / m
};

} // namespace reel
