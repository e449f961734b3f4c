#pragma once
// The minimiser of a smooth problem by Newton's method with backtracking, for certified solutions: the iteration goes
// on until the gradient no longer shrinks, that is down to its rounding error.
#include "dense.hpp"

#include <reel/problem/problem.hpp>

#include <cmath>
#include <limits>

namespace reel {

template <class Problem, class U>
Eigen::VectorXd newton_minimiser(const Problem& problem, const U& u, Eigen::VectorXd x)
{
    Eigen::VectorXd gradient = problem.gradient(x, u);
    double value = problem.value(x, u);
    for (int iteration = 0; iteration < 200 && gradient.norm() > 0; ++iteration) {
        const Eigen::VectorXd direction = -symmetric_solve(problem.hessian(x, u), gradient);
        const double slope = gradient.dot(direction);
        double step = 1;
        Eigen::VectorXd next = x + direction;
        double next_value = problem.value(next, u);
        const double rounding = 8 * std::numeric_limits<double>::epsilon() * std::abs(value);
        while (!(next_value <= value + 1e-4 * step * slope + rounding) && step > 1e-10) {
            step /= 2;
            next = x + step * direction;
            next_value = problem.value(next, u);
        }
        const Eigen::VectorXd next_gradient = problem.gradient(next, u);
        const bool converged =
            step == 1 && next_gradient.norm() >= 0.5 * gradient.norm() && direction.norm() <= 1e-9 * (1 + x.norm());
        if (converged && next_gradient.norm() >= gradient.norm())
            break;
        x = next;
        value = next_value;
        gradient = next_gradient;
        if (converged)
            break;
    }
    return x;
}

// For mu-strongly convex f: |x - x*| <= |grad f(x)|/mu.
template <class Problem, class U>
Solution strongly_convex_solution(const Problem& problem, const U& u)
{
    Solution solution{.x = newton_minimiser(problem, u, Eigen::VectorXd::Zero(problem.size()))};
    solution.residual = problem.gradient(solution.x, u).norm();
    solution.error_bound = solution.residual / problem.curvature(u).mu;
    return solution;
}

} // namespace reel
