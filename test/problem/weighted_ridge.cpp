#include "../support/smooth.hpp"

#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/problem/weighted_ridge.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(problem_weighted_ridge)

using namespace reel;

struct Setting {
    Dataset data = generate_regression({.rows = 12, .cols = 5, .condition = 1e3});
    WeightedRidge problem = WeightedRidge(data.A, data.b);
    Eigen::VectorXd u = Eigen::VectorXd::LinSpaced(5, 0.1, 10);
};

BOOST_FIXTURE_TEST_CASE(the_gradient_is_the_derivative_of_the_value, Setting)
{
    BOOST_TEST(gradient_error(problem, data.truth, u) < 1e-14);
}

BOOST_FIXTURE_TEST_CASE(the_hessian_is_the_derivative_of_the_gradient, Setting)
{
    BOOST_TEST(hessian_error(problem, data.truth, u) < 1e-14);
}

BOOST_FIXTURE_TEST_CASE(the_solution_is_certified, Setting)
{
    BOOST_TEST(is_certified(problem, u));
}

BOOST_FIXTURE_TEST_CASE(the_jacobian_is_the_derivative_of_the_solution, Setting)
{
    BOOST_TEST(jacobian_error(problem, u) < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(the_curvature_holds_the_spectrum, Setting)
{
    BOOST_TEST(curvature_holds(problem, u));
}

BOOST_FIXTURE_TEST_CASE(with_equal_weights_it_is_ridge_regression, Setting)
{
    const Eigen::VectorXd equal = Eigen::VectorXd::Constant(5, 0.7);
    const Ridge ridge(data.A, data.b);
    BOOST_TEST(relative_error(problem.solution(equal).x, ridge.solution(0.7).x) < 1e-15);
    BOOST_TEST(relative_error(problem.jacobian(equal).rowwise().sum(), ridge.jacobian(0.7)) < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(data_that_do_not_fit_are_refused, Setting)
{
    BOOST_CHECK_THROW(WeightedRidge(data.A, Eigen::VectorXd::Ones(3)), InvalidArgument);
    BOOST_CHECK_THROW(problem.solution(Eigen::VectorXd::Ones(4)), InvalidArgument);
    BOOST_CHECK_THROW(problem.solution(Eigen::VectorXd::Constant(5, -1e6)), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
