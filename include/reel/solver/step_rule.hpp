#pragma once
/// How long a gradient step is, given the curvature mu I <= D2 f <= L I:
///
///     1/L         no mode overshoots                  contraction 1 - mu/L
///     sqrt2/L     the longest step whose derivative has no burn-in when started at 0
///     2/(L+mu)    the fastest                         contraction (L - mu)/(L + mu), at the price of a burn-in
///     0.01        a number
///
///     const double step = StepRule::parse("2/(L+mu)").step(problem.curvature(u));
///
/// A step is data: it is never differentiated, even where the curvature depends on u.

#include <reel/problem/problem.hpp>

#include <string>
#include <string_view>

namespace reel {

class StepRule {
public:
    static StepRule inverse_L() noexcept { return {Kind::inverse_L, 0}; }       ///< 1/L
    static StepRule sqrt2_over_L() noexcept { return {Kind::sqrt2_over_L, 0}; } ///< sqrt(2)/L
    static StepRule two_over_sum() noexcept { return {Kind::two_over_sum, 0}; } ///< 2/(L + mu)
    static StepRule fixed(double step);                                         ///< Finite and > 0.

    /// Reads "1/L", "sqrt2/L", "2/(L+mu)" or a number > 0; throws `InvalidArgument` for anything else.
    static StepRule parse(std::string_view text);

    /// The step at this curvature. Throws `InvalidArgument` unless 0 <= mu <= L and 0 < L < infinity.
    double step(const Curvature& curvature) const;

    /// What `parse` reads back.
    std::string name() const;

private:
    enum class Kind { inverse_L, sqrt2_over_L, two_over_sum, fixed };
    StepRule(Kind kind, double step) noexcept : kind_(kind), step_(step) {}

    Kind kind_;
    double step_; ///< used by `fixed` alone
};

} // namespace reel
