// What the derivative doctor says, in words.

#include <reel/analysis/doctor.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace reel {
namespace {

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

/// Steps until something `times` as large as it may be is small enough.
double steps_for(double times, double rho)
{
    return std::ceil(std::log(times) / -std::log(rho));
}

std::string contraction(double rho)
{
    if (rho < 1e-6)
        return "arrives at once, up to rounding";
    return text("%.4g a step; ", rho) + (rho < 0.1 ? std::string("more than a digit a step") : text("%.0f steps for a digit", steps_for(10.0, rho)));
}

std::string curse(const Diagnosis& d)
{
    if (!(d.peak > 1.0))
        return text("none seen: along the probe direction the derivative is never worse than none (curse number %.3g)", d.curse_number);
    return text("number %.3g: at step %.0f the derivative is %.3g times as wrong as none", d.curse_number,
                static_cast<double>(d.peak_k), d.peak) +
           (d.burn_in > d.iterations ? std::string(", and to the end it is worse than none")
                                     : text(", and until step %.0f worse than none", static_cast<double>(d.burn_in)));
}

std::string error(const Diagnosis& d)
{
    return text("at step %.0f: %.2g of |J*| fully unrolled", static_cast<double>(d.iterations), d.error_full) +
           (d.chosen_T > 0 ? text(", %.2g from T = %.0f on", d.error_truncated, static_cast<double>(d.chosen_T)) : std::string());
}

std::string memory(const Diagnosis& d)
{
    return "full unrolling " + bytes(d.bytes_full) +
           (d.chosen_T > 0 ? ", from T = " + std::to_string(d.chosen_T) + " on " + bytes(d.bytes_truncated) : std::string()) +
           ", replay " + bytes(d.bytes_replay) + ", implicit " + bytes(d.bytes_implicit);
}

std::string advice(const Diagnosis& d)
{
    if (d.has(Finding::not_deterministic))
        return "fix the seed of the map, so that the same x and u give the same result; nothing here holds without";
    if (d.has(Finding::not_finite))
        return "take shorter steps: the run overflows before any derivative is of use";
    if (d.has(Finding::not_settled))
        return "make more steps: until the active set stays as it is, the derivative is that of another map";
    if (d.has(Finding::not_contracting))
        return "take shorter or damped steps, or more of them while the run is on its way: without contraction there is no derivative";
    if (d.has(Finding::not_unique))
        return "fix what is free, such as a constant that may be added to x; or unroll: Implicit{} has no unique answer";
    if (d.has(Finding::noisy))
        return "make the steps exact (inner tolerances, random draws): below the noise the derivative cannot converge";
    if (d.has(Finding::inside_burn_in))
        return "make at least " + std::to_string(d.enough) + " steps before differentiating; until then every T is a poor one";
    const double error = std::min(d.error_full, d.error_truncated);
    if (error > 0.1)
        return text("make %.0f more steps: then the derivative is right to a percent", steps_for(error / 0.01, d.at_end.rho));
    const std::string K = std::to_string(d.iterations);
    const std::string T = std::to_string(d.chosen_T);
    if (d.chosen_T > 0 && d.error_truncated > 2.0 * d.error_full + 1e-12)
        return "unroll fully: a start at T = " + T + text(" saves memory, and is %.2g times as wrong", d.error_truncated / d.error_full);
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
    case Finding::not_settled: return "not settled: the active set still changes at the end of the run";
    case Finding::not_contracting: return "not contracting: rho >= 1 where the run ends";
    case Finding::not_unique: return "not unique: the run converges, but where to depends on the start: M has the eigenvalue 1";
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
    if (at_end.k > 0) { // nothing was found before that forbids a closer look
        report.push_back("contraction   " + contraction(at_end.rho));
        report.push_back("curse         " + curse(*this));
        report.push_back("error         " + error(*this));
    }
    report.push_back("memory        " + memory(*this));
    report.push_back("advice        " + advice(*this));
    return report;
}

} // namespace reel
