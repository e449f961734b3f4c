#pragma once
/// How wrong an unrolled derivative can be: pure functions of numbers.
///
/// For x_{k+1} = A(x_k, u) with fixed point x* let M = D_x A, N = D_u A, Z_k = dx_k/du, J* = dx*/du, and
///     e_k    = |x_k - x*|                    error of the iterate
///     edot_k = |Z_k - J*|                    error of its derivative
///     ebar_k = |Zbar_k - J*|                 the same when differentiation starts at T, with Zbar_T = 0
///     F_k    = (M_k - M*) J* + (N_k - N*)    forcing: Z_{k+1} - J* = M_k (Z_k - J*) + F_k,  |F_k| <= C e_k
/// If M contracts by rho in some norm, the derivative first gathers the errors of the iterates and then forgets them:
///     edot_k <= rho^k edot_0 + C k rho^{k-1} e_0                 (paper eq. (8); the second term is the curse)
///     ebar_k <= rho^{k-T} |J*| + C (k - T) rho^{k-1} e_0         (paper eq. (19))
///
///     const ErrorConstants model{.rho = 0.98, .C = 1, .e0 = 10, .jacobian = 5};
///     curse_number(model);                       // 100: the derivative gets worse before it gets better,
///     peak(model).k;                             // until about step 49,
///     burn_in_end(model);                        // and is as bad as no derivative at all until step 322
///     optimal_truncation(model, 500);            // 228: the T that makes the bound at k = 500 smallest
///
/// Every function throws `InvalidArgument` unless 0 <= rho < 1, c >= 1 and all other constants are finite and >= 0;
/// further requirements stand with the functions. Everything is O(1) unless said.

#include <cstddef>
#include <span>

namespace reel {

/// What the bounds are made of. Momentum and other maps that contract only in the long run have |M_j .. M_i| <= c
/// rho^{j-i+1} with c > 1 in the norm of the errors; then the bounds become c rho^k edot_0 + c^2 C k rho^{k-1} e_0.
struct ErrorConstants {
    double rho = 0;          ///< Contraction per step, < 1.
    double C = 0;            ///< |F_k| <= C e_k; L_x |J*| + L_u for Lipschitz D_x A and D_u A.
    double e0 = 0;           ///< e_0, error of the start.
    double jacobian = 0;     ///< |J*|
    double edot0 = jacobian; ///< edot_0 = |Z_0 - J*|, which is |J*| for a constant start.
    double c = 1;            ///< Transient growth; 1 when M itself has norm <= rho.
};

/// C = L_x |J*| + L_u, from Lipschitz constants of D_x A and D_u A in x.
double forcing_constant(double lipschitz_x, double lipschitz_u, double jacobian);

// ---- Bounds before anything has run -------------------------------------------------------------------------------

/// e_k <= c rho^k e_0, k >= 0.
double iterate_bound(const ErrorConstants& model, long k);

/// edot_k <= c rho^k edot_0 + c^2 C k rho^{k-1} e_0, k >= 0. Paper eq. (8).
double derivative_bound(const ErrorConstants& model, long k);

/// ebar_k <= c rho^{k-T} |J*| + c^2 C (k - T) rho^{k-1} e_0, 0 <= T <= k. Paper eq. (19).
double truncated_bound(const ErrorConstants& model, long k, long T);

/// The constants seen from step T on, where the iterate's error is e_T and the derivative starts at 0: then
/// `derivative_bound(restarted(model, e_T), k - T)` is the truncated bound with the observed e_T in place of rho^T e_0.
ErrorConstants restarted(const ErrorConstants& model, double e_T);

// ---- Bounds from what was seen: a recursion in k ------------------------------------------------------------------

/// b_{k+1} = rho b_k + f_k, the bound with a measured f_k >= |F_k|. With f_k = C e_k it uses the observed errors of the
/// iterates, with f_k = |F_k| the measured forcing; the second is close to the true error, the first shares the
/// pessimism of C alone. Where Z is set to 0 at T, start a new recursion from |J*|.
///
///     ErrorRecursion bound(model.rho, model.edot0);
///     for (const double e : errors)
///         bound.advance(model.C * e);
class ErrorRecursion {
public:
    ErrorRecursion(double rho, double start, double c = 1);
    void advance(double forcing);                       ///< forcing >= 0 or infinite.
    double bound() const noexcept { return c_ * sum_; } ///< c (rho^k start + sum_j rho^{k-1-j} f_j)

private:
    double rho_;
    double sum_;
    double c_;
};

// ---- The shape of the bound ---------------------------------------------------------------------------------------

/// chi = c C e_0 / ((1 - rho) edot_0): for c = 1 the bound grows with the first step if and only if chi > 1.
/// Infinite when edot_0 = 0 and C e_0 > 0; 0 when C e_0 = 0.
double curse_number(const ErrorConstants& model);

struct Peak {
    double k = 0;      ///< Where the bound is largest, as a real number.
    double height = 0; ///< The bound there.
};

/// With s = ln(1/rho) and a = c C e_0/(rho edot_0): k = 1/s - 1/a and height (a/s) exp(s/a - 1) c edot_0 when a > s;
/// else k = 0. Requires rho > 0 and edot_0 > 0.
Peak peak(const ErrorConstants& model);

/// The k > 0 at which the bound is back at its start, (y - 1)/a with y = -(a/s) W_{-1}(-(s/a) exp(-s/a)); 0 when a <=
/// s. Requires rho > 0 and edot_0 > 0.
double burn_in_end(const ErrorConstants& model);

/// The lower real branch of Lambert's function: w <= -1 with w exp(w) = x, to 1e-15 relative. Requires -1/e <= x < 0.
double lambert_w_minus1(double x);

// ---- Where to start differentiating -------------------------------------------------------------------------------

/// The real T that minimises the truncated bound: T* = ln(c C e_0/(rho s |J*|))/s, the same for every k. It may be
/// negative: then no truncation is best; -infinity when C e_0 = 0. Requires rho > 0 and |J*| > 0.
double optimal_truncation(const ErrorConstants& model);

/// An integer T in 0..k that minimises the truncated bound: the first T at which a restarted derivative has curse
/// number <= 1, if there is one before k. Requires k >= 0.
long optimal_truncation(const ErrorConstants& model, long k);

/// The same from observed errors e_0, e_1, ..., as many as there are: the first T with c C e_T <= (1 - rho) |J*|, or
/// their number if there is none. O(T).
long optimal_truncation(const ErrorConstants& model, std::span<const double> errors);

/// How to spend a budget on n1 passive and n2 recorded steps.
struct BudgetSplit {
    long passive = 0;
    long recorded = 0;
    double bound = 0; ///< of the derivative's error after the passive + recorded steps
};

/// Passive steps cost 1, recorded steps 1 + w (recording and sweeping): n1 + (1 + w) n2 <= budget, n2 <= cap. The bound
///     G(n2) = c rho^{n2} |J*| + c^2 C n2 rho^{n1 + n2 - 1} e_0,        n1 = budget - (1 + w) n2,
/// is convex in n2; its minimiser is found by bisection of G' = 0 and rounded to the better neighbour.
/// Requires budget >= 0, w > 0, cap >= 0, rho > 0. O(log budget).
BudgetSplit split_budget(const ErrorConstants& model, double budget, double w, long cap);

/// The passive steps after which `recorded` >= 1 steps suffer no longer from the curse: the first n with
/// e_n <= rho |J*|/(c C recorded), so that both terms of the bound are alike. What remains is c rho^recorded |J*|.
/// Requires rho > 0 and |J*| > 0.
long passive_steps_for(const ErrorConstants& model, long recorded);

// ---- Other estimators, same constants -----------------------------------------------------------------------------

/// (I - M)^{-1} N at an iterate with error e, the linear system solved up to a residual: c (C e + residual)/(1 - rho).
double implicit_bound(const ErrorConstants& model, double e, double residual = 0);

/// n terms of the Neumann series frozen at an iterate with error e, where (I - M)^{-1} N has the norm
/// `frozen_jacobian`: c rho^n frozen_jacobian + c C e/(1 - rho). Requires n >= 0.
double neumann_bound(const ErrorConstants& model, long n, double e, double frozen_jacobian);

/// One step differentiated at an iterate with error e, Z = N: rho |J*| + L_u e, with L_u <= C. (c plays no part:
/// rho is the norm of M itself.)
double one_step_bound(double rho, double lipschitz_u, double jacobian, double e);

/// Any candidate Z at an iterate with error e, from its residual |M Z + N - Z|: c (residual + C e)/(1 - rho).
double certificate(const ErrorConstants& model, double residual, double e);

/// e_k from an increment over m >= 1 steps: |x_{k+m} - x_k|/(1 - c rho^m). Requires c rho^m < 1. A larger m costs
/// nothing and is sharper, most of all where M has eigenvalues near -rho.
double error_from_increment(double rho, long m, double increment, double c = 1);

/// e_0 of the next outer step when it starts from the last iterate of the one before: c rho^K e_0 + |J*| |du|, K >= 0.
double warm_start_error(const ErrorConstants& model, long K, double parameter_change);

} // namespace reel
