#include <reel/error.hpp>
#include <reel/unroll/schedule.hpp>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <numeric>
#include <utility>

BOOST_AUTO_TEST_SUITE(unroll_schedule_cost)

using namespace reel;

BOOST_AUTO_TEST_CASE(storing_all_takes_one_tape_and_no_checkpoint)
{
    const Cost expected{.plain_steps = 7,
                        .recorded_steps = 93,
                        .stretches = 1,
                        .longest_stretch = 93,
                        .schedule_bytes = Schedule::fixed_bytes};
    BOOST_TEST((predict(Schedule::store_all(100, 7)) == expected));
    BOOST_TEST((predict(Schedule::store_all(unbounded, 7), 100) == expected));
}

// Stretches of p, the first one shorter: the steps before the last stretch are done once in plain double, and no
// others.
BOOST_AUTO_TEST_CASE(a_periodic_schedule_does_no_step_twice_in_plain_double)
{
    const Cost cost = predict(Schedule::periodic(100, 7, 10));
    BOOST_TEST(cost.plain_steps == 90);
    BOOST_TEST(cost.stretches == 10);
    BOOST_TEST(cost.in_memory == 9);
    BOOST_TEST(predict(Schedule::replay_each_step(100, 7)).plain_steps == 99);
    BOOST_TEST(predict(Schedule::periodic(unbounded, 7, 10), 100).plain_steps == 100);
}

BOOST_AUTO_TEST_CASE(the_start_of_the_run_takes_no_place)
{
    BOOST_TEST(predict(Schedule::binomial(50, 0, {})).stores == 0);
    BOOST_TEST(Schedule::binomial(3, 0, {.checkpoints = 9}).room().checkpoints == 1);
    BOOST_TEST(Schedule::binomial(3, 1, {.checkpoints = 9}).room().checkpoints == 1);
    BOOST_TEST(Schedule::binomial(4, 1, {.checkpoints = 9}).room().checkpoints == 2);
}

BOOST_AUTO_TEST_CASE(a_schedule_takes_bytes_for_its_places_however_long_the_run_is)
{
    const std::size_t bytes = Schedule::fixed_bytes + 10 * Schedule::place_bytes;
    BOOST_TEST(Schedule::binomial(100, 0, {.checkpoints = 10}).bytes() == bytes);
    BOOST_TEST(Schedule::binomial(100000, 0, {.checkpoints = 10}).bytes() == bytes);
    BOOST_TEST(predict(Schedule::online(0, {.checkpoints = 10}), 100000).schedule_bytes == bytes);
}

// With all places alike, the traffic of a place is what it is; the two-level schedule is the same schedule, and its
// disk traffic is the sum of the least of these.
BOOST_AUTO_TEST_CASE(the_disk_gets_the_checkpoints_that_are_stored_and_loaded_least)
{
    for (const Step K : {30, 100, 333})
        for (const Step disk : {1, 3, 6}) {
            const Cost alike = predict(Schedule::binomial(K, 0, {.checkpoints = 8}));
            const Cost two_levels = predict(Schedule::binomial(K, 0, {.checkpoints = 8 - disk, .on_disk = disk}));
            std::vector<Step> traffic(8);
            for (const Action& act : actions(Schedule::binomial(K, 0, {.checkpoints = 8}))) {
                if (const auto* store = std::get_if<action::Store>(&act))
                    ++traffic[store->place.number];
                if (const auto* load = std::get_if<action::Load>(&act))
                    ++traffic[load->place.number];
            }
            std::sort(traffic.begin(), traffic.end());
            BOOST_TEST(two_levels.plain_steps == alike.plain_steps);
            BOOST_TEST(two_levels.on_disk == disk);
            BOOST_TEST(two_levels.disk_stores + two_levels.disk_loads ==
                       std::accumulate(traffic.begin(), traffic.begin() + disk, Step{0}));
        }
}

BOOST_AUTO_TEST_CASE(the_disk_is_left_alone_when_memory_is_enough)
{
    const Schedule schedule = Schedule::binomial(10, 0, {.checkpoints = 6, .on_disk = 100});
    BOOST_TEST(schedule.room().on_disk == 2);
    BOOST_TEST(predict(Schedule::binomial(10, 0, {.checkpoints = 8, .on_disk = 100})).disk_stores == 0);
}

BOOST_AUTO_TEST_CASE(what_memory_leaves_room_for_is_used_for_the_fewest_plain_steps)
{
    const Schedule::Sizes sizes{.state = 80, .recorded_step = 150, .fixed = 1000};
    const std::size_t place = sizes.state + Schedule::place_bytes;
    for (const Step T : {0, 2, 30})
        for (const Step n : {1, 2, 9, 40})
            for (std::size_t spare = 0; spare < 5000; spare += 37) {
                std::pair<Step, Step> best{unbounded, unbounded}; // plain steps, then stretches
                for (Step s = 0; s <= 60; ++s)
                    for (Step m = 1; m <= 60; ++m)
                        if (static_cast<std::size_t>(s) * place + static_cast<std::size_t>(m) * 150 <= 150 + spare)
                            best = std::min(best, {fewest_plain_steps(T + n, T, {.checkpoints = s, .stretch = m}),
                                                   (n + m - 1) / m});
                const std::size_t limit = 1000 + Schedule::fixed_bytes + 150 + spare;
                const Cost cost = predict(Schedule::choose(limit, sizes, T + n, T));
                BOOST_TEST(cost.plain_steps == best.first);
                BOOST_TEST(cost.stretches == best.second);
                BOOST_TEST(cost.bytes(sizes) <= limit);
            }
}

BOOST_AUTO_TEST_CASE(a_limit_too_small_for_one_step_says_how_many_bytes_will_do)
{
    const Schedule::Sizes sizes{.state = 80, .recorded_step = 150, .fixed = 1000};
    const std::size_t least = 1150 + Schedule::fixed_bytes;
    BOOST_CHECK_EXCEPTION(Schedule::choose(least - 1, sizes, 100, 10), MemoryLimit,
                          [&](const MemoryLimit& e) { return e.needed() == least && e.limit() == least - 1; });
    BOOST_TEST(predict(Schedule::choose(least, sizes, 100, 10)).bytes(sizes) == least);
    BOOST_TEST(predict(Schedule::choose(least - 150, sizes, 100, 100)).bytes(sizes) == least - 150);
    BOOST_CHECK_THROW(best_room(1000000, {.state = 0, .recorded_step = 1}, 10, 0), InvalidArgument);
    BOOST_CHECK_THROW(best_room(1000000, {.state = 1, .recorded_step = 0}, 10, 0), InvalidArgument);
    BOOST_CHECK_THROW(best_room(1000000, sizes, unbounded, 0), InvalidArgument);
}

// 80 MB of iterates. In 1 MB there is room for 111 checkpoints and a tape of 889 steps, which is enough to do no step
// before the last stretch more than once.
BOOST_AUTO_TEST_CASE(a_hundred_thousand_steps_fit_in_one_megabyte)
{
    const Schedule::Sizes sizes{.state = 800, .recorded_step = 1000, .fixed = 20000};
    const Cost cost = predict(Schedule::choose(1000000, sizes, 100000, 0));
    BOOST_TEST(cost.bytes(sizes) <= 1000000u);
    BOOST_TEST(cost.plain_steps == 100000 - cost.longest_stretch);
}

BOOST_AUTO_TEST_SUITE_END()
