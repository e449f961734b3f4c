#include <reel/analysis/doctor.hpp>
#include <reel/implicit/fixed_point.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
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

/// The last step along which the derivative jumps: by the active set where the map has one; else each of the first 100
/// steps is tried whose change of F, relative to its length, stands out among its neighbours.
long last_jump(const AnyRun& start, long iterations, const VectorXd& z)
{
    const std::unique_ptr<AnyRun> run = start.clone();
    if (auto active = run->active_set()) {
        long last = -1;
        for (long k = 0; k < iterations; ++k) {
            run->advance();
            if (run->active_set() != active)
                last = k;
            active = run->active_set();
        }
        return last;
    }
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

bool repeats(const AnyRun& run)
{
    const VectorXd x = run.row();
    const VectorXd first = run.image(x);
    for (int again = 0; again < 3; ++again)
        if ((run.image(x).array() != first.array()).any() && first.allFinite())
            return false;
    return true;
}

std::string text(const char* format, double a, double b = 0.0, double c = 0.0)
{
    char line[200];
    std::snprintf(line, sizeof line, format, a, b, c);
    return line;
}

std::string bytes(std::size_t count)
{
    const auto size = static_cast<double>(count);
    return size < 1e6 ? text("%.3g kB", size / 1e3) : text("%.3g MB", size / 1e6);
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

/// The bound's shape from the forcing that was measured at the start, C_0 = |F_0|/e_0.
void measure_curse(Diagnosis& d, const AnyRun& start, const VectorXd& end, const VectorXd& z)
{
    d.start_error = (start.row() - end).norm() + d.at_end.error;
    const double F = (forced(start, start.row(), z) - forced(start, end, z)).norm();
    const double jacobian = d.at_end.jacobian;
    if (!(jacobian > 0.0) || !(d.at_end.rho > 0.0))
        return;
    const ErrorConstants model{.rho = d.at_end.rho, .C = F, .e0 = 1.0, .jacobian = jacobian, .edot0 = jacobian,
                               .c = d.at_end.growth};
    d.curse_number = reel::curse_number(model);
    d.peak_k = reel::peak(model).k;
    d.peak = reel::peak(model).height / jacobian;
    d.burn_in = burn_in_end(model);
}

std::string advice(const Diagnosis& d)
{
    if (d.has(Finding::not_deterministic))
        return "fix the seed of the map, so that the same x and u give the same result; nothing here holds without";
    if (d.has(Finding::not_finite))
        return "take shorter steps: the run overflows before any derivative is of use";
    if (d.has(Finding::not_contracting))
        return "take shorter or damped steps: no strategy has a derivative for a map that does not contract";
    if (d.has(Finding::noisy))
        return "make the steps exact (inner tolerances, random draws): below the noise the derivative cannot converge";
    if (d.has(Finding::inside_burn_in))
        return "make at least " + std::to_string(d.enough) + " steps before differentiating; until then every T is a poor one";
    const std::string K = std::to_string(d.iterations);
    const std::string T = std::to_string(d.chosen_T);
    if (d.chosen_T > 0)
        return "start at T = " + T + ": Unrolling::truncated(" + K + ", " + T + "), or the rule CurseFreeStart";
    return "full unrolling is safe; Implicit{} needs the least memory";
}

} // namespace

const char* to_string(Finding finding) noexcept
{
    switch (finding) {
    case Finding::not_deterministic: return "not deterministic: the same x and u give different results";
    case Finding::not_finite: return "not finite: the run overflows";
    case Finding::not_contracting: return "not contracting: rho >= 1";
    case Finding::noisy: return "noisy: the map contracts, but its increments stop shrinking";
    case Finding::not_smooth: return "not smooth: the derivative of the map jumps along the run";
    case Finding::inside_burn_in: return "inside the burn-in: at the last step the curse number is above 1";
    }
    return "unknown";
}

bool Diagnosis::has(Finding finding) const
{
    return std::ranges::count(findings, finding) > 0;
}

std::vector<std::string> Diagnosis::lines() const
{
    std::vector<std::string> report;
    std::string found;
    for (const Finding finding : findings)
        found += (found.empty() ? "" : "; ") + std::string(to_string(finding)) +
                 (finding == Finding::not_smooth ? ", last at step " + std::to_string(last_jump) : "");
    if (!found.empty())
        report.push_back("found         " + found);
    const bool meaningful = !has(Finding::not_finite) && !has(Finding::not_contracting) && !has(Finding::not_deterministic);
    if (meaningful) {
        report.push_back(at_end.rho > 0.0 ? text("contraction   %.4g a step; %.0f steps for a digit", at_end.rho,
                                                 std::ceil(std::log(10.0) / -std::log(at_end.rho)))
                                          : std::string("contraction   arrives at once"));
        if (peak_k > 0.0) {
            report.push_back(text("curse         number %.3g: its bound grows to %.3g times |J*| at step %.0f", curse_number, peak,
                                  peak_k) +
                             text(", and is as bad as no derivative until step %.0f", burn_in));
        } else {
            report.push_back(text("curse         none: curse number %.3g", curse_number));
        }
    }
    report.push_back("memory        full unrolling " + bytes(bytes_full) + ", from T = " + std::to_string(chosen_T) + " on " +
                     bytes(bytes_truncated) + ", replay " + bytes(bytes_replay) + ", implicit " + bytes(bytes_implicit));
    report.push_back("advice        " + advice(*this));
    return report;
}

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
    for (long k = 0; k < iterations && seen.finite(); ++k) {
        run->advance();
        seen.see(run->row());
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
    if (!seen.settled() && seen.progress() > 0.5) { // a quarter of the run did not even halve the increments
        const double radius = spectral_radius(run->linearize());
        const bool noisy = std::pow(radius, 0.25 * static_cast<double>(iterations)) < 0.1;
        if (noisy || radius > 1.0 - 1e-9) {
            d.findings.push_back(noisy ? Finding::noisy : Finding::not_contracting);
            return d;
        }
    }
    d.at_end = look_closely(*run, seen);
    const VectorXd z =
        fixed_point::jvp(run->linearize(), probe_direction(run->parameters()), Implicit{.tolerance = 1e-6}).estimate;
    d.last_jump = last_jump(start, iterations, z);
    if (d.last_jump >= 0)
        d.findings.push_back(Finding::not_smooth);
    measure_curse(d, start, run->row(), z);
    if (d.at_end.curse_number() > 1.0) {
        d.findings.push_back(Finding::inside_burn_in);
        d.enough = iterations + static_cast<long>(std::ceil(std::log(d.at_end.curse_number()) / -std::log(d.at_end.rho)));
    }
    const std::unique_ptr<AnyRun> again = start.clone();
    const Choice choice = choose(*again, CurseFreeStart{.iterations = static_cast<int>(iterations)});
    d.chosen_T = std::min(std::max(d.curse_number > 1.0 ? choice.passive : 0, d.last_jump + 1), iterations);
    measure_bytes(d, start);
    return d;
}

} // namespace reel
