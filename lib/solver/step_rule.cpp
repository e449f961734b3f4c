#include <reel/error.hpp>
#include <reel/solver/step_rule.hpp>

#include <charconv>
#include <cmath>
#include <numbers>
#include <system_error>

namespace reel {

StepRule StepRule::fixed(double step)
{
    require(std::isfinite(step) && step > 0,
            [&] { return "step " + std::to_string(step) + ": a step must be finite and above 0"; });
    return {Kind::fixed, step};
}

StepRule StepRule::parse(std::string_view text)
{
    for (const StepRule& rule : {inverse_L(), sqrt2_over_L(), two_over_sum()})
        if (text == rule.name())
            return rule;
    double step = 0;
    const char* const end = text.data() + text.size();
    const auto [read_to, problem] = std::from_chars(text.data(), end, step);
    require(problem == std::errc() && read_to == end && std::isfinite(step) && step > 0, [&] {
        return "step '" + std::string(text) + "': allowed are 1/L, sqrt2/L, 2/(L+mu) or a finite number above 0";
    });
    return fixed(step);
}

double StepRule::step(const Curvature& curvature) const
{
    const auto [mu, L] = curvature;
    require(mu >= 0 && mu <= L && L > 0 && std::isfinite(L), [&] {
        return "step " + name() + ": the curvature mu = " + std::to_string(mu) + ", L = " + std::to_string(L) +
               " must satisfy 0 <= mu <= L and 0 < L < infinity";
    });
    switch (kind_) {
    case Kind::inverse_L:
        return 1 / L;
    case Kind::sqrt2_over_L:
        return std::numbers::sqrt2 / L;
    case Kind::two_over_sum:
        return 2 / (L + mu);
    case Kind::fixed:
        break;
    }
    return step_;
}

std::string StepRule::name() const
{
    switch (kind_) {
    case Kind::inverse_L:
        return "1/L";
    case Kind::sqrt2_over_L:
        return "sqrt2/L";
    case Kind::two_over_sum:
        return "2/(L+mu)";
    case Kind::fixed:
        break;
    }
    char digits[32];
    const auto written = std::to_chars(digits, digits + sizeof digits, step_);
    return {digits, written.ptr};
}

} // namespace reel
