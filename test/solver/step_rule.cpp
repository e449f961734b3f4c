#include <reel/error.hpp>
#include <reel/solver/step_rule.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

BOOST_AUTO_TEST_SUITE(solver_step_rule)

using namespace reel;

BOOST_AUTO_TEST_CASE(each_rule_gives_its_formula)
{
    const Curvature curvature{.mu = 1, .L = 4};
    BOOST_TEST(StepRule::parse("1/L").step(curvature) == 0.25);
    BOOST_TEST(StepRule::parse("sqrt2/L").step(curvature) == std::sqrt(2.0) / 4);
    BOOST_TEST(StepRule::parse("2/(L+mu)").step(curvature) == 0.4);
    BOOST_TEST(StepRule::parse("0.125").step(curvature) == 0.125);
    BOOST_TEST(StepRule::parse("1e-3").step(curvature) == 1e-3);
}

BOOST_AUTO_TEST_CASE(a_rule_reads_back_its_own_name)
{
    for (const std::string text : {"1/L", "sqrt2/L", "2/(L+mu)", "0.125", "1e-300"})
        BOOST_TEST(StepRule::parse(StepRule::parse(text).name()).name() == StepRule::parse(text).name());
    BOOST_TEST(StepRule::fixed(0.1).name() == "0.1");
}

BOOST_AUTO_TEST_CASE(text_that_is_no_rule_is_refused_with_what_is_allowed)
{
    for (const std::string text : {"", "nan", "inf", "-1", "0", "1/l", "0.5x", "0,5", "1e-400", "1e400", " 1"})
        BOOST_CHECK_EXCEPTION(StepRule::parse(text), InvalidArgument, [&](const InvalidArgument& e) {
            return std::string(e.what()).find("2/(L+mu)") != std::string::npos;
        });
}

BOOST_AUTO_TEST_CASE(a_step_is_refused_for_a_curvature_without_a_meaning)
{
    BOOST_CHECK_THROW(StepRule::inverse_L().step({.mu = 0, .L = 0}), InvalidArgument);
    BOOST_CHECK_THROW(StepRule::inverse_L().step({.mu = 2, .L = 1}), InvalidArgument);
    BOOST_CHECK_THROW(StepRule::inverse_L().step({.mu = 0, .L = INFINITY}), InvalidArgument);
    BOOST_CHECK_THROW(StepRule::fixed(NAN), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
