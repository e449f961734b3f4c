#include <reel/error.hpp>
#include <reel/unroll/schedule.hpp>

#include "../support/storage_model.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <map>
#include <random>

BOOST_AUTO_TEST_SUITE(unroll_schedule)

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
    if (!wrong.empty() || !as_predicted)
        BOOST_TEST_MESSAGE("K = " << K << ", T = " << schedule.truncation() << ", " << schedule.room().checkpoints
                                  << " + " << schedule.room().on_disk << " checkpoints, stretch "
                                  << schedule.room().stretch << ": "
                                  << (wrong.empty() ? "not the predicted cost" : wrong));
    return wrong.empty() && as_predicted;
}

/// The list of schedules: each has to pass the tests below.
struct Kind {
    bool uses_checkpoints; ///< Or the number of them is what it is.
    std::function<Schedule(Step K, Step T, const Room&)> make;
};
const Kind kinds[] = {
    {false, [](Step K, Step T, const Room&) { return Schedule::store_all(K, T); }},
    {false, [](Step K, Step T, const Room& r) { return Schedule::periodic(K, T, r.stretch); }},
    {false, [](Step K, Step T, const Room&) { return Schedule::replay_each_step(K, T); }},
    {true, [](Step K, Step T, const Room& r) { return Schedule::binomial(K, T, r); }},
    {true,
     [](Step K, Step T, const Room& r) {
         const Step s = r.checkpoints;
         return Schedule::binomial(K, T, {.checkpoints = s / 2, .on_disk = s, .stretch = r.stretch});
     }},
    {false, [](Step, Step T, const Room&) { return Schedule::store_all(unbounded, T); }},
    {false, [](Step, Step T, const Room& r) { return Schedule::periodic(unbounded, T, r.stretch); }},
    {true, [](Step, Step T, const Room& r) { return Schedule::online(T, r); }},
};

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
        for (Step T = 0; T <= K; ++T)
            for (Step s = 0; s <= std::min<Step>(10, K - T); ++s) // more are of no use
                for (const Step m : {1, 4})
                    for (const Kind& kind : kinds)
                        if (s == 0 || kind.uses_checkpoints)
                            BOOST_REQUIRE(sound(kind.make(K, T, {.checkpoints = s, .stretch = m}), K));
}

BOOST_AUTO_TEST_CASE(a_run_may_stop_before_the_step_it_was_planned_for)
{
    for (const Step planned : {7, 45})
        for (Step K = 0; K <= planned; ++K)
            for (const Step T : {Step{0}, Step{1}, Step{6}, planned / 2, planned})
                for (const Step s : {0, 1, 2, 5})
                    for (const Step m : {1, 4})
                        for (const Kind& kind : kinds)
                            if (s == 0 || kind.uses_checkpoints)
                                BOOST_REQUIRE(sound(kind.make(planned, T, {.checkpoints = s, .stretch = m}), K));
}

BOOST_AUTO_TEST_CASE(long_random_runs_are_reversed_as_well)
{
    std::mt19937 random(4);
    const auto pick = [&](Step most) { return std::uniform_int_distribution<Step>(0, most)(random); };
    for (int i = 0; i < 40; ++i) {
        const Step K = pick(1000);
        const Step T = pick(3) == 0 ? 0 : pick(K);
        const Room room{.checkpoints = 1 + pick(40), .stretch = 1 + pick(20)};
        for (const Kind& kind : kinds)
            BOOST_REQUIRE(sound(kind.make(K + pick(200), T, room), K));
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

/// The least that executes a schedule, for x_{k+1} = u x_k (1 - x_k) from 0.3: dx_K/du of the steps from T on, with
/// x_bar = u (1 - 2 x_k) x_bar and u_bar += x_k (1 - x_k) x_bar by hand.
struct LogisticMap {
    double u = 3.7;
    double x = 0.3;
    double x_bar = 1;
    double u_bar = 0;
    std::vector<double> tape{};
    std::map<std::pair<Storage, std::size_t>, double> checkpoints{};

    void step() { x = u * x * (1 - x); }
    void operator()(const action::Advance& a)
    {
        for (Step k = a.from; k < a.to; ++k)
            step();
    }
    void operator()(const action::Store& a) { checkpoints[{a.place.storage, a.place.number}] = x; }
    void operator()(const action::Load& a) { x = checkpoints.at({a.place.storage, a.place.number}); }
    void operator()(const action::Free& a) { checkpoints.erase({a.place.storage, a.place.number}); }
    void operator()(const action::Restart&) { x = 0.3; }
    void operator()(const action::Record& a)
    {
        for (Step k = a.from; k < a.to; ++k, step())
            tape.push_back(x);
    }
    void operator()(const action::Sweep&)
    {
        for (; !tape.empty(); tape.pop_back()) {
            const double x_k = tape.back();
            u_bar += x_k * (1 - x_k) * x_bar;
            x_bar *= u * (1 - 2 * x_k);
        }
    }
    static double derivative(const Schedule& schedule, Step K)
    {
        LogisticMap run;
        for (const Action& action : actions(schedule, K))
            std::visit(run, action);
        return run.u_bar;
    }
};

BOOST_AUTO_TEST_CASE(every_schedule_gives_the_same_derivative_bit_for_bit)
{
    for (const Step T : {0, 1, 17, 39})
        for (const Step s : {0, 1, 3}) {
            const double expected = LogisticMap::derivative(Schedule::store_all(40, T), 40);
            for (const Kind& kind : kinds)
                BOOST_TEST(LogisticMap::derivative(kind.make(40, T, {.checkpoints = s, .stretch = 3}), 40) == expected);
        }
}

BOOST_AUTO_TEST_CASE(nothing_is_recorded_when_T_is_K)
{
    BOOST_TEST(read(Schedule::binomial(9, 9, {.checkpoints = 3})) == "advance 0 to 9");
    BOOST_TEST(read(Schedule::binomial(0, 0, {.checkpoints = 3})) == "");
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

    Schedule reversing = Schedule::binomial(9, 0, {});
    for (const char* const expected :
         {"advance 0 to 8", "record 8 to 9", "sweep 9 to 8", "restart from x_0", "advance 0 to 7"})
        BOOST_TEST(to_string(*reversing.next()) == expected);
    BOOST_CHECK_THROW(reversing.stop(7), InvalidArgument);
}

// The solver may look at x_K when the action that leaves it has been handed out already.
BOOST_AUTO_TEST_CASE(a_run_can_be_stopped_before_the_first_step_of_an_action)
{
    const auto fault_of = [](Schedule schedule, Step K) {
        std::vector<Action> list;
        while (const auto act = schedule.next()) {
            const auto* advance = std::get_if<action::Advance>(&*act);
            const auto* record = std::get_if<action::Record>(&*act);
            if (schedule.running() && ((advance && advance->from == K) || (record && record->from == K)))
                schedule.stop(K);
            else
                list.push_back(*act);
        }
        return fault(list, K, schedule.truncation(), schedule.room());
    };
    for (Step K = 3; K < 40; ++K) {
        BOOST_TEST(fault_of(Schedule::online(2, {.checkpoints = 2}), K) == "");
        BOOST_TEST(fault_of(Schedule::binomial(K + 1, 2, {.checkpoints = 2}), K) == "");
    }
}

BOOST_AUTO_TEST_CASE(without_a_checkpoint_an_online_run_goes_on_until_the_solver_stops)
{
    Schedule schedule = Schedule::online(0, {});
    BOOST_TEST(to_string(*schedule.next()) == "advance 0 to the end");
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

BOOST_AUTO_TEST_SUITE_END()
