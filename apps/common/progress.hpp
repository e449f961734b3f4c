#pragma once
/// A progress bar on stderr, for people only: nothing is written unless stderr is a terminal.
///
///     Progress progress("unrolling", steps, options.common().quiet);
///     for (...) progress.advance();

#include <chrono>
#include <cstdint>
#include <string>

namespace reel::apps {

class Progress {
public:
    Progress(std::string what, std::int64_t total, bool quiet);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress(); ///< Clears the line.

    /// One more of `total` is done. Draws at most ten times a second.
    void advance();

private:
    using Clock = std::chrono::steady_clock;

    std::string what_;
    std::int64_t total_;
    std::int64_t done_ = 0;
    bool shown_;
    bool drawn_ = false;
    Clock::time_point next_ = Clock::now() + std::chrono::milliseconds(300); // a quick run draws nothing
};

/// "unrolling [#######.......................]  24%", 30 cells wide.
std::string progress_line(const std::string& what, std::int64_t done, std::int64_t total);

} // namespace reel::apps
