#include <reel/error.hpp>
#include <reel/problem/random.hpp>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>
#include <vector>

BOOST_AUTO_TEST_SUITE(problem_random)

using namespace reel;

// The C++ standard fixes the 10000th output of std::mt19937_64 with its default seed 5489: 9981545732273789042.
// This goes red when the engine or the way a uniform number is cut out of it changes, and with it all generated
// problems.
BOOST_AUTO_TEST_CASE(uniform_numbers_are_those_of_the_engine_that_the_standard_fixes)
{
    Random random(5489);
    for (int i = 1; i < 10000; ++i)
        random.uniform();
    BOOST_TEST(random.uniform() == (static_cast<double>(9981545732273789042u >> 12) + 0.5) * 0x1p-52);
}

BOOST_AUTO_TEST_CASE(equal_seeds_give_equal_draws_and_other_seeds_do_not)
{
    BOOST_TEST((Random(7).normal(5, 3) == Random(7).normal(5, 3)));
    BOOST_TEST((Random(7).normal(5, 3) != Random(8).normal(5, 3)));
}

// N(0, 1): mean 0 +- 1/sqrt(m), second moment 1 +- sqrt(2/m), fourth 3 +- sqrt(96/m); 5 deviations allowed.
BOOST_AUTO_TEST_CASE(normal_draws_have_the_moments_of_the_normal_distribution)
{
    const double m = 40000;
    const Eigen::ArrayXd x = Random(1).normal(static_cast<Eigen::Index>(m)).array();
    BOOST_TEST(std::abs(x.mean()) < 5 / std::sqrt(m));
    BOOST_TEST(std::abs(x.square().mean() - 1) < 5 * std::sqrt(2 / m));
    BOOST_TEST(std::abs(x.pow(4).mean() - 3) < 5 * std::sqrt(96 / m));
}

BOOST_AUTO_TEST_CASE(orthonormal_columns_are_orthonormal)
{
    const Eigen::MatrixXd Q = Random(1).orthonormal(20, 6);
    BOOST_TEST((Q.transpose() * Q - Eigen::MatrixXd::Identity(6, 6)).norm() < 1e-14);
    BOOST_CHECK_THROW(Random(1).orthonormal(5, 6), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(numbers_below_a_bound_are_each_as_likely)
{
    Random random(1);
    std::vector<int> count(6);
    for (int i = 0; i < 6000; ++i)
        ++count[random.below(6)];
    for (const int c : count)
        BOOST_TEST(std::abs(c - 1000) < 5 * std::sqrt(1000.0));
    BOOST_CHECK_THROW(random.below(0), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(a_permutation_holds_every_index_once)
{
    Eigen::VectorXi order = Random(1).permutation(50);
    BOOST_TEST(!std::ranges::is_sorted(order));
    std::ranges::sort(order);
    BOOST_TEST((order.array() == Eigen::ArrayXi::LinSpaced(50, 0, 49)).all());
}

BOOST_AUTO_TEST_SUITE_END()
