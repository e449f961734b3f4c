#include "progress.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <unistd.h>

namespace reel::apps {
namespace {

constexpr const char* clear_line = "\r\033[K";

bool stderr_draws()
{
    const char* terminal = std::getenv("TERM");
    return ::isatty(STDERR_FILENO) != 0 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

} // namespace

Progress::Progress(std::string what, std::int64_t total, bool quiet)
    : what_(std::move(what)), total_(total), shown_(!quiet && stderr_draws())
{}

Progress::~Progress()
{
    if (drawn_)
        std::fputs(clear_line, stderr);
}

void Progress::advance()
{
    ++done_;
    if (!shown_ || Clock::now() < next_)
        return;
    next_ = Clock::now() + std::chrono::milliseconds(100);
    drawn_ = true;
    std::fputs((clear_line + progress_line(what_, done_, total_)).c_str(), stderr);
}

std::string progress_line(const std::string& what, std::int64_t done, std::int64_t total)
{
    const double share = total > 0 ? std::clamp(static_cast<double>(done) / static_cast<double>(total), 0.0, 1.0) : 1.0;
    const auto cells = static_cast<std::size_t>(30.0 * share);
    const std::string percent = std::to_string(static_cast<int>(100.0 * share));
    return what + " [" + std::string(cells, '#') + std::string(30 - cells, '.') + "] " +
           std::string(3 - percent.size(), ' ') + percent + "%";
}

} // namespace reel::apps
