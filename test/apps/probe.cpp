// A program that is nothing but the frame of a program: what the tests of the frame run as a child.
#include <common/exit.hpp>
#include <common/interrupt.hpp>
#include <common/options.hpp>
#include <common/progress.hpp>
#include <common/report.hpp>
#include <common/run_app.hpp>

#include <reel/error.hpp>

#include <chrono>
#include <new>
#include <thread>

using namespace reel::apps;

namespace {

void throw_as_told(const std::string& what)
{
    if (what == "failure")
        throw Failure("it diverged");
    if (what == "check")
        throw CheckFailed("the gradient is off by 0.1");
    if (what == "limit")
        throw reel::MemoryLimit("100 bytes needed, 64 allowed", 100, 64);
    if (what == "reel")
        throw reel::InvalidUse("nothing records");
    if (what == "memory")
        throw std::bad_alloc();
}

void run(int argc, const char* const* argv)
{
    std::int64_t rows = 2;
    std::int64_t pause = 0;
    double u = 0.1;
    std::string fail = "no";
    Options options("probe", "Counts.");
    options.group("Rows");
    options.count("rows", rows, {1, 1'000'000}, "how many to make");
    options.count("pause", pause, {0, 10'000}, "milliseconds before each row");
    options.number("u", u, above(0), "a number");
    options.text("fail", fail, "HOW", "failure, check, limit, reel or memory");
    options.example("probe --rows 3", "three rows");
    if (!options.parse(argc, argv))
        return;
    throw_as_told(fail);
    Report report("probe", options.settings().seed, {"k", "u"});
    Progress progress("counting", rows, options.settings().quiet);
    for (std::int64_t k = 0; k < rows && !interrupted(); ++k) {
        std::this_thread::sleep_for(std::chrono::milliseconds(pause));
        report.row({k, u});
        progress.advance();
    }
    report.write(options.settings());
}

} // namespace

int main(int argc, char** argv)
{
    return run_app("probe", argc, argv, run);
}
