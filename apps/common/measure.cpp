#include "measure.hpp"

#include <ctime>
#include <fstream>
#include <string>

namespace reel::apps {
namespace {

// "VmHWM:     1234 kB" in /proc/self/status
std::size_t status_bytes(const std::string& name)
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        std::size_t kilobytes = 0;
        if (word == name && status >> kilobytes)
            return kilobytes * 1024;
    }
    return 0;
}

bool reset_high_water_mark()
{
    std::ofstream clear("/proc/self/clear_refs");
    clear << '5' << std::flush;
    return clear.good();
}

double thread_seconds()
{
    std::timespec now = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

} // namespace

PeakMemory::PeakMemory() : reset_(reset_high_water_mark()) {}

std::size_t PeakMemory::bytes() const
{
    return status_bytes("VmHWM:");
}

std::size_t resident_bytes()
{
    return status_bytes("VmRSS:");
}

ThreadStopwatch::ThreadStopwatch() : start_(thread_seconds()) {}

double ThreadStopwatch::seconds() const
{
    return thread_seconds() - start_;
}

} // namespace reel::apps
