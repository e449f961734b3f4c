#pragma once
/// SIGINT and SIGTERM as a question: a program asks between two steps, ends its loop, and writes what it has.
///
///     for (k = 0; k < steps && !interrupted(); ++k) ...

namespace reel::apps {

/// From here on the first SIGINT or SIGTERM only raises a flag, and a second one ends the process at once. SIGPIPE is
/// ignored: whoever writes to a closed pipe sees the error of the write. Called by `run_app`.
void handle_signals();

/// Has SIGINT or SIGTERM come?
bool interrupted() noexcept;

} // namespace reel::apps
