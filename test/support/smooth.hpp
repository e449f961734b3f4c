#pragma once
// What holds for every smooth problem, measured in quadruple precision.
#include "quad.hpp"

#include <reel/problem/problem.hpp>
#include <reel/problem/random.hpp>

#include <algorithm>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>

inline Quad to_quad(double u)
{
    return u;
}
inline QuadVector to_quad(const Eigen::VectorXd& u)
{
    return u.cast<Quad>();
}

// |gradient - D value| / |D value|
template <class Problem, class U>
double gradient_error(const Problem& problem, const Eigen::VectorXd& x, const U& u)
{
    const auto value = [&](const QuadVector& at) { return problem.value(at, to_quad(u)); };
    return relative_error(problem.gradient(x, u).transpose(), quad_jacobian(value, x));
}

// |hessian - D gradient| / |D gradient|
template <class Problem, class U>
double hessian_error(const Problem& problem, const Eigen::VectorXd& x, const U& u)
{
    const auto gradient = [&](const QuadVector& at) { return problem.gradient(at, to_quad(u)); };
    return relative_error(problem.hessian(x, u), quad_jacobian(gradient, x));
}

// The solution to 30 digits: Newton's method in quadruple precision from that of the problem.
template <class Problem, class U>
QuadVector exact_solution(const Problem& problem, const Eigen::VectorXd& start, const U& u)
{
    QuadVector x = start.cast<Quad>();
    for (int iteration = 0; iteration < 4; ++iteration)
        x -= problem.hessian(x, u).partialPivLu().solve(problem.gradient(x, u));
    return x;
}

// Is the solution as close to the exact one as it says, and does it say that it is within 1e-12?
template <class Problem, class U>
bool is_certified(const Problem& problem, const U& u)
{
    const reel::Solution solution = problem.solution(u);
    const QuadVector error = exact_solution(problem, solution.x, to_quad(u)) - solution.x.cast<Quad>();
    return static_cast<double>(error.norm()) <= std::max(solution.error_bound, 1e-16 * solution.x.norm()) &&
           solution.error_bound <= 1e-12 * (1 + solution.x.norm());
}

// |jacobian - D solution| / |D solution|, for one hyper-parameter.
template <class Problem>
double jacobian_error(const Problem& problem, double u)
{
    const Eigen::VectorXd start = problem.solution(u).x;
    const auto solution = [&](const Quad& at) { return exact_solution(problem, start, at); };
    return relative_error(problem.jacobian(u), quad_derivative(solution, u).template cast<double>());
}
// The same along a random direction, for several.
template <class Problem>
double jacobian_error(const Problem& problem, const Eigen::VectorXd& u)
{
    const Eigen::VectorXd start = problem.solution(u).x;
    const Eigen::VectorXd direction = reel::Random(11).normal(u.size());
    const auto solution = [&](const Quad& t) {
        return exact_solution(problem, start, QuadVector(u.cast<Quad>() + t * direction.cast<Quad>()));
    };
    return relative_error(problem.jacobian(u) * direction, quad_derivative(solution, 0).template cast<double>());
}

// Are the eigenvalues of the Hessian within the curvature at points of all sizes?
template <class Problem, class U>
bool curvature_holds(const Problem& problem, const U& u)
{
    const reel::Curvature curvature = problem.curvature(u);
    reel::Random random(12);
    for (const double size : {0.0, 0.1, 1.0, 10.0}) {
        const Eigen::VectorXd x = size * random.normal(problem.size());
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> spectrum(problem.hessian(x, u));
        const double smallest = spectrum.eigenvalues().minCoeff();
        const double largest = spectrum.eigenvalues().maxCoeff();
        if (smallest < curvature.mu - 1e-12 * curvature.L || largest > curvature.L * (1 + 1e-12))
            return false;
    }
    return true;
}
