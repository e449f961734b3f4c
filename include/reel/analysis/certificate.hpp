#pragma once
/// How far a number g, however it was made, can be from (dx*/du)^T v.
///
///     const Certificate c = certify(run, v, seen);         // the run stands at x_K
///     c.bound(g)                                           // |g - (dx*/du)^T v| is at most this
///     c.gradient, c.rest                                   // what g is compared with, and its own bound
///
/// Newton steps lead from x_K to a point y next to x*, the last of them from x. At both the implicit derivative is made,
///     g_x = N_x^T (I - M_x)^{-T} v,        g_y = N_y^T (I - M_y)^{-T} v,
/// and how much it changed on the way to y says what it can still change on the rest of the way to x*:
///
///     |g - J*^T v|  <=  |g - g_y|  +  |g_y - g_x| |y - x*|/|y - x|,        |y - x*| <= c |A(y) - y|/(1 - rho),
///
/// plus what is left of the linear systems, |J^T r| <= c |N^T| |r|/(1 - rho). All of it is about one adjoint: the work
/// does not depend on the number of hyper-parameters, and one certificate holds for any number of candidates g.

#include <reel/analysis/constants.hpp>
#include <reel/analysis/run.hpp>

#include <Eigen/Core>

#include <limits>

namespace reel {

struct Certificate {
    Eigen::VectorXd gradient{}; ///< g_y, p numbers; empty where there is none.
    /// |g_y - (dx*/du)^T v| is at most this, the second term and what is left of the linear systems. NaN for rho >= 1, where
    /// there is nothing to be far from; infinite when Newton does not get there.
    double rest = std::numeric_limits<double>::quiet_NaN();
    int sweeps = 0; ///< What it took.

    /// |g - (dx*/du)^T v| <= |g - g_y| + rest; g has p numbers. NaN or infinite as `rest`.
    double bound(const Eigen::VectorXd& g) const;
};

/// The certificate for v, n numbers, from where the run stands. Right as far as rho and c are, and as the map is smooth
/// between x_K and x*: behind the last change of an active set. One to five Newton steps, one behind the burn-in, until what
/// is left is a tenth of the last; with two adjoints that is at least three linear systems of n unknowns, by GMRES of at most
/// 300 sweeps each.
Certificate certify(const AnyRun& run, const Eigen::VectorXd& v, const Contraction& known);

} // namespace reel
