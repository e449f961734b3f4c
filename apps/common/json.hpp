#pragma once
/// The two JSON values that need care.

#include <string>
#include <string_view>

namespace reel::apps {

/// With every digit; null for what is not finite.
std::string json_number(double value);

/// Quoted and escaped. Bytes that are no UTF-8, as in the name of a file, become U+FFFD.
std::string json_text(std::string_view text);

} // namespace reel::apps
