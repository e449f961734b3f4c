#pragma once
/// Entropic optimal transport between two histograms, in its semi-dual form:
///     f(g, theta) = sum_i a_i eps log(sum_j exp((g_j - C_ij)/eps)) - b . g,     a = softmax(theta),
/// C the m x n costs and b > 0 the target histogram, both passive; theta (m entries) is the hyper-parameter, free of
/// any constraint. The unknown is the potential g (n entries); adding a constant to g changes nothing, so g is kept at
/// sum(g) = 0, the *gauge*. The plan is P_ij = a_i exp((g_j - C_ij)/eps)/sum_k exp((g_k - C_ik)/eps): its rows sum to
/// a, and grad f = P^T 1 - b vanishes when its columns sum to b.
///
///     const EntropicTransport problem(C, b, 0.1);
///     const Eigen::VectorXd g = problem.solution(theta).x;
///     problem.plan(g, theta);                                     // m x n
///
/// Sinkhorn's iteration (solver/sinkhorn.hpp) has the same solution. All runs over rows are products with the passive
/// kernel exp(-C/eps), which must stay within the range of a double: (max C - min C)/eps <= 300.

#include <reel/problem/algebra.hpp>
#include <reel/problem/problem.hpp>

#include <Eigen/Core>

namespace reel {

class EntropicTransport {
public:
    /// C is m x n and finite, b has n entries > 0 that sum to 1 (up to 1e-12), eps > 0 and not too small (see above);
    /// throws `InvalidArgument` otherwise.
    EntropicTransport(const Eigen::MatrixXd& C, Eigen::VectorXd b, double eps);

    Eigen::Index size() const noexcept { return kernel_.cols(); }    ///< n
    Eigen::Index sources() const noexcept { return kernel_.rows(); } ///< m, the length of theta
    double eps() const noexcept { return eps_; }

    template <class X, class U>
    ScalarOf<X> value(const X& g, const U& theta) const
    {
        const X mass = kernel_ * X(exp(g.array() / eps_).matrix());
        const X a(histogram(theta));
        return eps_ * a.dot(X(log(mass.array()).matrix())) - offset_ - g.dot(b_);
    }
    /// P^T 1 - b. O(m n).
    template <class X, class U>
    X gradient(const X& g, const U& theta) const
    {
        const X scaling = exp(g.array() / eps_).matrix();
        const X a(histogram(theta));
        const X ratio = a.cwiseQuotient(X(kernel_ * scaling));
        return scaling.cwiseProduct(X(kernel_.transpose() * ratio)) - b_;
    }
    /// One round of Sinkhorn in the log domain: f = eps (log a - log(K exp(g/eps))), then g = eps (log b - log(K^T
    /// exp(f/eps))), then the gauge. O(m n).
    template <class X, class U>
    X sinkhorn(const X& g, const U& theta) const
    {
        const X row_mass = kernel_ * X(exp(g.array() / eps_).matrix());
        const X a(histogram(theta));
        const X scaling = a.cwiseQuotient(row_mass); // exp(f/eps)
        const X column_mass = kernel_.transpose() * scaling;
        return in_gauge(X((eps_ * (log_b_.array() - log(column_mass.array()))).matrix()));
    }
    /// g - mean(g).
    template <class X>
    X in_gauge(const X& g) const
    {
        return (g.array() - g.sum() / static_cast<double>(size())).matrix();
    }
    /// a = softmax(theta).
    template <class U>
    U histogram(const U& theta) const
    {
        return exp(theta.array() - logsumexp(theta)).matrix();
    }

    /// mu = 0 and L = 1/(2 eps): f has no strong convexity far out.
    Curvature curvature(const Eigen::VectorXd& theta) const;
    /// By Newton's method on sum(g) = 0. The error bound is that of generalised self-concordant functions, 4
    /// |grad|/lambda with the smallest eigenvalue lambda of the Hessian on the gauge, infinite where its condition
    /// fails.
    Solution solution(const Eigen::VectorXd& theta) const;
    Eigen::MatrixXd jacobian(const Eigen::VectorXd& theta) const; ///< dg*/dtheta on the gauge, n x m
    Eigen::MatrixXd plan(const Eigen::VectorXd& g, const Eigen::VectorXd& theta) const; ///< P, m x n

    /// D2 f + 1 1^T/n: the added term makes it invertible and acts on the gauge's direction only. O(m n^2).
    Eigen::MatrixXd hessian(const Eigen::VectorXd& g, const Eigen::VectorXd& theta) const;

private:
    Eigen::MatrixXd kernel_; ///< exp(-(C - min C)/eps)
    Eigen::VectorXd b_;
    Eigen::VectorXd log_b_;
    double eps_;
    double offset_ = 0; ///< min C, by which the kernel is off
};

} // namespace reel
