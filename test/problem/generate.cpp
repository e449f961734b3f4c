#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>

#include <boost/test/unit_test.hpp>
#include <limits>

BOOST_AUTO_TEST_SUITE(problem_generate)

using namespace reel;
using boost::test_tools::tolerance;

BOOST_AUTO_TEST_CASE(the_hessian_has_the_wanted_condition_number)
{
    for (const double u : {0.0, 0.01, 3.0}) {
        const Dataset data = generate_regression({.rows = 40, .cols = 12, .condition = 100, .u = u});
        BOOST_TEST(Ridge(data.A, data.b).curvature(u).condition() == 100, tolerance(1e-11));
    }
}

BOOST_AUTO_TEST_CASE(the_hessian_has_the_wanted_condition_number_with_more_unknowns_than_samples)
{
    const Dataset data = generate_regression({.rows = 6, .cols = 12, .condition = 50, .u = 0.1});
    BOOST_TEST(Ridge(data.A, data.b).curvature(0.1).condition() == 50, tolerance(1e-11));
}

BOOST_AUTO_TEST_CASE(the_hessian_of_one_unknown_is_1_plus_u)
{
    const Dataset data = generate_regression({.rows = 3, .cols = 1, .condition = 1, .u = 0.5});
    BOOST_TEST(Ridge(data.A, data.b).curvature(0.5).L == 1.5, tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(without_noise_the_target_is_A_times_the_truth)
{
    const Dataset data = generate_regression({.noise = 0});
    BOOST_TEST((data.A * data.truth - data.b).norm() == 0);
}

BOOST_AUTO_TEST_CASE(equal_options_give_equal_problems)
{
    BOOST_TEST(generate_regression({.seed = 5}).b == generate_regression({.seed = 5}).b);
    BOOST_TEST(generate_regression({.seed = 5}).b != generate_regression({.seed = 6}).b);
}

BOOST_AUTO_TEST_CASE(labels_are_minus_one_and_one_and_both_occur)
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Eigen::VectorXd b = generate_classification({.rows = 3, .cols = 2, .seed = seed}).b;
        BOOST_TEST((b.array().abs() == 1).all());
        BOOST_TEST(b.minCoeff() < b.maxCoeff());
    }
}

BOOST_AUTO_TEST_CASE(options_without_a_meaning_are_refused)
{
    BOOST_CHECK_THROW(generate_regression({.rows = 0}), InvalidArgument);
    BOOST_CHECK_THROW(generate_regression({.condition = 0.5}), InvalidArgument);
    BOOST_CHECK_THROW(generate_regression({.condition = std::numeric_limits<double>::quiet_NaN()}), InvalidArgument);
    BOOST_CHECK_THROW(generate_regression({.u = -1}), InvalidArgument);
    BOOST_CHECK_THROW(generate_regression({.noise = -1}), InvalidArgument);
    BOOST_CHECK_THROW(generate_regression({.rows = 5, .cols = 6, .u = 0}), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
