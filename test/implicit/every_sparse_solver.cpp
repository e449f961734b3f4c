#define BOOST_TEST_MODULE every_sparse_solver
// Solvers of problems with a prox x problems x strategies.
#include "../support/problems.hpp"
#include "every_solver.hpp"

#include <reel/solver/proximal.hpp>

using namespace reel;
using namespace reel::test;

BOOST_AUTO_TEST_CASE(proximal_gradient_methods_have_the_derivative_of_every_sparse_problem)
{
    for_each_sparse_problem([](const std::string& name, const auto& problem, const auto& u) {
        using Problem = std::decay_t<decltype(problem)>;
        const Curvature curvature = problem.curvature(u);
        must_hold(make_case(name + ", ISTA", problem,
                            [&](const auto& p) { return ProximalGradient<Problem>{p, 1.0 / curvature.L}; }, u),
                  {1500, 1e-8});
        must_hold(make_case(name + ", accelerated", problem,
                            [&](const auto& p) {
                                return AcceleratedProximalGradient<Problem>{p, MomentumRule::nesterov(curvature)};
                            },
                            u),
                  {600, 1e-8});
    });
}

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
