#include <reel/unroll/gradient_curve.hpp>
#include <reel/unroll/replay.hpp>

#include "../support/heap.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(unroll_replay_limits)

using namespace reel;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

int calls = 0;

/// Gradient descent on a diagonal problem with n unknowns: the step allocates nothing but its result.
struct Diagonal {
    VectorXd d;
    VectorXd b;
    explicit Diagonal(Eigen::Index n) : d(VectorXd::LinSpaced(n, 0.01, 1.0)), b(VectorXd::LinSpaced(n, -1.0, 1.0)) {}

    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        ++calls;
        return x - 0.5 * (x.cwiseProduct(d) - b + u * x);
    }
};

/// The bytes of heap that a call holds at its worst moment.
template <class Call>
std::int64_t worst(const Call& call)
{
    ::mallopt(M_MMAP_THRESHOLD, 1 << 25); // else a large piece would count as whole pages
    const std::int64_t before = heap::bytes;
    heap::most_bytes = before;
    call();
    return heap::most_bytes - before;
}

const VectorXd start = VectorXd::Zero(100);
const VectorXd v = VectorXd::Ones(100);

} // namespace

// 100,000 states of 100 numbers take 80 MB; one tape of all steps takes 175 MB.
BOOST_AUTO_TEST_CASE(a_hundred_thousand_steps_stay_within_a_megabyte_and_give_the_same_bits)
{
    const Diagonal step(100);
    const Replay how{.iterations = 100'000, .memory_limit = 1'000'000};
    Replayed<VectorXd, double> run;
    BOOST_TEST(worst([&] { run = replay(step, start, 0.1, v, how); }) <= 1'000'000);
    BOOST_TEST(run.bytes.total() <= 1'000'000u);
    const ReplayPlan plan = plan_replay(step, start, 0.1, how);
    BOOST_TEST((plan.bytes == run.bytes));
    BOOST_TEST((plan.cost == run.cost));
    const auto unlimited = replay(step, start, 0.1, v, {.iterations = 100'000});
    BOOST_TEST(run.gradient() == unlimited.gradient());
    BOOST_TEST(run.state == unlimited.state);
}

// With 10 checkpoints and the start, 1000 steps are made up to r = 4 times in plain numbers, binomial(11 + 4, 11) >=
// 1000, 4 x 1000 - binomial(15, 12) = 3545 in all; and each is recorded once. Not one step more is made, but for the
// first three, which are tried in plain numbers and in passive vectors.
BOOST_AUTO_TEST_CASE(a_binomial_replay_makes_the_steps_of_its_schedule)
{
    const Diagonal step(20);
    const Schedule schedule = Schedule::binomial(1000, 0, {.checkpoints = 10});
    calls = 0;
    replay(step, VectorXd(start.head(20)), 0.1, VectorXd(v.head(20)), {.schedule = schedule});
    BOOST_TEST(calls == 3545 + 1000 + 6);
}

BOOST_AUTO_TEST_CASE(every_limit_is_kept_whatever_is_asked_for)
{
    const Diagonal step(100);
    for (const std::size_t limit : {12'000U, 20'000U, 50'000U, 150'000U, 1'000'000U})
        for (const Step T : {0, 150})
            for (const double tolerance : {0.0, 1e-9})
                for (const bool start_adjoint : {false, true}) {
                    const Replay how{.iterations = 1000,
                                     .truncation = T,
                                     .tolerance = tolerance,
                                     .memory_limit = limit,
                                     .start_adjoint = start_adjoint};
                    BOOST_TEST(worst([&] { replay(step, start, 0.1, v, how); }) <= static_cast<std::int64_t>(limit));
                }
}

BOOST_AUTO_TEST_CASE(a_larger_limit_never_costs_more_steps)
{
    const Diagonal step(20);
    Step last = unbounded;
    for (std::size_t limit = 5'000; limit < 400'000; limit += 5'000) {
        const ReplayPlan plan =
            plan_replay(step, VectorXd(start.head(20)), 0.1, {.iterations = 500, .memory_limit = limit});
        BOOST_TEST(plan.bytes.total() <= limit);
        BOOST_TEST(plan.cost.plain_steps <= last);
        last = plan.cost.plain_steps;
    }
    BOOST_TEST(last == 0); // at last all is on the tape
}

BOOST_AUTO_TEST_CASE(a_limit_too_small_for_one_step_is_refused_before_the_run_with_the_limit_that_will_do)
{
    const Diagonal step(100);
    const auto needed = [&](std::size_t limit) -> std::size_t {
        calls = 0;
        try {
            replay(step, start, 0.1, v, {.iterations = 1000, .memory_limit = limit});
        }
        catch (const MemoryLimit& error) {
            BOOST_TEST(calls <= 6); // those that were measured
            BOOST_TEST(error.limit() == limit);
            BOOST_TEST(error.needed() > limit);
            return error.needed();
        }
        return limit;
    };
    std::size_t limit = 1;
    while (needed(limit) > limit) // less than one step says only that it is too little
        limit = needed(limit);
    BOOST_TEST(needed(limit - 1) == limit);
}

BOOST_AUTO_TEST_CASE(a_given_schedule_is_held_against_the_limit_too)
{
    const Diagonal step(100);
    const Replay how{.schedule = Schedule::binomial(1000, 0, {.checkpoints = 20}), .memory_limit = 100'000};
    BOOST_TEST(worst([&] { replay(step, start, 0.1, v, how); }) <= 100'000);
    Replay less = how;
    less.memory_limit = 20'000;
    BOOST_CHECK_EXCEPTION(replay(step, start, 0.1, v, less), MemoryLimit,
                          [](const MemoryLimit& error) { return error.limit() == 20'000 && error.needed() > 20'000; });
}

// Where |x| > 1 a step is recorded in many more blocks. The first ones, from which the schedule is chosen, are short.
BOOST_AUTO_TEST_CASE(steps_that_turn_out_longer_are_planned_for_again)
{
    const auto step = []<class X>(const X& x, const auto& u) -> X {
        X next = 1.1 * x + u * x;
        for (int i = 0; i < 12 && x.norm() > 1.0; ++i)
            next = next - 0.01 * next.cwiseProduct(next);
        return next;
    };
    const VectorXd small = VectorXd::LinSpaced(50, 1e-4, 1e-3);
    const VectorXd ones = VectorXd::Ones(50);
    const Replay how{.iterations = 300, .memory_limit = 100'000};
    const auto unlimited = replay(step, small, 0.01, ones, {.iterations = 300});
    Replayed<VectorXd, double> run;
    BOOST_TEST(worst([&] { run = replay(step, small, 0.01, ones, how); }) <= 100'000);
    BOOST_TEST(run.gradient() == unlimited.gradient());
    Replay by_hand = how;
    by_hand.schedule = plan_replay(step, small, 0.01, how).schedule;
    BOOST_CHECK_THROW(replay(step, small, 0.01, ones, by_hand), MemoryLimit);
}

BOOST_AUTO_TEST_CASE(a_run_that_stops_by_itself_stays_within_its_limit_and_gives_the_same_bits)
{
    const Diagonal step(100);
    const Replay how{.iterations = 100'000, .tolerance = 1e-9, .memory_limit = 60'000};
    const auto run = replay(step, start, 0.1, v, how);
    BOOST_CHECK(run.status == Status::converged);
    BOOST_TEST(run.iterations < 1000);
    BOOST_TEST(run.gradient() == replay(step, start, 0.1, v, {.iterations = run.iterations}).gradient());
}

BOOST_AUTO_TEST_CASE(several_adjoints_and_a_curve_stay_within_the_limit)
{
    const Diagonal step(20);
    const VectorXd x0 = VectorXd::Zero(20);
    const Replay how{.iterations = 400, .memory_limit = 60'000};
    const MatrixXd seeds = MatrixXd::Identity(20, 5);
    BOOST_TEST(worst([&] { replay(step, x0, 0.1, seeds, how); }) <= 60'000);
    Replay watched = how;
    watched.watch = [](Step, const MatrixXd&, double) { return true; };
    BOOST_TEST(worst([&] { replay(step, x0, 0.1, VectorXd(seeds.col(0)), watched); }) <= 60'000);
}

BOOST_AUTO_TEST_SUITE_END()
