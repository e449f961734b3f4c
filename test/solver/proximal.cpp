#include "../support/problems.hpp"

#include <reel/solver/proximal.hpp>
#include <reel/solver/step_rule.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(solver_proximal)

using namespace reel;

BOOST_AUTO_TEST_CASE(ISTA_reaches_the_certified_solution_of_every_sparse_problem)
{
    for_each_sparse_problem([](const std::string& name, const auto& problem, const auto& u) {
        const Curvature curvature = problem.curvature(u);
        for (const char* rule : {"1/L", "2/(L+mu)"}) {
            const ProximalGradient ista{problem, StepRule::parse(rule).step(curvature)};
            BOOST_TEST(distance_after(2000, ista, problem.solution(u), u) < 1e-13, name << ", " << rule);
        }
    });
}

BOOST_AUTO_TEST_CASE(FISTA_reaches_the_certified_solution_of_every_sparse_problem)
{
    for_each_sparse_problem([](const std::string& name, const auto& problem, const auto& u) {
        const Curvature curvature = problem.curvature(u);
        for (const MomentumRule& rule : {MomentumRule::fista(1 / curvature.L), MomentumRule::nesterov(curvature)}) {
            const AcceleratedProximalGradient fista{problem, rule};
            BOOST_TEST(distance_after(2000, fista, problem.solution(u), u) < 1e-12, name);
        }
    });
}

// FISTA: f(x_k) - f* <= 2 L |x_0 - x*|^2/(k + 1)^2 (Beck and Teboulle, Theorem 4.4), here with t_k = (k + 2)/2.
BOOST_AUTO_TEST_CASE(FISTA_is_as_fast_as_its_theorem_says)
{
    for_each_sparse_problem([](const std::string& name, const auto& problem, const auto& u) {
        const Eigen::VectorXd best = problem.solution(u).x;
        const Eigen::VectorXd x0 = Eigen::VectorXd::Constant(best.size(), 10);
        const double L = problem.curvature(u).L;
        const AcceleratedProximalGradient fista{problem, MomentumRule::fista(1 / L)};
        for (auto state = fista.init(x0); state.k < 100; state = fista(state, u)) {
            const double k = static_cast<double>(state.k);
            const double gap = problem.value(fista.solution(state), u) - problem.value(best, u);
            if (k > 0)
                BOOST_TEST(gap <= 2 * L * (x0 - best).squaredNorm() / ((k + 1) * (k + 1)) + 1e-10, name);
        }
    });
}

BOOST_AUTO_TEST_CASE(without_momentum_FISTA_is_ISTA)
{
    const Lasso lasso(regression.A, regression.b);
    const ProximalGradient ista{lasso, 0.05};
    const AcceleratedProximalGradient fista{lasso, MomentumRule::plain(0.05)};
    const Eigen::VectorXd x0 = Eigen::VectorXd::Ones(6);
    BOOST_TEST((fista(fista.init(x0), 2.0).current - ista(x0, 2.0)).norm() == 0);
}

BOOST_AUTO_TEST_CASE(the_active_set_settles_at_that_of_the_solution)
{
    for_each_sparse_problem([](const std::string& name, const auto& problem, const auto& u) {
        const ProximalGradient ista{problem, 1 / problem.curvature(u).L};
        Eigen::VectorXd x = ista.init(Eigen::VectorXd(Eigen::VectorXd::Ones(6)));
        const Fingerprint at_start = ista.active_set(x);
        const Fingerprint wanted = problem.active_set(problem.solution(u).x);
        for (int k = 0; k < 300; ++k)
            x = ista(x, u);
        BOOST_TEST(at_start != wanted, name);
        for (int k = 0; k < 100; ++k) {
            BOOST_TEST(ista.active_set(x) == wanted, name);
            x = ista(x, u);
        }
    });
}

BOOST_AUTO_TEST_SUITE_END()
