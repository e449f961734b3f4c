#define BOOST_TEST_MODULE differentiated
// The solvers that solve linear systems, on active vectors: what they were differentiated to is what the problem says.
#include <reel/eigen/gram.hpp>
#include <reel/eigen/jacobian.hpp>
#include <reel/eigen/solve.hpp>
#include <reel/problem/elastic_net.hpp>
#include <reel/problem/linear_system.hpp>
#include <reel/problem/logistic.hpp>
#include <reel/problem/random.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/fixed_point.hpp>
#include <reel/solver/newton.hpp>
#include <reel/solver/splitting.hpp>

#include <boost/test/unit_test.hpp>

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
    const Ridge ridge(A, b);
    check_derivative(1, Newton{ridge}, ridge.solution(0.5).x, 0.5, ridge.jacobian(0.5));
    const Logistic logistic(A, labels);
    check_derivative(1, Newton{logistic}, logistic.solution(0.1).x, 0.1, logistic.jacobian(0.1));
}

BOOST_FIXTURE_TEST_CASE(ADMM_converges_to_the_derivative_of_the_solution, Data)
{
    const Lasso lasso(A, b);
    check_derivative(400, Admm(lasso, 8.0), VectorXd::Zero(4), 1.0, lasso.jacobian(1.0));
}

// The solution of A x = u has the Jacobian A^{-1}.
BOOST_FIXTURE_TEST_CASE(successive_overrelaxation_converges_to_the_inverse, Data)
{
    const LinearSystem system(A.transpose() * A);
    const Sor sor(system, 1.2);
    const VectorXd u0 = b.head(4);
    Tape tape;
    VarVector u;
    VarVector x;
    {
        Recording on(tape);
        u = independent(u0);
        x = after(300, sor, VarVector(VectorXd(VectorXd::Zero(4))), u);
    }
    const DualVector forward = after(300, sor, DualVector(VectorXd(VectorXd::Zero(4))), unit_directions(u0));
    const MatrixXd inverse = system.jacobian(u0);
    BOOST_TEST((jacobian(tape, x, u) - inverse).norm() <= 1e-12 * inverse.norm());
    BOOST_TEST((forward.tangents() - inverse).norm() <= 1e-12 * inverse.norm());
}
