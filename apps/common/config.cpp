#include "config.hpp"

#include "exit.hpp"
#include "text_file.hpp"

#include <algorithm>

namespace reel::apps {
namespace {

constexpr const char* blanks = " \t\r";

// What stands before a comment: '#' at the start of the line or after a blank.
std::string_view without_comment(std::string_view line)
{
    for (std::size_t i = line.find('#'); i != line.npos; i = line.find('#', i + 1))
        if (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')
            return line.substr(0, i);
    return line;
}

std::string_view without_trailing_blanks(std::string_view text)
{
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

} // namespace

std::vector<ConfigEntry> parse_config(std::string_view text, const std::string& file)
{
    std::vector<ConfigEntry> entries;
    std::size_t number = 0;
    for (const std::string_view whole : lines_of(text)) {
        const std::string_view line = without_trailing_blanks(without_comment(whole));
        ++number;
        const std::size_t start = line.find_first_not_of(blanks);
        if (start == line.npos)
            continue;
        const std::size_t equals = line.find('=');
        if (equals == line.npos || equals == start)
            throw UsageError("'" + std::string(line.substr(start)) + "' is not a setting", place(file, number, start),
                             "name = value");
        const std::size_t value = std::min(line.find_first_not_of(blanks, equals + 1), line.size());
        entries.push_back({.name = std::string(without_trailing_blanks(line.substr(start, equals - start))),
                           .value = std::string(line.substr(value)),
                           .place = place(file, number, value)});
    }
    for (auto entry = entries.begin(); entry != entries.end(); ++entry)
        if (std::any_of(entries.begin(), entry, [&](const ConfigEntry& other) { return other.name == entry->name; }))
            throw UsageError("'" + entry->name + "' is set twice", entry->place, "each name once");
    return entries;
}

} // namespace reel::apps
