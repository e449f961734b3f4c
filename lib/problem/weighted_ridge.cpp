#include "refined_solve.hpp"
#include "require_data.hpp"

#include <reel/problem/weighted_ridge.hpp>

namespace reel {
namespace {

RefinedSolve solver(const Eigen::MatrixXd& A, const Eigen::VectorXd& u)
{
    require_size(u.size(), A.cols(), "weighted ridge", "u");
    const WideMatrix wide = A.cast<long double>();
    WideMatrix H = wide.transpose() * wide;
    H.diagonal() += u.cast<long double>();
    return {std::move(H), "weighted ridge"};
}

} // namespace

WeightedRidge::WeightedRidge(Eigen::MatrixXd A, Eigen::VectorXd b) : A_(std::move(A)), b_(std::move(b))
{
    require_data(A_, b_, "weighted ridge");
    gram_ = A_.transpose() * A_;
}

Curvature WeightedRidge::curvature(const Eigen::VectorXd& u) const
{
    require_size(u.size(), size(), "weighted ridge", "u");
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> spectrum(add_diagonal(gram_, u), Eigen::EigenvaluesOnly);
    return {spectrum.eigenvalues()[0], spectrum.eigenvalues()[size() - 1]};
}

Solution WeightedRidge::solution(const Eigen::VectorXd& u) const
{
    const RefinedSolve solve = solver(A_, u);
    const WideVector right = A_.cast<long double>().transpose() * b_.cast<long double>();
    Solution result{.x = solve.wide(right).cast<double>()};
    result.residual = static_cast<double>(solve.residual(right, result.x.cast<long double>()).norm());
    result.error_bound = result.residual / solve.smallest_eigenvalue();
    return result;
}

Eigen::MatrixXd WeightedRidge::jacobian(const Eigen::VectorXd& u) const
{
    return solver(A_, u)(Eigen::MatrixXd((-solution(u).x).asDiagonal()));
}

} // namespace reel
