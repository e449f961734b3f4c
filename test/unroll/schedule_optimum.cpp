#include <reel/unroll/schedule.hpp>

#include "../support/replay_search.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <tuple>

BOOST_AUTO_TEST_SUITE(unroll_schedule_optimum)

using namespace reel;
using Room = Schedule::Room;

namespace {

Step binomial_coefficient(Step n, Step k)
{
    Step value = 1;
    for (Step i = 1; i <= k; ++i)
        value = value * (n - k + i) / i;
    return value;
}

Step plain_steps(Step K, Step T, Step s, Step m)
{
    return predict(Schedule::binomial(K, T, {.checkpoints = s, .stretch = m})).plain_steps;
}

Step online_plain_steps(Step K, Step T, Step s, Step m)
{
    return predict(Schedule::online(T, {.checkpoints = s, .stretch = m}), K).plain_steps;
}

/// The recursion over where the first checkpoint goes: x_{T+j}; the steps behind it have s - 1 places, then those
/// before it, started again at x_0, have all s.
class Recursion {
public:
    explicit Recursion(Step m) : m_(m) {}

    Step steps(Step T, Step n, Step s)
    {
        if (n <= m_)
            return T;
        const auto [entry, is_new] = known_.try_emplace({T, n, s}, unbounded);
        if (!is_new)
            return entry->second;
        Step best = T + n - m_ + steps(T, n - m_, s);
        for (Step j = T > 0 ? 0 : 1; s > 0 && j < n; ++j)
            best = std::min(best, T + j + steps(0, n - j, s - 1) + (j > 0 ? steps(T, j, s) : 0));
        return known_[{T, n, s}] = best;
    }

private:
    Step m_;
    std::map<std::tuple<Step, Step, Step>, Step> known_;
};

/// The fewest stores among the splits that are optimal in plain steps; T = 0, m = 1.
class FewestStores {
public:
    Step stores(Step n, Step s)
    {
        if (n <= 1 || s == 0)
            return 0;
        const auto [entry, is_new] = known_.try_emplace({n, s}, unbounded);
        if (!is_new)
            return entry->second;
        Step best = unbounded;
        for (Step j = 1; j < n; ++j)
            if (j + steps_.steps(0, j, s) + steps_.steps(0, n - j, s - 1) == steps_.steps(0, n, s))
                best = std::min(best, (n - j > 1 ? 1 : 0) + stores(j, s) + stores(n - j, s - 1));
        return known_[{n, s}] = best;
    }

private:
    Recursion steps_{1};
    std::map<std::pair<Step, Step>, Step> known_;
};

/// The checkpoints that are there when the run ends at K, as bits.
unsigned held_at_the_end(Schedule schedule, Step K)
{
    std::map<std::size_t, Step> places;
    while (schedule.running()) {
        const Action act = *schedule.next();
        if (const auto* freed = std::get_if<action::Free>(&act))
            places.erase(freed->place.number);
        if (const auto* store = std::get_if<action::Store>(&act))
            places[store->place.number] = store->step;
        if (const auto* advance = std::get_if<action::Advance>(&act); advance && advance->to >= K)
            schedule.stop(K);
    }
    unsigned held = 0;
    for (const auto& [place, step] : places)
        held |= 1u << step;
    return held;
}

} // namespace

BOOST_AUTO_TEST_CASE(no_search_finds_a_shorter_way_than_the_binomial_schedule)
{
    for (Step K = 1; K <= 12; ++K)
        for (const Step T : {0, 1, 2, 5})
            for (Step s = 0; s <= 3 && T < K; ++s)
                for (const Step m : {1, 2, 3})
                    BOOST_TEST(plain_steps(K, T, s, m) == test::ReplaySearch(K, T, s, m).whole_run());
}

// Griewank and Walther count x_0 among their S = s + 1 checkpoints: with r least such that binomial(S + r, S) >= n, the
// least number of plain steps is r n - binomial(S + r, S + 1).
BOOST_AUTO_TEST_CASE(binomial_step_counts_are_those_of_the_closed_formula)
{
    for (Step n = 1; n <= 60; ++n)
        for (Step s = 0; s <= 10; ++s) {
            const Step S = s + 1;
            Step r = 0;
            while (binomial_coefficient(S + r, S) < n)
                ++r;
            const Step formula = r * n - binomial_coefficient(S + r, S + 1);
            BOOST_TEST(plain_steps(n, 0, s, 1) == formula);
            BOOST_TEST(fewest_plain_steps(n, 0, {.checkpoints = s}) == formula);
        }
}

BOOST_AUTO_TEST_CASE(truncated_runs_and_long_stretches_reach_the_optimum_of_the_recursion)
{
    for (const Step m : {1, 2, 7}) {
        Recursion recursion(m);
        for (const Step T : {0, 1, 3, 20})
            for (Step n = 1; n <= 60; ++n)
                for (Step s = 0; s <= 10; ++s) {
                    const Step optimum = recursion.steps(T, n, s);
                    BOOST_TEST(plain_steps(T + n, T, s, m) == optimum);
                    BOOST_TEST(fewest_plain_steps(T + n, T, {.checkpoints = s, .stretch = m}) == optimum);
                }
    }
}

// n = m N exactly: a stretch of m steps is one step of a run of N.
BOOST_AUTO_TEST_CASE(stretches_scale_the_binomial_schedule)
{
    BOOST_TEST(plain_steps(40 * 25, 0, 4, 25) == 25 * plain_steps(40, 0, 4, 1));
}

BOOST_AUTO_TEST_CASE(a_stretch_is_short_only_when_it_has_to_be)
{
    for (Step n = 1; n <= 60; ++n)
        for (const Step T : {0, 3})
            for (const Step s : {0, 1, 2, 10})
                for (const Step m : {1, 2, 7})
                    BOOST_TEST(predict(Schedule::binomial(T + n, T, {.checkpoints = s, .stretch = m})).stretches ==
                               (n + m - 1) / m);
}

BOOST_AUTO_TEST_CASE(stores_are_the_fewest_that_the_optimum_allows)
{
    FewestStores fewest;
    for (Step n = 1; n <= 60; ++n)
        for (Step s = 0; s <= 10; ++s)
            BOOST_TEST(predict(Schedule::binomial(n, 0, {.checkpoints = s})).stores == fewest.stores(n, s));
}

BOOST_AUTO_TEST_CASE(places_on_disk_count_like_places_in_memory)
{
    BOOST_TEST(fewest_plain_steps(100, 3, {.checkpoints = 2, .on_disk = 3}) ==
               fewest_plain_steps(100, 3, {.checkpoints = 5}));
}

BOOST_AUTO_TEST_CASE(no_search_makes_more_of_the_checkpoints_that_a_stopped_run_leaves)
{
    for (Step K = 1; K <= 10; ++K)
        for (const Step T : {0, 1, 2, 4})
            for (Step s = 0; s <= 3 && T < K; ++s)
                for (const Step m : {1, 2}) {
                    const Schedule online = Schedule::online(T, {.checkpoints = s, .stretch = m});
                    BOOST_TEST(predict(online, K).plain_steps - K ==
                               test::ReplaySearch(K, T, s, m).reverse_pass(held_at_the_end(online, K)));
                    if (K > T + m) { // or the plan is one tape
                        const Schedule early = Schedule::binomial(40, T, {.checkpoints = s, .stretch = m});
                        BOOST_TEST(predict(early, K).plain_steps - K ==
                                   test::ReplaySearch(K, T, s, m).reverse_pass(held_at_the_end(early, K)));
                    }
                }
}

// Wang, Moin, Iaccarino: with s checkpoints no step is repeated more than r times when binomial(s + r, r) >= K; here a
// step is a stretch, and the run itself is the first of the r times.
BOOST_AUTO_TEST_CASE(an_online_schedule_repeats_no_more_than_the_known_bound)
{
    for (Step s = 1; s <= 10; ++s)
        for (const Step m : {1, 4})
            for (Step K = 1; K <= 300; ++K) {
                Step r = 1;
                while (binomial_coefficient(s + r, r) * m < K)
                    ++r;
                BOOST_TEST(online_plain_steps(K, 0, s, m) <= r * K);
            }
}

// Not knowing K costs at most 5/3 of knowing it, and 3/2 from two checkpoints on; the last stretch, which is recorded
// without being run first when K is known, is counted on both sides.
BOOST_AUTO_TEST_CASE(an_online_schedule_is_competitive)
{
    for (Step s = 1; s <= 10; ++s)
        for (const Step m : {1, 30})
            for (const Step T : {0, 3, 40})
                for (Step n = 1; n <= 240; ++n) {
                    const Step known = fewest_plain_steps(T + n, T, {.checkpoints = s, .stretch = m}) + m;
                    const Step online = online_plain_steps(T + n, T, s, m);
                    BOOST_TEST((s == 1 ? 3 * online <= 5 * known : 2 * online <= 3 * known));
                }
}

BOOST_AUTO_TEST_SUITE_END()
