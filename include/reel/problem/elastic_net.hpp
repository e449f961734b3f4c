#pragma once
/// Lasso and elastic net, with weights for all unknowns or one for each:
///     lasso         f(x, u)          = |A x - b|^2 / 2 + sum_j u_j |x_j|
///     elastic net   f(x, (u, v))     = |A x - b|^2 / 2 + sum_j u_j |x_j| + sum_j v_j x_j^2 / 2
///
///     const Lasso lasso(A, b);                                   // u: double, or n numbers
///     const ElasticNet net(A, b);                                // u: std::tuple of two such
///     x = lasso.prox(x - step * lasso.gradient(x, u), step, u);
///
/// `gradient` and `curvature` are those of the least squares; all of u is in `prox`, so that every splitting method
/// works with passive matrices. On the active set S = {j: x*_j != 0}, with signs s, the solution is smooth in u:
///     (A_S^T A_S + diag(v_S)) x*_S = A_S^T b - u_S o s,     dx*_S/du_S = -H_SS^{-1} diag(s),   dx*_S/dv_S = -H_SS^{-1}
///     diag(x*_S),
/// and all other derivatives are 0. It holds where |A_j^T (A x* - b)| < u_j off S; then so does the certificate: the
/// signs of the solution are right, and x_S solves its linear system up to a residual.

#include <reel/problem/least_squares.hpp>

#include <Eigen/Core>

#include <tuple>

namespace reel {

class Lasso : public LeastSquares {
public:
    using LeastSquares::LeastSquares;

    template <class X, class U>
    ScalarOf<X> value(const X& x, const U& u) const
    {
        const X magnitude = x.cwiseAbs();
        return smooth_value(x) + scaled(magnitude, u).sum();
    }
    /// argmin_z |z - y|^2 / 2 + t sum_j u_j |z_j|, t > 0. O(n).
    template <class X, class U>
    X prox(const X& y, double t, const U& u) const
    {
        return soft_threshold(y, U(t * u));
    }
    /// The signs of x.
    Fingerprint active_set(const Eigen::VectorXd& x) const { return sign_pattern(x); }

    /// By coordinate descent, and to the last digits by solving on the active set; u >= 0. The error bound is infinite
    /// when the active set cannot be certified, as in degenerate problems. Throws `InvalidArgument` for a negative u or
    /// a wrong size.
    Solution solution(double u) const;
    Solution solution(const Eigen::VectorXd& u) const;
    Eigen::VectorXd jacobian(double u) const;                 ///< n entries
    Eigen::MatrixXd jacobian(const Eigen::VectorXd& u) const; ///< n x n
};

class ElasticNet : public LeastSquares {
public:
    using LeastSquares::LeastSquares;

    template <class X, class U, class V>
    ScalarOf<X> value(const X& x, const std::tuple<U, V>& u) const
    {
        const X magnitude = x.cwiseAbs();
        return smooth_value(x) + scaled(magnitude, std::get<0>(u)).sum() + 0.5 * x.dot(scaled(x, std::get<1>(u)));
    }
    /// soft_threshold(y, t u)/(1 + t v). O(n).
    template <class X, class U, class V>
    X prox(const X& y, double t, const std::tuple<U, V>& u) const
    {
        const X thresholded = soft_threshold(y, U(t * std::get<0>(u)));
        if constexpr (requires { std::get<1>(u).size(); })
            return (thresholded.array() / (1.0 + t * std::get<1>(u).array())).matrix();
        else
            return thresholded / V(1.0 + t * std::get<1>(u));
    }
    Fingerprint active_set(const Eigen::VectorXd& x) const { return sign_pattern(x); }

    /// As for `Lasso`; u, v >= 0.
    Solution solution(const std::tuple<double, double>& u) const;
    Solution solution(const std::tuple<Eigen::VectorXd, Eigen::VectorXd>& u) const;
    Eigen::MatrixXd jacobian(const std::tuple<double, double>& u) const;                   ///< [d/du, d/dv], n x 2
    Eigen::MatrixXd jacobian(const std::tuple<Eigen::VectorXd, Eigen::VectorXd>& u) const; ///< n x 2n
};

} // namespace reel
