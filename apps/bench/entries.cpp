#include "tool.hpp"

namespace reel::bench {

std::vector<Entry> all_entries()
{
    std::vector<Entry> all;
    for (const auto& family : {ridge_entries, logistic_entries, burgers_entries, small_entries, direction_entries})
        for (Entry& entry : family())
            all.push_back(std::move(entry));
    return all;
}

} // namespace reel::bench
