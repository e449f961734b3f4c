#pragma once
/// Derivatives at a fixed point from one linearization, as rows of numbers: what implicit.hpp calls behind its
/// templates, and what analysis builds on. Several directions at once are columns: v is n x d, du is p x d.

#include <reel/implicit/derivative.hpp>
#include <reel/implicit/linearization.hpp>
#include <reel/implicit/strategy.hpp>

#include <Eigen/Core>

namespace reel::fixed_point {

/// The spectral radius of M by `sweeps` steps of power iteration from a fixed pseudo-random start: the geometric mean
/// of the growth over the last half, so that complex and negative eigenvalues do not make it oscillate. Approaches the
/// truth from below when the largest eigenvalues lie close together.
double contraction_factor(const Linearization& at, int sweeps = 40);

/// |N^T w| / |w|: at most the norm of N, and equal to it when there is one parameter and w is along N.
double pulled_norm(const Linearization& at, const Eigen::MatrixXd& w);

struct LinearSolution {
    Eigen::MatrixXd solution;
    double residual = 0.0; ///< True relative residual, computed anew; the largest of the columns.
    int sweeps = 0;
    bool solved = false; ///< Every column.
};
enum class Side {
    adjoint, ///< (I - M)^T w = right
    tangent  ///< (I - M) z = right
};
/// Throws `InvalidArgument` for a tolerance that is not in (0, 1), a count below 1, or a guess of another shape.
LinearSolution solve(const Linearization& at, Side side, const Eigen::MatrixXd& right, const Implicit& strategy);

/// g = N^T w,  (I - M)^T w = v;  p x d.
Derivative<Eigen::MatrixXd> vjp(const Linearization& at, const Eigen::MatrixXd& v, const Implicit& strategy);
Derivative<Eigen::MatrixXd> vjp(const Linearization& at, const Eigen::MatrixXd& v, const Neumann& strategy);
/// z with  (I - M) z = N du;  n x d.
Derivative<Eigen::MatrixXd> jvp(const Linearization& at, const Eigen::MatrixXd& du, const Implicit& strategy);
Derivative<Eigen::MatrixXd> jvp(const Linearization& at, const Eigen::MatrixXd& du, const Neumann& strategy);

/// (I - M)^{-1} N, n x p: forward in p directions, or in reverse in n where that is fewer.
Derivative<Eigen::MatrixXd> jacobian(const Linearization& at, const Implicit& strategy);
Derivative<Eigen::MatrixXd> jacobian(const Linearization& at, const Neumann& strategy);

/// Fill in rho and the estimated error of a derivative made at `at`; `next` is linearized at A(x).
/// With e <= |A(x) - x| / (1 - rho), and the change of M and N along x -> A(x) as the secant for their Lipschitz
/// constants,
///     vjp:  |g - g*| ~ |N^T| (|r| + |dM^T w| e/d) / (1 - rho) + |dN^T w| e/d,        d = |A(x) - x|
///     jvp:  |z - z*| ~ (|M z + N du - z| + |dM z + dN du| e/d) / (1 - rho)
/// where r is the residual of the linear system. The truth of 1.6 in doc/theory.md, with measured constants: an
/// estimate, not a bound. The second line holds for any z, however it was made.
void assess_vjp(Derivative<Eigen::MatrixXd>& derivative, const Linearization& at, const Linearization& next,
                const Eigen::MatrixXd& v);
void assess_jvp(Derivative<Eigen::MatrixXd>& derivative, const Linearization& at, const Linearization& next,
                const Eigen::MatrixXd& du);
/// For a g that comes with no w, such as that of a run which ended at `at`: its difference to the implicit derivative
/// there, and the estimated error of that one.
void assess_against_implicit(Derivative<Eigen::MatrixXd>& derivative, const Linearization& at,
                             const Linearization& next, const Eigen::MatrixXd& v);
/// Sets the status, unless something went wrong already: numbers that are not finite, rho, |A(x) - x|.
void judge(Derivative<Eigen::MatrixXd>& derivative, const Linearization& at, const Check& check);

} // namespace reel::fixed_point
