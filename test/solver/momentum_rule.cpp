#include <reel/error.hpp>
#include <reel/solver/momentum_rule.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

BOOST_AUTO_TEST_SUITE(solver_momentum_rule)

using namespace reel;
using boost::test_tools::tolerance;

// mu = 1, L = 9: (sqrt L - sqrt mu)/(sqrt L + sqrt mu) = 1/2.
const Curvature curvature{.mu = 1, .L = 9};

BOOST_AUTO_TEST_CASE(the_optimal_heavy_ball_is_that_of_Polyak)
{
    BOOST_TEST(MomentumRule::heavy_ball(curvature).at(3).step == 0.25);
    BOOST_TEST(MomentumRule::heavy_ball(curvature).at(3).momentum == 0.25);
    BOOST_TEST(!MomentumRule::heavy_ball(curvature).at(3).looks_ahead);
}

BOOST_AUTO_TEST_CASE(the_constant_momentum_of_Nesterov_is_the_root_contraction)
{
    BOOST_TEST(MomentumRule::nesterov(curvature).at(3).step == 1.0 / 9);
    BOOST_TEST(MomentumRule::nesterov(curvature).at(3).momentum == 0.5);
    BOOST_TEST(MomentumRule::nesterov(curvature).at(3).looks_ahead);
}

// (t_k - 1)/t_{k+1} with t_k = (k + 2)/2, which satisfies FISTA's condition t_{k+1}^2 - t_{k+1} <= t_k^2.
BOOST_AUTO_TEST_CASE(the_momentum_of_FISTA_is_k_over_k_plus_3)
{
    for (Eigen::Index k = 0; k < 50; ++k) {
        const auto t = [](Eigen::Index i) { return (static_cast<double>(i) + 2) / 2; };
        BOOST_TEST(MomentumRule::fista(0.1).at(k).momentum == (t(k) - 1) / t(k + 1), tolerance(1e-15));
        BOOST_TEST(t(k + 1) * t(k + 1) - t(k + 1) <= t(k) * t(k));
    }
}

// Chebyshev's recursion: w_0 = 1, w_1 = 1/(1 - s^2/2), w_k = 1/(1 - s^2 w_{k-1}/4), s = (L - mu)/(L + mu) = 0.8.
BOOST_AUTO_TEST_CASE(the_weights_of_Chebyshev_follow_their_recursion)
{
    const MomentumRule rule = MomentumRule::chebyshev(curvature);
    const double s2 = 0.64;
    double weight = 1;
    for (Eigen::Index k = 0; k < 60; ++k) {
        BOOST_TEST(rule.at(k).step == weight * 0.2, tolerance(1e-14));
        BOOST_TEST(rule.at(k).momentum == weight - 1, tolerance(1e-13));
        weight = k == 0 ? 1 / (1 - s2 / 2) : 1 / (1 - s2 * weight / 4);
    }
}

BOOST_AUTO_TEST_CASE(the_weights_of_Chebyshev_stay_finite_for_every_k)
{
    BOOST_TEST(MomentumRule::chebyshev(curvature).at(1000000).momentum == 0.25);
}

// Gradient descent: max |1 - h l| over [mu, L]; heavy ball and Chebyshev: 1/2; Nesterov: 1 - sqrt(mu/L);
// FISTA's momentum tends to 1, where the slowest mode shrinks by sqrt(1 - mu/L).
BOOST_AUTO_TEST_CASE(the_rates_are_those_of_the_textbook)
{
    BOOST_TEST(MomentumRule::plain(0.2).rate(curvature) == 0.8, tolerance(1e-14));
    BOOST_TEST(MomentumRule::heavy_ball(curvature).rate(curvature) == 0.5, tolerance(1e-7));
    BOOST_TEST(MomentumRule::chebyshev(curvature).rate(curvature) == 0.5, tolerance(1e-7));
    BOOST_TEST(MomentumRule::nesterov(curvature).rate(curvature) == 2.0 / 3, tolerance(1e-7));
    BOOST_TEST(MomentumRule::fista(1.0 / 9).rate(curvature) == std::sqrt(8.0 / 9), tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(a_step_that_is_too_long_has_a_rate_above_one)
{
    BOOST_TEST(MomentumRule::plain(0.3).rate(curvature) > 1);
    BOOST_TEST(MomentumRule::heavy_ball(1, 0.5).rate(curvature) > 1);
}

// The block of l = 1 is [[p, -q], [1, 0]] with the double root 1/2 (heavy ball, p = 1, q = 1/4), so that
// M^k = 2^-k [[1 + k, -k/2], [2 k, 1 - k]]. Of gradient descent M = [[p, 0], [1, 0]] and M^k = p^{k-1} M.
BOOST_AUTO_TEST_CASE(the_growth_is_the_largest_of_all_powers)
{
    const MomentumRule rule = MomentumRule::heavy_ball(curvature);
    const double rho = 0.75;
    double most = 1;
    for (int k = 0; k < 200; ++k) {
        const double a = 1 + k, b = -0.5 * k, c = 2 * k, d = 1 - k;
        const double squares = a * a + b * b + c * c + d * d;
        const double norm = std::sqrt((squares + std::sqrt(squares * squares - 4)) / 2); // the determinant is 1
        most = std::max(most, norm * std::pow(0.5 / rho, k));
    }
    BOOST_TEST(rule.growth(Eigen::VectorXd::Ones(1), rho) == most, tolerance(1e-6));
    BOOST_TEST(rule.growth(Eigen::VectorXd::LinSpaced(5, 1, 9), rho) >= most * (1 - 1e-6));
    const double p = 0.8; // |M^k| = p^{k-1} sqrt(1 + p^2)
    BOOST_TEST(MomentumRule::plain(0.2).growth(Eigen::VectorXd::Ones(1), 0.9) == std::sqrt(1 + p * p) / 0.9, tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_growth_without_a_meaning_is_refused)
{
    const Eigen::VectorXd l = Eigen::VectorXd::Ones(1);
    BOOST_CHECK_THROW(MomentumRule::heavy_ball(curvature).growth(l, 0.4), InvalidArgument); // below the rate
    BOOST_CHECK_THROW(MomentumRule::heavy_ball(curvature).growth(l, 1.0), InvalidArgument);
    BOOST_CHECK_THROW(MomentumRule::chebyshev(curvature).growth(l, 0.9), InvalidArgument);
    BOOST_CHECK_THROW(MomentumRule::fista(0.1).growth(l, 0.99), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(rules_without_a_meaning_are_refused)
{
    BOOST_CHECK_THROW(MomentumRule::plain(0), InvalidArgument);
    BOOST_CHECK_THROW(MomentumRule::plain(NAN), InvalidArgument);
    BOOST_CHECK_THROW(MomentumRule::heavy_ball(0.1, 1), InvalidArgument);
    BOOST_CHECK_THROW(MomentumRule::nesterov(0.1, -0.1), InvalidArgument);
    BOOST_CHECK_THROW(MomentumRule::chebyshev({.mu = 0, .L = 1}), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
