#include "zoo/zoo.hpp"

#include <reel/analysis/bounds.hpp>
#include <reel/analysis/choose.hpp>
#include <reel/analysis/curve.hpp>
#include <reel/error.hpp>
#include <reel/implicit/unrolled.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/random.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>
#include <reel/unroll/iterate.hpp>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(apps_zoo)

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

// Reverse = forward = replay after 12 steps, 5 of them truncated; and once the run has converged, each implicit strategy has the
// certified derivative, in both directions.
void every_strategy_agrees(const std::string& name, const Task& task)
{
    const auto start = task.solver.init(VectorXd::LinSpaced(task.solution.size(), -1, 1));
    const auto close = [&](const char* what, const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, double tolerance) {
        BOOST_TEST((a - b).norm() <= tolerance * (1e-3 + b.norm()), name << ", " << what << ": " << (a - b).norm() / b.norm());
    };
    const Check anywhere{.distance = 1e300, .estimate_error = false};
    const Eigen::Index n = task.solution.size();
    const auto adjoint = [&](const VectorXd& v) {
        VectorXd row = VectorXd::Zero(flat_size(start));
        row.head(n) = v;
        return unflatten(row, start);
    };
    const VectorXd v = VectorXd::LinSpaced(n, -1, 1.3);
    const Unrolling unrolling = Unrolling::truncated(12, 5);
    const Replay replayed{.schedule = Schedule::binomial(12, 5, {.checkpoints = 2, .stretch = 2})};
    const Eigen::MatrixXd J = jacobian(task.solver, start, task.u, unrolling, anywhere).estimate.topRows(n);
    const VectorXd reverse = vjp(task.solver, start, task.u, adjoint(v), unrolling, anywhere).estimate;
    const VectorXd du = VectorXd::LinSpaced(task.u.size(), 0.5, 1.0);
    close("reverse and forward", reverse, J.transpose() * v, 1e-11);
    close("one direction and all", flatten(jvp(task.solver, start, task.u, du, unrolling, anywhere).estimate).head(n), J * du,
          1e-11);
    close("replay", vjp(task.solver, start, task.u, adjoint(v), replayed, anywhere).estimate, reverse, 0.0);

    const auto x = iterate(task.solver, start, task.u, Stop{.iterations = 30000, .tolerance = 1e-13}).state;
    if (name == "transport by gd") { // determined up to a constant, along which M has the eigenvalue 1: not a number, but a status
        BOOST_TEST(!vjp(task.solver, x, task.u, adjoint(v), Implicit{}, anywhere).ok());
        return;
    }
    const VectorXd g = task.jacobian.transpose() * v;
    for (const LinearSolver solver : {LinearSolver::direct, LinearSolver::gmres, LinearSolver::normal_cg}) {
        const Implicit implicit{.solver = solver, .tolerance = 1e-10};
        close("vjp", vjp(task.solver, x, task.u, adjoint(v), implicit, anywhere).estimate, g, 1e-5);
        close("jvp", flatten(jvp(task.solver, x, task.u, du, implicit, anywhere).estimate).head(n), task.jacobian * du, 1e-5);
    }
    const Neumann series{.terms = 3000};
    close("Neumann", vjp(task.solver, x, task.u, adjoint(v), series, anywhere).estimate, g, 1e-4);
}

BOOST_AUTO_TEST_CASE(every_strategy_has_the_derivative_of_every_solver_of_every_problem)
{
    for_each_pair(every_strategy_agrees);
}

// Wherever the rule starts, whatever the constants are estimated to be, and for one hyper-parameter or several.
BOOST_AUTO_TEST_CASE(the_certificate_of_a_chosen_start_is_above_the_error_for_every_solver_of_every_problem)
{
    std::vector<double> excess;
    for_each_pair([&](const std::string& name, const Task& task) {
        const VectorXd v = VectorXd::LinSpaced(task.solution.size(), -1, 1.3);
        const auto start = task.solver.init(VectorXd(30 * VectorXd::LinSpaced(task.solution.size(), -1, 1)));
        auto adjoint = task.solver.init(VectorXd(0 * v));
        adjoint.first = v;
        adjoint.second.setZero();
        adjoint.third.setZero();
        for (const int K : {40, 80, 160}) {
            const auto g = vjp(task.solver, start, task.u, adjoint, CurseFreeStart{.iterations = K});
            if (!g.ok() || g.choice.inside_burn_in)
                continue;
            const VectorXd truth = task.jacobian.transpose() * v;
            const double error = (g.estimate - truth).norm();
            const double rounding = 1e-9 * (truth.norm() + v.norm());
            BOOST_TEST(error <= g.certificate + rounding, name << ": error " << error << ", certificate " << g.certificate
                                                               << ", " << g.choice.text());
            if (error > rounding)
                excess.push_back(g.certificate / error);
        }
    });
    BOOST_TEST(excess.size() > 10u);
    std::ranges::sort(excess);
    BOOST_TEST_MESSAGE("certificate over error, " << excess.size() << " runs: median " << excess[excess.size() / 2] << ", from "
                                                  << excess.front() << " to " << excess.back());
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

// At every k, for each of the starts. |M_j ... M_i| <= c rho^{j-i+1} and |F_k| <= C e_k with C = L_x |J*| + L_u hold everywhere.
void the_tiers_are_ordered(const std::string& name, const Task& task, double scale, const std::vector<long>& starts, long steps)
{
    const VectorXd x0 = scale * VectorXd::LinSpaced(task.solution.size(), -1, 1);
    ErrorCurve curve(task.solver, x0, task.u, {task.solution, task.jacobian}, starts);
    const ErrorConstants model = error_constants(task, x0);
    std::vector<ErrorRecursion> observed(starts.size(), ErrorRecursion(model.rho, model.jacobian, model.c));
    std::vector<ErrorRecursion> forcing = observed;
    const double slack = 1 + 1e-9;
    const double rounding = 1e-12 * (model.jacobian + model.C * model.e0 / (1 - model.rho));
    for (; curve.k() <= steps; curve.advance()) {
        const double F = curve.forcing();
        for (std::size_t i = 0; i < starts.size(); ++i) {
            if (curve.k() < starts[i])
                continue;
            BOOST_REQUIRE_MESSAGE(curve.derivative_error(i) <= forcing[i].bound() * slack + rounding, name << " k " << curve.k());
            BOOST_REQUIRE_MESSAGE(forcing[i].bound() <= observed[i].bound() * slack + rounding, name << " k " << curve.k());
            BOOST_REQUIRE_MESSAGE(observed[i].bound() <= truncated_bound(model, curve.k(), starts[i]) * slack + rounding,
                                  name << " k " << curve.k());
            observed[i].advance(model.C * curve.state_error());
            forcing[i].advance(F);
        }
    }
}

BOOST_AUTO_TEST_CASE(on_every_problem_with_exact_constants_the_bounds_are_ordered_and_hold_for_every_k_and_T)
{
    std::vector<long> every(61);
    std::iota(every.begin(), every.end(), 0L);
    int problems = 0;
    int with_momentum = 0;
    for (const auto& [name, problem] : problem_choices())
        for (const Method method : methods_of(problem))
            for (const StepRule& step : {StepRule::inverse_L(), StepRule::two_over_sum()}) {
                const Task task = make_task(ingredients(problem, method, step));
                if (!task.constants)
                    continue;
                the_tiers_are_ordered(name + " by " + word_of(method), task, 30.0, every, 60);
                for (const double scale : {0.0, 1.0, 30.0})
                    the_tiers_are_ordered(name + " by " + word_of(method), task, scale, {0, 7, 40}, 300);
                ++problems;
                with_momentum += task.constants->growth > 1.0;
            }
    BOOST_TEST(problems >= 20);
    BOOST_TEST(with_momentum == 8); // heavy ball and Nesterov on ridge and weighted ridge; their steps are their own
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

BOOST_AUTO_TEST_SUITE_END()
