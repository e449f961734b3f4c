#pragma once
/// The derivative doctor: one call on a map and a start says whether its unrolled derivative can be trusted.
///
///     const Diagnosis diagnosis = diagnose(step, x0, u, 1500);
///     for (const std::string& line : diagnosis.lines())
///         std::cout << line << '\n';
///
///     contraction   0.9946 a step; 429 steps for a digit
///     curse         number 75.9: at step 189 the derivative is 16.3 times as wrong as none, and until step 1026 worse than none
///     error         at step 1500: 0.11 of |J*| fully unrolled, 0.026 from T = 907 on
///     memory        full unrolling 540 kB, from T = 907 on 213 kB, replay 19.4 kB, implicit 0.4 kB
///     advice        start at T = 907: Unrolling::truncated(1500, 907), or the rule CurseFreeStart
///
/// It runs the map for K steps, once with its derivative along a probe direction, and compares with the implicit
/// derivative where the run goes; nothing else is known to it. What breaks the assumptions behind all derivatives here is
/// named, not averaged away.

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
    not_settled,       ///< The active set of a non-smooth map changed in one of the last steps.
    not_contracting,   ///< rho >= 1: the iterates need not go anywhere, and the derivative of their limit has no meaning.
    not_unique,        ///< The iterates converge, but M has the eigenvalue 1: their limit depends on the start.
    noisy,             ///< M contracts, but the increments stopped shrinking, and do not follow the derivatives of the steps.
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
    double peak = 1.0;        ///< How many times worse than none the full unrolling gets,
    long peak_k = 0;          ///< and where.
    long burn_in = 0;         ///< It is worse than none until here; K + 1: to the end.
    long last_jump = -1;      ///< The last step along which the derivative of the map jumps; -1: none seen.
    long chosen_T = 0;        ///< By CurseFreeStart, behind the last jump.
    double error_full = 0.0;      ///< |Z_K - J*|/|J*| of full unrolling, along the probe direction,
    double error_truncated = 1.0; ///< and started at chosen_T.
    long enough = 0;          ///< Steps at which the curse number will be 1, when K is inside the burn-in.

    std::size_t bytes_full = 0;      ///< Tape of K steps,
    std::size_t bytes_truncated = 0; ///< of the steps chosen_T, ..., K-1,
    std::size_t bytes_replay = 0;    ///< of a replay with sqrt K checkpoints, these included,
    std::size_t bytes_implicit = 0;  ///< of one step.

    std::vector<std::string> lines() const; ///< A report: each line a name, and what is to be said.
};

/// About 3 K steps, and K + 300 recorded ones. Throws `InvalidArgument` for K < 16.
Diagnosis diagnose(const AnyRun& start, long iterations);

template <class Map, class State, class Parameter>
Diagnosis diagnose(const Map& step, const State& x0, const Parameter& u, long iterations)
{
    return diagnose(MapRun(step, x0, u), iterations);
}

} // namespace reel
