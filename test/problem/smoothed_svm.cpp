#include "../support/smooth.hpp"

#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/smoothed_svm.hpp>

#include <algorithm>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(problem_smoothed_svm)

using namespace reel;

struct Setting {
    Dataset data = generate_classification({.rows = 30, .cols = 5, .condition = 100});
    SmoothedSvm problem = SmoothedSvm(data.A, data.b, 0.25);
    double u = 0.05;
};

BOOST_FIXTURE_TEST_CASE(the_gradient_is_the_derivative_of_the_value, Setting)
{
    BOOST_TEST(gradient_error(problem, data.truth, u) < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(the_hessian_is_the_derivative_of_the_gradient, Setting)
{
    BOOST_TEST(hessian_error(problem, data.truth, u) < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(the_solution_is_certified, Setting)
{
    BOOST_TEST(is_certified(problem, u));
}

BOOST_FIXTURE_TEST_CASE(the_jacobian_is_the_derivative_of_the_solution, Setting)
{
    BOOST_TEST(jacobian_error(problem, u) < 1e-12);
}

BOOST_FIXTURE_TEST_CASE(the_curvature_holds_the_spectrum, Setting)
{
    BOOST_TEST(curvature_holds(problem, u));
}

BOOST_FIXTURE_TEST_CASE(the_value_lies_above_that_of_the_hinge_by_at_most_half_of_delta, Setting)
{
    const Eigen::VectorXd& x = data.truth;
    const double hinge = (1 - (problem.signed_rows() * x).array()).max(0).mean() + 0.5 * u * x.squaredNorm();
    BOOST_TEST(problem.value(x, u) >= hinge);
    BOOST_TEST(problem.value(x, u) <= hinge + 0.125);
}

BOOST_FIXTURE_TEST_CASE(data_without_a_meaning_are_refused, Setting)
{
    BOOST_CHECK_THROW(SmoothedSvm(data.A, data.b, 0), InvalidArgument);
    BOOST_CHECK_THROW(SmoothedSvm(data.A, Eigen::VectorXd::Ones(30)), InvalidArgument);
    BOOST_CHECK_THROW(problem.solution(-1), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
