#include "../support/error_models.hpp"

#include <reel/analysis/bounds.hpp>
#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/random.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/residual_polynomial.hpp>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

BOOST_AUTO_TEST_SUITE(analysis_bounds)

using namespace reel;
using namespace reel::test;
using boost::test_tools::tolerance;

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

BOOST_AUTO_TEST_SUITE_END()
