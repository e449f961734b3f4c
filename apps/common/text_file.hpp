#pragma once
/// Input files as text, and places in them.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace reel::apps {

/// The whole file. Throws `UsageError` for a file that is missing, a folder, or cannot be read.
std::string read_text_file(const std::string& path);

/// The lines, without their ends ("\n" or "\r\n") and without a byte order mark. They refer to `text`.
std::vector<std::string_view> lines_of(std::string_view text);

/// "file:line:column", for line 1, 2, ... and the character at `offset` 0, 1, ... of the line.
std::string place(const std::string& file, std::size_t line, std::size_t offset);

} // namespace reel::apps
