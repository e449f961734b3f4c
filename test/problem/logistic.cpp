#include "../support/smooth.hpp"

#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/logistic.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>

BOOST_AUTO_TEST_SUITE(problem_logistic)

using namespace reel;
using boost::test_tools::tolerance;

struct Setting {
    Dataset data = generate_classification({.rows = 30, .cols = 5, .condition = 100});
    Logistic problem = Logistic(data.A, data.b);
    double u = 0.05;
    Eigen::VectorXd weights = Eigen::VectorXd::LinSpaced(5, 0.01, 1);
};

BOOST_FIXTURE_TEST_CASE(the_gradient_is_the_derivative_of_the_value, Setting)
{
    BOOST_TEST(gradient_error(problem, data.truth, u) < 1e-13);
    BOOST_TEST(gradient_error(problem, data.truth, weights) < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(the_hessian_is_the_derivative_of_the_gradient, Setting)
{
    BOOST_TEST(hessian_error(problem, data.truth, u) < 1e-13);
    BOOST_TEST(hessian_error(problem, data.truth, weights) < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(the_solution_is_certified, Setting)
{
    BOOST_TEST(is_certified(problem, u));
    BOOST_TEST(is_certified(problem, weights));
}

BOOST_FIXTURE_TEST_CASE(the_jacobian_is_the_derivative_of_the_solution, Setting)
{
    BOOST_TEST(jacobian_error(problem, u) < 1e-12);
    BOOST_TEST(jacobian_error(problem, weights) < 1e-12);
}

BOOST_FIXTURE_TEST_CASE(the_curvature_holds_the_spectrum, Setting)
{
    BOOST_TEST(curvature_holds(problem, u));
    BOOST_TEST(curvature_holds(problem, weights));
}

BOOST_FIXTURE_TEST_CASE(at_zero_every_sample_loses_the_logarithm_of_two, Setting)
{
    BOOST_TEST(problem.value(Eigen::VectorXd(Eigen::VectorXd::Zero(5)), u) == std::log(2), tolerance(1e-15));
}

BOOST_FIXTURE_TEST_CASE(value_and_gradient_are_finite_far_out, Setting)
{
    const Eigen::VectorXd far = 1e6 * data.truth;
    BOOST_TEST(std::isfinite(problem.value(far, u)));
    BOOST_TEST(problem.gradient(far, u).allFinite());
}

// More unknowns than samples, and classes that a plane separates: the l2 weight makes the solution unique.
BOOST_AUTO_TEST_CASE(the_solution_is_certified_with_more_unknowns_than_samples)
{
    const Dataset wide = generate_classification({.rows = 6, .cols = 15, .condition = 50, .u = 0.1});
    BOOST_TEST(is_certified(Logistic(wide.A, wide.b), 1e-3));
}

BOOST_FIXTURE_TEST_CASE(labels_and_weights_without_a_meaning_are_refused, Setting)
{
    Eigen::VectorXd labels = data.b;
    labels[3] = 0;
    BOOST_CHECK_THROW(Logistic(data.A, labels), InvalidArgument);
    BOOST_CHECK_THROW(Logistic(data.A, Eigen::VectorXd::Ones(30)), InvalidArgument);
    BOOST_CHECK_THROW(Logistic(data.A, Eigen::VectorXd::Ones(3)), InvalidArgument);
    BOOST_CHECK_THROW(problem.solution(0), InvalidArgument);
    BOOST_CHECK_THROW(problem.solution(Eigen::VectorXd::Ones(4)), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
