#include "truth.hpp"

#include <reel/eigen/gram.hpp>
#include <reel/eigen/solve.hpp>
#include <reel/problem/data_cleaning.hpp>
#include <reel/problem/logistic.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/problem/smoothed_svm.hpp>
#include <reel/problem/tanh_regression.hpp>
#include <reel/problem/weighted_ridge.hpp>
#include <reel/solver/gradient.hpp>
#include <reel/solver/newton.hpp>

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace reel::apps {
namespace {

MomentumRule momentum(Method method, const Curvature& curvature)
{
    switch (method) {
    case Method::heavy_ball: return MomentumRule::heavy_ball(curvature);
    case Method::nesterov: return MomentumRule::nesterov(curvature);
    case Method::chebyshev: return MomentumRule::chebyshev(curvature);
    default: return MomentumRule::fista(1.0 / curvature.L);
    }
}

/// `u` as the problem takes it, `reading` the same from a row.
template <class Problem, class U, class Reading>
Task first_order(const Ingredients& from, Problem made, const U& u, const Reading& reading)
{
    const auto problem = std::make_shared<const Problem>(std::move(made));
    Task task = truth_of(*problem, u);
    if (from.method == Method::gd) {
        task.step = from.step.step(task.curvature);
        task.solver = AnySolver(problem, GradientDescent<Problem>{*problem, task.step}, reading);
        return task;
    }
    if constexpr (!std::is_same_v<Problem, DataCleaning>) // whose Hessian has no matrix form on the tape
        if (from.method == Method::newton) {
            task.solver = AnySolver(problem, Newton<Problem>{*problem}, reading);
            return task;
        }
    task.solver = AnySolver(problem, MomentumMethod<Problem>{*problem, momentum(from.method, task.curvature)}, reading);
    return task;
}

/// Of gradient steps x - h (grad g(x) + u o x), where D2 g has the Lipschitz constant `third`: D_u A = -h x or -h diag(x).
void add_constants(const Ingredients& from, Task& task, double third)
{
    const double h = task.step;
    if (from.method == Method::gd)
        task.constants = ExactConstants{
            std::max(std::abs(1 - h * task.curvature.mu), std::abs(1 - h * task.curvature.L)), h * third, h};
}

/// Of momentum on quadratics. rho is half way between the rate and 1: at the rate itself there is no c, because tuned
/// momentum has |M^k| ~ k rate^k. D_u A = -h p_k, where p_k = x_k or (1 + b) x_k - b x_{k-1}.
void add_momentum_constants(const Ingredients& from, Task& task)
{
    if (from.method != Method::heavy_ball && from.method != Method::nesterov)
        return;
    const MomentumRule rule = momentum(from.method, task.curvature);
    const MomentumStep step = rule.at(0);
    const double reach = step.looks_ahead ? std::hypot(1 + step.momentum, step.momentum) : 1;
    const Eigen::MatrixXd hessian = Ridge(from.A, from.b).hessian(from.u.value_or(1.0)); // all weights are equal
    const double rho = 0.5 + 0.5 * rule.rate(task.curvature);
    task.constants = ExactConstants{.rho = rho, .lipschitz_u = step.step * reach,
                                    .growth = rule.growth_on(hessian, rho)};
}

/// sup |D3 g| of g = (1/m) sum_i phi(a_i . x) with |phi'''| <= third, |phi''| <= second and |D2 g| <= L:
/// third max |a_i| L / second.
double third_derivative(const Eigen::MatrixXd& rows, double third, double second, double L)
{
    return third / second * rows.rowwise().norm().maxCoeff() * L;
}

Eigen::VectorXi classes_of(const Eigen::VectorXd& b) { return b.cast<int>(); }

} // namespace

Task make_smooth(const Ingredients& from)
{
    const Eigen::Index n = from.A.cols();
    switch (from.problem) {
    case ProblemKind::ridge: {
        Task task = first_order(from, Ridge(from.A, from.b), from.u.value_or(1.0), as_number);
        add_constants(from, task, 0.0);
        add_momentum_constants(from, task);
        return task;
    }
    case ProblemKind::weighted_ridge: {
        const Eigen::VectorXd weights = Eigen::VectorXd::Constant(n, from.u.value_or(1.0));
        Task task = first_order(from, WeightedRidge(from.A, from.b), weights, as_row);
        add_constants(from, task, 0.0);
        add_momentum_constants(from, task);
        return task;
    }
    case ProblemKind::logistic:
    case ProblemKind::weighted_logistic: {
        const double u = from.u.value_or(0.01);
        const Eigen::VectorXd weights = Eigen::VectorXd::Constant(n, u);
        Task task = from.problem == ProblemKind::logistic
                        ? first_order(from, Logistic(from.A, from.b), u, as_number)
                        : first_order(from, Logistic(from.A, from.b), weights, as_row);
        // |sigmoid''| <= 1/(6 sqrt 3), sigmoid' <= 1/4
        add_constants(from, task, third_derivative(from.A, 1 / (6 * std::sqrt(3.0)), 0.25, task.curvature.L - u));
        return task;
    }
    case ProblemKind::svm: {
        const double u = from.u.value_or(0.01);
        const SmoothedSvm svm(from.A, from.b);
        const double delta = svm.delta();
        Task task = first_order(from, svm, u, as_number);
        // h'' = delta^2/(2 r^3) <= 1/(2 delta); |h'''| = 3 delta^2 |t|/(2 r^5) is largest at t = delta/2
        const double third = 0.75 * std::pow(1.25, -2.5) / (delta * delta);
        add_constants(from, task, third_derivative(from.A, third, 0.5 / delta, task.curvature.L - u));
        return task;
    }
    case ProblemKind::tanh_regression:
        return first_order(from, TanhRegression(from.A, from.b), from.u.value_or(0.1), as_number);
    default: { // data cleaning: u_i = 0 gives each sample the weight 1/2
        const int classes = classes_of(from.b).maxCoeff() + 1;
        const Eigen::VectorXd weights = Eigen::VectorXd::Constant(from.A.rows(), from.u.value_or(0.0));
        return first_order(from, DataCleaning(from.A, classes_of(from.b), std::max(classes, 2), 0.01), weights, as_row);
    }
    }
}

} // namespace reel::apps
