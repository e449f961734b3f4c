#include <common/measure.hpp>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstring>
#include <memory>
#include <thread>

BOOST_AUTO_TEST_SUITE(apps_measure)

using namespace reel::apps;

namespace {

constexpr std::size_t megabyte = 1'000'000;

// Touches `bytes` of fresh memory and gives them back.
void touch(std::size_t bytes)
{
    const std::unique_ptr<char[]> memory(new char[bytes]);
    std::memset(memory.get(), 1, bytes);
    const volatile char last = memory[bytes - 1]; // the memory is really used
    static_cast<void>(last);
}

} // namespace

BOOST_AUTO_TEST_CASE(the_peak_holds_memory_that_was_given_back)
{
    const PeakMemory peak;
    if (!peak.since_construction())
        return; // the system does not let us reset the mark
    const std::size_t before = resident_bytes();
    touch(64 * megabyte);
    BOOST_TEST(peak.bytes() >= before + 60 * megabyte);
}

BOOST_AUTO_TEST_CASE(a_new_peak_forgets_the_one_before)
{
    touch(64 * megabyte);
    const PeakMemory peak;
    if (!peak.since_construction())
        return;
    BOOST_TEST(peak.bytes() <= resident_bytes() + 16 * megabyte);
}

BOOST_AUTO_TEST_CASE(a_stopwatch_counts_work_and_not_sleep)
{
    const ThreadStopwatch watch;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    BOOST_TEST(watch.seconds() < 0.1);
    const double before = watch.seconds();
    touch(megabyte);
    BOOST_TEST(watch.seconds() >= before);
}

BOOST_AUTO_TEST_SUITE_END()
