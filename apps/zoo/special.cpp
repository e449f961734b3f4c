#include "truth.hpp"

#include <reel/eigen/solve.hpp>
#include <reel/problem/entropic_transport.hpp>
#include <reel/problem/equilibrium.hpp>
#include <reel/problem/linear_system.hpp>
#include <reel/problem/random.hpp>
#include <reel/solver/fixed_point.hpp>
#include <reel/solver/gradient.hpp>
#include <reel/solver/sinkhorn.hpp>

#include <algorithm>
#include <cmath>

namespace reel::apps {
namespace {

/// Costs are squared distances of random points in the unit square; u are the logits of the first histogram.
Task transport(const Ingredients& from)
{
    Random random(from.seed);
    const Eigen::Index m = from.A.rows();
    const Eigen::Index n = from.A.cols();
    Eigen::MatrixXd C(m, n);
    Eigen::MatrixXd points(2, m + n);
    for (double& coordinate : points.reshaped())
        coordinate = random.uniform();
    for (Eigen::Index i = 0; i < m; ++i)
        for (Eigen::Index j = 0; j < n; ++j)
            C(i, j) = (points.col(i) - points.col(m + j)).squaredNorm();
    const auto problem = std::make_shared<const EntropicTransport>(
        C, Eigen::VectorXd::Constant(n, 1.0 / static_cast<double>(n)), 0.1);
    Task task = truth_of(*problem, Eigen::VectorXd(Eigen::VectorXd::Constant(m, from.u.value_or(0.0))));
    if (from.method == Method::sinkhorn) {
        task.solver = AnySolver(problem, Sinkhorn<EntropicTransport>{*problem}, as_row);
    } else {
        task.step = from.step.step(task.curvature);
        task.solver = AnySolver(problem, GradientDescent<EntropicTransport>{*problem, task.step}, as_row);
    }
    return task;
}

/// tanh(W x + U z + b) with a random W of norm 1 - 1/condition; u is z, three numbers.
Task equilibrium(const Ingredients& from)
{
    Random random(from.seed);
    const Eigen::Index n = from.A.cols();
    Eigen::MatrixXd W = random.orthonormal(n, n);
    W *= 1.0 - 1.0 / from.condition;
    const Eigen::MatrixXd U = random.normal(n, 3) / std::sqrt(static_cast<double>(n));
    const auto problem = std::make_shared<const Equilibrium>(W, U, 0.1 * random.normal(n));
    Task task = truth_of(*problem, Eigen::VectorXd(Eigen::VectorXd::Constant(3, from.u.value_or(0.5))));
    task.solver = AnySolver(problem, FixedPoint<Equilibrium>{*problem}, as_row);
    const double bend = 4.0 / (3.0 * std::sqrt(3.0)); // the largest slope of 1 - tanh^2
    const double rho = problem->contraction();
    task.constants = ExactConstants{rho, bend * rho * rho, bend * rho * U.norm()};
    return task;
}

/// A x = u with the Gram matrix of the data (and 1 on its diagonal); u is a random row.
Task linear_system(const Ingredients& from)
{
    Eigen::MatrixXd gram = from.A.transpose() * from.A;
    gram.diagonal().array() += from.u.value_or(0.0);
    const auto problem = std::make_shared<const LinearSystem>(gram);
    Task task = truth_of(*problem, Random(from.seed).normal(from.A.cols()));
    switch (from.method) {
    case Method::gd: {
        task.step = from.step.step(task.curvature);
        task.solver = AnySolver(problem, GradientDescent<LinearSystem>{*problem, task.step}, as_row);
        const double h = task.step;
        task.constants = ExactConstants{
            std::max(std::abs(1 - h * task.curvature.mu), std::abs(1 - h * task.curvature.L)), 0.0, 0.0};
        break;
    }
    case Method::jacobi: { // damped so that it converges for every symmetric positive definite matrix
        const Eigen::VectorXd scale = problem->diagonal().cwiseSqrt().cwiseInverse();
        const Eigen::MatrixXd scaled = scale.asDiagonal() * gram * scale.asDiagonal();
        const double largest = Curvature(LinearSystem(scaled).curvature(task.u)).L;
        task.solver = AnySolver(problem, Jacobi{*problem, std::min(1.0, 1.9 / largest)}, as_row);
        break;
    }
    default: task.solver = AnySolver(problem, Sor(*problem, 1.5), as_row); break;
    }
    return task;
}

} // namespace

Task make_special(const Ingredients& from)
{
    switch (from.problem) {
    case ProblemKind::transport: return transport(from);
    case ProblemKind::equilibrium: return equilibrium(from);
    default: return linear_system(from);
    }
}

} // namespace reel::apps
