#include "generalized_linear.hpp"
#include "newton_solution.hpp"
#include "refined_solve.hpp"
#include "require_data.hpp"

#include <reel/problem/logistic.hpp>

namespace reel {

Logistic::Logistic(const Eigen::MatrixXd& A, const Eigen::VectorXd& labels)
    : rows_(signed_rows_of(A, labels, "logistic")), largest_(largest_eigenvalue(rows_))
{}

Curvature Logistic::curvature(double u) const
{
    return {u, largest_ / 4 + u};
}

Curvature Logistic::curvature(const Eigen::VectorXd& u) const
{
    require_size(u.size(), size(), "logistic", "u");
    return {u.minCoeff(), largest_ / 4 + u.maxCoeff()};
}

Solution Logistic::solution(double u) const
{
    require_weight(u, "logistic");
    return strongly_convex_solution(*this, u);
}

Solution Logistic::solution(const Eigen::VectorXd& u) const
{
    require_size(u.size(), size(), "logistic", "u");
    require_weight(u.minCoeff(), "logistic");
    return strongly_convex_solution(*this, u);
}

Eigen::VectorXd Logistic::jacobian(double u) const
{
    const Eigen::VectorXd x = solution(u).x;
    return RefinedSolve(hessian(x, u), "logistic")(-x);
}

Eigen::MatrixXd Logistic::jacobian(const Eigen::VectorXd& u) const
{
    const Eigen::VectorXd x = solution(u).x;
    return RefinedSolve(hessian(x, u), "logistic")(Eigen::MatrixXd((-x).asDiagonal()));
}

} // namespace reel
