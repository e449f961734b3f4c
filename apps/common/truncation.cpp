#include "truncation.hpp"

#include "number.hpp"

#include <algorithm>

namespace reel::apps {

Truncation parse_truncation(std::string_view text)
{
    if (text == "auto")
        return {};
    Truncation truncation{.automatic = false, .T = parse_counts(text, {0, 10'000'000})};
    std::sort(truncation.T.begin(), truncation.T.end());
    truncation.T.erase(std::unique(truncation.T.begin(), truncation.T.end()), truncation.T.end());
    return truncation;
}

std::string show_truncation(const Truncation& truncation)
{
    std::string text = truncation.automatic ? "auto" : "";
    for (const std::int64_t T : truncation.T)
        text += (text.empty() ? "" : ",") + std::to_string(T);
    return text;
}

} // namespace reel::apps
