#pragma once
/// Step and momentum of the first-order methods, as data:
///
///     d_k     = x_k - x_{k-1}                                   (x_{-1} = x_0)
///     p_k     = x_k, or x_k + beta_k d_k when the method looks ahead
///     x_{k+1} = x_k + beta_k d_k - h_k grad f(p_k)
///
///     method      h_k                              beta_k                                          looks ahead
///     plain       h                                0                                               -
///     heavy ball  h                                b                                               no
///     Nesterov    h                                b                                               yes
///     FISTA       h                                k / (k + 3)                                     yes
///     Chebyshev   2 w_k / (L + mu)                 w_k - 1                                         no
/// with w_0 = 1 and, for k >= 1, w_k = (1 + q)(1 + q^k)/(1 + q^{k+1}), q = ((sqrt L - sqrt mu)/(sqrt L + sqrt mu))^2,
/// the ratio 2 m T_k(m)/T_{k+1}(m) of Chebyshev polynomials at m = (L + mu)/(L - mu), written so that nothing
/// overflows.
///
/// A rule depends on k alone, not on u: it is never differentiated.

#include <reel/problem/problem.hpp>

#include <Eigen/Core>

namespace reel {

/// One row of the table, for one k.
struct MomentumStep {
    double step = 0;          ///< h_k
    double momentum = 0;      ///< beta_k
    bool looks_ahead = false; ///< Is the gradient taken at x_k + beta_k d_k?
};

class MomentumRule {
public:
    static MomentumRule plain(double step);
    static MomentumRule heavy_ball(double step, double momentum);
    static MomentumRule nesterov(double step, double momentum);
    static MomentumRule fista(double step);

    /// The fastest heavy ball on quadratics: h = 4/(sqrt L + sqrt mu)^2, b = ((sqrt L - sqrt mu)/(sqrt L + sqrt mu))^2.
    static MomentumRule heavy_ball(const Curvature& curvature);
    /// h = 1/L, b = (sqrt L - sqrt mu)/(sqrt L + sqrt mu).
    static MomentumRule nesterov(const Curvature& curvature);
    /// The fastest of all on quadratics, for each k.
    static MomentumRule chebyshev(const Curvature& curvature);

    MomentumStep at(Eigen::Index k) const; ///< k >= 0. O(1).

    /// lim |x_k - x*|^{1/k} from a general start, on a quadratic of this curvature; >= 1 means that the method does not
    /// converge. Momentum methods reach it only up to a factor polynomial in k, because their maps are not normal.
    double rate(const Curvature& curvature) const;

    /// The least c with |M^k| <= c rho^k for every k >= 0, in the Euclidean norm of the state (x_k, x_{k-1}), on a
    /// quadratic whose Hessian has these eigenvalues: the c of analysis/bounds.hpp. M has a block [[p, -q], [1, 0]] for
    /// each eigenvalue l, with p = 1 + b - h l and q = b, or p = (1 + b)(1 - h l) and q = b (1 - h l) when the method
    /// looks ahead. Throws `InvalidArgument` unless 0 < rho < 1 is above the rate of each eigenvalue, and for a momentum
    /// that depends on k (FISTA, Chebyshev). O(eigenvalues/ln(rho/rate)).
    double growth(const Eigen::VectorXd& eigenvalues, double rho) const;
    /// The same on a quadratic with this Hessian, symmetric. O(n^3) more.
    double growth_on(const Eigen::MatrixXd& hessian, double rho) const;

private:
    enum class Kind { plain, heavy_ball, nesterov, fista, chebyshev };
    MomentumRule(Kind kind, double step, double parameter);

    Kind kind_;
    double step_;
    double parameter_; ///< b of heavy ball and Nesterov, q of Chebyshev
};

} // namespace reel
