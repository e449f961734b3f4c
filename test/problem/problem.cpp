#include <reel/problem/problem.hpp>

#include <boost/test/unit_test.hpp>
#include <limits>

BOOST_AUTO_TEST_SUITE(problem_problem)

using namespace reel;

BOOST_AUTO_TEST_CASE(the_scalar_of_a_vector_of_doubles_is_double)
{
    static_assert(std::is_same_v<ScalarOf<Eigen::VectorXd>, double>);
    static_assert(std::is_same_v<ScalarOf<Eigen::VectorXf>, float>);
}

BOOST_AUTO_TEST_CASE(the_condition_number_is_the_ratio_of_the_extreme_eigenvalues)
{
    BOOST_TEST(Curvature({.mu = 2, .L = 50}).condition() == 25);
    BOOST_TEST(Curvature({.mu = 0, .L = 1}).condition() == std::numeric_limits<double>::infinity());
}

BOOST_AUTO_TEST_SUITE_END()
