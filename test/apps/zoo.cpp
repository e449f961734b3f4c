#define BOOST_TEST_MODULE zoo
#include "zoo/zoo.hpp"

#include <reel/analysis/bounds.hpp>
#include <reel/analysis/curve.hpp>
#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/random.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>
#include <reel/unroll/iterate.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

using namespace reel;
using namespace reel::apps;
using Eigen::VectorXd;

Ingredients ingredients(ProblemKind problem, Method method, const StepRule& step = StepRule::two_over_sum())
{
    const GenerateOptions options{.rows = 20, .cols = 6, .condition = 10};
    const reel::Dataset data = target_of(problem) == Target::label ? generate_classification(options) : generate_regression(options);
    const VectorXd target = problem == ProblemKind::data_cleaning ? VectorXd(data.b.cwiseMax(0.0)) : data.b;
    return {.problem = problem, .method = method, .A = data.A, .b = target, .u = {}, .step = step, .condition = 10};
}

template <class F>
void for_each_pair(const F& f)
{
    for (const auto& [name, problem] : problem_choices())
        for (const Method method : methods_of(problem))
            f(name + " by " + word_of(method), make_task(ingredients(problem, method)));
}

// ---- every problem with every solver ----

BOOST_AUTO_TEST_CASE(every_solver_of_every_problem_and_its_derivative_converge_to_the_truth)
{
    for_each_pair([](const std::string& name, const Task& task) {
        ErrorCurve curve(task.solver, VectorXd(VectorXd::LinSpaced(task.solution.size(), -1, 1)), task.u,
                         {task.solution, task.jacobian}, {0, 50});
        const double scale = 1 + task.jacobian.norm();
        const double size = 1 + task.solution.norm();
        while (curve.k() < 4000 && (curve.derivative_error(0) > 1e-4 * scale || curve.iterate_error() > 1e-4 * size))
            curve.advance();
        BOOST_TEST(curve.derivative_error(0) <= 1e-4 * scale, name << ": " << curve.derivative_error(0) / scale);
        BOOST_TEST(curve.iterate_error() <= 1e-4 * size, name);
    });
}

// The tape of the solver itself: that of gradient descent on ridge, typed, byte by byte.
BOOST_AUTO_TEST_CASE(a_solver_as_one_type_costs_no_byte_on_the_tape)
{
    const Ingredients from = ingredients(ProblemKind::ridge, Method::heavy_ball);
    const Task task = make_task(from);
    const Ridge ridge(from.A, from.b);
    const MomentumMethod<Ridge> typed{ridge, MomentumRule::heavy_ball(task.curvature)};
    const VectorXd x0 = VectorXd::Ones(6);
    const auto bytes = [&](const auto& solver, const auto& u) {
        Tape tape;
        Recording on(tape);
        const auto run = iterate(solver, solver.init(x0), independent(u), Unrolling{.recorded = 20});
        return tape.memory().used();
    };
    BOOST_TEST(bytes(task.solver, task.u) == bytes(typed, 1.0));
}

BOOST_AUTO_TEST_CASE(a_method_that_a_problem_does_not_have_is_refused)
{
    BOOST_CHECK_THROW(make_task(ingredients(ProblemKind::lasso, Method::chebyshev)), InvalidArgument);
}

// ---- bounds: a-priori >= observed error >= measured forcing >= the truth ----

// At every k, for T = 0, 7 and 40. |M_k| <= rho and |F_k| <= C e_k with C = L_x |J*| + L_u hold everywhere.
void the_tiers_are_ordered(const std::string& name, const Task& task, double scale, long steps)
{
    const VectorXd x0 = scale * VectorXd::LinSpaced(task.solution.size(), -1, 1);
    const std::vector<long> starts{0, 7, 40};
    ErrorCurve curve(task.solver, x0, task.u, {task.solution, task.jacobian}, starts);
    const double jacobian = task.jacobian.norm();
    const ErrorConstants model{
        .rho = task.constants->rho,
        .C = forcing_constant(task.constants->lipschitz_x, task.constants->lipschitz_u, jacobian),
        .e0 = curve.iterate_error(), .jacobian = jacobian, .edot0 = jacobian};
    std::vector<ErrorRecursion> observed(3, ErrorRecursion(model.rho, jacobian));
    std::vector<ErrorRecursion> forcing = observed;
    const double slack = 1 + 1e-9;
    const double rounding = 1e-12 * (jacobian + model.C * model.e0 / (1 - model.rho));
    for (; curve.k() <= steps; curve.advance()) {
        const double F = curve.forcing();
        for (std::size_t i = 0; i < 3; ++i) {
            if (curve.k() < starts[i])
                continue;
            BOOST_REQUIRE_MESSAGE(curve.derivative_error(i) <= forcing[i].bound() * slack + rounding, name << " k " << curve.k());
            BOOST_REQUIRE_MESSAGE(forcing[i].bound() <= observed[i].bound() * slack + rounding, name << " k " << curve.k());
            BOOST_REQUIRE_MESSAGE(observed[i].bound() <= truncated_bound(model, curve.k(), starts[i]) * slack + rounding,
                                  name << " k " << curve.k());
            observed[i].advance(model.C * curve.iterate_error());
            forcing[i].advance(F);
        }
    }
}

BOOST_AUTO_TEST_CASE(on_every_problem_with_exact_constants_the_bounds_are_ordered_and_hold)
{
    int problems = 0;
    for (const auto& [name, problem] : problem_choices())
        for (const Method method : methods_of(problem))
            for (const StepRule& step : {StepRule::inverse_L(), StepRule::two_over_sum()}) {
                const Task task = make_task(ingredients(problem, method, step));
                if (!task.constants)
                    continue;
                for (const double scale : {0.0, 1.0, 30.0})
                    the_tiers_are_ordered(name + " by " + word_of(method), task, scale, 300);
                ++problems;
            }
    BOOST_TEST(problems >= 12);
}

// n = 10, m = 100, h = 1/L and a far start in all directions: the derivative gets worse by almost a hundred times |J*|.
BOOST_AUTO_TEST_CASE(the_measured_forcing_finds_the_peak_on_logistic_regression_to_five_percent)
{
    const Eigen::MatrixXd A = Random(3).normal(100, 10);
    const VectorXd labels = (A * Random(4).normal(10) + 0.5 * Random(5).normal(100)).array().sign();
    const Task task = make_task({.problem = ProblemKind::logistic, .method = Method::gd, .A = A, .b = labels, .u = 0.01,
                                 .step = StepRule::inverse_L()});
    ErrorCurve curve(task.solver, VectorXd(100 * Random(9).normal(10)), task.u, {task.solution, task.jacobian}, {0});
    const double jacobian = task.jacobian.norm();
    ErrorRecursion forcing(task.constants->rho, jacobian);
    double peak = 0, bound_peak = 0;
    for (; curve.k() < 500; curve.advance()) {
        peak = std::max(peak, curve.derivative_error(0));
        bound_peak = std::max(bound_peak, forcing.bound());
        forcing.advance(curve.forcing());
    }
    BOOST_TEST_MESSAGE("true peak " << peak / jacobian << ", bound from the forcing " << bound_peak / jacobian);
    BOOST_TEST(peak > 50 * jacobian);
    BOOST_TEST(bound_peak >= peak);
    BOOST_TEST(bound_peak <= 1.05 * peak);
}
