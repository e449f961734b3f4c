#include "krylov.hpp"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace reel::fixed_point {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

void require_settings(const Linearization& at, const MatrixXd& right, const Implicit& strategy)
{
    require(right.rows() == at.states(), [&] {
        return "a right-hand side of " + std::to_string(right.rows()) + " numbers for a state of " +
               std::to_string(at.states());
    });
    require(strategy.tolerance > 0.0 && strategy.tolerance < 1.0, [&] {
        return "tolerance of the linear solver: " + std::to_string(strategy.tolerance) + "; it lies between 0 and 1";
    });
    require(strategy.iterations >= 1, [&] {
        return "iterations of the linear solver: " + std::to_string(strategy.iterations) + "; at least 1";
    });
    const MatrixXd& guess = strategy.guess;
    require(guess.size() == 0 || (guess.rows() == right.rows() && guess.cols() == right.cols()), [&] {
        return "a guess of " + std::to_string(guess.rows()) + " by " + std::to_string(guess.cols()) +
               " numbers for a system of " + std::to_string(right.rows()) + " by " + std::to_string(right.cols());
    });
}

LinearSolution solve_directly(const Linearization& at, Side side, const MatrixXd& right)
{
    const auto n = at.states();
    MatrixXd matrix = MatrixXd::Identity(n, n) - at.M();
    if (side == Side::adjoint)
        matrix.transposeInPlace();
    const Eigen::PartialPivLU<MatrixXd> lu(matrix);
    LinearSolution result{lu.solve(right), 0.0, static_cast<int>(n), false};
    const MatrixXd rest = right - matrix * result.solution;
    const Eigen::RowVectorXd sizes = right.colwise().norm().cwiseMax(std::numeric_limits<double>::min());
    result.residual = rest.colwise().norm().cwiseQuotient(sizes).maxCoeff();
    // An exactly or nearly singular I - M has no derivative to offer, however small the residual.
    result.solved = matrix.allFinite() && lu.rcond() > 1e-15;
    return result;
}

VectorXd run(const Operator& A, const VectorXd& right, const VectorXd& start, double tolerance, const Implicit& strategy)
{
    switch (strategy.solver) {
    case LinearSolver::gmres: return run_gmres(A, right, start, tolerance, strategy.iterations, strategy);
    case LinearSolver::bicgstab: return run_bicgstab(A, right, start, tolerance, strategy.iterations, strategy);
    default: return run_cg(A, right, start, tolerance, strategy.iterations, strategy);
    }
}

/// One column, from `start`.
LinearSolution solve_column(const Linearization& at, Side side, const VectorXd& right, const VectorXd& start,
                            const Implicit& strategy)
{
    const double size = right.norm();
    if (!(size > 0.0) || !std::isfinite(size))
        return {right, 0.0, 0, size == 0.0};
    const bool normal = strategy.solver == LinearSolver::normal_cg;
    const Operator A(at, side, normal);
    const Side other = side == Side::adjoint ? Side::tangent : Side::adjoint;
    const VectorXd b = normal ? apply(at, other, right) : right;
    const auto relative_residual = [&](const VectorXd& x) { return (right - apply(at, side, x)).norm() / size; };
    LinearSolution result{start, relative_residual(start), 0, false};
    result.solved = result.residual <= strategy.tolerance;
    const bool relative_to_start = strategy.solver == LinearSolver::gmres; // so are the tolerances of Eigen's GMRES
    // A solver believes in its own recursive, or preconditioned, residual; the true one decides, and asks again if need be.
    double aim = strategy.tolerance;
    for (int round = 0; round < 4 && !result.solved; ++round) {
        const double tolerance = relative_to_start ? std::min(0.5, aim / result.residual) : aim;
        const VectorXd x = run(A, b, result.solution, tolerance, strategy);
        if (!x.allFinite())
            break;
        const double residual = relative_residual(x);
        if (round > 0 && !(residual < 0.9 * result.residual))
            break;
        result.solution = x;
        result.residual = residual;
        result.solved = residual <= strategy.tolerance;
        aim *= std::max(1e-4, 0.5 * strategy.tolerance / residual);
    }
    result.sweeps = A.sweeps();
    return result;
}

} // namespace

VectorXd apply(const Linearization& at, Side side, const VectorXd& x)
{
    if (side == Side::adjoint)
        return x - at.pull(x).x;
    return x - at.push(x, MatrixXd::Zero(at.parameters(), 1));
}

LinearSolution solve(const Linearization& at, Side side, const MatrixXd& right, const Implicit& strategy)
{
    require_settings(at, right, strategy);
    if (strategy.solver == LinearSolver::direct)
        return solve_directly(at, side, right);
    LinearSolution all{MatrixXd(right.rows(), right.cols()), 0.0, 0, true};
    for (Eigen::Index j = 0; j < right.cols(); ++j) {
        const VectorXd start = strategy.guess.size() > 0 ? VectorXd(strategy.guess.col(j)) : VectorXd::Zero(right.rows());
        const LinearSolution one = solve_column(at, side, right.col(j), start, strategy);
        all.solution.col(j) = one.solution;
        all.residual = std::max(all.residual, one.residual);
        all.sweeps += one.sweeps;
        all.solved = all.solved && one.solved;
    }
    return all;
}

} // namespace reel::fixed_point
