#include "refined_solve.hpp"
#include "require_data.hpp"

#include <algorithm>
#include <reel/problem/ridge.hpp>

namespace reel {
namespace {

RefinedSolve solver(const Ridge& ridge, double u)
{
    const double smallest = ridge.curvature(u).mu;
    require(smallest > 0, [&] {
        return "ridge: A^T A + u I is not positive definite (its smallest eigenvalue is " + std::to_string(smallest) +
               " at u = " + std::to_string(u) + "); take a larger u";
    });
    return {ridge.hessian<long double>(u), "ridge"};
}

} // namespace

Ridge::Ridge(Eigen::MatrixXd A, Eigen::VectorXd b) : A_(std::move(A)), b_(std::move(b))
{
    require_data(A_, b_, "ridge");
    gram_ = A_.transpose() * A_;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> spectrum(gram_, Eigen::EigenvaluesOnly);
    const bool full_rank_possible = A_.rows() >= A_.cols();
    smallest_ = full_rank_possible ? std::max(0.0, spectrum.eigenvalues().minCoeff()) : 0.0;
    largest_ = spectrum.eigenvalues().maxCoeff();
}

Solution Ridge::solution(double u, const Eigen::VectorXd& b) const
{
    require_size(b.size(), A_.rows(), "ridge", "b");
    const RefinedSolve solve = solver(*this, u);
    const WideVector right = A_.cast<long double>().transpose() * b.cast<long double>();
    Solution result{.x = solve.wide(right).cast<double>()};
    result.residual = static_cast<double>(solve.residual(right, result.x.cast<long double>()).norm());
    result.error_bound = result.residual / curvature(u).mu;
    return result;
}

Eigen::VectorXd Ridge::jacobian(double u) const
{
    return solver(*this, u)(-solution(u).x);
}

Eigen::MatrixXd Ridge::jacobian_b(double u) const
{
    return solver(*this, u)(A_.transpose());
}

} // namespace reel
