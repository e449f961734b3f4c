#include <reel/bilevel/outer.hpp>
#include <reel/problem/split.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

BOOST_AUTO_TEST_SUITE(bilevel_outer)

using namespace reel;
using Eigen::Vector2d;
using Eigen::VectorXd;

namespace {

// loss(theta) = |theta - c|^2 / 2 with gradient theta - c; a gradient costs 20 units of work, a trial 10.
const VectorXd c = Vector2d(1.0, -2.0);

Observation quadratic(const VectorXd& theta, bool derive)
{
    Observation seen{.loss = 0.5 * (theta - c).squaredNorm(), .work = derive ? 20 : 10};
    if (derive)
        seen.gradient = theta - c;
    return seen;
}
// A gradient that points the wrong way: no trial succeeds.
Observation misleading(const VectorXd& theta, bool derive)
{
    Observation seen = quadratic(theta, derive);
    seen.gradient = -seen.gradient;
    return seen;
}

const VectorXd start = Vector2d(3.0, 3.0);

} // namespace

BOOST_AUTO_TEST_CASE(a_line_search_reaches_the_minimum)
{
    const OuterRun run = minimize(quadratic, start, {.steps = 60, .tolerance = 1e-9});
    BOOST_CHECK(run.status == OuterStatus::converged);
    BOOST_TEST((run.theta - c).norm() < 1e-8);
}

// No step of a line search with theta - a g and armijo > 0 makes the loss larger.
BOOST_AUTO_TEST_CASE(a_line_search_never_goes_up)
{
    const OuterRun run = minimize(quadratic, start, {.method = LineSearch{.first = 100.0}, .steps = 30});
    for (std::size_t t = 1; t < run.steps.size(); ++t)
        BOOST_TEST(run.steps[t].loss <= run.steps[t - 1].loss);
}

// The means of the first step are those of one gradient, m = g and s = g^2: the step is rate g / |g|, entry by entry.
BOOST_AUTO_TEST_CASE(the_first_step_of_adam_has_the_length_of_its_rate_in_each_entry)
{
    const OuterRun run = minimize(quadratic, start, {.method = Adam{.rate = 0.1}, .steps = 2});
    BOOST_TEST((run.steps[1].theta - (start - Vector2d(0.1, 0.1))).norm() < 1e-12);
}

BOOST_AUTO_TEST_CASE(adam_reaches_the_minimum)
{
    const OuterRun run = minimize(quadratic, start, {.method = Adam{.rate = 0.1}, .steps = 500});
    BOOST_TEST((run.theta - c).norm() < 1e-2);
}

// 20 for the gradient, then 10 a trial: the second trial begins at 30 < 35, a third one would begin at 40.
BOOST_AUTO_TEST_CASE(no_trial_begins_beyond_the_budget)
{
    const OuterRun run = minimize(misleading, start, {.steps = 1, .budget = 35});
    BOOST_TEST(run.steps[0].trials == 2);
    BOOST_TEST(run.steps[0].work == 40);
    BOOST_TEST(run.work == 40.0);
}

BOOST_AUTO_TEST_CASE(a_search_without_success_stays_and_goes_on_with_shorter_steps)
{
    std::vector<double> lengths;
    const auto watched = [&](const VectorXd& theta, bool derive) {
        if (!derive)
            lengths.push_back((theta - start).norm());
        return misleading(theta, derive);
    };
    const OuterRun run = minimize(watched, start, {.method = LineSearch{.trials = 3}, .steps = 4});
    BOOST_TEST(lengths.size() == 12U);
    BOOST_TEST(std::ranges::is_sorted(lengths, std::greater{}));
    for (const OuterStep& step : run.steps)
        BOOST_TEST(!step.moved);
    BOOST_TEST((run.theta - start).norm() == 0.0);
}

BOOST_AUTO_TEST_CASE(no_entry_moves_further_than_allowed)
{
    const OuterRun run = minimize(quadratic, start, {.method = LineSearch{.first = 1e6}, .steps = 5, .longest = 0.25});
    for (std::size_t t = 1; t < run.steps.size(); ++t)
        BOOST_TEST((run.steps[t].theta - run.steps[t - 1].theta).cwiseAbs().maxCoeff() <= 0.25 + 1e-12);
}

BOOST_AUTO_TEST_CASE(an_overflow_ends_the_run_and_keeps_the_best_theta_before)
{
    const auto breaks = [](const VectorXd& theta, bool derive) {
        Observation seen = quadratic(theta, derive);
        if (derive && theta != start)
            seen.gradient *= std::nan("");
        return seen;
    };
    const OuterRun run = minimize(breaks, start, {.steps = 10});
    BOOST_CHECK(run.status == OuterStatus::not_finite);
    BOOST_TEST((run.theta - start).norm() == 0.0);
    BOOST_TEST(run.steps.size() == 2U);
}

BOOST_AUTO_TEST_CASE(derivatives_that_are_not_to_be_trusted_are_counted)
{
    const auto doubtful = [](const VectorXd& theta, bool derive) {
        Observation seen = quadratic(theta, derive);
        seen.status = DerivativeStatus::linear_solver_failed;
        return seen;
    };
    BOOST_TEST(minimize(doubtful, start, {.steps = 3}).untrusted == 3);
}

BOOST_AUTO_TEST_CASE(the_watch_ends_a_run)
{
    const OuterRun run = minimize(quadratic, start, {.steps = 10}, [](const OuterStep&) { return false; });
    BOOST_CHECK(run.status == OuterStatus::ended);
    BOOST_TEST(run.steps.size() == 1U);
}

BOOST_AUTO_TEST_CASE(settings_that_make_no_sense_are_refused)
{
    const auto refused = [](const Outer& how) { BOOST_CHECK_THROW(minimize(quadratic, start, how), InvalidArgument); };
    refused({.steps = 0});
    refused({.budget = 0});
    refused({.method = LineSearch{.shrink = 1.0}});
    refused({.method = LineSearch{.trials = 0}});
    refused({.method = Adam{.rate = 0.0}});
}

// Split into train, validation and test.

BOOST_AUTO_TEST_CASE(a_split_covers_all_samples_once)
{
    const Split parts = split_samples(101, {.validation = 0.25, .test = 0.5}, 7);
    BOOST_TEST(parts.validation.size() == 25U);
    BOOST_TEST(parts.test.size() == 51U);
    std::vector<Eigen::Index> all = parts.train;
    all.insert(all.end(), parts.validation.begin(), parts.validation.end());
    all.insert(all.end(), parts.test.begin(), parts.test.end());
    std::ranges::sort(all);
    for (Eigen::Index i = 0; i < 101; ++i)
        BOOST_TEST(all[static_cast<std::size_t>(i)] == i);
}

BOOST_AUTO_TEST_CASE(a_seed_always_draws_the_same_split_and_another_one_another)
{
    BOOST_TEST(split_samples(50, {}, 1).train == split_samples(50, {}, 1).train, boost::test_tools::per_element());
    BOOST_TEST((split_samples(50, {}, 1).train != split_samples(50, {}, 2).train));
}

BOOST_AUTO_TEST_CASE(a_split_that_leaves_a_part_empty_is_refused)
{
    BOOST_CHECK_THROW(std::ignore = split_samples(2, {}, 1), InvalidArgument);
    BOOST_CHECK_THROW(std::ignore = split_samples(10, {.validation = 0.01}, 1), InvalidArgument);
    BOOST_CHECK_THROW(std::ignore = split_samples(10, {.validation = 0.5, .test = 0.5}, 1), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
