#pragma once
/// Logistic regression with l2 regularisation, one weight for all unknowns or one for each:
///     f(x, u) = (1/m) sum_i log(1 + exp(-y_i a_i . x)) + sum_j u_j x_j^2 / 2,     labels y_i in {-1, +1}.
///
///     const Logistic problem(A, y);                       // A is m x n, a_i its rows
///     problem.gradient(x, 0.1);                           // one weight
///     problem.gradient(x, Eigen::VectorXd(weights));      // one for each feature
///
/// With s = sigmoid(-y o A x): gradient -(1/m) A^T (y o s) + u o x, Hessian H = (1/m) A^T diag(s (1 - s)) A + diag(u),
/// and dx*/du = -H^{-1} diag(x*), or -H^{-1} x* for one weight.

#include <reel/problem/algebra.hpp>
#include <reel/problem/problem.hpp>

#include <Eigen/Core>

namespace reel {

class Logistic {
public:
    /// A is m x n and finite, labels has m entries, each -1 or +1, and both occur; throws `InvalidArgument` otherwise.
    Logistic(const Eigen::MatrixXd& A, const Eigen::VectorXd& labels);

    /// The rows y_i a_i: all that the problem knows of its data.
    const Eigen::MatrixXd& signed_rows() const noexcept { return rows_; }
    Eigen::Index size() const noexcept { return rows_.cols(); }
    Eigen::Index samples() const noexcept { return rows_.rows(); }

    template <class X, class U>
    ScalarOf<X> value(const X& x, const U& u) const
    {
        const X margin = rows_ * x;
        const X loss = softplus(-margin.array()).matrix();
        return loss.sum() / count() + 0.5 * x.dot(scaled(x, u));
    }
    /// O(m n).
    template <class X, class U>
    X gradient(const X& x, const U& u) const
    {
        const X margin = rows_ * x;
        const X weight = sigmoid(-margin.array()).matrix() / count();
        return scaled(x, u) - rows_.transpose() * weight;
    }
    /// O(m n^2).
    template <class X, class U>
    MatrixOf<X> hessian(const X& x, const U& u) const
    {
        const X margin = rows_ * x;
        const X s = sigmoid(-margin.array()).matrix();
        const X weight = (s.array() * (1.0 - s.array())).matrix() / count();
        return add_diagonal(weighted_gram(rows_, weight), u);
    }

    /// mu = min u, L = lambda_max(A^T A)/(4 m) + max u.
    Curvature curvature(double u) const;
    Curvature curvature(const Eigen::VectorXd& u) const;

    /// By Newton's method, down to the rounding error of the gradient. Requires u > 0; throws `InvalidArgument`
    /// otherwise.
    Solution solution(double u) const;
    Solution solution(const Eigen::VectorXd& u) const;

    Eigen::VectorXd jacobian(double u) const;                 ///< n entries
    Eigen::MatrixXd jacobian(const Eigen::VectorXd& u) const; ///< n x n

private:
    double count() const noexcept { return static_cast<double>(rows_.rows()); }

    Eigen::MatrixXd rows_;
    double largest_ = 0; ///< eigenvalue of A^T A / m
};

} // namespace reel
