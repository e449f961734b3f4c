#define BOOST_TEST_MODULE bounds
#include <reel/analysis/bounds.hpp>
#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/random.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/residual_polynomial.hpp>

#include <algorithm>
#include <boost/math/special_functions/lambert_w.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <vector>

using namespace reel;
using boost::test_tools::tolerance;

constexpr double e = 2.718281828459045235;

// Constants over many orders of magnitude: 1 - rho in 1e-3..0.9, everything else in 1e-3..1e3.
ErrorConstants random_model(Random& random)
{
    const auto size = [&] { return std::pow(10, random.uniform(-3, 3)); };
    return {.rho = 1 - std::pow(10, random.uniform(-3, -0.05)), .C = size(), .e0 = size(), .jacobian = size()};
}

ErrorConstants random_transient_model(Random& random)
{
    ErrorConstants model = random_model(random);
    model.c = 1 + 10 * random.uniform();
    return model;
}

BOOST_AUTO_TEST_CASE(the_numbers_of_the_header_are_right)
{
    const ErrorConstants model{.rho = 0.98, .C = 1, .e0 = 10, .jacobian = 5};
    BOOST_TEST(curse_number(model) == 100, tolerance(1e-12));
    BOOST_TEST(std::lround(peak(model).k) == 49);
    BOOST_TEST(std::ceil(burn_in_end(model)) == 322);
    BOOST_TEST(optimal_truncation(model, 500) == 228);
}

// ---- The plain bound ----

// x_{k+1} = rho x_k with N_k = C x_k: e_k = rho^k e_0 and Z_k = C k rho^{k-1} e_0 from Z_0 = 0, with J* = 0. The bound
// is attained.
BOOST_AUTO_TEST_CASE(the_bound_is_attained_by_a_scalar_map)
{
    const ErrorConstants model{.rho = 0.9, .C = 2, .e0 = 3, .jacobian = 0};
    double x = 3;
    double Z = 0;
    for (long k = 0; k < 200; ++k) {
        BOOST_TEST(iterate_bound(model, k) == x, tolerance(1e-13));
        BOOST_TEST(derivative_bound(model, k) == Z, tolerance(1e-13));
        Z = 0.9 * Z + 2 * x;
        x = 0.9 * x;
    }
}

// |M_k| <= rho, |F_k| <= C e_k and e_{k+1} <= rho e_k is all that the bounds know; signs and sizes are random.
BOOST_AUTO_TEST_CASE(no_recursion_with_these_constants_is_above_any_of_the_bounds)
{
    Random random(1);
    for (int trial = 0; trial < 1000; ++trial) {
        const ErrorConstants model = random_model(random);
        const long T = static_cast<long>(random.below(30));
        double error = model.e0;
        double plain = model.jacobian;
        double late = model.jacobian;
        ErrorRecursion observed(model.rho, model.jacobian);
        ErrorRecursion forcing(model.rho, model.jacobian);
        for (long k = 0; k < 60; ++k) {
            BOOST_REQUIRE(std::abs(error) <= iterate_bound(model, k) * (1 + 1e-12));
            BOOST_REQUIRE(std::abs(plain) <= forcing.bound() * (1 + 1e-12));
            BOOST_REQUIRE(forcing.bound() <= observed.bound() * (1 + 1e-12));
            BOOST_REQUIRE(observed.bound() <= derivative_bound(model, k) * (1 + 1e-12));
            if (k <= T)
                late = model.jacobian;
            else
                BOOST_REQUIRE(std::abs(late) <= truncated_bound(model, k, T) * (1 + 1e-12));
            const double F = random.uniform(-1, 1) * model.C * error;
            const double M = random.uniform(-1, 1) * model.rho;
            plain = M * plain + F;
            late = M * late + F;
            observed.advance(model.C * std::abs(error));
            forcing.advance(std::abs(F));
            error *= random.uniform(-1, 1) * model.rho;
        }
    }
}

// x_{k+1} = u + sin(x_k)/2 at u = 1: rho = L_x = 1/2, L_u = 0, J* = 1/(1 - cos(x*)/2).
BOOST_AUTO_TEST_CASE(the_bounds_hold_for_a_map_that_is_not_affine)
{
    double fixed_point = 1;
    for (int i = 0; i < 100; ++i)
        fixed_point = 1 + std::sin(fixed_point) / 2;
    const double jacobian = 1 / (1 - std::cos(fixed_point) / 2);
    for (const double start : {-10.0, -2.0, 0.0, 1.0, 5.0, 30.0}) {
        const ErrorConstants model{.rho = 0.5,
                                   .C = forcing_constant(0.5, 0, jacobian),
                                   .e0 = std::abs(start - fixed_point),
                                   .jacobian = jacobian};
        double x = start;
        double Z = 0;
        for (long k = 0; k < 40; ++k) {
            const double error = std::abs(x - fixed_point);
            const double M = std::cos(x) / 2;
            BOOST_TEST(std::abs(Z - jacobian) <= derivative_bound(model, k) + 1e-14);
            BOOST_TEST(std::abs(1 / (1 - M) - jacobian) <= implicit_bound(model, error) + 1e-14);
            BOOST_TEST(std::abs(1 - jacobian) <= one_step_bound(0.5, 0, jacobian, error));
            BOOST_TEST(std::abs(Z - jacobian) <= certificate(model, std::abs(M * Z + 1 - Z), error) + 1e-14);
            BOOST_TEST(std::abs(1 + M + M * M - jacobian) <= neumann_bound(model, 3, error, 1 / (1 - M)) + 1e-14);
            Z = M * Z + 1;
            x = 1 + std::sin(x) / 2;
        }
    }
}

// Gradient descent on ridge: rho = max |1 - h l|, L_x = 0, L_u = C = h, and the forcing is F_k = -h (x_k - x*).
BOOST_AUTO_TEST_CASE(on_ridge_a_priori_is_above_observed_is_above_the_true_error)
{
    const double u = 0.2;
    const Dataset data = generate_regression({.rows = 30, .cols = 10, .condition = 50, .u = u});
    const Ridge ridge(data.A, data.b);
    const Curvature curvature = ridge.curvature(u);
    const QuadraticModel quadratic(ridge.hessian<long double>(u), ridge.linear<long double>());
    const Eigen::VectorXd x0 = Eigen::VectorXd::Constant(10, 20);
    for (const double h : {1 / curvature.L, 2 / (curvature.L + curvature.mu)})
        for (const long T : {0L, 10L, 60L}) {
            QuadraticRun run(quadratic, MomentumRule::plain(h), x0, T);
            const ErrorConstants model{.rho = 1 - h * curvature.mu,
                                       .C = h,
                                       .e0 = (x0 - quadratic.solution()).norm(),
                                       .jacobian = quadratic.jacobian().norm()};
            ErrorRecursion observed(model.rho, model.jacobian);
            for (; run.k() < 300; run.advance()) {
                BOOST_REQUIRE(run.derivative_error() <= observed.bound() * (1 + 1e-12));
                BOOST_REQUIRE(observed.bound() <= truncated_bound(model, run.k(), T) * (1 + 1e-12));
                observed.advance(model.C * run.iterate_error());
            }
        }
}

// M = [[r, t], [0, r]], M^k = r^{k-1} [[r, k t], [0, r]]: the norm grows before it decays. With rho > r a finite c has
// |M^k| <= c rho^k, and |M^k| <= r^k + k |t| r^{k-1} says which.
BOOST_AUTO_TEST_CASE(the_bound_with_transient_growth_holds_for_a_Jordan_block)
{
    const double r = 0.8;
    const double t = 3;
    const double rho = 0.85;
    double c = 1;
    for (int k = 1; k < 300; ++k)
        c = std::max(c, (std::pow(r, k) + k * t * std::pow(r, k - 1)) / std::pow(rho, k));
    Eigen::Matrix2d M;
    M << r, t, 0, r;
    Random random(1);
    for (int trial = 0; trial < 200; ++trial) {
        Eigen::Vector2d error = random.normal(2);
        Eigen::Vector2d derivative_error = random.normal(2);
        const ErrorConstants model{
            .rho = rho, .C = 0.5, .e0 = error.norm(), .jacobian = derivative_error.norm(), .c = c};
        ErrorRecursion observed(rho, model.jacobian, c);
        for (long k = 0; k < 100; ++k) {
            BOOST_REQUIRE(error.norm() <= iterate_bound(model, k) * (1 + 1e-12));
            BOOST_REQUIRE(derivative_error.norm() <= observed.bound() * (1 + 1e-12));
            BOOST_REQUIRE(observed.bound() <= derivative_bound(model, k) * (1 + 1e-12));
            const Eigen::Vector2d direction = Eigen::Vector2d(random.normal(2)).normalized();
            derivative_error = M * derivative_error + model.C * error.norm() * direction;
            observed.advance(model.C * error.norm());
            error = M * error;
        }
    }
}

BOOST_AUTO_TEST_CASE(a_restart_with_the_error_expected_at_T_is_the_truncated_bound)
{
    Random random(1);
    for (int trial = 0; trial < 1000; ++trial) {
        ErrorConstants model = random_model(random);
        const double e_T = std::pow(model.rho, 20) * model.e0;
        BOOST_TEST(derivative_bound(restarted(model, e_T), 30) == truncated_bound(model, 50, 20), tolerance(1e-12));
    }
}

BOOST_AUTO_TEST_CASE(truncation_at_k_leaves_the_whole_Jacobian)
{
    const ErrorConstants model{.rho = 0.9, .C = 2, .e0 = 3, .jacobian = 7};
    BOOST_TEST(truncated_bound(model, 40, 40) == 7);
}

BOOST_AUTO_TEST_CASE(without_forcing_there_is_no_curse)
{
    const ErrorConstants affine{.rho = 0.9, .C = 0, .e0 = 1000, .jacobian = 1};
    BOOST_TEST(curse_number(affine) == 0);
    BOOST_TEST(burn_in_end(affine) == 0);
    BOOST_TEST(peak(affine).height == 1);
    BOOST_TEST(optimal_truncation(affine, 100) == 0);
    BOOST_TEST(derivative_bound(affine, 10) == std::pow(0.9, 10));
}

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
    BOOST_TEST(peak(model).height == curse_number(model) / e, tolerance(1e-3));
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

BOOST_AUTO_TEST_CASE(the_Lambert_function_agrees_with_that_of_Boost)
{
    for (double x = -0.3678; x < -1e-300; x *= 0.97)
        BOOST_TEST(lambert_w_minus1(x) == boost::math::lambert_wm1(x), tolerance(1e-14));
}

// The error of w is (w e^w - x)/(e^w (1 + w)) to first order; w = -1 - d is d away from the branch point, where only
// quadruple precision has digits left.
BOOST_AUTO_TEST_CASE(the_Lambert_function_is_accurate_next_to_its_branch_point)
{
    using Quad = boost::multiprecision::cpp_bin_float_quad;
    for (double d = 1; d > 1e-7; d *= 0.7) {
        const double x = -(1 + d) * std::exp(-1 - d);
        const Quad w = lambert_w_minus1(x);
        const Quad error = (w * exp(w) - x) / (exp(w) * (1 + w));
        BOOST_TEST(std::abs(static_cast<double>(error)) < 1e-14);
    }
    BOOST_TEST(lambert_w_minus1(-1 / e) == -1, tolerance(1e-7));
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

// ---- Other estimators ----

// x_k = (-rho)^k: e_k = rho^k. Over one step the increment is (1 + rho) rho^k, over two it is (1 - rho^2) rho^k.
BOOST_AUTO_TEST_CASE(two_steps_see_the_error_of_an_alternating_mode_that_one_step_exaggerates)
{
    const double rho = 0.99;
    BOOST_TEST(error_from_increment(rho, 2, 1 - rho * rho) == 1, tolerance(1e-12));
    BOOST_TEST(error_from_increment(rho, 1, 1 + rho) == 199, tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_warm_start_adds_the_way_of_the_solution_to_the_error_left)
{
    const ErrorConstants model{.rho = 0.5, .C = 1, .e0 = 8, .jacobian = 3};
    BOOST_TEST(warm_start_error(model, 3, 0.1) == 1.3, tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(a_solve_that_stopped_early_adds_its_residual)
{
    const ErrorConstants model{.rho = 0.5, .C = 1, .e0 = 8, .jacobian = 3};
    BOOST_TEST(implicit_bound(model, 0.25, 0.5) == 1.5);
    BOOST_TEST(neumann_bound(model, 2, 0.25, 4) == 1.5);
}

BOOST_AUTO_TEST_CASE(constants_without_a_meaning_are_refused)
{
    const ErrorConstants good{.rho = 0.5, .C = 1, .e0 = 1, .jacobian = 1};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    BOOST_CHECK_THROW(derivative_bound({.rho = 1, .C = 1, .e0 = 1, .jacobian = 1}, 1), InvalidArgument);
    BOOST_CHECK_THROW(derivative_bound({.rho = nan, .C = 1, .e0 = 1, .jacobian = 1}, 1), InvalidArgument);
    BOOST_CHECK_THROW(derivative_bound({.rho = 0.5, .C = -1, .e0 = 1, .jacobian = 1}, 1), InvalidArgument);
    BOOST_CHECK_THROW(derivative_bound({.rho = 0.5, .C = 1, .e0 = nan, .jacobian = 1}, 1), InvalidArgument);
    BOOST_CHECK_THROW(derivative_bound({.rho = 0.5, .C = 1, .e0 = 1, .jacobian = 1, .c = 0.5}, 1), InvalidArgument);
    BOOST_CHECK_THROW(derivative_bound(good, -1), InvalidArgument);
    BOOST_CHECK_THROW(truncated_bound(good, 3, 4), InvalidArgument);
    BOOST_CHECK_THROW(peak({.rho = 0, .C = 1, .e0 = 1, .jacobian = 1}), InvalidArgument);
    BOOST_CHECK_THROW(peak({.rho = 0.5, .C = 1, .e0 = 1, .jacobian = 0}), InvalidArgument);
    BOOST_CHECK_THROW(lambert_w_minus1(0), InvalidArgument);
    BOOST_CHECK_THROW(lambert_w_minus1(-0.37), InvalidArgument);
    BOOST_CHECK_THROW(split_budget(good, 10, 0, 5), InvalidArgument);
    BOOST_CHECK_THROW(error_from_increment(0.9, 0, 1), InvalidArgument);
    BOOST_CHECK_THROW(error_from_increment(0.9, 2, 1, 5), InvalidArgument);
    BOOST_CHECK_THROW(ErrorRecursion(0.5, 1).advance(nan), InvalidArgument);
}
