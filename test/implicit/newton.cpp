// Newton's method and Gauss-Newton, differentiated: which recorded tails are enough, and by what a damped one is off.
#include <reel/eigen/gram.hpp>
#include <reel/eigen/solve.hpp>
#include <reel/implicit/implicit.hpp>
#include <reel/implicit/unrolled.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/logistic.hpp>
#include <reel/problem/tanh_regression.hpp>
#include <reel/solver/newton.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

BOOST_AUTO_TEST_SUITE(implicit_newton)

using namespace reel;
using Eigen::VectorXd;

namespace {

struct Classification {
    Dataset made = generate_classification({.rows = 40, .cols = 5, .condition = 20.0, .seed = 4});
    Logistic problem{made.A, made.b};
    double u = 0.1;
    VectorXd x = problem.solution(u).x;
    VectorXd truth = problem.jacobian(u);
    Newton<Logistic> newton{problem};
};

// dx/du at x by so many recorded steps from there.
template <class Solver>
VectorXd derivative(const Solver& solver, const VectorXd& x, double u, int steps)
{
    return jvp(solver, x, u, 1.0, Unrolling{.recorded = steps}, Check{1e300, false}).estimate;
}

// The second derivative of what was recorded: differences of first ones, all from the same x = x*(u).
VectorXd second(const Classification& c, int steps)
{
    const double h = 1e-4;
    return (derivative(c.newton, c.x, c.u + h, steps) - derivative(c.newton, c.x, c.u - h, steps)) / (2.0 * h);
}
VectorXd second_of_solution(const Classification& c)
{
    const double h = 1e-4;
    return (c.problem.jacobian(c.u + h) - c.problem.jacobian(c.u - h)) / (2.0 * h);
}

} // namespace

// M = 0 at the solution: nothing is lost by forgetting the steps before the last one.
BOOST_FIXTURE_TEST_CASE(one_recorded_step_has_the_first_derivative, Classification)
{
    BOOST_TEST((derivative(newton, x, u, 1) - truth).norm() < 1e-11 * truth.norm());
    BOOST_TEST((jacobian(newton, x, u, OneStep{}).value() - truth).norm() < 1e-11 * truth.norm());
    BOOST_TEST((jacobian(newton, x, u).value() - truth).norm() < 1e-11 * truth.norm());
}

// From the fixed x = x*(u), m steps reach x*(u + du) up to du^(2^m): derivatives up to the order 2^m - 1 are right.
BOOST_FIXTURE_TEST_CASE(one_recorded_step_has_a_wrong_second_derivative_and_two_have_the_right_one, Classification)
{
    const VectorXd exact = second_of_solution(*this);
    BOOST_TEST((second(*this, 1) - exact).norm() > 0.05 * exact.norm());
    BOOST_TEST((second(*this, 2) - exact).norm() < 1e-5 * exact.norm());
}

BOOST_FIXTURE_TEST_CASE(reverse_and_forward_agree_through_the_linear_systems_of_newton, Classification)
{
    const VectorXd v = VectorXd::LinSpaced(5, -1.0, 2.0);
    const VectorXd start = VectorXd::Zero(5);
    const Check anywhere{1e300, false};
    for (const int steps : {1, 3}) {
        const double reverse = vjp(newton, start, u, v, Unrolling{.recorded = steps}, anywhere).value();
        BOOST_TEST(reverse == v.dot(derivative(newton, start, u, steps)), boost::test_tools::tolerance(1e-12));
    }
}

BOOST_FIXTURE_TEST_CASE(an_unrolled_newton_has_the_derivative_after_a_few_steps, Classification)
{
    BOOST_TEST((derivative(newton, VectorXd::Zero(5), u, 8) - truth).norm() < 1e-11 * truth.norm());
}

// The step a N = a J* of the damped method, M = (1 - a) I: one step gives a J*, m steps (1 - (1 - a)^m) J*.
BOOST_FIXTURE_TEST_CASE(a_damped_tail_is_off_by_its_damping, Classification)
{
    const double a = 0.3;
    const Newton<Logistic> damped{problem, a};
    for (const int m : {1, 2, 5}) {
        const double factor = 1.0 - std::pow(1.0 - a, m);
        BOOST_TEST((derivative(damped, x, u, m) - factor * truth).norm() < 1e-11 * truth.norm());
    }
    // the remedy: damped steps are plain, and the recorded tail is full
    const VectorXd reached = iterate(damped, VectorXd(VectorXd::Zero(5)), u, Stop{200}).state;
    BOOST_TEST((derivative(newton, reached, u, 1) - truth).norm() < 1e-11 * truth.norm());
}

// A fit without residual (b = tanh(A x_true), u small) has G = H. With a full step M is then nearly 0; with the step a the
// derivative is off by the factor a.
BOOST_AUTO_TEST_CASE(a_damped_tail_of_gauss_newton_is_off_by_its_damping)
{
    const Dataset made = generate_regression({.rows = 40, .cols = 4, .condition = 5.0, .seed = 6});
    const VectorXd fitted = 0.1 * made.truth;
    const TanhRegression problem(made.A, VectorXd((made.A * fitted).array().tanh()));
    const double u = 1e-7;
    const VectorXd x = problem.solution(u).x;
    const VectorXd truth = problem.jacobian(u);
    for (const double a : {1.0, 0.5, 0.2}) {
        const GaussNewton<TanhRegression> solver{problem, a};
        BOOST_TEST((derivative(solver, x, u, 1) - a * truth).norm() < 1e-4 * truth.norm());
    }
    const auto exact = jacobian(GaussNewton<TanhRegression>{problem, 0.2}, x, u);
    BOOST_TEST((exact.value() - truth).norm() < 1e-9 * truth.norm());
}

// G is not the Hessian here, so M is not 0 at the solution: one step is not enough, and many are.
BOOST_AUTO_TEST_CASE(levenberg_and_marquardt_have_the_derivative_of_a_nonlinear_fit)
{
    const Dataset made = generate_regression({.rows = 20, .cols = 6, .condition = 20});
    const TanhRegression problem(made.A, VectorXd((0.02 * made.b).array().tanh()));
    const double u = 0.2;
    const VectorXd truth = problem.jacobian(u);
    const VectorXd v = VectorXd::LinSpaced(6, -1.0, 1.3);
    for (const double lambda : {0.0, 0.1}) {
        const GaussNewton<TanhRegression> solver{problem, 1.0, lambda};
        BOOST_TEST((derivative(solver, VectorXd::Zero(6), u, 100) - truth).norm() < 1e-8 * truth.norm());
        BOOST_TEST((derivative(solver, problem.solution(u).x, u, 1) - truth).norm() > 1e-5 * truth.norm());
        BOOST_TEST(vjp(solver, problem.solution(u).x, u, v, Implicit{}).value() == v.dot(truth), boost::test_tools::tolerance(1e-8));
    }
}

BOOST_AUTO_TEST_SUITE_END()
