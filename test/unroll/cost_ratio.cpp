#include <reel/unroll/cost_ratio.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

BOOST_AUTO_TEST_SUITE(unroll_cost_ratio)

using namespace reel;

namespace {

int plain_calls = 0;
int recorded_calls = 0;

struct Affine {
    template <class X>
    X operator()(const X& x, const auto& u) const
    {
        ++(std::is_same_v<X, double> ? plain_calls : recorded_calls);
        return 0.5 * x + u;
    }
};

} // namespace

// A time is never asserted; that both kinds of step were timed is: once for nothing, and then in each round.
BOOST_AUTO_TEST_CASE(plain_and_recorded_steps_are_run_equally_often)
{
    const double w = cost_ratio(Affine{}, 1.0, 2.0, {.steps = 7, .rounds = 3});
    BOOST_TEST(plain_calls == 7 * (3 + 1));
    BOOST_TEST(recorded_calls == 7 * (3 + 1));
    BOOST_TEST(std::isfinite(w));
    BOOST_TEST(w >= 0.0);
}

BOOST_AUTO_TEST_CASE(the_measured_ratio_makes_a_budget)
{
    const double w = cost_ratio(Affine{}, 1.0, 2.0);
    const Unrolling unrolling = Unrolling::budget(100, 40, w);
    BOOST_TEST(unrolling.passive >= 40);
    BOOST_TEST(unrolling.recorded == 60);
}

BOOST_AUTO_TEST_CASE(work_that_takes_no_time_has_no_ratio_below_zero)
{
    const auto nothing = [] {};
    BOOST_TEST(detail::cost_ratio(nothing, nothing, 1) >= 0.0);
}

BOOST_AUTO_TEST_CASE(less_than_a_step_or_a_round_is_refused_with_its_numbers)
{
    BOOST_CHECK_THROW(cost_ratio(Affine{}, 1.0, 2.0, {.steps = 0}), InvalidArgument);
    BOOST_CHECK_EXCEPTION(cost_ratio(Affine{}, 1.0, 2.0, {.rounds = -1}), InvalidArgument, [](const Error& e) {
        return std::string(e.what()).find("-1 rounds of 20 steps") != std::string::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()
