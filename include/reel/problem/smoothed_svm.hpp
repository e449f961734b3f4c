#pragma once
/// A support vector machine with a smoothed hinge, and l2 regularisation with one weight:
///     f(x, u) = (1/m) sum_i h(1 - y_i a_i . x) + u |x|^2 / 2,     h(t) = (t + sqrt(t^2 + delta^2))/2,
/// labels y_i in {-1, +1}. h lies above max(t, 0) by at most delta/2 and is smooth:
///     h'(t) = (1 + t/r)/2,   h''(t) = delta^2/(2 r^3) <= 1/(2 delta),   r = sqrt(t^2 + delta^2).
/// Small delta: close to the hinge, and badly conditioned.

#include <reel/problem/algebra.hpp>
#include <reel/problem/problem.hpp>

#include <Eigen/Core>

namespace reel {

class SmoothedSvm {
public:
    /// A and labels as for `Logistic`, delta finite and > 0; throws `InvalidArgument` otherwise.
    SmoothedSvm(const Eigen::MatrixXd& A, const Eigen::VectorXd& labels, double delta = 0.5);

    const Eigen::MatrixXd& signed_rows() const noexcept { return rows_; } ///< y_i a_i
    Eigen::Index size() const noexcept { return rows_.cols(); }
    double delta() const noexcept { return delta_; }

    template <class X, class U>
    ScalarOf<X> value(const X& x, const U& u) const
    {
        const X margin = rows_ * x;
        const X t = (1.0 - margin.array()).matrix();
        return 0.5 * (t + radius(t)).sum() / count() + 0.5 * u * x.squaredNorm();
    }
    /// O(m n).
    template <class X, class U>
    X gradient(const X& x, const U& u) const
    {
        const X margin = rows_ * x;
        const X t = (1.0 - margin.array()).matrix();
        const X slope = (1.0 + t.array() / radius(t).array()).matrix() / (2 * count());
        return u * x - rows_.transpose() * slope;
    }
    /// O(m n^2).
    template <class X, class U>
    MatrixOf<X> hessian(const X& x, const U& u) const
    {
        const X margin = rows_ * x;
        const X t = (1.0 - margin.array()).matrix();
        const X r = radius(t);
        const X weight = (delta_ * delta_ / (2 * count()) / (r.array() * r.array() * r.array())).matrix();
        return add_diagonal(weighted_gram(rows_, weight), u);
    }

    Curvature curvature(double u) const;      ///< mu = u, L = lambda_max(A^T A)/(2 delta m) + u
    Solution solution(double u) const;        ///< As for `Logistic`.
    Eigen::VectorXd jacobian(double u) const; ///< dx*/du = -H^{-1} x*, n entries

private:
    double count() const noexcept { return static_cast<double>(rows_.rows()); }
    template <class X>
    X radius(const X& t) const
    {
        return sqrt(t.array() * t.array() + delta_ * delta_).matrix();
    }

    Eigen::MatrixXd rows_;
    double delta_;
    double largest_ = 0; ///< eigenvalue of A^T A / m
};

} // namespace reel
