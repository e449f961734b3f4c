#include "generalized_linear.hpp"
#include "newton_solution.hpp"
#include "refined_solve.hpp"
#include "require_data.hpp"

#include <reel/problem/smoothed_svm.hpp>

namespace reel {

SmoothedSvm::SmoothedSvm(const Eigen::MatrixXd& A, const Eigen::VectorXd& labels, double delta)
    : rows_(signed_rows_of(A, labels, "smoothed svm")), delta_(delta), largest_(largest_eigenvalue(rows_))
{
    require(std::isfinite(delta) && delta > 0, [&] {
        return "smoothed svm: the smoothing delta is " + std::to_string(delta) + "; it must be finite and above 0";
    });
}

Curvature SmoothedSvm::curvature(double u) const
{
    return {u, largest_ / (2 * delta_) + u};
}

Solution SmoothedSvm::solution(double u) const
{
    require_weight(u, "smoothed svm");
    return strongly_convex_solution(*this, u);
}

Eigen::VectorXd SmoothedSvm::jacobian(double u) const
{
    const Eigen::VectorXd x = solution(u).x;
    return RefinedSolve(hessian(x, u), "smoothed svm")(-x);
}

} // namespace reel
