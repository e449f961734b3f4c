#include <reel/analysis/doctor.hpp>
#include <reel/implicit/fixed_point.hpp>

#include <algorithm>
#include <cmath>
#include <memory>

namespace reel {
namespace {

using Eigen::VectorXd;

/// F(x) = D_x A(x) z + D_u A(x) du, at numbers of the run.
VectorXd forced(const AnyRun& run, const VectorXd& x, const VectorXd& z)
{
    return run.linearize(x).push(z, probe_direction(run.parameters()));
}

/// A smooth F changes little over a 500th of a way; where it jumps, all of its change is in such a piece.
bool jumps_between(const AnyRun& run, VectorXd a, VectorXd b, const VectorXd& z)
{
    VectorXd F_a = forced(run, a, z);
    VectorXd F_b = forced(run, b, z);
    const double whole = (F_b - F_a).norm();
    if (!(whole > 1e-10 * (F_a.norm() + F_b.norm())))
        return false;
    for (int halving = 0; halving < 9; ++halving) {
        const VectorXd middle = 0.5 * (a + b);
        const VectorXd F = forced(run, middle, z);
        const bool left = (F - F_a).norm() > (F_b - F).norm();
        (left ? b : a) = middle;
        (left ? F_b : F_a) = F;
    }
    return (F_b - F_a).norm() > 0.4 * whole;
}

/// The last of the first 100 steps along which the derivative jumps. Each step is tried whose change of F, relative to its
/// length, stands out among its neighbours.
long last_kink(const AnyRun& start, long iterations, const VectorXd& z)
{
    const std::unique_ptr<AnyRun> run = start.clone();
    long last = -1;
    VectorXd before = run->row();
    VectorXd F_before = forced(*run, before, z);
    double usual = 0.0;
    for (long k = 0; k < std::min(iterations, 100L); ++k) {
        run->advance();
        const VectorXd now = run->row();
        const VectorXd F = forced(*run, now, z);
        const double slope = (F - F_before).norm() / std::max((now - before).norm(), 1e-300);
        if (slope > 1.5 * usual && jumps_between(*run, before, now, z))
            last = k;
        else
            usual = std::max(0.7 * usual, slope);
        before = now;
        F_before = F;
    }
    return last;
}

/// Where the derivatives at both ends of a step explain the next one, x_{k+1} - x_k = (M_{k-1} + M_k)/2 (x_k - x_{k-1}) up
/// to the third order, a run that makes no progress is on its way; where they do not, most of the time, there is noise.
bool is_noisy(const AnyRun& end)
{
    constexpr int steps = 20;
    const std::unique_ptr<AnyRun> run = end.clone();
    const VectorXd no_du = VectorXd::Zero(run->parameters());
    int unexplained = 0;
    Linearization before = run->linearize();
    for (int k = 0; k < steps; ++k) {
        run->advance();
        const VectorXd moved = run->row() - before.point();
        Linearization here = run->linearize();
        const VectorXd explained = 0.5 * (before.push(moved, no_du) + here.push(moved, no_du));
        unexplained += (here.image() - here.point() - explained).norm() > 0.2 * moved.norm() ? 1 : 0;
        before = std::move(here);
    }
    return 2 * unexplained > steps;
}

bool repeats(const AnyRun& run)
{
    const VectorXd x = run.row();
    const VectorXd first = run.image(x);
    for (int again = 0; again < 3; ++again)
        if ((run.image(x).array() != first.array()).any() && first.allFinite())
            return false;
    return true;
}

void measure_bytes(Diagnosis& d, const AnyRun& run)
{
    const StepSize size = run.step_size();
    const auto root = static_cast<Step>(std::ceil(std::sqrt(static_cast<double>(d.iterations))));
    d.bytes_full = size.from_truncation.bytes(d.iterations);
    d.bytes_truncated = size.from_truncation.bytes(d.iterations - d.chosen_T);
    d.bytes_replay = size.from_checkpoint.bytes(root) + static_cast<std::size_t>(root) * size.checkpoint_bytes();
    d.bytes_implicit = size.from_checkpoint.bytes(1);
}

/// The curse number, with the forcing that was measured at the start.
void measure_curse(Diagnosis& d, const AnyRun& start, const VectorXd& end, const VectorXd& z)
{
    d.start_error = (start.row() - end).norm() + d.at_end.error;
    Estimates at_start = d.at_end;
    at_start.C = (forced(start, start.row(), z) - forced(start, end, z)).norm();
    at_start.error = 1.0;
    d.curse_number = at_start.curse_number();
}

/// The derivative along the probe direction goes with the run, from the start and from the chosen T, and is compared with z.
void measure_errors(Diagnosis& d, const AnyRun& start, const VectorXd& z)
{
    const double size = z.norm();
    if (!(size > 0.0))
        return;
    const VectorXd direction = probe_direction(start.parameters());
    Eigen::MatrixXd tangents = Eigen::MatrixXd::Zero(z.size(), 2);
    Eigen::MatrixXd du = Eigen::MatrixXd::Zero(direction.size(), 2);
    du.col(0) = direction;
    const std::unique_ptr<AnyRun> run = start.clone();
    for (long k = 0; k < d.iterations; run->advance()) {
        if (k == d.chosen_T)
            du.col(1) = direction;
        tangents = run->linearize().push(tangents, du);
        ++k;
        d.error_full = (tangents.col(0) - z).norm() / size;
        if (d.error_full > 1.0 + 1e-9)
            d.burn_in = k + 1;
        if (d.error_full > d.peak) {
            d.peak = d.error_full;
            d.peak_k = k;
        }
    }
    d.error_truncated = (tangents.col(1) - z).norm() / size;
}

} // namespace

Diagnosis diagnose(const AnyRun& start, long iterations)
{
    require(iterations >= 16, [&] {
        return "a diagnosis of " + std::to_string(iterations) + " steps; it needs at least 16 to see anything";
    });
    Diagnosis d;
    d.iterations = iterations;
    const std::unique_ptr<AnyRun> run = start.clone();
    const bool deterministic = repeats(*run);
    RunObserver seen(run->row());
    for (auto active = run->active_set(); run->k() - start.k() < iterations && seen.finite();) {
        const auto before = active;
        run->advance();
        seen.see(run->row());
        active = run->active_set();
        if (active != before)
            d.last_jump = run->k() - start.k() - 1;
    }
    measure_bytes(d, start);
    if (!deterministic || (seen.finite() && !repeats(*run))) {
        d.findings.push_back(Finding::not_deterministic);
        return d;
    }
    if (!seen.finite()) {
        d.findings.push_back(Finding::not_finite);
        return d;
    }
    if (d.last_jump >= iterations - CurseFreeStart{}.settled) {
        d.findings.push_back(Finding::not_settled);
        return d;
    }
    const double radius = spectral_radius(run->linearize());
    const bool stuck = !seen.settled() && seen.progress() > 0.5; // a quarter of the run did not even halve the increments
    if (radius > 1.0 - 1e-9) {
        d.findings.push_back(stuck ? Finding::not_contracting : Finding::not_unique);
        return d;
    }
    if (stuck && std::pow(radius, 0.25 * static_cast<double>(iterations)) < 0.1 && is_noisy(*run)) {
        d.findings.push_back(Finding::noisy);
        return d;
    }
    d.at_end = look_closely(*run, seen);
    const VectorXd end = d.at_end.limit.size() > 0 ? d.at_end.limit : run->row();
    const VectorXd z = fixed_point::jvp(run->linearize(end), probe_direction(run->parameters()), Implicit{}).estimate;
    if (!run->active_set())
        d.last_jump = last_kink(start, iterations, z);
    if (d.last_jump >= 0)
        d.findings.push_back(Finding::not_smooth);
    measure_curse(d, start, end, z);
    if (d.at_end.curse_number() > 1.0) {
        d.findings.push_back(Finding::inside_burn_in);
        d.enough = iterations + static_cast<long>(std::ceil(std::log(d.at_end.curse_number()) / -std::log(d.at_end.rho)));
    }
    const std::unique_ptr<AnyRun> again = start.clone();
    const Choice choice = choose(*again, CurseFreeStart{.iterations = static_cast<int>(iterations)});
    d.chosen_T = std::min(std::max(d.curse_number > 1.0 ? choice.passive : 0, d.last_jump + 1), iterations);
    measure_errors(d, start, z);
    measure_bytes(d, start);
    return d;
}

} // namespace reel
