#include "../support/decompositions.hpp"

#include <reel/error.hpp>
#include <reel/problem/linear_system.hpp>
#include <reel/problem/random.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(problem_linear_system)

using namespace reel;
using boost::test_tools::tolerance;

struct Setting {
    Random random = Random(6);
    Eigen::MatrixXd A = random.normal(6, 6) + 5 * Eigen::MatrixXd::Identity(6, 6);
    Eigen::VectorXd u = random.normal(6);
    LinearSystem problem = LinearSystem(A);
};

BOOST_FIXTURE_TEST_CASE(the_gradient_vanishes_at_the_solution, Setting)
{
    const std::tuple shifted(0.5, u);
    BOOST_TEST(problem.gradient(problem.solution(u).x, u).norm() < 1e-15);
    BOOST_TEST(problem.gradient(problem.solution(shifted).x, shifted).norm() < 1e-15);
}

BOOST_FIXTURE_TEST_CASE(the_error_of_the_solution_is_below_its_bound, Setting)
{
    const WideVectorX exact = wide_solve(A.cast<Wide>(), u.cast<Wide>());
    const Solution solution = problem.solution(u);
    BOOST_TEST(static_cast<double>((solution.x.cast<Wide>() - exact).norm()) <= solution.error_bound * (1 + 1e-10));
    BOOST_TEST(solution.error_bound < 1e-15);
}

BOOST_FIXTURE_TEST_CASE(the_jacobian_in_the_right_hand_side_is_the_inverse, Setting)
{
    BOOST_TEST((problem.jacobian(u) * A - Eigen::MatrixXd::Identity(6, 6)).norm() < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(the_jacobian_in_the_shift_is_the_derivative_of_the_solution, Setting)
{
    const auto solution = [&](const Wide& shift) {
        const WideMatrixX shifted = A.cast<Wide>() + shift * WideMatrixX::Identity(6, 6);
        return wide_solve(shifted, u.cast<Wide>());
    };
    BOOST_TEST(relative_error(problem.jacobian(std::tuple(0.5, u)), wide_derivative(solution, 0.5).cast<double>()) <
               1e-13);
}

BOOST_FIXTURE_TEST_CASE(division_by_the_diagonal_inverts_it, Setting)
{
    const Eigen::VectorXd y = A.diagonal().cwiseProduct(u);
    BOOST_TEST((problem.divide_by_diagonal(y, u) - u).norm() < 1e-15);
    const Eigen::VectorXd shifted = (A.diagonal().array() + 0.5) * u.array();
    BOOST_TEST((problem.divide_by_diagonal(shifted, std::tuple(0.5, u)) - u).norm() < 1e-15);
}

BOOST_FIXTURE_TEST_CASE(the_curvature_is_that_of_a_symmetric_positive_definite_matrix_alone, Setting)
{
    const Eigen::Vector2d eigenvalues(2, 7);
    BOOST_TEST(LinearSystem(eigenvalues.asDiagonal()).curvature(eigenvalues).L == 7, tolerance(1e-15));
    BOOST_CHECK_THROW(problem.curvature(u), InvalidArgument);
    BOOST_CHECK_THROW(LinearSystem((-eigenvalues).asDiagonal()).curvature(eigenvalues), InvalidArgument);
}

BOOST_FIXTURE_TEST_CASE(matrices_without_a_solution_are_refused, Setting)
{
    BOOST_CHECK_THROW(LinearSystem(A.topRows(5)), InvalidArgument);
    BOOST_CHECK_THROW(LinearSystem(Eigen::MatrixXd::Ones(3, 3)).solution(Eigen::VectorXd::Ones(3)), InvalidArgument);
    BOOST_CHECK_THROW(problem.solution(Eigen::VectorXd::Ones(5)), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
