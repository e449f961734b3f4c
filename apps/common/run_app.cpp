#include "run_app.hpp"

#include "exit.hpp"
#include "interrupt.hpp"

#include <reel/error.hpp>

#include <cstdio>
#include <fcntl.h>
#include <new>
#include <unistd.h>

namespace reel::apps {
namespace {

// A file opened later must not become standard output or error because ours was closed. Opened for reading: writing to
// it still fails, and is noticed.
void occupy_standard_files()
{
    int file = ::open("/dev/null", O_RDONLY);
    while (file >= 0 && file <= STDERR_FILENO)
        file = ::open("/dev/null", O_RDONLY);
    if (file >= 0)
        ::close(file);
}

// One line whatever the text holds: file names may contain anything.
std::string one_line(std::string text)
{
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            c = ' ';
    return text;
}

Exit complain(const std::string& name, const std::string& what, Exit code)
{
    const std::string advice = code == Exit::usage ? "; try '" + name + " --help'" : "";
    std::fprintf(stderr, "%s: error: %s\n", name.c_str(), one_line(what + advice).c_str());
    return code;
}

Exit guarded(const std::string& name, int argc, const char* const* argv, const Body& body)
{
    try {
        body(argc, argv);
        return Exit::done;
    }
    catch (const UsageError& error) {
        return complain(name, error.what(), Exit::usage);
    }
    catch (const CheckFailed& error) {
        return complain(name, error.what(), Exit::check_failed);
    }
    catch (const MemoryLimit& error) {
        return complain(name, error.what(), Exit::memory_limit);
    }
    catch (const std::bad_alloc&) {
        return complain(name, "out of memory", Exit::failed);
    }
    catch (const std::exception& error) {
        return complain(name, error.what(), Exit::failed);
    }
}

} // namespace

int run_app(const std::string& name, int argc, const char* const* argv, const Body& body)
{
    occupy_standard_files();
    handle_signals();
    const Exit code = guarded(name, argc, argv, body);
    return static_cast<int>(interrupted() ? Exit::interrupted : code);
}

} // namespace reel::apps
