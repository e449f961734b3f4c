#include "../support/wide.hpp"

#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/least_squares.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(problem_least_squares)

using namespace reel;
using boost::test_tools::tolerance;

struct Setting {
    Dataset data = generate_regression({.rows = 9, .cols = 5, .condition = 50});
    LeastSquares problem = LeastSquares(data.A, data.b);
};

BOOST_FIXTURE_TEST_CASE(the_gradient_is_the_derivative_of_the_value, Setting)
{
    const auto value = [&](const WideVectorX& at) { return problem.smooth_value(at); };
    BOOST_TEST(relative_error(problem.gradient(data.truth, 0.0).transpose(), wide_jacobian(value, data.truth)) < 1e-14);
}

BOOST_FIXTURE_TEST_CASE(the_curvature_is_the_spectrum_of_the_gram_matrix, Setting)
{
    BOOST_TEST(problem.curvature(0.0).mu == 1, tolerance(1e-13));
    BOOST_TEST(problem.curvature(0.0).L == 50, tolerance(1e-13));
}

BOOST_FIXTURE_TEST_CASE(a_factor_inverts_its_matrix, Setting)
{
    const Eigen::MatrixXd M = 5 * Eigen::MatrixXd::Identity(5, 5) + 3 * data.A.transpose() * data.A;
    BOOST_TEST((problem.factor(1, 3, 4)->solve(M * data.truth) - data.truth).norm() < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(a_factor_of_no_positive_definite_matrix_is_refused, Setting)
{
    BOOST_CHECK_THROW(problem.factor(-10, 1, 0), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
