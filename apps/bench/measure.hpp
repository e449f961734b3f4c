#pragma once
/// How the tools of a workload are timed.
///
/// All tools of a workload take turns in one process: each round runs the plain value once and each tool once, so that
/// what disturbs the machine disturbs all alike. Times are processor time of this thread, and medians over the rounds;
/// short computations are repeated within a round until they can be timed. A tool whose derivative is not that of
/// `hand` is not timed.

#include "tool.hpp"

namespace reel::bench {

struct Effort {
    int rounds = 21;             ///< Of all tools.
    double seconds_a_tool = 4.0; ///< A tool that has used so much leaves the rounds, but not before the third.
};

/// What one tool costs; times in seconds of one evaluation.
struct Cost {
    std::string tool;
    double error = 0.0; ///< |g - g_hand| / |g_hand|
    std::optional<std::size_t> bytes = {};
    bool timed = false;                ///< The error is at most `largest_error`.
    std::optional<double> record = {}; ///< None in forward mode.
    double sweep = 0.0;
    double total = 0.0; ///< record and sweep
};

struct Costs {
    double primal = 0.0;
    std::vector<Cost> tools;
};

inline constexpr double largest_error = 1e-10;

/// Checks and times every tool of the workload; stops early, with what it has, when the user interrupts.
Costs measure(const Workload& workload, const Effort& effort);

/// Seconds of the first evaluation in a fresh process, making the tool included: the median of a few processes. The
/// program runs itself for it, as `PROGRAM first-run WORKLOAD TOOL SEED`.
double first_run_seconds(const std::string& workload, const std::string& tool, std::uint64_t seed);

/// Is this process one of those, and what it prints if so.
bool is_first_run(int argc, const char* const* argv);
void first_run(const char* const* argv);

} // namespace reel::bench
