// The second half of analysis/bounds.hpp: where a bound peaks, where it is back, and where to start differentiating.
#include "../support/error_models.hpp"

#include <reel/analysis/bounds.hpp>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

BOOST_AUTO_TEST_SUITE(analysis_truncation)

using namespace reel;
using namespace reel::test;
using boost::test_tools::tolerance;

// ---- The shape ----

BOOST_AUTO_TEST_CASE(the_bound_grows_with_the_first_step_if_and_only_if_the_curse_number_is_above_one)
{
    Random random(1);
    for (int trial = 0; trial < 1000; ++trial) {
        const ErrorConstants model = random_model(random);
        BOOST_TEST((derivative_bound(model, 1) > derivative_bound(model, 0)) == (curse_number(model) > 1));
    }
}

BOOST_AUTO_TEST_CASE(the_peak_is_where_the_bound_is_largest)
{
    Random random(1);
    for (int trial = 0; trial < 1000; ++trial) {
        const ErrorConstants model = random_transient_model(random);
        const Peak top = peak(model);
        long highest = 0;
        for (long k = 1; static_cast<double>(k) < 12 / (1 - model.rho); ++k)
            if (derivative_bound(model, k) > derivative_bound(model, highest))
                highest = k;
        BOOST_TEST(std::abs(top.k - static_cast<double>(highest)) <= 1);
        BOOST_TEST(derivative_bound(model, highest) <= top.height * (1 + 1e-12));
    }
}

// chi >> 1: height = (a/s) e^{s/a - 1} edot_0, about chi/e edot_0 when rho is close to 1.
BOOST_AUTO_TEST_CASE(a_bad_start_peaks_at_the_curse_number_over_e)
{
    const ErrorConstants model{.rho = 0.9999, .C = 1, .e0 = 10, .jacobian = 1};
    BOOST_TEST(peak(model).height == curse_number(model) / std::numbers::e, tolerance(1e-3));
    BOOST_TEST(peak(model).k == 1e4, tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(at_the_end_of_the_burn_in_the_bound_is_back_at_its_start)
{
    Random random(1);
    for (int trial = 0; trial < 1000; ++trial) {
        const ErrorConstants model = random_transient_model(random);
        const double end = burn_in_end(model);
        const double a = model.c * model.C * model.e0 / (model.rho * model.edot0);
        BOOST_TEST(std::pow(model.rho, end) * (1 + a * end) == 1, tolerance(1e-10));
        BOOST_TEST((end > 0) == (a > -std::log(model.rho)));
    }
}

// The relative error of w is (w e^w - x)/(x (1 + w)) to first order.
BOOST_AUTO_TEST_CASE(the_Lambert_function_inverts_w_exp_w)
{
    for (double x = -0.3678; x < -1e-300; x *= 0.97) {
        const long double w = lambert_w_minus1(x);
        BOOST_TEST(w <= -1);
        BOOST_TEST(std::abs((w * std::exp(w) - x) / (x * (1 + w))) < 1e-14L);
    }
}

// Next to the branch point w = -1 - d is off by much more than x is, so x is looked at from there: 1 + e x = 1 - (1 + d)
// exp(-d), about d^2/2, and its derivative is d exp(-d). e is needed to 106 bits.
BOOST_AUTO_TEST_CASE(the_Lambert_function_is_accurate_next_to_its_branch_point)
{
    for (double d = 1; d > 1e-7; d *= 0.7) {
        const double x = -(1 + d) * std::exp(-1 - d);
        const long double above = std::fma(std::numbers::e, x, 1.0) + 1.4456468917292502e-16L * x;
        const long double found = -1.0L - lambert_w_minus1(x);
        const long double error = (-std::expm1(std::log1p(found) - found) - above) / (found * std::exp(-found));
        BOOST_TEST(std::abs(error) < 1e-14L);
    }
    BOOST_TEST(lambert_w_minus1(-1 / std::numbers::e) == -1, tolerance(1e-7));
}

// ---- Where to start ----

BOOST_AUTO_TEST_CASE(the_formula_for_the_best_T_is_within_one_of_the_minimiser_found_by_trying_all)
{
    Random random(1);
    for (int trial = 0; trial < 2000; ++trial) {
        const ErrorConstants model = random_transient_model(random);
        const long K = 300;
        long best = 0;
        for (long T = 1; T <= K; ++T)
            if (truncated_bound(model, K, T) < truncated_bound(model, K, best))
                best = T;
        const double formula = std::clamp(optimal_truncation(model), 0.0, static_cast<double>(K));
        BOOST_TEST(std::abs(formula - static_cast<double>(best)) <= 1);
        BOOST_TEST(truncated_bound(model, K, optimal_truncation(model, K)) == truncated_bound(model, K, best),
                   tolerance(1e-12));
    }
}

BOOST_AUTO_TEST_CASE(the_best_T_is_the_first_at_which_a_restart_has_no_curse)
{
    Random random(1);
    for (int trial = 0; trial < 1000; ++trial) {
        const ErrorConstants model = random_transient_model(random);
        std::vector<double> errors;
        for (long k = 0; k < 200; ++k)
            errors.push_back(std::pow(model.rho, k) * model.e0);
        BOOST_TEST(optimal_truncation(model, errors) == optimal_truncation(model, 200));
    }
}

BOOST_AUTO_TEST_CASE(the_split_of_a_budget_is_the_best_of_all_splits)
{
    Random random(1);
    for (int trial = 0; trial < 1000; ++trial) {
        const ErrorConstants model = random_transient_model(random);
        const double w = random.uniform(0.3, 4);
        const double budget = random.uniform(0, 600);
        const long cap = random.below(2) == 0 ? 1000 : static_cast<long>(random.below(60));
        const BudgetSplit split = split_budget(model, budget, w, cap);
        double best = std::numeric_limits<double>::infinity();
        for (double n2 = 0; n2 <= static_cast<double>(cap) && (1 + w) * n2 <= budget; ++n2) {
            const double k = budget - w * n2;
            const double G = model.c * std::pow(model.rho, n2) * model.jacobian +
                             model.c * model.c * model.C * n2 * std::pow(model.rho, k - 1) * model.e0;
            best = std::min(best, G);
        }
        BOOST_TEST(split.bound == best, tolerance(1e-10));
        BOOST_TEST(split.recorded <= cap);
        BOOST_TEST(static_cast<double>(split.passive) + (1 + w) * static_cast<double>(split.recorded) <= budget + 1e-9);
    }
}

// kappa = 92, h = 2/(L + mu), budget 900 and w = 2 as in a far start on ridge: everything beyond the burn-in is
// recorded.
BOOST_AUTO_TEST_CASE(additional_budget_goes_to_recorded_steps)
{
    const ErrorConstants model{.rho = 91.0 / 93, .C = 0.02, .e0 = 1000, .jacobian = 1};
    const BudgetSplit small = split_budget(model, 900, 2, 100000);
    const BudgetSplit large = split_budget(model, 3000, 2, 100000);
    BOOST_TEST(large.passive - small.passive < 0.05 * 2100);
    BOOST_TEST(large.recorded - small.recorded > 0.95 * 2100 / 3);
}

// At the first n with C m rho^{n + m - 1} e_0 <= rho^m |J*| the curse is no longer the larger term.
BOOST_AUTO_TEST_CASE(after_the_passive_steps_that_a_memory_cap_needs_both_terms_are_alike)
{
    Random random(1);
    for (int trial = 0; trial < 1000; ++trial) {
        const ErrorConstants model = random_transient_model(random);
        const long m = 1 + static_cast<long>(random.below(100));
        const auto curse_is_larger = [&](long n) {
            return model.c * model.C * static_cast<double>(m) * std::pow(model.rho, n) * model.e0 >
                   model.rho * model.jacobian * (1 + 1e-12);
        };
        const long n = passive_steps_for(model, m);
        BOOST_TEST(!curse_is_larger(n));
        BOOST_TEST((n == 0 || curse_is_larger(n - 1)));
    }
}

BOOST_AUTO_TEST_SUITE_END()
