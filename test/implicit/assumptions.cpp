// Where the implicit function theorem holds only later, or not at all: active sets, multipliers that are not unique, a gauge.
#include "../support/problems.hpp"

#include <reel/eigen/solve.hpp>
#include <reel/implicit/unrolled.hpp>
#include <reel/problem/entropic_transport.hpp>
#include <reel/solver/proximal.hpp>
#include <reel/solver/sinkhorn.hpp>
#include <reel/solver/splitting.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(implicit_assumptions)

using namespace reel;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Where the active set still changes, the map has another derivative: right only once it has settled.
BOOST_AUTO_TEST_CASE(the_derivative_of_ista_is_right_once_its_active_set_has_settled)
{
    const Lasso lasso(regression.A, regression.b);
    const double u = 2.0;
    const ProximalGradient<Lasso> ista{lasso, 1.0 / lasso.curvature(u).L};
    const MatrixXd truth = lasso.jacobian(u);
    const Fingerprint settled = lasso.active_set(lasso.solution(u).x);
    VectorXd x = VectorXd::Constant(6, 5.0);
    bool was_wrong_before = false;
    for (int k = 0; k < 1500; ++k) {
        const auto J = jacobian(ista, x, u);
        const bool right = J.estimate.allFinite() && (J.estimate - truth).norm() < 1e-9 * truth.norm();
        BOOST_TEST_REQUIRE((!J.ok() || right), "ok, and yet wrong, at k = " << k);
        BOOST_TEST_REQUIRE((ista.active_set(x) != settled || right), "settled, and yet wrong, at k = " << k);
        was_wrong_before = was_wrong_before || (!right && ista.active_set(x) != settled);
        x = ista(x, u);
    }
    BOOST_TEST(was_wrong_before);
    BOOST_TEST(jacobian(ista, x, u).ok());
}

BOOST_AUTO_TEST_CASE(a_weight_for_each_entry_is_a_hyper_parameter_too)
{
    const Lasso lasso(regression.A, regression.b);
    const VectorXd u = VectorXd::LinSpaced(6, 0.5, 3);
    const ProximalGradient<Lasso> ista{lasso, 1.0 / lasso.curvature(u).L};
    const MatrixXd truth = lasso.jacobian(u);
    BOOST_TEST((jacobian(ista, lasso.solution(u).x, u).value() - truth).norm() < 1e-9 * truth.norm());
    const MatrixXd unrolled = jacobian(ista, VectorXd(VectorXd::Zero(6)), u, Unrolling{.recorded = 1500}).value();
    BOOST_TEST((unrolled - truth).norm() < 1e-9 * truth.norm());
}

// Of an image the multipliers are not unique (differences around a square sum to 0): I - M is singular, which is a status.
// The unrolled derivative of the solution converges all the same.
BOOST_AUTO_TEST_CASE(multipliers_that_are_not_unique_are_a_status_and_no_obstacle_to_unrolling)
{
    MatrixXd image = 0.2 * Random(3).normal(5, 6);
    image.rightCols(3).array() += 1;
    const TotalVariation problem(image.reshaped(), 5, 6);
    const double u = 0.15;
    const Admm admm(problem, 1.0);
    const auto start = admm.init(VectorXd(VectorXd::Zero(30)));
    BOOST_TEST(!jacobian(admm, iterate(admm, start, u, Stop{3000}).state, u).ok());
    const Check anywhere{.distance = 1e300, .estimate_error = false};
    const auto dx = jvp(admm, start, u, 1.0, Unrolling{.recorded = 3000}, anywhere).estimate;
    const VectorXd truth = problem.jacobian(u);
    BOOST_TEST((admm.solution(dx) - truth).norm() < 1e-6 * truth.norm());
}

// The potentials are determined up to a constant. Without the gauge (c, ..., c) has the eigenvalue 1: I - M is singular.
BOOST_AUTO_TEST_CASE(sinkhorn_without_its_gauge_is_a_failed_linear_solve)
{
    const MatrixXd costs = Random(8).normal(5, 4).cwiseAbs();
    const EntropicTransport transport(costs, VectorXd::Constant(4, 0.25), 0.5);
    const auto ungauged = [&]<class X>(const X& g, const X& theta) -> X {
        const X gauged = transport.sinkhorn(g, theta);
        return (gauged.array() + X(0.25 * (g - gauged)).sum()).matrix();
    };
    const VectorXd theta = VectorXd::LinSpaced(5, -1.0, 1.3);
    const VectorXd v = VectorXd::LinSpaced(4, -1.0, 1.3);
    const VectorXd g = transport.solution(theta).x;
    BOOST_CHECK(vjp(ungauged, g, theta, v, Implicit{.solver = LinearSolver::direct}).status ==
                DerivativeStatus::linear_solver_failed);
}

BOOST_AUTO_TEST_SUITE_END()
