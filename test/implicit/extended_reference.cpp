// A linear solver that is asked for ten digits gives a derivative of nine: against the solution of the same problem by
// Newton's method in extended precision, differentiated there by differences of sixth order (19 digits in, 15 out).
#include "../support/linear_solvers.hpp"
#include "../support/smooth.hpp"

#include <reel/implicit/implicit.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/logistic.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>


BOOST_AUTO_TEST_SUITE(implicit_extended_reference)

using namespace reel;
using Eigen::VectorXd;

namespace {

const auto linear_solvers =
    boost::unit_test::data::make({LinearSolver::direct, LinearSolver::cg, LinearSolver::normal_cg, LinearSolver::gmres,
                                  LinearSolver::bicgstab});
const VectorXd v = VectorXd::LinSpaced(6, -1.0, 2.0);

// D (v . x*)(u)
template <class Problem, class U>
Eigen::MatrixXd reference(const Problem& problem, const U& u)
{
    const VectorXd start = problem.solution(u).x;
    if constexpr (std::is_same_v<U, double>) {
        const auto along = [&](const Wide& at) { return Wide(v.cast<Wide>().dot(exact_solution(problem, start, at))); };
        return Eigen::MatrixXd::Constant(1, 1, static_cast<double>(wide_derivative(along, u)));
    } else {
        const auto whole = [&](const WideVectorX& at) {
            return Wide(v.cast<Wide>().dot(exact_solution(problem, start, at)));
        };
        return wide_jacobian(whole, u).transpose();
    }
}

template <class Problem, class U>
double error_of(const Problem& problem, const U& u, LinearSolver solver)
{
    const GradientDescent<Problem> step{problem, 1.0 / problem.curvature(u).L};
    const auto g = vjp(step, problem.solution(u).x, u, v, Implicit{.solver = solver, .tolerance = 1e-10});
    return relative_error(flatten(g.value()), reference(problem, u));
}

} // namespace

BOOST_DATA_TEST_CASE(ten_digits_of_the_linear_solver_are_nine_of_the_derivative, linear_solvers, solver)
{
    const Dataset regression = generate_regression({.rows = 20, .cols = 6, .condition = 50});
    const Dataset labelled = generate_classification({.rows = 40, .cols = 6, .condition = 50});
    const Logistic logistic(labelled.A, labelled.b);
    BOOST_TEST(error_of(Ridge(regression.A, regression.b), 0.5, solver) < 1e-9);
    BOOST_TEST(error_of(logistic, 0.05, solver) < 1e-9);
    BOOST_TEST(error_of(logistic, VectorXd(VectorXd::LinSpaced(6, 0.01, 1.0)), solver) < 1e-9);
}

BOOST_AUTO_TEST_SUITE_END()
