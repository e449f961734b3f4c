#pragma once
/// The derivative doctor: one call on a map and a start says whether its unrolled derivative can be trusted.
///
///     const Diagnosis diagnosis = diagnose(step, x0, u, 500);
///     for (const std::string& line : diagnosis.lines())
///         std::cout << line << '\n';
///
///     contraction   0.978 a step; 107 steps for a digit
///     curse         number 45: its bound grows to 17 times |J*| at step 45, and is as bad as no derivative until step 237
///     memory        full unrolling 84 kB, from T = 175 on 55 kB, replay 11 kB, implicit 0.3 kB
///     advice        start at T = 175: Unrolling::truncated(500, 175), or the rule CurseFreeStart
///
/// It runs the map for K steps, and looks at its derivative at the start, on the way and at the end; nothing else is
/// known to it. What breaks the assumptions behind all derivatives here is named, not averaged away.

#include <reel/analysis/choose.hpp>
#include <reel/analysis/run.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace reel {

/// What breaks an assumption.
enum class Finding {
    not_deterministic, ///< The same x and u gave different results.
    not_finite,        ///< The run overflowed.
    not_contracting,   ///< rho >= 1: the iterates need not go anywhere, and the derivative of their limit has no meaning.
    noisy,             ///< M contracts, but the increments stopped shrinking far above rounding.
    not_smooth,        ///< The derivative of the map jumps along the run.
    inside_burn_in     ///< At x_K the curse number is still above 1.
};
const char* to_string(Finding finding) noexcept;

struct Diagnosis {
    std::vector<Finding> findings; ///< Empty: nothing was found to be wrong.
    bool has(Finding finding) const;

    long iterations = 0;      ///< K
    Estimates at_end{};       ///< At x_K.
    double start_error = 0.0; ///< e_0
    double curse_number = 0.0; ///< At x_0: c |F_0|/((1 - rho)|J*|), with the forcing F_0 measured.
    double peak = 1.0;        ///< How many times worse than none the derivative gets, by its bound,
    double peak_k = 0.0;      ///< and where.
    double burn_in = 0.0;     ///< It is as bad as none until here.
    long last_jump = -1;      ///< The last step along which the derivative of the map jumps; -1: none seen.
    long chosen_T = 0;        ///< By CurseFreeStart, behind the last jump.
    long enough = 0;          ///< Steps at which the curse number will be 1, when K is inside the burn-in.

    std::size_t bytes_full = 0;      ///< Tape of K steps,
    std::size_t bytes_truncated = 0; ///< of the steps chosen_T, ..., K-1,
    std::size_t bytes_replay = 0;    ///< of a replay with sqrt K checkpoints, these included,
    std::size_t bytes_implicit = 0;  ///< of one step.

    std::vector<std::string> lines() const; ///< A report, a few lines of at most 120 characters.
};

/// About 3 K steps, and up to 300 recorded ones. Throws `InvalidArgument` for K < 16.
Diagnosis diagnose(const AnyRun& start, long iterations);

template <class Map, class State, class Parameter>
Diagnosis diagnose(const Map& step, const State& x0, const Parameter& u, long iterations)
{
    return diagnose(MapRun(step, x0, u), iterations);
}

} // namespace reel
