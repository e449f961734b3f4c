#include "../support/wide.hpp"

#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/group_lasso.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>

BOOST_AUTO_TEST_SUITE(problem_group_lasso)

using namespace reel;
using boost::test_tools::tolerance;

struct Setting {
    Dataset data = generate_regression({.rows = 25, .cols = 9, .condition = 20});
    GroupLasso problem = GroupLasso(data.A, data.b, {3, 1, 2, 3});
    double u = 3;
};

// Orthonormal columns: each group of y = A^T b shrinks by u w_g/|y_g|. |y| = 5 in a group of two, u = 1: x* = y (1 -
// sqrt(2)/5).
BOOST_AUTO_TEST_CASE(with_orthonormal_columns_each_group_shrinks_as_a_whole)
{
    const GroupLasso problem(Eigen::MatrixXd::Identity(4, 4), Eigen::Vector4d(3, 4, 0.1, 0.2), {2, 2});
    const double s = std::sqrt(2.0);
    BOOST_TEST((problem.solution(1).x - (1 - s / 5) * Eigen::Vector4d(3, 4, 0, 0)).norm() < 1e-14);
    BOOST_TEST((problem.jacobian(1) + s / 5 * Eigen::Vector4d(3, 4, 0, 0)).norm() < 1e-14);
}

BOOST_FIXTURE_TEST_CASE(the_solution_is_certified_and_has_groups_that_vanish, Setting)
{
    const Solution solution = problem.solution(u);
    BOOST_TEST(solution.error_bound < 1e-13 * solution.x.norm());
    BOOST_TEST((solution.x.array() == 0).any());
    BOOST_TEST((solution.x.array() != 0).any());
}

// Where the group is active, grad_g = -u w_g x_g/|x_g|; elsewhere |grad_g| <= u w_g.
BOOST_FIXTURE_TEST_CASE(the_solution_satisfies_the_optimality_conditions, Setting)
{
    const Eigen::VectorXd x = problem.solution(u).x;
    const Eigen::VectorXd slope = problem.gradient(x, u);
    Eigen::Index first = 0;
    for (const Eigen::Index size : {3, 1, 2, 3}) {
        const Eigen::VectorXd group = x.segment(first, size);
        const double weight = u * std::sqrt(static_cast<double>(size));
        if (group.norm() > 0)
            BOOST_TEST((slope.segment(first, size) + weight * group.normalized()).norm() < 1e-13);
        else
            BOOST_TEST(slope.segment(first, size).norm() <= weight);
        first += size;
    }
}

BOOST_FIXTURE_TEST_CASE(the_jacobian_is_the_derivative_of_the_solution, Setting)
{
    const double h = 1e-4;
    const Eigen::VectorXd difference = problem.solution(u + h).x - problem.solution(u - h).x;
    BOOST_TEST(relative_error(problem.jacobian(u), difference / (2 * h)) < 1e-7);
}

BOOST_FIXTURE_TEST_CASE(the_prox_is_exactly_zero_in_groups_below_the_threshold, Setting)
{
    const Eigen::VectorXd y = Eigen::VectorXd::Constant(9, 0.9);
    const Eigen::VectorXd z = problem.prox(y, 1, 0.9); // |y_g| = 0.9 w_g, the threshold itself
    BOOST_TEST(z.norm() < 1e-15);
    BOOST_TEST(problem.prox(Eigen::VectorXd(Eigen::VectorXd::Zero(9)), 1, 0.5).norm() == 0);
    BOOST_TEST((problem.prox(y, 1, 0.45) - y / 2).norm() < 1e-15);
}

BOOST_FIXTURE_TEST_CASE(the_value_of_the_penalty_adds_the_norms_of_the_groups, Setting)
{
    const Eigen::VectorXd ones = Eigen::VectorXd::Ones(9); // sum_g w_g |x_g| = sum_g size_g
    BOOST_TEST(problem.value(ones, u) - problem.value(ones, 0.0) == 9 * u, tolerance(1e-12));
}

BOOST_FIXTURE_TEST_CASE(the_active_set_knows_which_groups_vanish, Setting)
{
    Eigen::VectorXd x = Eigen::VectorXd::Ones(9);
    const Fingerprint all = problem.active_set(x);
    BOOST_TEST(problem.active_set(-2 * x) == all);
    x[3] = 0;
    BOOST_TEST(problem.active_set(x) != all);
}

BOOST_FIXTURE_TEST_CASE(groups_and_weights_without_a_meaning_are_refused, Setting)
{
    BOOST_CHECK_THROW(GroupLasso(data.A, data.b, {3, 3}), InvalidArgument);
    BOOST_CHECK_THROW(GroupLasso(data.A, data.b, {9, 0}), InvalidArgument);
    BOOST_CHECK_THROW(problem.solution(0), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
