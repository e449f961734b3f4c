#pragma once
/// Derivatives at a fixed point from one linearization, as rows of numbers: what implicit.hpp calls behind its
/// templates, and what analysis builds on.

#include <reel/implicit/linearization.hpp>
#include <reel/implicit/strategy.hpp>

#include <Eigen/Core>

namespace reel::fixed_point {

/// The spectral radius of M by `sweeps` steps of power iteration from a fixed pseudo-random start: the geometric mean
/// of the growth over the last half, so that complex and negative eigenvalues do not make it oscillate. Approaches the
/// truth from below when the largest eigenvalues lie close together.
double contraction_factor(const Linearization& at, int sweeps = 40);

/// |N^T w| / |w|: at most the norm of N, and equal to it when there is one parameter and w is along N.
double pulled_norm(const Linearization& at, const Eigen::VectorXd& w);

struct LinearSolution {
    Eigen::VectorXd solution;
    double residual = 0.0; ///< True relative residual, computed anew.
    int sweeps = 0;
    bool solved = false;
};
enum class Side {
    adjoint, ///< (I - M)^T w = right
    tangent  ///< (I - M) z = right
};
/// Throws `InvalidArgument` for a tolerance that is not in (0, 1), a count below 1, or a guess of another length.
LinearSolution solve(const Linearization& at, Side side, const Eigen::VectorXd& right, const Implicit& strategy);

/// g = N^T w,  (I - M)^T w = v.
Derivative<Eigen::VectorXd> vjp(const Linearization& at, const Eigen::VectorXd& v, const Implicit& strategy);
Derivative<Eigen::VectorXd> vjp(const Linearization& at, const Eigen::VectorXd& v, const Neumann& strategy);
/// z with  (I - M) z = N du.
Derivative<Eigen::VectorXd> jvp(const Linearization& at, const Eigen::VectorXd& du, const Implicit& strategy);
Derivative<Eigen::VectorXd> jvp(const Linearization& at, const Eigen::VectorXd& du, const Neumann& strategy);

/// (I - M)^{-1} N, n x p, by LU.
Derivative<Eigen::MatrixXd> jacobian(const Linearization& at, const Check& check);

/// Fills in rho and the estimated error of a derivative made at `at`; `next` is linearized at A(x).
/// With e <= |A(x) - x| / (1 - rho), and the change of M and N along x -> A(x) as the secant for their Lipschitz
/// constants,
///     vjp:  |g - g*| ~ |N^T| (|r| + |dM^T w| e/d) / (1 - rho) + |dN^T w| e/d,        d = |A(x) - x|
///     jvp:  |z - z*| ~ (|r| + |dM z + dN du| e/d) / (1 - rho)
/// where r is the linear residual, or what was cut off a series. The truth of 1.6 in doc/theory.md, with measured
/// constants: an estimate, not a bound.
void assess_vjp(Derivative<Eigen::VectorXd>& derivative, const Linearization& at, const Linearization& next,
                const Eigen::VectorXd& v);
void assess_jvp(Derivative<Eigen::VectorXd>& derivative, const Linearization& at, const Linearization& next,
                const Eigen::VectorXd& du);
/// Sets the status from rho and |A(x) - x|, unless something went wrong already.
void judge(DerivativeStatus& status, double rho, const Linearization& at, const Check& check);

} // namespace reel::fixed_point
