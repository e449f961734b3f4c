#include <reel/unroll/iterate.hpp>

#include <cmath>
#include <limits>

namespace reel {

const char* to_string(Status status) noexcept
{
    switch (status) {
    case Status::converged: return "converged";
    case Status::completed: return "completed";
    case Status::unfinished: return "unfinished";
    case Status::not_finite: return "not finite";
    }
    return "unknown";
}

void detail::require_iterations(int count, const char* what)
{
    require(count >= 0, [&] { return std::string(what) + ": " + std::to_string(count) + "; at least 0 are needed"; });
}

void detail::require_tolerance(double tolerance)
{
    require(std::isfinite(tolerance) && tolerance >= 0.0, [&] {
        return "tolerance: " + std::to_string(tolerance) + "; a finite number of at least 0 is needed (0: never stop)";
    });
}

Unrolling Unrolling::truncated(int K, int T)
{
    require(0 <= T && T <= K, [&] {
        return "truncation index T = " + std::to_string(T) + " of K = " + std::to_string(K) + " steps; 0 <= T <= K";
    });
    return {.passive = T, .recorded = K - T};
}

Unrolling Unrolling::budget(int K, int T, double w)
{
    require(0 <= T && T <= K, [&] {
        return "T = " + std::to_string(T) + " of K = " + std::to_string(K) + " recorded steps to trade; 0 <= T <= K";
    });
    const double passive = std::floor((1.0 + w) * T);
    require(w >= 0.0 && passive <= std::numeric_limits<int>::max(), [&] {
        return "cost ratio w = " + std::to_string(w) + "; at least 0, and (1 + w) T must fit an int";
    });
    return {.passive = static_cast<int>(passive), .recorded = K - T};
}

} // namespace reel
