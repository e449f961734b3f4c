#include "interrupt.hpp"

#include <csignal>

namespace reel::apps {
namespace {

volatile std::sig_atomic_t signal_came = 0;

void raise_flag(int)
{
    signal_came = 1;
}

} // namespace

void handle_signals()
{
    struct sigaction action = {};
    action.sa_handler = raise_flag;
    action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND); // RESETHAND: the second signal finds the default
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() noexcept
{
    return signal_came != 0;
}

} // namespace reel::apps
