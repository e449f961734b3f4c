#define BOOST_TEST_MODULE schedule
#include <reel/error.hpp>
#include <reel/unroll/schedule.hpp>

#include "../support/storage_model.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <numeric>
#include <random>
#include <sstream>

using namespace reel;
using Room = Schedule::Room;

namespace {

/// What is wrong with a list of actions that claims to reverse the steps T, ..., K-1; empty when nothing is.
std::string fault(const std::vector<Action>& list, Step K, Step T, const Room& room, Cost* cost = nullptr)
{
    test::StorageModel model(K, T, room);
    std::string last = "at the end";
    try {
        for (const Action& action : list) {
            last = "at " + to_string(action);
            std::visit(model, action);
        }
        last = "at the end";
        model.finish();
    }
    catch (const std::logic_error& e) {
        return e.what() + (": " + last);
    }
    if (cost)
        *cost = model.cost;
    return {};
}

/// Is the schedule sound when the run ends at K, and does it cost what was predicted?
bool sound(const Schedule& schedule, Step K)
{
    Cost done;
    const std::string wrong = fault(actions(schedule, K), K, schedule.truncation(), schedule.room(), &done);
    Cost predicted = predict(schedule, K);
    predicted.schedule_bytes = 0;
    const bool as_predicted = predicted == done;
    if (!wrong.empty() || !as_predicted) {
        std::ostringstream message;
        message << "K = " << K << ", T = " << schedule.truncation() << ", " << schedule.room().checkpoints << " + "
                << schedule.room().on_disk << " checkpoints, stretch " << schedule.room().stretch << ": "
                << (wrong.empty() ? "not the predicted cost" : wrong);
        BOOST_TEST_MESSAGE(message.str());
    }
    return wrong.empty() && as_predicted;
}

using Maker = std::function<Schedule(Step K, Step T, const Room&)>;

const Maker for_known_end[] = {
    [](Step K, Step T, const Room&) { return Schedule::store_all(K, T); },
    [](Step K, Step T, const Room& r) { return Schedule::periodic(K, T, r.stretch); },
    [](Step K, Step T, const Room&) { return Schedule::replay_each_step(K, T); },
    [](Step K, Step T, const Room& r) { return Schedule::binomial(K, T, r); },
    [](Step K, Step T, const Room& r) {
        return Schedule::binomial(K, T,
                                  {.checkpoints = r.checkpoints / 2, .on_disk = r.checkpoints, .stretch = r.stretch});
    },
};
const Maker for_unknown_end[] = {
    [](Step, Step T, const Room&) { return Schedule::store_all(unbounded, T); },
    [](Step, Step T, const Room& r) { return Schedule::periodic(unbounded, T, r.stretch); },
    [](Step, Step T, const Room& r) { return Schedule::online(T, r); },
};

/// Every T for a short run; both ends and the middle for a long one.
std::vector<Step> truncations(Step K)
{
    std::vector<Step> all;
    for (Step T = 0; T <= K; ++T)
        if (K <= 16 || T < 2 || T > K - 2 || T == K / 2)
            all.push_back(T);
    return all;
}

std::string read(const Schedule& schedule)
{
    std::string text;
    for (const Action& action : actions(schedule))
        text += (text.empty() ? "" : ", ") + to_string(action);
    return text;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_example_of_the_header_is_what_happens)
{
    BOOST_TEST(read(Schedule::binomial(5, 0, {.checkpoints = 1})) ==
               "advance 0 to 2, store x_2 in memory 0, advance 2 to 4, record 4 to 5, sweep 5 to 4, "
               "load x_2 from memory 0, advance 2 to 3, record 3 to 4, sweep 4 to 3, "
               "load x_2 from memory 0, free memory 0, record 2 to 3, sweep 3 to 2, "
               "restart from x_0, advance 0 to 1, record 1 to 2, sweep 2 to 1, "
               "restart from x_0, record 0 to 1, sweep 1 to 0");
}

BOOST_AUTO_TEST_CASE(every_schedule_reverses_every_run_in_its_room_and_at_the_predicted_cost)
{
    for (Step K = 0; K <= 60; ++K)
        for (const Step T : truncations(K))
            for (Step s = 0; s <= 10; ++s)
                for (const Step m : {1, 2, 5}) {
                    const Room room{.checkpoints = s, .stretch = m};
                    for (const Maker& make : for_known_end)
                        BOOST_REQUIRE(sound(make(K, T, room), K));
                    for (const Maker& make : for_unknown_end)
                        BOOST_REQUIRE(sound(make(K, T, room), K));
                }
}

BOOST_AUTO_TEST_CASE(a_run_may_stop_before_the_step_it_was_planned_for)
{
    for (const Step planned : {7, 20, 45})
        for (Step K = 0; K <= planned; ++K)
            for (const Step T : {Step{0}, Step{1}, Step{6}, planned / 2, planned})
                for (const Step s : {0, 1, 2, 5})
                    for (const Step m : {1, 4})
                        for (const Maker& make : for_known_end) {
                            const Schedule schedule =
                                make(planned, std::min(T, planned), {.checkpoints = s, .stretch = m});
                            BOOST_REQUIRE(sound(schedule, K));
                        }
}

BOOST_AUTO_TEST_CASE(long_random_runs_are_reversed_as_well)
{
    std::mt19937 random(4);
    const auto pick = [&](Step most) { return std::uniform_int_distribution<Step>(0, most)(random); };
    for (int i = 0; i < 60; ++i) {
        const Step K = pick(2000);
        const Step T = pick(3) == 0 ? 0 : pick(K);
        const Room room{.checkpoints = 1 + pick(40), .stretch = 1 + pick(20)};
        for (const Maker& make : for_known_end)
            BOOST_REQUIRE(sound(make(K + pick(200), T, room), K));
        for (const Maker& make : for_unknown_end)
            BOOST_REQUIRE(sound(make(K, T, room), K));
    }
}

// Where no action is superfluous, to leave one out is a fault; so is to do one twice, but for a second load or restart.
BOOST_AUTO_TEST_CASE(the_model_of_storage_sees_every_missing_and_every_doubled_action)
{
    const Schedule schedule = Schedule::binomial(20, 2, {.checkpoints = 2, .on_disk = 1, .stretch = 2});
    const std::vector<Action> right = actions(schedule);
    BOOST_TEST(fault(right, 20, 2, schedule.room()) == "");
    for (std::size_t i = 0; i < right.size(); ++i) {
        std::vector<Action> list = right;
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
        BOOST_TEST(fault(list, 20, 2, schedule.room()) != "", "without " << to_string(right[i]));
        if (std::holds_alternative<action::Load>(right[i]) || std::holds_alternative<action::Restart>(right[i]) ||
            std::holds_alternative<action::Store>(right[i]))
            continue;
        list = right;
        list.insert(list.begin() + static_cast<std::ptrdiff_t>(i), right[i]);
        BOOST_TEST(fault(list, 20, 2, schedule.room()) != "", "twice " << to_string(right[i]));
    }
    BOOST_TEST(fault(right, 20, 3, schedule.room()) != "");
    BOOST_TEST(fault(right, 21, 2, schedule.room()) != "");
    BOOST_TEST(fault(right, 20, 2, {.checkpoints = 1, .on_disk = 1, .stretch = 2}) != "");
    BOOST_TEST(fault(right, 20, 2, {.checkpoints = 2, .on_disk = 0, .stretch = 2}) != "");
    BOOST_TEST(fault(right, 20, 2, {.checkpoints = 2, .on_disk = 1, .stretch = 1}) != "");
}

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

BOOST_AUTO_TEST_CASE(nothing_is_recorded_when_T_is_K)
{
    BOOST_TEST(read(Schedule::binomial(9, 9, {.checkpoints = 3})) == "advance 0 to 9");
    BOOST_TEST(read(Schedule::binomial(0, 0, {.checkpoints = 3})) == "");
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

BOOST_AUTO_TEST_CASE(a_run_can_be_stopped_only_while_it_runs_and_only_at_a_step_under_way)
{
    Schedule schedule = Schedule::online(3, {.checkpoints = 2});
    BOOST_CHECK_THROW(schedule.stop(1), InvalidArgument);
    BOOST_TEST(to_string(*schedule.next()) == "advance 0 to 3");
    BOOST_CHECK_THROW(schedule.stop(-1), InvalidArgument);
    BOOST_CHECK_THROW(schedule.stop(4), InvalidArgument);
    schedule.next();
    BOOST_TEST(to_string(*schedule.next()) == "advance 3 to 4");
    BOOST_CHECK_THROW(schedule.stop(2), InvalidArgument);
    BOOST_TEST(schedule.running());
    schedule.stop(4);
    BOOST_TEST(!schedule.running());
    BOOST_CHECK_THROW(schedule.stop(4), InvalidArgument);

    Schedule all = Schedule::store_all(9, 0);
    all.next();
    all.next();
    BOOST_CHECK_THROW(all.stop(9), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(settings_that_make_no_sense_are_refused_with_their_numbers)
{
    BOOST_CHECK_THROW(Schedule::store_all(-1, 0), InvalidArgument);
    BOOST_CHECK_THROW(Schedule::store_all(Step{1} << 31, 0), InvalidArgument);
    BOOST_CHECK_THROW(Schedule::store_all(10, -1), InvalidArgument);
    BOOST_CHECK_THROW(Schedule::online(-1, {.checkpoints = 3}), InvalidArgument);
    BOOST_CHECK_THROW(Schedule::periodic(10, 0, 0), InvalidArgument);
    BOOST_CHECK_THROW(Schedule::binomial(10, 0, {.checkpoints = -1}), InvalidArgument);
    BOOST_CHECK_THROW(Schedule::binomial(10, 0, {.on_disk = -1}), InvalidArgument);
    BOOST_CHECK_THROW(Schedule::binomial(unbounded, 0, {.checkpoints = 1}), InvalidArgument);
    BOOST_CHECK_THROW(Schedule::online(0, {.on_disk = 1}), InvalidArgument);
    BOOST_CHECK_THROW(predict(Schedule::online(0, {})), InvalidArgument);
    BOOST_CHECK_THROW(predict(Schedule::store_all(10, 0), 11), InvalidArgument);
    BOOST_CHECK_THROW(fewest_plain_steps(unbounded, 0, {}), InvalidArgument);
    BOOST_CHECK_EXCEPTION(Schedule::store_all(10, 12), InvalidArgument, [](const InvalidArgument& e) {
        return std::string(e.what()) ==
               "a truncation index T = 12 in a run of K = 10 steps; T is at least 0, at most K, "
               "and below 2^31";
    });
}
