#include "refined_solve.hpp"
#include "require_data.hpp"

#include <reel/problem/weighted_ridge.hpp>

namespace reel {
namespace {

RefinedSolve solver(const Eigen::MatrixXd& A, const Eigen::VectorXd& u)
{
    require_size(u.size(), A.cols(), "weighted ridge", "u");
    return {wide_gram(A, u), "weighted ridge"};
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
    const Eigen::VectorXd spectrum = symmetric_eigenvalues(add_diagonal(gram_, u));
    return {spectrum[0], spectrum[size() - 1]};
}

Solution WeightedRidge::solution(const Eigen::VectorXd& u) const
{
    const RefinedSolve solve = solver(A_, u);
    const WideVector right = wide_adjoint_product(A_, b_);
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
