#include "../support/decompositions.hpp"
#include "../support/linear_solvers.hpp"

#include <reel/implicit/implicit.hpp>

#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <string>
#include <tuple>

BOOST_AUTO_TEST_SUITE(implicit_implicit)

using namespace reel;
namespace data = boost::unit_test::data;
using Eigen::VectorXd;

namespace {

const auto linear_solvers = data::make({LinearSolver::direct, LinearSolver::cg, LinearSolver::normal_cg,
                                        LinearSolver::gmres, LinearSolver::bicgstab});

const auto iterative_solvers =
    data::make({LinearSolver::cg, LinearSolver::normal_cg, LinearSolver::gmres, LinearSolver::bicgstab});

// Ridge regression at its solution: the truth is J* = -(A^T A + u I)^{-1} x*.
struct AtSolution {
    Dataset made = generate_regression({.rows = 40, .cols = 12, .condition = 50.0, .u = 0.3, .seed = 7});
    Ridge ridge{made.A, made.b};
    double u = 0.3;
    double h = 1.0 / ridge.curvature(u).L;
    GradientDescent<Ridge> step{ridge, h};
    VectorXd x = ridge.solution(u).x;
    VectorXd truth = ridge.jacobian(u);
    VectorXd v = VectorXd::LinSpaced(12, -1.0, 2.0);
};

bool has(const std::exception& error, const char* words) { return std::string(error.what()).find(words) != std::string::npos; }

double relative(double a, double b) { return std::abs(a - b) / std::abs(b); }

} // namespace

BOOST_DATA_TEST_CASE_F(AtSolution, every_linear_solver_gives_the_implicit_derivative, linear_solvers, solver)
{
    const auto g = vjp(step, x, u, v, Implicit{.solver = solver});
    BOOST_TEST(g.ok());
    BOOST_TEST(relative(g.value(), truth.dot(v)) < 1e-9);
    const auto z = jvp(step, x, u, 1.0, Implicit{.solver = solver});
    BOOST_TEST(z.ok());
    BOOST_TEST((z.value() - truth).norm() < 1e-9 * truth.norm());
}

BOOST_FIXTURE_TEST_CASE(the_jacobian_is_the_closed_form, AtSolution)
{
    const auto J = jacobian(step, x, u);
    BOOST_TEST(J.ok());
    BOOST_TEST((J.value() - truth).norm() < 1e-12 * truth.norm());
}

// Of the pair (u, b) there are 1 + 40 parameters for 12 unknowns, so that the solvers go in reverse; dx*/db = H^{-1} A^T.
BOOST_DATA_TEST_CASE_F(AtSolution, a_jacobian_with_more_parameters_than_unknowns_goes_in_reverse, linear_solvers, solver)
{
    const auto J = jacobian(step, x, std::tuple(u, made.b), Implicit{.solver = solver, .tolerance = 1e-12});
    BOOST_TEST(J.ok());
    BOOST_TEST(J.multiplier.cols() == 12); // adjoints, one for each unknown
    BOOST_TEST((J.value().col(0) - truth).norm() < 1e-9 * truth.norm());
    BOOST_TEST((J.value().rightCols(40) - ridge.jacobian_b(u)).norm() < 1e-9 * ridge.jacobian_b(u).norm());
}

// N is all that one step sees of the Jacobian: -h x.
BOOST_FIXTURE_TEST_CASE(the_jacobian_of_one_step_is_N, AtSolution)
{
    BOOST_TEST((jacobian(step, x, u, OneStep{}).value() + h * x).norm() < 1e-14 * h * x.norm());
}

// n terms of the series leave (M^n)^T out: at most rho^n of the derivative.
BOOST_FIXTURE_TEST_CASE(the_neumann_series_converges_at_the_rate_rho, AtSolution)
{
    const double rho = 1.0 - ridge.curvature(u).mu / ridge.curvature(u).L;
    for (const int terms : {1, 10, 100, 1000}) {
        const auto z = jvp(step, x, u, 1.0, Neumann{.terms = terms});
        BOOST_TEST((z.value() - truth).norm() <= std::pow(rho, terms) * truth.norm() * (1.0 + 1e-9) + 1e-12);
    }
}

// One step is the series of one term: N^T v = -h x^T v.
BOOST_FIXTURE_TEST_CASE(one_step_is_the_derivative_of_the_last_step_alone, AtSolution)
{
    BOOST_TEST(relative(vjp(step, x, u, v, OneStep{}).value(), -h * x.dot(v)) < 1e-14);
}

// Damping changes the path of the series, not its limit.
BOOST_FIXTURE_TEST_CASE(the_phantom_gradient_has_the_same_limit, AtSolution)
{
    const auto g = vjp(step, x, u, v, Neumann{.terms = 3000, .damping = 0.5});
    BOOST_TEST(relative(g.value(), truth.dot(v)) < 1e-9);
}

// The estimated rho is a little small, so the estimated error may be: an estimate is not a bound.
BOOST_FIXTURE_TEST_CASE(the_error_is_estimated_where_the_series_is_cut_off, AtSolution)
{
    for (const int terms : {1, 20, 200}) {
        const auto z = jvp(step, x, u, 1.0, Neumann{.terms = terms});
        const double error = (z.value() - truth).norm();
        BOOST_TEST(z.error >= 0.5 * error);
        BOOST_TEST(z.error <= 10.0 * error);
    }
}

BOOST_FIXTURE_TEST_CASE(the_error_of_a_jacobian_is_estimated, AtSolution)
{
    for (const int terms : {20, 200}) {
        const auto J = jacobian(step, x, u, Neumann{.terms = terms});
        const double error = (J.value() - truth).norm();
        BOOST_TEST(J.error >= 0.5 * error);
        BOOST_TEST(J.error <= 10.0 * error);
    }
}

// From the right w the series stays there.
BOOST_FIXTURE_TEST_CASE(a_neumann_series_starts_where_the_last_one_ended, AtSolution)
{
    const auto cold = vjp(step, x, u, v, Neumann{.terms = 3000});
    const auto warm = vjp(step, x, u, v, Neumann{.terms = 1, .guess = cold.multiplier});
    BOOST_TEST(relative(warm.value(), truth.dot(v)) < 1e-10);
    const auto tangent = jvp(step, x, u, 1.0, Neumann{.terms = 3000});
    const auto again = jvp(step, x, u, 1.0, Neumann{.terms = 1, .guess = tangent.multiplier});
    BOOST_TEST((again.value() - truth).norm() < 1e-10 * truth.norm());
}

BOOST_FIXTURE_TEST_CASE(an_adjoint_may_be_a_function_of_the_state, AtSolution)
{
    const auto loss_gradient = [](const VectorXd& at) -> VectorXd { return 2.0 * at; };
    BOOST_TEST(vjp(step, x, u, loss_gradient, Implicit{}).value() == vjp(step, x, u, VectorXd(2.0 * x), Implicit{}).value());
}

BOOST_DATA_TEST_CASE_F(AtSolution, a_warm_started_linear_solver_needs_fewer_sweeps, iterative_solvers, solver)
{
    const auto cold = vjp(step, x, u, v, Implicit{.solver = solver});
    const auto near = vjp(step, x, u, VectorXd(1.0001 * v), Implicit{.solver = solver, .guess = cold.multiplier});
    const auto there = vjp(step, x, u, v, Implicit{.solver = solver, .tolerance = 1e-9, .guess = cold.multiplier});
    BOOST_TEST(near.ok());
    BOOST_TEST(near.work <= cold.work); // GMRES ends after n sweeps, wherever it starts
    BOOST_TEST(there.work < cold.work);
}

// The exact inverse as a preconditioner: one iteration is enough.
BOOST_FIXTURE_TEST_CASE(a_good_preconditioner_saves_sweeps, AtSolution)
{
    const Eigen::MatrixXd inverse = inverse_of(h * ridge.hessian(u));
    const auto precondition = [&](const VectorXd& r) -> VectorXd { return inverse * r; };
    const auto plain = vjp(step, x, u, v, Implicit{.solver = LinearSolver::cg});
    const auto better = vjp(step, x, u, v, Implicit{.solver = LinearSolver::cg, .preconditioner = precondition});
    BOOST_TEST(better.ok());
    BOOST_TEST(better.work < plain.work);
    BOOST_TEST(relative(better.value(), truth.dot(v)) < 1e-9);
}

BOOST_FIXTURE_TEST_CASE(an_iterate_far_from_the_fixed_point_is_called_so, AtSolution)
{
    const VectorXd far = x + VectorXd::Ones(12);
    const auto g = vjp(step, far, u, v, Implicit{});
    BOOST_CHECK(g.status == DerivativeStatus::not_at_fixed_point);
    BOOST_TEST(g.error >= std::abs(g.estimate - truth.dot(v)));
}

BOOST_FIXTURE_TEST_CASE(a_map_that_does_not_contract_is_called_so, AtSolution)
{
    const GradientDescent too_long{ridge, 2.5 / ridge.curvature(u).L};
    BOOST_CHECK(vjp(too_long, x, u, v, Neumann{.terms = 5}).status == DerivativeStatus::not_contracting);
    BOOST_CHECK(vjp(too_long, x, u, v, Implicit{}).status == DerivativeStatus::not_contracting);
}

BOOST_FIXTURE_TEST_CASE(a_linear_solver_that_stops_early_is_called_so, AtSolution)
{
    const auto g = vjp(step, x, u, v, Implicit{.solver = LinearSolver::cg, .iterations = 1});
    BOOST_CHECK(g.status == DerivativeStatus::linear_solver_failed);
}

// x <- x + 0 u has M = I: there is no fixed point to differentiate.
BOOST_DATA_TEST_CASE(a_singular_system_is_a_status_and_never_a_silent_number, linear_solvers, solver)
{
    const auto still = []<class X>(const X& x, const auto& u) -> X { return x + 0.0 * u * x + u * x.sum() * x; };
    const VectorXd x = VectorXd::LinSpaced(3, -1.0, 1.0);
    const auto g = vjp(still, x, 0.0, VectorXd(VectorXd::Ones(3)), Implicit{.solver = solver});
    BOOST_TEST(!g.ok());
    BOOST_CHECK_THROW(std::ignore = g.value(), UntrustedDerivative);
}

// What went wrong, its numbers, and what helps.
BOOST_FIXTURE_TEST_CASE(a_derivative_that_is_not_to_be_trusted_says_why, AtSolution)
{
    const auto early = vjp(step, x, u, v, Implicit{.solver = LinearSolver::cg, .iterations = 1});
    BOOST_CHECK_EXCEPTION(early.value(), UntrustedDerivative, [&](const UntrustedDerivative& error) {
        return error.status() == DerivativeStatus::linear_solver_failed && has(error, "linear solver failed") &&
               has(error, "residual") && has(error, "iterations");
    });
    const auto far = vjp(step, VectorXd(x + VectorXd::Ones(12)), u, v, Implicit{});
    BOOST_CHECK_EXCEPTION(far.value(), UntrustedDerivative,
                          [](const auto& error) { return has(error, "not at the fixed point") && has(error, "longer"); });
    const GradientDescent too_long{ridge, 2.5 / ridge.curvature(u).L};
    const auto diverging = vjp(too_long, x, u, v, Implicit{});
    BOOST_CHECK_EXCEPTION(diverging.value(), UntrustedDerivative,
                          [](const auto& error) { return has(error, "not contracting") && has(error, "rho = 1."); });
    const auto nothing = vjp(step, VectorXd(x * std::nan("")), u, v, Implicit{});
    BOOST_CHECK_EXCEPTION(nothing.value(), UntrustedDerivative,
                          [](const auto& error) { return has(error, "not finite"); });
}

BOOST_FIXTURE_TEST_CASE(settings_that_make_no_sense_are_refused, AtSolution)
{
    BOOST_CHECK_THROW(std::ignore = vjp(step, x, u, v, Implicit{.tolerance = 0.0}), InvalidArgument);
    BOOST_CHECK_THROW(std::ignore = vjp(step, x, u, v, Implicit{.iterations = 0}), InvalidArgument);
    BOOST_CHECK_THROW(std::ignore = vjp(step, x, u, v, Implicit{.guess = VectorXd::Zero(3)}), InvalidArgument);
    BOOST_CHECK_THROW(std::ignore = vjp(step, x, u, v, Neumann{.terms = 0}), InvalidArgument);
    BOOST_CHECK_THROW(std::ignore = vjp(step, x, u, v, Neumann{.damping = 1.5}), InvalidArgument);
    BOOST_CHECK_THROW(std::ignore = vjp(step, x, u, v, Neumann{.guess = VectorXd::Zero(3)}), InvalidArgument);
    BOOST_CHECK_THROW(std::ignore = vjp(step, x, u, VectorXd(VectorXd::Ones(5)), Implicit{}), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
