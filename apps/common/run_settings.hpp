#pragma once
/// What every program can be told about its output.

#include <cstdint>
#include <string>

namespace reel::apps {

enum class Format { table, csv, json };

struct RunSettings {
    std::int64_t seed = 1;
    Format format = Format::table;
    std::string output = {}; ///< A file; standard output when empty.
    std::string plot = {};   ///< A file .svg, .png or .pdf; no picture when empty.
    bool quiet = false;      ///< Nothing on stderr but errors.
};

} // namespace reel::apps
