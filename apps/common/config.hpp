#pragma once
/// Option files, as --config reads them and --print-config writes them:
///
///     # a comment
///     iterations = 500
///     step = 2/(L+mu)     # up to the end of the line, or to a blank and '#'
///
/// A name stands once. A line that is none of these is a `UsageError` with its file:line:column.

#include <string>
#include <string_view>
#include <vector>

namespace reel::apps {

struct ConfigEntry {
    std::string name;
    std::string value;
    std::string place; ///< "run.ini:3:9", where the value begins.
};

/// The entries of `text`; `file` is its name in places.
std::vector<ConfigEntry> parse_config(std::string_view text, const std::string& file);

} // namespace reel::apps
