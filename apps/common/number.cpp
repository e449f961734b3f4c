#include "number.hpp"

#include "exit.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace reel::apps {
namespace {

constexpr double largest_exact = 9007199254740992.0; // 2^53: up to here a double holds every whole number

// For a message: a cell of a broken file may be as long as the file.
std::string quoted(std::string_view text)
{
    constexpr std::size_t longest = 40;
    return "'" + std::string(text.substr(0, longest)) + (text.size() > longest ? "...'" : "'");
}

// The finite double that the whole text means.
double parse_double(std::string_view text, const std::string& allowed)
{
    std::string_view digits = text;
    if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-')
        digits.remove_prefix(1);
    double value = 0.0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc::invalid_argument || end != digits.data() + digits.size())
        throw UsageError(text.empty() ? "a number is missing" : quoted(text) + " is not a number", "", allowed);
    if (error == std::errc::result_out_of_range) {
        const bool tiny = std::abs(std::strtod(std::string(digits).c_str(), nullptr)) < 1.0;
        throw UsageError(quoted(text) + " is too " + (tiny ? "small" : "large") + " for a double", "", allowed);
    }
    if (!std::isfinite(value))
        throw UsageError(quoted(text) + " is not finite", "", allowed);
    return value;
}

} // namespace

bool Range::contains(double value) const noexcept
{
    return (without_low ? low < value : low <= value) && value <= high;
}

std::string Range::text() const
{
    const std::string from = (without_low ? " above " : " from ") + number_text(low);
    if (std::isfinite(high))
        return "a number" + from + (without_low ? " and up to " : " to ") + number_text(high);
    if (std::isfinite(low))
        return without_low ? "a number" + from : "a number of at least " + number_text(low);
    return "a finite number";
}

std::string CountRange::text() const
{
    return "a whole number from " + std::to_string(low) + " to " + std::to_string(high);
}

double parse_number(std::string_view text, const Range& range)
{
    const double value = parse_double(text, range.text());
    if (!range.contains(value))
        throw UsageError(quoted(text) + " is out of range", "", range.text());
    return value;
}

std::int64_t parse_count(std::string_view text, const CountRange& range)
{
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || end != text.data() + text.size()) {
        const double value = parse_double(text, range.text());
        if (value != std::floor(value))
            throw UsageError(quoted(text) + " is not a whole number", "", range.text());
        if (std::abs(value) > largest_exact)
            throw UsageError(quoted(text) + " is out of range", "", range.text());
        count = static_cast<std::int64_t>(value);
    }
    if (!range.contains(count))
        throw UsageError(quoted(text) + " is out of range", "", range.text());
    return count;
}

std::int64_t parse_bytes(std::string_view text)
{
    struct Unit {
        std::string_view suffix;
        double bytes;
    };
    constexpr std::array units = {Unit{"KiB", 0x1p10}, Unit{"MiB", 0x1p20}, Unit{"GiB", 0x1p30}, Unit{"kB", 1e3},
                                  Unit{"MB", 1e6},     Unit{"GB", 1e9},     Unit{"B", 1.0}};
    const std::string allowed = "a number of bytes, such as 65536, 64kB, 1.5MB or 2GiB";
    std::string_view number = text;
    double unit = 1.0;
    for (const auto& [suffix, bytes] : units)
        if (number.ends_with(suffix)) {
            number.remove_suffix(suffix.size());
            unit = bytes;
            break;
        }
    const double bytes = parse_double(number, allowed) * unit;
    if (bytes < 1.0 || bytes > largest_exact)
        throw UsageError(quoted(text) + " is out of range", "", allowed);
    return static_cast<std::int64_t>(bytes);
}

std::string number_text(double value)
{
    if (std::isnan(value))
        return "nan";
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

} // namespace reel::apps
