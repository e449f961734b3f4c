#pragma once
/// The constants of the bounds, estimated while a solver runs. Each says how it can be wrong.
///
///     RunObserver seen(run.row());
///     for (; run.k() < 100; seen.see(run.row()))
///         run.advance();
///     seen.rho();                                   // contraction, from the increments
///     seen.error();                                 // e_k = |x_k - x*|, from a long increment
///     const Linearization at = run.linearize();
///     spectral_radius(at);                          // the same rho from the derivative
///     forcing_secant(before, at, z, du);            // C
///     jacobian_bracket(|N|, rho);                   // |J*|
///
/// None needs the solution, its derivative, or memory that grows with k.

#include <reel/analysis/run.hpp>
#include <reel/implicit/linearization.hpp>

#include <Eigen/Core>

#include <optional>
#include <vector>

namespace reel {

/// rho and e_k from the iterates that go by, in O(1) memory: five states and 64 numbers.
///
/// rho: the increments d_k = |x_k - x_{k-2}| shrink by rho a step in the long run. (Lag 2, so that a mode with the
/// factor -rho does not hide behind the one with +rho.) Their squares are summed over stretches of equal length, which
/// makes complex modes stop oscillating, and compared over the last quarter of the run:
///     rho = (S_last/S_earlier)^{1/(2 steps between)}.
/// Too small while fast modes, which start large, still dominate; too large once the increments are rounding errors,
/// which are left out.
///
/// e_k: |x_{k-m} - x*| <= |x_k - x_{k-m}|/(1 - rho^m), where the errors shrink by rho^m over m steps; so for every m
///     e_k <= rho^m |x_k - x_{k-m}|/(1 - rho^m).
/// The least of three is taken: m = 2, and the lags to two snapshots, made at powers of two. A long lag is sharp as long
/// as many modes are there, lag 2 when the slowest is left. (Lag 1 would be kappa times too large for a mode -rho.) As
/// wrong as rho is; with the true rho never too small.
class RunObserver {
public:
    explicit RunObserver(const Eigen::VectorXd& x0);
    void see(const Eigen::VectorXd& row); ///< The next iterate. O(n).

    long k() const noexcept { return k_; }
    /// 1 as long as fewer than 8 steps were seen, or nothing says that the map contracts; 0 when it stopped moving
    /// at once.
    double rho() const;
    double error() const;           ///< Of x_k; infinite while rho() >= 1.
    double error(double rho, double growth = 1) const; ///< The same with constants known better, |M^k| <= growth rho^k.
    /// x_k + rho^m/(1 - rho^m) (x_k - x_{k-m}): where a run goes whose errors shrink by rho a step. x_k for rho >= 1.
    Eigen::VectorXd limit(double rho) const;
    /// Did x stop moving, up to rounding? From then on nothing is learnt about rho.
    bool settled() const noexcept { return settled_; }
    bool finite() const noexcept { return finite_; }
    /// The largest lag-2 increment of the last quarter over that of the quarter before: about 1, or above, when the
    /// run makes no progress.
    double progress() const;

private:
    void log(double squared);
    double squares(std::size_t first, std::size_t last) const;

    static constexpr std::size_t most_bins = 64;
    long k_ = 0;
    Eigen::VectorXd now_, before_, second_; // x_k, x_{k-1}, x_{k-2}
    Eigen::VectorXd recent_, older_;        // snapshots at the last two powers of two
    long recent_k_ = 0, older_k_ = 0;
    double over_two_ = 0; // |x_k - x_{k-2}|
    bool settled_ = false;
    bool finite_ = true;
    std::vector<double> bins_; // sums of d^2, bin_steps_ terms each
    long bin_steps_ = 1;
    long in_last_ = 0;
};

/// The spectral radius of M by Arnoldi's method: the largest |eigenvalue| of M on the Krylov space of a fixed generic
/// vector. Complex and negative eigenvalues are as good as others, and clusters do not slow it down as they do power
/// iteration (`fixed_point::contraction_factor`). From below for normal M; where M is far from normal, as with momentum,
/// it may be too large until `vectors` is close to n. `vectors` forward sweeps and states.
double spectral_radius(const Linearization& at, int vectors = 30);

/// |M^k| <= c rho^k, by and large.
struct Contraction {
    double rho = 1.0;
    double growth = 1.0; ///< c
};
/// rho is the spectral radius as above, and c the largest |M^k|/rho^k for k = 1, 2, 4, ..., 1/ln(1/rho) on the same Krylov
/// space. c = 1 for a normal M (gradient steps), above where errors grow before they shrink (momentum). Exact up to a
/// factor of 2 in k where the space is everything, from below else; with a defective M, as that of tuned momentum, c goes
/// on growing like k after that time. `vectors` forward sweeps and states.
Contraction contraction(const Linearization& at, int vectors = 30);

/// The norm of M, by power iteration on M^T M: a jvp and a vjp for each of `sweeps`. From below; exact in the limit.
/// For the symmetric M of gradient descent it is rho; above it where M is not normal (momentum).
double operator_norm(const Linearization& at, int sweeps = 40);

/// c with |M^k| <= c rho^k for k = 0, ..., horizon. Requires rho > 0. M is formed: O(horizon n^3), for small n.
double transient_growth(const Linearization& at, double rho, long horizon);

/// C = |F(x') - F(x)|/|x' - x| with F(x) = D_x A(x) z + D_u A(x) du: how much the derivative of a step changes along a
/// step, which is what the forcing is made of. `z` stands for J* du. A secant: it sees one direction, so it may be too
/// small where D A bends elsewhere; exact when D A is affine in x and its slope isotropic, as for gradient descent on
/// ridge regression. 0 when x' = x. Two forward sweeps.
double forcing_secant(const Linearization& x, const Linearization& x_next, const Eigen::VectorXd& z,
                      const Eigen::VectorXd& du);

/// |N|/(1 + rho) <= |J*| <= |N|/(1 - rho), for |M| <= rho. Wide: (1 + rho)/(1 - rho) apart.
struct Bracket {
    double low = 0;
    double high = 0;
};
Bracket jacobian_bracket(double N, double rho);

/// A direction in which the derivative is probed: the only one there is for p = 1, else a fixed pseudo-random one of
/// length 1. Constants seen along it are those of one column; the choice of T needs no more.
Eigen::VectorXd probe_direction(Eigen::Index parameters);

/// What was seen at x_k, all along the probe direction du.
struct Estimates {
    long k = 0;
    double rho = 1;
    double C = 0;
    double error = 0;    ///< e_k
    double jacobian = 0; ///< |J* du|
    Bracket jacobian_range{};
    double growth = 1;       ///< c
    Eigen::VectorXd limit{}; ///< Where the run goes; empty when that is not known well,
    double limit_error = 0;  ///< and how far from x* it is at most.
    Eigen::VectorXd tangent{}; ///< J* du there, to two digits; empty after a glance.

    /// c C e_k/((1 - rho)|J* du|): the curse number of a derivative started here.
    double curse_number() const;
    /// The same numbers at a later x_k: its error is that to the limit, which must be known.
    void follow(long k_now, const Eigen::VectorXd& x);
};

/// Everything at x_k, by two linearizations: at x_k, and at the limit to which the run seems to go, where J* lives. C is
/// the secant between them, in the direction that counts.
/// A glance costs three forward sweeps more: rho is that of the increments, or `rho` when that is larger, and |J* du| the
/// upper end of its bracket. Early in a run, while fast modes dominate, its rho is too small. c is that of `known`.
Estimates glance(const AnyRun& run, const RunObserver& seen, const Contraction& known = {0.0, 1.0});
/// A close look costs up to 30 + 100 + 50 sweeps more. rho is the larger one of that of the increments and contraction()
/// (where that is below 1), which has c too; where increments oscillate too much to have one, as with growing momentum, that
/// of contraction() if the limit is found; and |J* du| = |z| with (I - M) z = N du solved by GMRES to two digits. The
/// limit is that of a Newton step, y = x + (I - M)^{-1} (A(x) - x) by GMRES: where the map is nearly affine from here to
/// x*, its residual says so, |y - x*| <= c |A(y) - y|/(1 - rho). When that is below half of the step, y is the limit, and
///     e_k <= |x - y| + c |A(y) - y|/(1 - rho),
/// which unlike the increments overestimates neither a mixture of modes nor modes that oscillate.
Estimates look_closely(const AnyRun& run, const RunObserver& seen);

} // namespace reel
