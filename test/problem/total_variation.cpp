#include "../support/decompositions.hpp"

#include <reel/error.hpp>
#include <reel/problem/random.hpp>
#include <reel/problem/total_variation.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>

BOOST_AUTO_TEST_SUITE(problem_total_variation)

using namespace reel;
using boost::test_tools::tolerance;

Eigen::VectorXd steps_with_noise(Eigen::Index size)
{
    Random random(8);
    Eigen::VectorXd b = 0.2 * random.normal(size);
    b.segment(size / 4, size / 3).array() += 2;
    return b;
}

Eigen::VectorXd square_with_noise(Eigen::Index side)
{
    Random random(9);
    Eigen::MatrixXd image = 0.2 * random.normal(side, side);
    image.block(side / 4, side / 4, side / 2, side / 2).array() += 1;
    return image.reshaped();
}

// b = (0, 0, 3, 3), u = 1: both pieces border on one edge, x* = (1/2, 1/2, 5/2, 5/2) and dx*/du = (1/2, 1/2, -1/2,
// -1/2).
BOOST_AUTO_TEST_CASE(two_plateaus_approach_each_other)
{
    const TotalVariation signal(Eigen::Vector4d(0, 0, 3, 3));
    BOOST_TEST((signal.solution(1).x - Eigen::Vector4d(0.5, 0.5, 2.5, 2.5)).norm() < 1e-13);
    BOOST_TEST((signal.jacobian(1) - Eigen::Vector4d(0.5, 0.5, -0.5, -0.5)).norm() < 1e-14);
}

// A 3 x 3 image that is 9 in the middle: its four edges pull it down by 4 u, the other 8 pixels rise by u/2 each.
BOOST_AUTO_TEST_CASE(a_peak_in_an_image_is_lowered_by_its_four_edges)
{
    Eigen::VectorXd b = Eigen::VectorXd::Zero(9);
    b[4] = 9;
    const TotalVariation image(b, 3, 3);
    Eigen::VectorXd expected = Eigen::VectorXd::Constant(9, 0.5);
    expected[4] = 5;
    BOOST_TEST((image.solution(1).x - expected).norm() < 1e-12);
}

BOOST_AUTO_TEST_CASE(with_a_large_weight_the_solution_is_the_mean)
{
    const Eigen::VectorXd b = steps_with_noise(30);
    const Solution solution = TotalVariation(b).solution(100);
    BOOST_TEST((solution.x.array() - b.mean()).abs().maxCoeff() < 1e-13);
    BOOST_TEST(TotalVariation(b).jacobian(100).norm() == 0);
}

BOOST_AUTO_TEST_CASE(without_a_weight_the_solution_is_the_data)
{
    const Eigen::VectorXd b = steps_with_noise(30);
    BOOST_TEST((TotalVariation(b).solution(0).x - b).norm() == 0);
}

BOOST_AUTO_TEST_CASE(the_solution_of_a_signal_is_certified)
{
    const TotalVariation signal(steps_with_noise(60));
    for (const double u : {0.05, 0.3, 1.0})
        BOOST_TEST(signal.solution(u).error_bound < 1e-12);
}

BOOST_AUTO_TEST_CASE(the_solution_of_an_image_is_certified)
{
    const TotalVariation image(square_with_noise(10), 10, 10);
    for (const double u : {0.05, 0.2})
        BOOST_TEST(image.solution(u).error_bound < 1e-11);
}

// As long as the pieces stay the same, the solution is affine in u.
BOOST_AUTO_TEST_CASE(the_jacobian_is_the_derivative_of_the_solution)
{
    const double h = 1e-5;
    const TotalVariation signal(steps_with_noise(60));
    const TotalVariation image(square_with_noise(10), 10, 10);
    for (const TotalVariation* problem : {&signal, &image}) {
        const Eigen::VectorXd difference = problem->solution(0.2 + h).x - problem->solution(0.2 - h).x;
        BOOST_TEST(relative_error(problem->jacobian(0.2), difference / (2 * h)) < 1e-6);
    }
}

BOOST_AUTO_TEST_CASE(no_point_near_the_solution_is_lower)
{
    const TotalVariation image(square_with_noise(6), 6, 6);
    const Eigen::VectorXd x = image.solution(0.1).x;
    Random random(1);
    for (int trial = 0; trial < 50; ++trial) {
        const Eigen::VectorXd moved = x + 1e-4 * random.normal(36);
        BOOST_TEST(image.value(moved, 0.1) > image.value(x, 0.1));
    }
}

BOOST_AUTO_TEST_CASE(the_differences_have_a_norm_below_the_one_stated)
{
    for (const auto& problem : {TotalVariation(steps_with_noise(40)), TotalVariation(square_with_noise(6), 6, 6)}) {
        const Eigen::MatrixXd D = problem.analysis();
        BOOST_TEST(spectral_norm_of(D) <= problem.analysis_norm());
    }
}

BOOST_AUTO_TEST_CASE(a_factor_inverts_its_matrix)
{
    const TotalVariation image(square_with_noise(5), 5, 5);
    const Eigen::MatrixXd D = image.analysis();
    const Eigen::MatrixXd M = 3 * Eigen::MatrixXd::Identity(25, 25) + 4 * D.transpose() * D;
    BOOST_TEST((image.factor(1, 2, 4)->solve(M * image.b()) - image.b()).norm() < 1e-13);
}

BOOST_AUTO_TEST_CASE(the_value_adds_the_misfit_and_the_differences)
{
    const TotalVariation signal(Eigen::Vector3d(1, 2, 3));
    BOOST_TEST(signal.value(Eigen::VectorXd(Eigen::Vector3d(1, 0, 4)), 2.0) == 0.5 * 5 + 2 * 5);
}

BOOST_AUTO_TEST_CASE(sizes_and_weights_without_a_meaning_are_refused)
{
    BOOST_CHECK_THROW(TotalVariation(Eigen::VectorXd::Ones(6), 2, 4), InvalidArgument);
    BOOST_CHECK_THROW(TotalVariation(Eigen::VectorXd(0)), InvalidArgument);
    BOOST_CHECK_THROW(TotalVariation(Eigen::VectorXd::Ones(6)).solution(-1), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
