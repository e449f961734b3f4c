#include "../support/smooth.hpp"

#include <reel/error.hpp>
#include <reel/problem/tanh_regression.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>

BOOST_AUTO_TEST_SUITE(problem_tanh_regression)

using namespace reel;

struct Setting {
    Random random = Random(3);
    Eigen::MatrixXd A = random.normal(40, 4);
    Eigen::VectorXd truth = 0.5 * random.normal(4);
    Eigen::VectorXd b = (A * truth).array().tanh().matrix() + 0.1 * random.normal(40);
    TanhRegression problem = TanhRegression(A, b);
    double u = 0.01;
};

BOOST_FIXTURE_TEST_CASE(the_gradient_is_the_derivative_of_the_value, Setting)
{
    BOOST_TEST(gradient_error(problem, truth, u) < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(the_hessian_is_the_derivative_of_the_gradient, Setting)
{
    BOOST_TEST(hessian_error(problem, truth, u) < 1e-13);
}

// Where the fit has no residual, the second derivatives of the model do not count.
BOOST_FIXTURE_TEST_CASE(the_Gauss_Newton_matrix_is_the_hessian_of_a_fit_without_residual, Setting)
{
    const TanhRegression exact(A, (A * truth).array().tanh());
    BOOST_TEST(relative_error(exact.gauss_newton(truth, u), exact.hessian(truth, u)) < 1e-14);
}

BOOST_FIXTURE_TEST_CASE(the_solution_is_certified, Setting)
{
    BOOST_TEST(is_certified(problem, u));
}

BOOST_FIXTURE_TEST_CASE(the_jacobian_is_the_derivative_of_the_solution, Setting)
{
    BOOST_TEST(jacobian_error(problem, u) < 1e-12);
}

BOOST_FIXTURE_TEST_CASE(the_curvature_holds_the_spectrum_where_f_is_convex, Setting)
{
    const double convex = 0.1 + 2 * problem.curvature(0).L;
    BOOST_TEST(curvature_holds(problem, convex));
    BOOST_TEST(problem.curvature(convex).mu > 0);
    BOOST_TEST(problem.curvature(0).mu == 0);
}

BOOST_FIXTURE_TEST_CASE(data_without_a_meaning_are_refused, Setting)
{
    BOOST_CHECK_THROW(TanhRegression(A, Eigen::VectorXd::Ones(3)), InvalidArgument);
    BOOST_CHECK_THROW(problem.solution(0), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
