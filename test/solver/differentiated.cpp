// The solvers that solve linear systems, on vectors of the tape and forward: what they were differentiated to is what the
// problem says. (On the tape alone, every solver of every problem: test/apps/zoo.cpp.)
#include <reel/eigen/gram.hpp>
#include <reel/eigen/solve.hpp>
#include <reel/problem/elastic_net.hpp>
#include <reel/problem/logistic.hpp>
#include <reel/problem/random.hpp>
#include <reel/solver/newton.hpp>
#include <reel/solver/splitting.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(solver_differentiated)

using namespace reel;
using Eigen::MatrixXd;
using Eigen::VectorXd;

template <class Solver, class X, class U>
X after(int steps, const Solver& solver, const X& x0, const U& u)
{
    auto state = solver.init(x0);
    for (int k = 0; k < steps; ++k)
        state = solver(state, u);
    return solver.solution(state);
}

// d x / d u, for one number u, from the tape and forward
template <class Solver>
void check_derivative(int steps, const Solver& solver, const VectorXd& x0, double u0, const VectorXd& truth)
{
    Tape tape;
    Recording on(tape);
    const Var u = independent(u0);
    const VarVector x = after(steps, solver, VarVector(x0), u);
    VectorXd gradient(x.size());
    for (Eigen::Index i = 0; i < x.size(); ++i) {
        Adjoints adjoints(tape);
        adjoints[x[i]] = 1.0;
        reverse_sweep(tape, adjoints);
        gradient[i] = adjoints[u];
    }
    const DualVector forward = after(steps, solver, DualVector(x0), Dual<dynamic>::independent(u0, 0, 1));
    BOOST_TEST((x.value() == after(steps, solver, x0, u0)));
    BOOST_TEST((gradient - truth).norm() <= 1e-12 * truth.norm());
    BOOST_TEST((forward.tangents() - gradient).norm() <= 1e-13 * truth.norm());
}

struct Data {
    Random random = Random(4);
    MatrixXd A = random.normal(12, 4);
    VectorXd b = random.normal(12);
    VectorXd labels = b.array().sign();
};

// One full step of Newton's method from the solution: -H^{-1} d gradient / du = dx*/du.
BOOST_FIXTURE_TEST_CASE(one_recorded_Newton_step_has_the_derivative_of_the_solution, Data)
{
    const Logistic logistic(A, labels);
    check_derivative(1, Newton{logistic}, logistic.solution(0.1).x, 0.1, logistic.jacobian(0.1));
}

BOOST_FIXTURE_TEST_CASE(ADMM_converges_to_the_derivative_of_the_solution, Data)
{
    const Lasso lasso(A, b);
    check_derivative(400, Admm(lasso, 8.0), VectorXd::Zero(4), 1.0, lasso.jacobian(1.0));
}

BOOST_AUTO_TEST_SUITE_END()
