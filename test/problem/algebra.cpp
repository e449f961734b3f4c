#include "../support/wide.hpp"

#include <reel/problem/algebra.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

BOOST_AUTO_TEST_SUITE(problem_algebra)

using namespace reel;
using boost::test_tools::tolerance;

BOOST_AUTO_TEST_CASE(the_sigmoid_and_its_mirror_image_sum_to_one)
{
    const Eigen::ArrayXd z = Eigen::ArrayXd::LinSpaced(101, -50, 50);
    BOOST_TEST((sigmoid(z) + sigmoid(-z) - 1).abs().maxCoeff() < 1e-15);
    BOOST_TEST(sigmoid(Eigen::ArrayXd::Constant(1, -1000))[0] == 0);
    BOOST_TEST(sigmoid(Eigen::ArrayXd::Constant(1, 1000))[0] == 1);
}

BOOST_AUTO_TEST_CASE(softplus_of_z_minus_softplus_of_minus_z_is_z)
{
    const Eigen::ArrayXd z = Eigen::ArrayXd::LinSpaced(101, -800, 800);
    BOOST_TEST((softplus(z) - softplus(-z) - z).abs().maxCoeff() < 1e-12);
    BOOST_TEST(softplus(Eigen::ArrayXd::Zero(1))[0] == std::log(2), tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(logsumexp_of_equal_numbers_adds_the_logarithm_of_their_count)
{
    BOOST_TEST(logsumexp(Eigen::VectorXd::Constant(5, 1000)) == 1000 + std::log(5), tolerance(1e-15));
    BOOST_TEST(logsumexp(Eigen::VectorXd::Constant(5, -1000)) == -1000 + std::log(5), tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(logsumexp_of_infinite_numbers_is_infinite)
{
    const double infinity = std::numeric_limits<double>::infinity();
    BOOST_TEST(logsumexp(Eigen::VectorXd::Constant(2, -infinity)) == -infinity);
    BOOST_TEST(logsumexp(Eigen::Vector2d(1, infinity)) == infinity);
    BOOST_TEST(logsumexp(Eigen::Vector2d(1, -infinity)) == 1);
}

BOOST_AUTO_TEST_CASE(the_soft_threshold_shrinks_by_t_and_is_exactly_zero_below_it)
{
    const Eigen::VectorXd x = Eigen::Vector4d(3, -3, 0.4, -0.4);
    BOOST_TEST((soft_threshold(x, 0.5) == Eigen::Vector4d(2.5, -2.5, 0, 0)));
    const Eigen::VectorXd t = Eigen::Vector4d(1, 5, 0, 0.1);
    BOOST_TEST((soft_threshold(x, t) - Eigen::Vector4d(2, 0, 0.4, -0.3)).norm() < 1e-16);
}

BOOST_AUTO_TEST_CASE(scaling_is_by_one_number_or_by_one_for_each_entry)
{
    const Eigen::VectorXd x = Eigen::Vector2d(1, 2);
    BOOST_TEST((scaled(x, 3.0) == Eigen::Vector2d(3, 6)));
    BOOST_TEST((scaled(x, Eigen::VectorXd(Eigen::Vector2d(3, 4))) == Eigen::Vector2d(3, 8)));
}

// A^T diag(w) A with A = [1 2; 3 4], w = (5, 6): [59 82; 82 116].
BOOST_AUTO_TEST_CASE(a_weighted_gram_matrix_is_that_by_hand)
{
    Eigen::MatrixXd A(2, 2);
    A << 1, 2, 3, 4;
    Eigen::MatrixXd expected(2, 2);
    expected << 59, 82, 82, 116;
    const Eigen::VectorXd w = Eigen::Vector2d(5, 6);
    BOOST_TEST((weighted_gram(A, w) == expected));
    BOOST_TEST((weighted_gram(A, WideVectorX(w.cast<Wide>())).cast<double>() == expected));
}

BOOST_AUTO_TEST_CASE(a_diagonal_is_added_as_one_number_or_as_one_for_each_entry)
{
    const Eigen::MatrixXd M = Eigen::MatrixXd::Ones(2, 2);
    BOOST_TEST((add_diagonal(M, 2.0).diagonal() == Eigen::Vector2d(3, 3)));
    BOOST_TEST((add_diagonal(M, Eigen::VectorXd(Eigen::Vector2d(1, 2))).diagonal() == Eigen::Vector2d(2, 3)));
    BOOST_TEST(add_diagonal(M, 2.0)(0, 1) == 1);
}

BOOST_AUTO_TEST_CASE(the_matrix_of_a_vector_of_doubles_is_a_matrix_of_doubles)
{
    static_assert(std::is_same_v<MatrixOf<Eigen::VectorXd>, Eigen::MatrixXd>);
    static_assert(std::is_same_v<MatrixOf<WideVectorX>, WideMatrixX>);
}

BOOST_AUTO_TEST_CASE(a_sign_pattern_changes_with_each_sign_and_with_nothing_else)
{
    const Eigen::Vector3d x(1, 0, -1);
    BOOST_TEST(sign_pattern(x) == sign_pattern(Eigen::Vector3d(7, 0, -1e-300)));
    BOOST_TEST(sign_pattern(x) != sign_pattern(Eigen::Vector3d(1, 1, -1)));
    BOOST_TEST(sign_pattern(x) != sign_pattern(Eigen::Vector3d(0, 1, -1)));
    BOOST_TEST(sign_pattern(x) != sign_pattern(Eigen::Vector3d(-1, 0, 1)));
}

BOOST_AUTO_TEST_SUITE_END()
