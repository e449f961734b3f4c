#pragma once
/// How to differentiate a fixed point is a value.
///
///     vjp(step, x, u, v, Implicit{.solver = LinearSolver::cg})
///     vjp(step, x, u, v, Neumann{.terms = 50})
///     vjp(step, x, u, v, OneStep{})
///     vjp(step, x0, u, v, Unrolling{.passive = 400, .recorded = 100})
///
/// At a fixed point x* = A(x*, u) the truth is  dx*/du = (I - M)^{-1} N. The first three work at one point x, which
/// should be close to x*, from one recorded step; an unrolling makes steps from x. What each costs and how wrong it is:
///
///     Implicit     one step on the tape, as many sweeps as the linear solver asks for; error C e / (1 - rho) + residual
///     Neumann      n sweeps of the same step; error rho^n |J| + C e / (1 - rho)
///     OneStep      one sweep; error rho |J| + L_u e (Bolte, Pauwels, Vaiter 2023); exact for Newton's method
///     Unrolling    n steps on the tape, no floor from e: the state goes on improving
///
/// with e = |x - x*| and the constants of doc/theory.md, section 1.6.

#include <reel/unroll/iterate.hpp>

#include <Eigen/Core>

#include <cstddef>
#include <functional>
#include <string>

namespace reel {

enum class LinearSolver {
    direct,    ///< Forms I - M (n sweeps, in one) and factorises it: for small n.
    cg,        ///< Conjugate gradients: M must be symmetric, as for gradient descent.
    normal_cg, ///< Conjugate gradients on the normal equations: any M, but the condition number is squared.
    gmres,     ///< Any M.
    bicgstab   ///< Any M, in little memory.
};
const char* to_string(LinearSolver solver) noexcept;

/// Solves (I - M)^T w = v, then g = N^T w; or (I - M) z = N du.
struct Implicit {
    LinearSolver solver = LinearSolver::gmres;
    double tolerance = 1e-10;  ///< |residual| <= tolerance |right-hand side|.
    int iterations = 1000;     ///< At most.
    Eigen::VectorXd guess{};   ///< Where the solver starts: the last w (or z) of a slightly different problem.
    /// An approximation of (I - M)^{-T} for vjp, of (I - M)^{-1} for jvp; none by default. Not used by `direct`.
    std::function<Eigen::VectorXd(const Eigen::VectorXd&)> preconditioner{};
};

/// w = sum_{j < terms} (M_tau^T)^j v with M_tau = (1 - tau) I + tau M and N_tau = tau N. The truth is the same for every
/// damping tau in (0, 1]; less than 1 is the phantom gradient (Geng et al., 2021), for maps that hardly contract.
struct Neumann {
    int terms = 100;
    double damping = 1.0;
};

/// g = N^T v: the derivative of the last step alone.
struct OneStep {};

/// What to make of a derivative. Anything but `ok` means that the number may be far off.
enum class DerivativeStatus {
    ok,
    not_at_fixed_point,   ///< |x - x*|, estimated by |A(x) - x| / (1 - rho), is above the tolerance.
    not_contracting,      ///< rho >= 1: the fixed point, or the sum of the series, is not what this derivative means.
    linear_solver_failed, ///< It stopped above its tolerance, or I - M is singular.
    not_finite            ///< A number overflowed or became NaN.
};
const char* to_string(DerivativeStatus status) noexcept;

/// A derivative, and how far to trust it.
template <class Value>
struct Derivative {
    Value value;
    DerivativeStatus status = DerivativeStatus::ok;
    double error = 0.0;           ///< Estimate of |value - truth|; see `Check`. NaN when it could not be estimated.
    double linear_residual = 0.0; ///< |v - (I - M)^T w| / |v| of the implicit strategies, or the size of what was cut off.
    double fixed_point_residual = 0.0; ///< |A(x, u) - x|
    double rho = 0.0;             ///< Estimated contraction factor at x.
    int sweeps = 0;               ///< Sweeps through one step; recorded steps count one for the recording too.
    std::size_t bytes = 0;        ///< Of tape.
    Eigen::VectorXd multiplier{}; ///< w (or z): the `guess` for the next derivative nearby.
    bool ok() const noexcept { return status == DerivativeStatus::ok; }
};

/// What is looked at besides the derivative itself. `distance`: how far x may be from the fixed point, |x - x*| relative
/// to |x|, before the status says so. With `estimate_error` some more sweeps estimate rho (power iteration) and how the
/// derivative changes along x -> A(x), which gives `error`; without it they are spared and `error` is NaN.
struct Check {
    double distance = 1e-6;
    bool estimate_error = true;
};

} // namespace reel
