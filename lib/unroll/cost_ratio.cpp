#include <reel/unroll/cost_ratio.hpp>

#include <algorithm>
#include <ctime>
#include <limits>
#include <string>

namespace reel::detail {
namespace {

double thread_seconds()
{
    std::timespec now = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double seconds_of(const std::function<void()>& work)
{
    const double start = thread_seconds();
    work();
    return thread_seconds() - start;
}

} // namespace

double cost_ratio(const std::function<void()>& plain, const std::function<void()>& recorded, int rounds)
{
    constexpr double tick = 1e-9; // of the clock: a ratio of less is none
    double least_plain = std::numeric_limits<double>::infinity();
    double least_recorded = std::numeric_limits<double>::infinity();
    plain(); // what is called for the first time takes longer
    recorded();
    for (int round = 0; round < rounds; ++round) {
        least_plain = std::min(least_plain, seconds_of(plain));
        least_recorded = std::min(least_recorded, seconds_of(recorded));
    }
    return std::max(0.0, least_recorded / std::max(least_plain, tick) - 1.0);
}

void require_sample(const CostSample& sample)
{
    require(sample.steps >= 1 && sample.rounds >= 1, [&] {
        return "cost ratio: " + std::to_string(sample.rounds) + " rounds of " + std::to_string(sample.steps) +
               " steps; at least 1 of each is needed";
    });
}

} // namespace reel::detail
