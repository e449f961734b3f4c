#pragma once
/// Results on their way out: all of them, or an error.
///
///     write_output("", text);             // standard output
///     write_output("run.csv", text);      // run.csv is the old file or the whole new one, never half of it
///
/// A full disk, a closed pipe, a folder that is missing or read-only is a `Failure`, whose text names the file and what
/// the system said.

#include <string>
#include <string_view>

namespace reel::apps {

/// Writes `text` to standard output when `path` is empty, straight to a device or pipe, and else to a temporary file
/// beside `path` that is renamed when it is complete.
void write_output(const std::string& path, std::string_view text);

/// The mistakes that can be seen before a long run: the folder of `path` must exist and both must be writable.
void check_writable(const std::string& path);

} // namespace reel::apps
