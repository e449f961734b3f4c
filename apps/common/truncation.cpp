#include "truncation.hpp"

#include "list.hpp"
#include "number.hpp"

#include <algorithm>

namespace reel::apps {

Truncation parse_truncation(std::string_view text)
{
    if (text == "auto")
        return {};
    const auto parse = [](std::string_view T) { return parse_count(T, {0, 10'000'000}); };
    Truncation truncation{.automatic = false, .T = parse_list(text, parse)};
    std::sort(truncation.T.begin(), truncation.T.end());
    truncation.T.erase(std::unique(truncation.T.begin(), truncation.T.end()), truncation.T.end());
    return truncation;
}

std::string show_truncation(const Truncation& truncation)
{
    return truncation.automatic ? "auto" : show_list(truncation.T, [](std::int64_t T) { return std::to_string(T); });
}

} // namespace reel::apps
