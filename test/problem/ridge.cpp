#include "../support/decompositions.hpp"

#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>

#include <boost/test/unit_test.hpp>
#include <limits>
#include <tuple>

BOOST_AUTO_TEST_SUITE(problem_ridge)

using namespace reel;
using boost::test_tools::tolerance;

struct Setting {
    double u = 0.3;
    Dataset data = generate_regression({.rows = 30, .cols = 10, .condition = 1e4, .u = u});
    Ridge ridge = Ridge(data.A, data.b);
    Eigen::VectorXd x = data.truth;

    WideVectorX exact_solution(const Wide& at) const
    {
        const WideMatrixX hessian = ridge.hessian<Wide>(0) + at * WideMatrixX::Identity(10, 10);
        return wide_solve(hessian, ridge.linear<Wide>());
    }
};

BOOST_FIXTURE_TEST_CASE(the_gradient_is_the_derivative_of_the_value, Setting)
{
    const auto value = [&](const WideVectorX& at) { return ridge.value(at, Wide(u)); };
    BOOST_TEST(relative_error(ridge.gradient(x, u).transpose(), wide_jacobian(value, x)) < 1e-14);
}

// A = diag(2, 1), b = (4, 3), u = 1: H = diag(5, 2), A^T b = (8, 3), x* = (8/5, 3/2), J* = -(8/25, 3/4).
BOOST_AUTO_TEST_CASE(solution_and_jacobian_of_a_diagonal_problem_are_those_by_hand)
{
    const Ridge ridge(Eigen::Vector2d(2, 1).asDiagonal(), Eigen::Vector2d(4, 3));
    BOOST_TEST((ridge.solution(1).x - Eigen::Vector2d(1.6, 1.5)).norm() < 1e-15);
    BOOST_TEST((ridge.jacobian(1) + Eigen::Vector2d(0.32, 0.75)).norm() < 1e-15);
    BOOST_TEST(ridge.curvature(1).mu == 2, tolerance(1e-15));
    BOOST_TEST(ridge.curvature(1).L == 5, tolerance(1e-15));
}

BOOST_FIXTURE_TEST_CASE(the_solution_has_all_digits_at_condition_1e4, Setting)
{
    BOOST_TEST(relative_error(ridge.solution(u).x, exact_solution(u).cast<double>()) < 1e-15);
}

BOOST_FIXTURE_TEST_CASE(the_error_of_the_solution_is_below_its_bound, Setting)
{
    const Solution solution = ridge.solution(u);
    const WideVectorX error = solution.x.cast<Wide>() - exact_solution(u);
    BOOST_TEST(static_cast<double>(error.norm()) <= solution.error_bound);
    BOOST_TEST(solution.error_bound < 1e-11 * solution.x.norm());
}

BOOST_FIXTURE_TEST_CASE(the_jacobian_is_the_derivative_of_the_solution, Setting)
{
    const auto solution = [&](const Wide& at) { return exact_solution(at); };
    BOOST_TEST(relative_error(ridge.jacobian(u), wide_derivative(solution, u).cast<double>()) < 1e-11);
}

// x* is linear in b, so x*(b) = (dx*/db) b.
BOOST_FIXTURE_TEST_CASE(the_jacobian_in_b_times_b_is_the_solution, Setting)
{
    BOOST_TEST(relative_error(ridge.jacobian_b(u) * data.b, ridge.solution(u).x) < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(a_b_among_the_hyper_parameters_replaces_that_of_the_problem, Setting)
{
    const Eigen::VectorXd other = 2 * data.b;
    const Ridge same(data.A, other);
    const std::tuple both(u, other);
    BOOST_TEST(ridge.value(x, both) == same.value(x, u));
    BOOST_TEST(ridge.gradient(x, both) == same.gradient(x, u));
    BOOST_TEST(ridge.solution(u, other).x == same.solution(u).x);
}

BOOST_AUTO_TEST_CASE(with_more_unknowns_than_samples_the_smallest_eigenvalue_is_u)
{
    const Ridge wide(Eigen::MatrixXd::Ones(2, 3), Eigen::Vector2d(1, 2));
    BOOST_TEST(wide.curvature(0.5).mu == 0.5);
    BOOST_TEST(wide.curvature(0.5).L == 6.5, tolerance(1e-14));
    BOOST_CHECK_THROW(wide.solution(0), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(data_that_do_not_fit_are_refused)
{
    const Eigen::MatrixXd A = Eigen::MatrixXd::Ones(3, 2);
    BOOST_CHECK_THROW(Ridge(A, Eigen::VectorXd::Ones(2)), InvalidArgument);
    BOOST_CHECK_THROW(Ridge(Eigen::MatrixXd(0, 2), Eigen::VectorXd(0)), InvalidArgument);
    BOOST_CHECK_THROW(Ridge(A, Eigen::VectorXd::Constant(3, std::numeric_limits<double>::quiet_NaN())),
                      InvalidArgument);
    BOOST_CHECK_THROW(Ridge(A, Eigen::VectorXd::Ones(3)).solution(1, Eigen::VectorXd::Ones(2)), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
