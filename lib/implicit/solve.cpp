#include "krylov.hpp"

#include <Eigen/LU>

#include <cmath>
#include <string>

namespace reel::fixed_point {
namespace {

void require_settings(const Linearization& at, const Eigen::VectorXd& right, const Implicit& strategy)
{
    require(right.size() == at.states(), [&] {
        return "a right-hand side of " + std::to_string(right.size()) + " numbers for a state of " +
               std::to_string(at.states());
    });
    require(strategy.tolerance > 0.0 && strategy.tolerance < 1.0, [&] {
        return "tolerance of the linear solver: " + std::to_string(strategy.tolerance) + "; it lies between 0 and 1";
    });
    require(strategy.iterations >= 1, [&] {
        return "iterations of the linear solver: " + std::to_string(strategy.iterations) + "; at least 1";
    });
    require(strategy.guess.size() == 0 || strategy.guess.size() == at.states(), [&] {
        return "a guess of " + std::to_string(strategy.guess.size()) + " numbers for a state of " +
               std::to_string(at.states());
    });
}

LinearSolution solve_directly(const Linearization& at, Side side, const Eigen::VectorXd& right)
{
    const auto n = at.states();
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(n, n) - at.M();
    if (side == Side::adjoint)
        matrix.transposeInPlace();
    const Eigen::PartialPivLU<Eigen::MatrixXd> lu(matrix);
    LinearSolution result{lu.solve(right), 0.0, static_cast<int>(n), false};
    // An exactly or nearly singular I - M has no derivative to offer, however small the residual.
    result.solved = matrix.allFinite() && lu.rcond() > 1e-15;
    return result;
}

Eigen::VectorXd run(const Operator& A, const Eigen::VectorXd& right, const Eigen::VectorXd& start, double tolerance,
                    const Implicit& strategy)
{
    switch (strategy.solver) {
    case LinearSolver::gmres: return run_gmres(A, right, start, tolerance, strategy.iterations, strategy);
    case LinearSolver::bicgstab: return run_bicgstab(A, right, start, tolerance, strategy.iterations, strategy);
    default: return run_cg(A, right, start, tolerance, strategy.iterations, strategy);
    }
}

} // namespace

Eigen::VectorXd apply(const Linearization& at, Side side, const Eigen::VectorXd& x)
{
    if (side == Side::adjoint)
        return x - at.pull(x).x;
    return x - at.push(x, Eigen::MatrixXd::Zero(at.parameters(), 1));
}

LinearSolution solve(const Linearization& at, Side side, const Eigen::VectorXd& right, const Implicit& strategy)
{
    require_settings(at, right, strategy);
    const double size = right.norm();
    if (!(size > 0.0) || !std::isfinite(size))
        return {right, 0.0, 0, size == 0.0};
    const auto relative_residual = [&](const Eigen::VectorXd& x) { return (right - apply(at, side, x)).norm() / size; };
    if (strategy.solver == LinearSolver::direct) {
        LinearSolution result = solve_directly(at, side, right);
        result.residual = relative_residual(result.solution);
        return result;
    }
    const bool normal = strategy.solver == LinearSolver::normal_cg;
    const Operator A(at, side, normal);
    const Side other = side == Side::adjoint ? Side::tangent : Side::adjoint;
    const Eigen::VectorXd b = normal ? apply(at, other, right) : right;
    LinearSolution result{strategy.guess.size() > 0 ? strategy.guess : Eigen::VectorXd::Zero(right.size()), 1.0, 0, false};
    // A solver believes in its own recursive, or preconditioned, residual; the true one decides, and asks again if need be.
    double tolerance = strategy.tolerance;
    for (int round = 0; round < 4 && !result.solved; ++round) {
        const Eigen::VectorXd next = run(A, b, result.solution, tolerance, strategy);
        if (!next.allFinite())
            break;
        const double residual = relative_residual(next);
        if (round > 0 && !(residual < 0.9 * result.residual))
            break;
        result.solution = next;
        result.residual = residual;
        result.solved = residual <= strategy.tolerance;
        tolerance *= std::max(1e-4, 0.5 * strategy.tolerance / residual);
    }
    result.sweeps = A.sweeps();
    return result;
}

} // namespace reel::fixed_point
