#include "require_data.hpp"

#include <algorithm>
#include <cmath>
#include <Eigen/IterativeLinearSolvers>
#include <limits>
#include <numeric>
#include <reel/problem/total_variation.hpp>
#include <vector>

namespace reel {
namespace {

Eigen::SparseMatrix<double> differences(Eigen::Index rows, Eigen::Index cols)
{
    std::vector<Eigen::Triplet<double>> entries;
    Eigen::Index edge = 0;
    const auto connect = [&](Eigen::Index from, Eigen::Index to) {
        entries.emplace_back(edge, from, -1.0);
        entries.emplace_back(edge++, to, 1.0);
    };
    for (Eigen::Index j = 0; j < cols; ++j)
        for (Eigen::Index i = 0; i < rows; ++i) {
            if (i + 1 < rows)
                connect(j * rows + i, j * rows + i + 1);
            if (j + 1 < cols)
                connect(j * rows + i, (j + 1) * rows + i);
        }
    Eigen::SparseMatrix<double> D(edge, rows * cols);
    D.setFromTriplets(entries.begin(), entries.end());
    return D;
}

/// Pixels joined by edges on which the dual variable is not at its bound: the pieces of a solution.
class Pieces {
public:
    Pieces(const Eigen::SparseMatrix<double>& D, const Eigen::VectorXd& p, double u) : parent_(D.cols())
    {
        std::iota(parent_.begin(), parent_.end(), Eigen::Index{0});
        const Eigen::SparseMatrix<double, Eigen::RowMajor> edges = D;
        for (Eigen::Index e = 0; e < edges.rows(); ++e) {
            Eigen::SparseMatrix<double, Eigen::RowMajor>::InnerIterator end(edges, e);
            const Eigen::Index from = end.col();
            if (std::abs(p[e]) < u * (1 - 1e-9))
                parent_[root((++end).col())] = root(from);
        }
    }
    /// The mean of v over each piece, at each pixel.
    Eigen::VectorXd mean(const Eigen::VectorXd& v)
    {
        Eigen::VectorXd sum = Eigen::VectorXd::Zero(v.size());
        Eigen::VectorXd count = Eigen::VectorXd::Zero(v.size());
        for (Eigen::Index i = 0; i < v.size(); ++i) {
            sum[root(i)] += v[i];
            count[root(i)] += 1;
        }
        Eigen::VectorXd result(v.size());
        for (Eigen::Index i = 0; i < v.size(); ++i)
            result[i] = sum[root(i)] / count[root(i)];
        return result;
    }

private:
    Eigen::Index root(Eigen::Index i)
    {
        while (parent_[i] != i)
            i = parent_[i] = parent_[parent_[i]];
        return i;
    }
    Eigen::Matrix<Eigen::Index, -1, 1> parent_;
};

struct DualState {
    Eigen::VectorXd p;
    Eigen::VectorXd signs; ///< sign(D x) on the edges between pieces, else 0
    Solution solution;
};

/// The x that belongs to the pieces which p shows, and how far it is from the solution.
void polish(const TotalVariation& problem, double u, DualState& state)
{
    const Eigen::SparseMatrix<double>& D = problem.analysis();
    Pieces pieces(D, state.p, u);
    // Summed over a piece, D^T p sees the edges out of it alone, where p is u sign(D x).
    const Eigen::VectorXd at_bound = state.p.unaryExpr(
        [u](double entry) { return std::abs(entry) < u * (1 - 1e-9) ? 0.0 : std::copysign(u, entry); });
    const Eigen::VectorXd x = pieces.mean(problem.b() - D.transpose() * at_bound);
    const Eigen::VectorXd difference = D * x;

    // p where x jumps is known; elsewhere it is moved, by least squares, to where x - b + D^T p vanishes.
    const Eigen::VectorXd jump = difference.unaryExpr([](double d) { return d != 0 ? 1.0 : 0.0; });
    const Eigen::VectorXd free = 1 - jump.array();
    Eigen::VectorXd p = free.cwiseProduct(state.p);
    for (Eigen::Index e = 0; e < p.size(); ++e)
        if (jump[e] != 0)
            p[e] = std::copysign(u, difference[e]);
    const Eigen::SparseMatrix<double> inner = D.transpose() * free.asDiagonal();
    Eigen::LeastSquaresConjugateGradient<Eigen::SparseMatrix<double>> least_squares(inner);
    least_squares.setTolerance(1e-15);
    for (int round = 0; round < 2; ++round)
        p += free.cwiseProduct(least_squares.solve(problem.b() - x - D.transpose() * p));

    state.solution.x = x;
    state.solution.residual = (x - problem.b() + D.transpose() * p).norm();
    const bool feasible = p.cwiseAbs().maxCoeff() <= u;
    state.solution.error_bound = feasible ? state.solution.residual : std::numeric_limits<double>::infinity();
    state.signs = difference.unaryExpr([](double d) { return static_cast<double>((d > 0) - (d < 0)); });
}

DualState solve_dual(const TotalVariation& problem, double u)
{
    require(std::isfinite(u) && u >= 0,
            [&] { return "total variation: u = " + std::to_string(u) + " must be finite and not negative"; });
    const Eigen::SparseMatrix<double>& D = problem.analysis();
    const double step = 1 / (problem.analysis_norm() * problem.analysis_norm());
    DualState state{.p = Eigen::VectorXd::Zero(D.rows()), .signs = Eigen::VectorXd::Zero(D.rows()), .solution = {}};
    if (D.rows() == 0 || u == 0) {
        state.solution.x = problem.b();
        state.signs = (D * problem.b()).cwiseSign();
        return state;
    }
    Eigen::VectorXd before = state.p;
    double t = 1;
    const double sufficient = 1e-12 * (1 + problem.b().norm());
    for (int iteration = 1; iteration <= 200000; ++iteration) {
        const double next_t = (1 + std::sqrt(1 + 4 * t * t)) / 2;
        const Eigen::VectorXd ahead = state.p + (t - 1) / next_t * (state.p - before);
        before = state.p;
        state.p = (ahead + step * (D * (problem.b() - D.transpose() * ahead))).cwiseMax(-u).cwiseMin(u);
        t = (ahead - state.p).dot(state.p - before) > 0 ? 1 : next_t; // adaptive restart
        if (iteration % 500 == 0) {
            polish(problem, u, state);
            if (state.solution.error_bound <= sufficient)
                break;
        }
    }
    return state;
}

} // namespace

TotalVariation::TotalVariation(Eigen::VectorXd b, Eigen::Index rows, Eigen::Index cols)
    : b_(std::move(b)), norm_(rows > 1 && cols > 1 ? std::sqrt(8.0) : 2.0)
{
    require(rows >= 1 && cols >= 1 && rows * cols == b_.size() && b_.allFinite(), [&] {
        return "total variation: " + std::to_string(rows) + " by " + std::to_string(cols) + " pixels and " +
               std::to_string(b_.size()) + " entries in b; they must agree, and b must be finite";
    });
    analysis_ = differences(rows, cols);
}

std::shared_ptr<const TotalVariation::Factor> TotalVariation::factor(double alpha, double beta, double gamma) const
{
    require(alpha + beta > 0 && gamma >= 0, [&] {
        return "total variation: " + std::to_string(alpha + beta) + " I + " + std::to_string(gamma) +
               " D^T D is not positive definite";
    });
    Eigen::SparseMatrix<double> identity(size(), size());
    identity.setIdentity();
    const Eigen::SparseMatrix<double> laplacian = analysis_.transpose() * analysis_;
    return std::make_shared<const Factor>((alpha + beta) * identity + gamma * laplacian);
}

Solution TotalVariation::solution(double u) const
{
    return solve_dual(*this, u).solution;
}

Eigen::VectorXd TotalVariation::jacobian(double u) const
{
    const DualState state = solve_dual(*this, u);
    // Edges inside a piece have sign 0: |p| below the bound there keeps them together.
    Pieces pieces(analysis_, state.signs, 1);
    return pieces.mean(-(analysis_.transpose() * state.signs));
}

} // namespace reel
