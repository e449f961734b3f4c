#pragma once
// What holds for every smooth problem, measured in extended precision.
#include "decompositions.hpp"
#include "wide.hpp"

#include <reel/problem/problem.hpp>
#include <reel/problem/random.hpp>

#include <algorithm>

inline Wide to_wide(double u)
{
    return u;
}
inline WideVectorX to_wide(const Eigen::VectorXd& u)
{
    return u.cast<Wide>();
}

// |gradient - D value| / |D value|
template <class Problem, class U>
double gradient_error(const Problem& problem, const Eigen::VectorXd& x, const U& u)
{
    const auto value = [&](const WideVectorX& at) { return problem.value(at, to_wide(u)); };
    return relative_error(problem.gradient(x, u).transpose(), wide_jacobian(value, x));
}

// |hessian - D gradient| / |D gradient|
template <class Problem, class U>
double hessian_error(const Problem& problem, const Eigen::VectorXd& x, const U& u)
{
    const auto gradient = [&](const WideVectorX& at) { return problem.gradient(at, to_wide(u)); };
    return relative_error(problem.hessian(x, u), wide_jacobian(gradient, x));
}

// The solution to 19 digits: Newton's method in extended precision from that of the problem.
template <class Problem, class U>
WideVectorX exact_solution(const Problem& problem, const Eigen::VectorXd& start, const U& u)
{
    WideVectorX x = start.cast<Wide>();
    for (int iteration = 0; iteration < 4; ++iteration)
        x -= wide_solve(problem.hessian(x, u), problem.gradient(x, u));
    return x;
}

// Is the solution as close to the exact one as it says, and does it say that it is within 1e-12?
template <class Problem, class U>
bool is_certified(const Problem& problem, const U& u)
{
    const reel::Solution solution = problem.solution(u);
    const WideVectorX error = exact_solution(problem, solution.x, to_wide(u)) - solution.x.cast<Wide>();
    return static_cast<double>(error.norm()) <= std::max(solution.error_bound, 1e-16 * solution.x.norm()) &&
           solution.error_bound <= 1e-12 * (1 + solution.x.norm());
}

// |jacobian - D solution| / |D solution|, for one hyper-parameter.
template <class Problem>
double jacobian_error(const Problem& problem, double u)
{
    const Eigen::VectorXd start = problem.solution(u).x;
    const auto solution = [&](const Wide& at) { return exact_solution(problem, start, at); };
    return relative_error(problem.jacobian(u), wide_derivative(solution, u).template cast<double>());
}
// The same along a random direction, for several.
template <class Problem>
double jacobian_error(const Problem& problem, const Eigen::VectorXd& u)
{
    const Eigen::VectorXd start = problem.solution(u).x;
    const Eigen::VectorXd direction = reel::Random(11).normal(u.size());
    const auto solution = [&](const Wide& t) {
        return exact_solution(problem, start, WideVectorX(u.cast<Wide>() + t * direction.cast<Wide>()));
    };
    return relative_error(problem.jacobian(u) * direction, wide_derivative(solution, 0).template cast<double>());
}

// Are the eigenvalues of the Hessian within the curvature at points of all sizes?
template <class Problem, class U>
bool curvature_holds(const Problem& problem, const U& u)
{
    const reel::Curvature curvature = problem.curvature(u);
    reel::Random random(12);
    for (const double size : {0.0, 0.1, 1.0, 10.0}) {
        const Eigen::VectorXd x = size * random.normal(problem.size());
        const Eigen::VectorXd spectrum = eigenvalues_of(problem.hessian(x, u));
        const double smallest = spectrum[0];
        const double largest = spectrum[spectrum.size() - 1];
        if (smallest < curvature.mu - 1e-12 * curvature.L || largest > curvature.L * (1 + 1e-12))
            return false;
    }
    return true;
}
