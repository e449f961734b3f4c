#include "../support/problems.hpp"

#include <reel/error.hpp>
#include <reel/solver/splitting.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(solver_splitting)

using namespace reel;

// Calls f for each problem min g(x) + h(K x).
template <class F>
void for_each_problem(const F& f)
{
    for_each_sparse_problem(f);
    for_each_denoising_problem(f);
}

BOOST_AUTO_TEST_CASE(ADMM_reaches_the_certified_solution_of_every_problem)
{
    for_each_problem([](const std::string& name, const auto& problem, const auto& u) {
        const Admm admm(problem, 2.0);
        BOOST_TEST(distance_after(3000, admm, problem.solution(u), u) < 1e-12, name);
    });
}

BOOST_AUTO_TEST_CASE(Douglas_Rachford_reaches_the_certified_solution_of_every_sparse_problem)
{
    for_each_sparse_problem([](const std::string& name, const auto& problem, const auto& u) {
        const DouglasRachford rachford(problem, 0.3);
        BOOST_TEST(distance_after(3000, rachford, problem.solution(u), u) < 1e-12, name);
    });
}

BOOST_AUTO_TEST_CASE(PDHG_reaches_the_certified_solution_of_every_problem)
{
    for_each_problem([](const std::string& name, const auto& problem, const auto& u) {
        const double norm = problem.analysis_norm();
        const PrimalDual pdhg(problem, 0.5 / norm, 2 / norm);
        BOOST_TEST(distance_after(3000, pdhg, problem.solution(u), u) < 1e-12, name);
    });
}

// At its fixed points ADMM has z = K x, and r y is a subgradient of h there: grad g(x) + K^T r y = 0.
BOOST_AUTO_TEST_CASE(the_multiplier_of_ADMM_balances_the_gradient)
{
    for_each_problem([](const std::string& name, const auto& problem, const auto& u) {
        const Admm admm(problem, 2.0);
        auto state = admm.init(Eigen::VectorXd(Eigen::VectorXd::Ones(problem.size())));
        for (int k = 0; k < 3000; ++k)
            state = admm(state, u);
        const Eigen::VectorXd force = problem.gradient(state.x, u) + 2.0 * (problem.analysis().transpose() * state.y);
        BOOST_TEST(force.norm() < 1e-11, name);
        BOOST_TEST((problem.analysis() * state.x - state.z).norm() < 1e-11, name);
    });
}

// The derivative of such a map exists where the active set no longer changes; that of the solution is in z.
BOOST_AUTO_TEST_CASE(the_active_set_settles)
{
    for_each_problem([](const std::string& name, const auto& problem, const auto& u) {
        const Admm admm(problem, 2.0);
        const PrimalDual pdhg(problem, 0.5 / problem.analysis_norm(), 2 / problem.analysis_norm());
        const Eigen::VectorXd x0 = Eigen::VectorXd::Ones(problem.size());
        auto a = admm.init(x0);
        auto p = pdhg.init(x0);
        for (int k = 0; k < 1000; ++k) {
            a = admm(a, u);
            p = pdhg(p, u);
        }
        const Fingerprint settled = admm.active_set(a);
        BOOST_TEST(pdhg.active_set(p, u) == settled, name);
        for (int k = 0; k < 50; ++k) {
            a = admm(a, u);
            p = pdhg(p, u);
            BOOST_TEST(admm.active_set(a) == settled, name);
            BOOST_TEST(pdhg.active_set(p, u) == settled, name);
        }
    });
}

BOOST_AUTO_TEST_CASE(every_vector_of_a_state_is_one_of_its_parts)
{
    const Lasso lasso(regression.A, regression.b);
    const Eigen::VectorXd x0 = Eigen::VectorXd::Ones(6);
    static_assert(std::tuple_size_v<decltype(Admm(lasso, 1.0).init(x0).parts())> == 3);
    static_assert(std::tuple_size_v<decltype(DouglasRachford(lasso, 1.0).init(x0).parts())> == 2);
    static_assert(std::tuple_size_v<decltype(PrimalDual(lasso, 1.0, 1.0).init(x0).parts())> == 2);
    const auto doubled =
        Admm(lasso, 1.0).init(x0).transform([](const Eigen::VectorXd& v) { return Eigen::VectorXd(2 * v); });
    BOOST_TEST((doubled.x == 2 * x0));
}

BOOST_AUTO_TEST_CASE(steps_without_a_meaning_are_refused)
{
    const Lasso lasso(regression.A, regression.b);
    BOOST_CHECK_THROW(Admm(lasso, 0.0), InvalidArgument);
    BOOST_CHECK_THROW(DouglasRachford(lasso, -1.0), InvalidArgument);
    BOOST_CHECK_THROW(PrimalDual(lasso, 2.0, 1.0), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
