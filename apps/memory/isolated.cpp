#include "isolated.hpp"

#include "common/exit.hpp"
#include "common/interrupt.hpp"

#include <reel/error.hpp>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <new>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace reel::apps {
namespace {

bool write_all(int file, const char* from, std::size_t count)
{
    while (count > 0) {
        const ssize_t written = ::write(file, from, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        from += written;
        count -= static_cast<std::size_t>(written);
    }
    return true;
}

/// All that comes until the other end is closed. An interrupt ends the child, which closes it.
std::string read_all(int file, pid_t child)
{
    std::string text;
    char part[4096];
    for (;;) {
        if (interrupted())
            ::kill(child, SIGKILL);
        pollfd ready{.fd = file, .events = POLLIN, .revents = 0};
        if (::poll(&ready, 1, 100) <= 0) // milliseconds: a signal may come just before
            continue;
        const ssize_t count = ::read(file, part, sizeof part);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return text;
        text.append(part, static_cast<std::size_t>(count));
    }
}

/// In the child: how it ended, and then the result or the message. Never returns.
[[noreturn]] void child(const std::function<void(void*)>& work, std::size_t bytes, int out)
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    std::vector<char> message;
    const auto say = [&](End end, const char* what, std::size_t length) {
        message.assign(1, static_cast<char>(end));
        message.insert(message.end(), what, what + length);
    };
    try {
        std::vector<std::max_align_t> result(bytes / sizeof(std::max_align_t) + 1);
        work(result.data());
        say(End::done, reinterpret_cast<const char*>(result.data()), bytes);
    }
    catch (const MemoryLimit& error) {
        say(End::memory_limit, error.what(), std::strlen(error.what()));
    }
    catch (const std::bad_alloc&) {
        const char* const what = "out of memory";
        say(End::failed, what, std::strlen(what));
    }
    catch (const std::exception& error) {
        say(End::failed, error.what(), std::strlen(error.what()));
    }
    ::_exit(write_all(out, message.data(), message.size()) ? 0 : 1);
}

} // namespace

Outcome run_isolated(const std::function<void(void*)>& work, void* result, std::size_t bytes)
{
    int ends[2];
    if (::pipe(ends) != 0)
        throw Failure(std::string("no pipe to a child process: ") + std::strerror(errno));
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::close(ends[0]);
        child(work, bytes, ends[1]);
    }
    const int error = errno;
    ::close(ends[1]);
    const std::string message = pid < 0 ? "" : read_all(ends[0], pid);
    ::close(ends[0]);
    if (pid < 0)
        throw Failure(std::string("no child process: ") + std::strerror(error));
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (interrupted())
        return {.end = End::interrupted, .what = "interrupted"};
    if (message.empty())
        throw Failure("a child process was ended by signal " +
                      std::to_string(WIFSIGNALED(status) ? WTERMSIG(status) : 0) + "; is there enough memory?");
    Outcome outcome{.end = static_cast<End>(message.front()), .what = message.substr(1)};
    if (outcome.end == End::done)
        std::memcpy(result, outcome.what.data(), bytes);
    return outcome;
}

} // namespace reel::apps
