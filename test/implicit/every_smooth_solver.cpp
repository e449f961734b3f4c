#define BOOST_TEST_MODULE every_smooth_solver
// Solvers of smooth problems x problems x strategies.
#include "../support/problems.hpp"
#include "every_solver.hpp"

#include <reel/problem/entropic_transport.hpp>
#include <reel/problem/equilibrium.hpp>
#include <reel/problem/linear_system.hpp>
#include <reel/solver/fixed_point.hpp>
#include <reel/solver/gradient.hpp>
#include <reel/solver/sinkhorn.hpp>

#include <vector>

using namespace reel;
using namespace reel::test;

namespace {

// Each method that takes its step and momentum from a table. (FISTA and Chebyshev change with k: their states are not
// a row of numbers. They are in test/solver/residual_polynomial.cpp and test/analysis/curve.cpp.)
std::vector<MomentumRule> rules_for(const Curvature& curvature)
{
    return {MomentumRule::plain(2.0 / (curvature.L + curvature.mu)), MomentumRule::heavy_ball(curvature),
            MomentumRule::nesterov(curvature)};
}

} // namespace

BOOST_AUTO_TEST_CASE(gradient_methods_have_the_derivative_of_every_smooth_problem)
{
    for_each_smooth_problem([](const std::string& name, const auto& problem, const auto& u) {
        int number = 0;
        for (const MomentumRule& rule : rules_for(problem.curvature(u)))
            must_hold(make_case(name + ", rule " + std::to_string(number++), problem,
                                [&](const auto& p) { return MomentumMethod<std::decay_t<decltype(p)>>{p, rule}; }, u),
                      {600, 1e-7});
    });
}

// A = D + (something with small rows): Jacobi, Richardson and SOR contract.
BOOST_AUTO_TEST_CASE(stationary_methods_have_the_derivative_of_a_linear_system)
{
    MatrixXd A = 0.1 * Random(5).normal(6, 6);
    A = 0.5 * (A + A.transpose()) + 2.0 * MatrixXd::Identity(6, 6);
    const LinearSystem system(A);
    const VectorXd right = direction(6);
    must_hold(make_case("Jacobi", system, [](const auto& p) { return Jacobi{p}; }, right), {100, 1e-9});
    must_hold(make_case("Richardson", system, [](const auto& p) { return GradientDescent<LinearSystem>{p, 0.4}; }, right),
              {100, 1e-9});
}

BOOST_AUTO_TEST_CASE(an_equilibrium_layer_has_its_derivative)
{
    const MatrixXd W = 0.2 * Random(6).normal(5, 5);
    const Equilibrium layer(W / std::max(1.0, 1.5 * W.norm()), Random(7).normal(5, 3), direction(5));
    for (const double relaxation : {1.0, 0.5})
        must_hold(make_case("equilibrium", layer,
                            [&](const auto& p) { return FixedPoint<Equilibrium>{p, relaxation}; }, direction(3)),
                  {150, 1e-9});
}

// The potentials are determined up to a constant. In its gauge M has no eigenvalue 1, and all strategies work.
BOOST_AUTO_TEST_CASE(sinkhorn_has_the_derivative_of_the_potentials_in_their_gauge)
{
    const MatrixXd costs = Random(8).normal(5, 4).cwiseAbs();
    const EntropicTransport transport(costs, VectorXd::Constant(4, 0.25), 0.5);
    must_hold(make_case("Sinkhorn", transport, [](const auto& p) { return Sinkhorn<EntropicTransport>{p}; }, direction(5)),
              {200, 1e-9});
}

// Without the gauge the constant (c, ..., c) has the eigenvalue 1: I - M is singular, and that is a status.
BOOST_AUTO_TEST_CASE(sinkhorn_without_its_gauge_is_a_failed_linear_solve)
{
    const MatrixXd costs = Random(8).normal(5, 4).cwiseAbs();
    const EntropicTransport transport(costs, VectorXd::Constant(4, 0.25), 0.5);
    const auto ungauged = [&]<class X>(const X& g, const X& theta) -> X {
        const X gauged = transport.sinkhorn(g, theta);
        return (gauged.array() + X(0.25 * (g - gauged)).sum()).matrix();
    };
    const VectorXd theta = direction(5);
    const VectorXd g = transport.solution(theta).x;
    BOOST_CHECK(vjp(ungauged, g, theta, direction(4), Implicit{.solver = LinearSolver::direct}).status ==
                DerivativeStatus::linear_solver_failed);
}
