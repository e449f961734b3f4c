#include "../support/problems.hpp"

#include <reel/solver/newton.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(solver_newton)

using namespace reel;

BOOST_AUTO_TEST_CASE(Newton_reaches_the_certified_solution_of_every_smooth_problem)
{
    for_each_smooth_problem([](const std::string& name, const auto& problem, const auto& u) {
        const Eigen::VectorXd x0 = Eigen::VectorXd::Zero(problem.size());
        Eigen::VectorXd x = x0;
        for (int k = 0; k < 60; ++k)
            x = Newton{problem, k < 40 ? 0.5 : 1.0}(x, u);
        BOOST_TEST((x - problem.solution(u).x).norm() < 1e-12, name);
    });
}

BOOST_AUTO_TEST_CASE(one_full_step_solves_ridge_regression)
{
    const Ridge ridge(regression.A, regression.b);
    BOOST_TEST(distance_after(1, Newton{ridge}, ridge.solution(0.5), 0.5) < 1e-14);
}

struct Fit {
    Random random = Random(3);
    Eigen::MatrixXd A = random.normal(30, 4);
    Eigen::VectorXd truth = 0.5 * random.normal(4);
    Eigen::VectorXd b = (A * truth).array().tanh().matrix() + 0.1 * random.normal(30);
    TanhRegression problem = TanhRegression(A, b);
    double u = 0.01;
};

BOOST_FIXTURE_TEST_CASE(Gauss_Newton_and_Levenberg_Marquardt_reach_the_certified_solution, Fit)
{
    const Solution solution = problem.solution(u);
    const auto from_zero = [&](const auto& solver, int steps) {
        Eigen::VectorXd x = Eigen::VectorXd::Zero(4);
        for (int k = 0; k < steps; ++k)
            x = solver(x, u);
        return (x - solution.x).norm();
    };
    BOOST_TEST(from_zero(GaussNewton{problem}, 60) < 1e-14);
    BOOST_TEST(from_zero(GaussNewton{problem, 1, 0.1}, 400) < 1e-14);
    BOOST_TEST(from_zero(Newton{problem}, 20) < 1e-14);
}

BOOST_AUTO_TEST_SUITE_END()
