#pragma once
/// How to differentiate an iterative solver is a value.
///
///     vjp(step, x, u, v, Implicit{.solver = LinearSolver::cg})
///     vjp(step, x, u, v, Neumann{.terms = 50})
///     vjp(step, x, u, v, OneStep{})
///     vjp(step, x0, u, v, Unrolling{.passive = 400, .recorded = 100})
///     vjp(step, x0, u, v, Replay{.iterations = 500, .truncation = 400, .memory_limit = 100'000})
///     vjp(step, x0, u, v, Forward{Unrolling{.recorded = 500}})
///
/// At a fixed point x* = A(x*, u) the truth is  dx*/du = (I - M)^{-1} N. The first three work at one point x, which
/// should be close to x*, from one recorded step; the others make steps from x. What each costs and how wrong it is:
///
///     Implicit     one step on the tape, as many sweeps as the linear solver asks for; error C e / (1 - rho) + residual
///     Neumann      n sweeps of the same step; error rho^n |J| + C e / (1 - rho)
///     OneStep      one sweep; error rho |J| + L_u e (Bolte, Pauwels, Vaiter 2023); exact for Newton's method
///     Unrolling    n steps on the tape, no floor from e: the state goes on improving
///     Replay       the same derivative in less memory and more steps
///     Forward      the same derivative, one step on the tape; the work of p directions at once
///
/// with e = |x - x*| and the constants of doc/theory.md, section 1.6.

#include <reel/unroll/replay.hpp>

#include <Eigen/Core>

#include <concepts>
#include <functional>

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
    int iterations = 1000;     ///< At most, for each direction.
    Eigen::MatrixXd guess{};   ///< Where the solver starts: the last multiplier of a slightly different problem, n x d.
    /// An approximation of (I - M)^{-T} for vjp, of (I - M)^{-1} for jvp; none by default. Not used by `direct`.
    std::function<Eigen::VectorXd(const Eigen::VectorXd&)> preconditioner{};
};

/// w = sum_{j < terms} (M_tau^T)^j v with M_tau = (1 - tau) I + tau M and N_tau = tau N. The truth is the same for every
/// damping tau in (0, 1]; less than 1 is the phantom gradient (Geng et al., 2021), for maps that hardly contract.
/// It is the fixed-point iteration w <- (1 - tau) w + tau (M^T w + v) (Christianson 1994), from `guess` instead of 0.
struct Neumann {
    int terms = 100;
    double damping = 1.0;
    Eigen::MatrixXd guess{}; ///< As for `Implicit`.
};

/// g = N^T v: the derivative of the last step alone.
struct OneStep {};

/// An unrolling whose tangents go along with the steps, in all p directions at once: one step on the tape at a time.
/// For few parameters; and the only unrolling whose derivative can be warm-started.
struct Forward {
    Unrolling steps;
    /// dx_T/du, n x p (n x 1 for a jvp): that of the last run, where this one starts at its end. Zero when empty.
    Eigen::MatrixXd guess{};
};

/// Those that differentiate at one point x.
template <class Strategy>
concept AtOnePoint =
    std::same_as<Strategy, Implicit> || std::same_as<Strategy, Neumann> || std::same_as<Strategy, OneStep>;

} // namespace reel
