#pragma once
/// Lists as text, as options take them: "0,10,1e3".

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace reel::apps {

/// Each part between the commas, as `read` reads it. There is one at least: that of "" is empty.
template <class Read>
auto parse_list(std::string_view text, const Read& read)
{
    std::vector<decltype(read(text))> values;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        values.push_back(read(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    return values;
}

/// Each value as `show` writes it, with commas between them.
template <class T, class Show>
std::string show_list(const std::vector<T>& values, const Show& show)
{
    std::string text;
    for (std::size_t i = 0; i < values.size(); ++i)
        text += (i == 0 ? "" : ",") + show(values[i]);
    return text;
}

} // namespace reel::apps
