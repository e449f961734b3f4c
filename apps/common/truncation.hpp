#pragma once
/// --truncate T[,T...]|auto

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reel::apps {

/// Truncation indices in increasing order, or the program's own choice.
struct Truncation {
    bool automatic = true;
    std::vector<std::int64_t> T = {};
};

/// Throws `UsageError`.
Truncation parse_truncation(std::string_view text);
std::string show_truncation(const Truncation& truncation);

} // namespace reel::apps
