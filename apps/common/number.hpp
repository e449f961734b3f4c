#pragma once
/// Numbers as text, read strictly and written so that they read back the same.
///
///     parse_number("0.25", above(0));            // 0.25
///     parse_number("1e-400", above(0));          // UsageError: '1e-400' is too small for a double, allowed: ...
///     parse_count("1e3", {1, 1'000'000});        // 1000
///     number_text(0.1);                          // "0.1", not 0.10000000000000001
///
/// A number is decimal, with a point, in the whole of the text. What is not finite, or would be rounded to zero or to
/// infinity, is refused: every function here throws `UsageError`, which says what is allowed.

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace reel::apps {

/// The real numbers that an option allows.
struct Range {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool without_low = false; ///< `low` itself is not allowed.

    bool contains(double value) const noexcept;
    std::string text() const; ///< "a number above 0"
};

inline Range any_number()
{
    return {};
}
inline Range at_least(double low)
{
    return {.low = low};
}
inline Range above(double low)
{
    return {.low = low, .without_low = true};
}
inline Range between(double low, double high)
{
    return {.low = low, .high = high};
}

/// The whole numbers from `low` to `high`, both allowed.
struct CountRange {
    std::int64_t low = 0;
    std::int64_t high = 1'000'000'000'000;

    bool contains(std::int64_t value) const noexcept { return low <= value && value <= high; }
    std::string text() const; ///< "a whole number from 1 to 1000"
};

double parse_number(std::string_view text, const Range& range);

/// Also 1e3 and 2.5e3: people type them.
std::int64_t parse_count(std::string_view text, const CountRange& range);

/// "65536", "64kB", "1.5MB" (powers of 1000), "64KiB", "2GiB" (powers of 1024): one byte at least.
std::int64_t parse_bytes(std::string_view text);

/// The shortest text that reads back as the same double: "0.1", "1e+300", "inf", "nan".
std::string number_text(double value);

} // namespace reel::apps
