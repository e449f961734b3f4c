#include <reel/error.hpp>
#include <reel/problem/ridge.hpp>

#include <algorithm>
#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <string>

namespace reel {
namespace {

using Wide = Eigen::Matrix<long double, -1, 1>;
using WideMatrix = Eigen::Matrix<long double, -1, -1>;

/// The solver of H y = r for one u: factorised in double, refined with residuals in extended precision. Each round
/// divides the error by about 1 / (kappa eps), so three rounds suffice whenever the factorisation exists.
class RefinedSolve {
public:
    RefinedSolve(const Ridge& ridge, double u) : A_(ridge.A().cast<long double>()), u_(u), factor_(ridge.hessian(u))
    {
        const Curvature curvature = ridge.curvature(u);
        require(curvature.mu > 0 && factor_.info() == Eigen::Success, [&] {
            return "ridge: A^T A + u I is not positive definite (its smallest eigenvalue is " +
                   std::to_string(curvature.mu) + " at u = " + std::to_string(u) + "); take a larger u";
        });
    }

    Eigen::VectorXd operator()(const Wide& right) const
    {
        Wide y = factor_.solve(right.cast<double>()).cast<long double>();
        for (int round = 0; round < 3; ++round)
            y += factor_.solve(residual(right, y).cast<double>()).cast<long double>();
        return y.cast<double>();
    }

    Wide residual(const Wide& right, const Wide& y) const { return right - A_.transpose() * (A_ * y) - u_ * y; }

private:
    WideMatrix A_;
    long double u_;
    Eigen::LLT<Eigen::MatrixXd> factor_;
};

} // namespace

Ridge::Ridge(Eigen::MatrixXd A, Eigen::VectorXd b) : A_(std::move(A)), b_(std::move(b))
{
    require(A_.rows() == b_.size() && A_.size() > 0, [&] {
        return "ridge: A is " + std::to_string(A_.rows()) + " by " + std::to_string(A_.cols()) + " and b has " +
               std::to_string(b_.size()) + " entries; A needs one row per entry of b, and at least one row and column";
    });
    require(A_.allFinite() && b_.allFinite(), [] { return "ridge: A or b has an entry that is not finite"; });
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> spectrum(hessian(0.0), Eigen::EigenvaluesOnly);
    const bool full_rank_possible = A_.rows() >= A_.cols();
    smallest_ = full_rank_possible ? std::max(0.0, spectrum.eigenvalues().minCoeff()) : 0.0;
    largest_ = spectrum.eigenvalues().maxCoeff();
}

Solution Ridge::solution(double u, const Eigen::VectorXd& b) const
{
    require(b.size() == A_.rows(), [&] {
        return "ridge: A has " + std::to_string(A_.rows()) + " rows, b has " + std::to_string(b.size()) + " entries";
    });
    const RefinedSolve solve(*this, u);
    const Wide right = A_.cast<long double>().transpose() * b.cast<long double>();
    Solution result{.x = solve(right)};
    result.residual = static_cast<double>(solve.residual(right, result.x.cast<long double>()).norm());
    result.error_bound = result.residual / curvature(u).mu;
    return result;
}

Eigen::VectorXd Ridge::jacobian(double u) const
{
    return RefinedSolve(*this, u)(-solution(u).x.cast<long double>());
}

Eigen::MatrixXd Ridge::jacobian_b(double u) const
{
    const RefinedSolve solve(*this, u);
    Eigen::MatrixXd columns(A_.cols(), A_.rows());
    for (Eigen::Index i = 0; i < A_.rows(); ++i)
        columns.col(i) = solve(A_.row(i).transpose().cast<long double>());
    return columns;
}

} // namespace reel
