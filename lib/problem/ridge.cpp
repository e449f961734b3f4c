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
    return {wide_gram(ridge.A(), Eigen::VectorXd::Constant(ridge.size(), u)), "ridge"};
}

} // namespace

Ridge::Ridge(Eigen::MatrixXd A, Eigen::VectorXd b) : A_(std::move(A)), b_(std::move(b))
{
    require_data(A_, b_, "ridge");
    gram_ = A_.transpose() * A_;
    const Eigen::VectorXd spectrum = symmetric_eigenvalues(gram_);
    const bool full_rank_possible = A_.rows() >= A_.cols();
    smallest_ = full_rank_possible ? std::max(0.0, spectrum[0]) : 0.0;
    largest_ = spectrum[spectrum.size() - 1];
}

Solution Ridge::solution(double u, const Eigen::VectorXd& b) const
{
    require_size(b.size(), A_.rows(), "ridge", "b");
    const RefinedSolve solve = solver(*this, u);
    const WideVector right = wide_adjoint_product(A_, b);
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
