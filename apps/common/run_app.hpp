#pragma once
/// The frame of every program: what its body throws becomes one line on stderr and an exit code.
///
///     int main(int argc, char** argv)
///     {
///         return reel::apps::run_app("reel-error", argc, argv, run);      // void run(int argc, const char* const*
///         argv)
///     }

#include <functional>
#include <string>

namespace reel::apps {

using Body = std::function<void(int argc, const char* const* argv)>;

/// Runs `body` with the signals of interrupt.hpp handled, and returns the exit code of exit.hpp:
///     0    the body returned
///     1    Failure, any other reel::Error, no memory, any other exception
///     2    UsageError
///     3    CheckFailed
///     4    reel::MemoryLimit
///     130  SIGINT or SIGTERM came, and the body ended its loops and wrote what it had
int run_app(const std::string& name, int argc, const char* const* argv, const Body& body);

} // namespace reel::apps
