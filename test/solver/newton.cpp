#define BOOST_TEST_MODULE newton
#include "../support/problems.hpp"
#include "../support/smooth.hpp"

#include <reel/solver/newton.hpp>

#include <boost/test/unit_test.hpp>

using namespace reel;
using boost::test_tools::tolerance;

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

// d of one step's result in u, from x* held fixed: N. A full Newton step has N = J*, one of length a has N = a J*. In
// extended precision, where the derivative of the matrix is taken too.
BOOST_FIXTURE_TEST_CASE(one_step_has_the_right_derivative_when_it_is_full_and_a_times_it_when_it_is_not, Fit)
{
    const WideVectorX x = exact_solution(problem, problem.solution(u).x, Wide(u));
    for (const double a : {1.0, 0.5, 0.1}) {
        const Newton newton{problem, a};
        const auto one_step = [&](const Wide& at) { return newton(x, at); };
        const Eigen::VectorXd N = wide_derivative(one_step, u).cast<double>();
        BOOST_TEST(relative_error(N, a * problem.jacobian(u)) < 1e-13);
    }
}

BOOST_FIXTURE_TEST_CASE(damping_of_Levenberg_and_Marquardt_spoils_the_derivative_of_one_step_too, Fit)
{
    const WideVectorX x = exact_solution(problem, problem.solution(u).x, Wide(u));
    const auto error = [&](double lambda) {
        const GaussNewton solver{problem, 1, lambda};
        const auto one_step = [&](const Wide& at) { return solver(x, at); };
        return relative_error(wide_derivative(one_step, u).cast<double>(), problem.jacobian(u));
    };
    BOOST_TEST(error(1.0) > 0.5);
    BOOST_TEST(error(0.0) < 0.2); // I - G^{-1} H, which is small because the fit is good
}

// m Newton steps from x* have the derivatives of x*(u) up to order 2^m - 1: here the second, by differences.
BOOST_FIXTURE_TEST_CASE(the_second_derivative_is_wrong_after_one_step_and_right_after_two, Fit)
{
    const WideVectorX x = exact_solution(problem, problem.solution(u).x, Wide(u));
    const Newton newton{problem};
    const auto second = [&](const auto& f) { // spacing 1e-4: error 1e-8 relative, rounding kappa 1e-19/1e-8
        const Wide h = 1e-4;
        return WideVectorX((f(u + h) - 2 * f(Wide(u)) + f(u - h)) / (h * h)).cast<double>().eval();
    };
    const Eigen::VectorXd exact = second([&](const Wide& at) { return exact_solution(problem, x.cast<double>(), at); });
    const Eigen::VectorXd one = second([&](const Wide& at) { return newton(x, at); });
    const Eigen::VectorXd two = second([&](const Wide& at) { return newton(newton(x, at), at); });
    BOOST_TEST(relative_error(one, exact) > 0.1);
    BOOST_TEST(relative_error(two, exact) < 1e-6);
}
