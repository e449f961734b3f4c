#include <reel/unroll/late_tangents.hpp>

#include <algorithm>
#include <functional>
#include <string>

namespace reel {

void detail::require_starts(std::span<const Step> starts, Step K)
{
    require(!starts.empty(), [] { return "late tangents: no start; at least one is needed"; });
    const bool increasing = std::adjacent_find(starts.begin(), starts.end(), std::greater_equal<>()) == starts.end();
    require(starts.front() >= 0 && starts.back() <= K && increasing, [&] {
        std::string text = "late tangents: starts";
        for (const Step start : starts)
            text += " " + std::to_string(start);
        return text + " in a run of " + std::to_string(K) + " steps; they must increase, from 0 to K";
    });
}

} // namespace reel
