#pragma once
/// How far a number g, however it was made, can be from (dx*/du)^T v.
///
///     const Certificate c = certify(run, v, g, seen);      // the run stands at x_K
///     c.bound                                              // |g - (dx*/du)^T v| <= bound
///
/// Newton steps lead from x_K to a point y next to x*, the last of them from x. At both the implicit derivative is made,
///     g_x = N_x^T (I - M_x)^{-T} v,        g_y = N_y^T (I - M_y)^{-T} v,
/// and how much it changed on the way to y says what it can still change on the rest of the way to x*:
///
///     |g - J*^T v|  <=  |g - g_y|  +  |g_y - g_x| |y - x*|/|y - x|,        |y - x*| <= c |A(y) - y|/(1 - rho),
///
/// plus what is left of the linear systems, |J^T r| <= c |N^T| |r|/(1 - rho). All of it is about one adjoint: the work
/// does not depend on the number of hyper-parameters, and g may as well be zero.

#include <reel/analysis/constants.hpp>
#include <reel/analysis/run.hpp>

#include <Eigen/Core>

namespace reel {

struct Certificate {
    double bound = 0.0; ///< NaN for rho >= 1, where there is nothing to be far from; infinite when Newton does not get there.
    int sweeps = 0;     ///< What it took.
};

/// The bound of |g - (dx*/du)^T v| from where the run stands; v has n numbers, g has p. Right as far as rho and c are, and as
/// the map is smooth between x_K and x*: behind the last change of an active set. One to five Newton steps, one behind the
/// burn-in, until what is left is a tenth of the last; with two adjoints that is at least three linear systems of n unknowns,
/// by GMRES of at most 300 sweeps each.
Certificate certify(const AnyRun& run, const Eigen::VectorXd& v, const Eigen::VectorXd& g, const Contraction& known);

} // namespace reel
