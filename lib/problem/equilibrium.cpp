#include "dense.hpp"
#include "require_data.hpp"

#include <reel/problem/equilibrium.hpp>

namespace reel {

Equilibrium::Equilibrium(Eigen::MatrixXd W, Eigen::MatrixXd U, Eigen::VectorXd b)
    : W_(std::move(W)), U_(std::move(U)), b_(std::move(b))
{
    require(W_.rows() == W_.cols() && W_.rows() == b_.size() && U_.rows() == b_.size() && b_.size() > 0, [&] {
        return "equilibrium: W is " + std::to_string(W_.rows()) + " by " + std::to_string(W_.cols()) + ", U is " +
               std::to_string(U_.rows()) + " by " + std::to_string(U_.cols()) + " and b has " +
               std::to_string(b_.size()) + " entries; W must be square and all must have as many rows";
    });
    require(W_.allFinite() && U_.allFinite() && b_.allFinite(),
            [] { return "equilibrium: W, U or b has an entry that is not finite"; });
    contraction_ = spectral_norm(W_);
    require(contraction_ < 1, [&] {
        return "equilibrium: |W|_2 = " + std::to_string(contraction_) + "; the layer contracts only for a norm below 1";
    });
}

Curvature Equilibrium::curvature(const Eigen::VectorXd&) const
{
    return {1 - contraction_, 1 + contraction_};
}

Eigen::MatrixXd Equilibrium::newton_matrix(const Eigen::VectorXd& x) const
{
    const Eigen::VectorXd slope = 1 - x.array().square();
    return Eigen::MatrixXd::Identity(size(), size()) - slope.asDiagonal() * W_;
}

Solution Equilibrium::solution(const Eigen::VectorXd& z) const
{
    require_size(z.size(), U_.cols(), "equilibrium", "z");
    Eigen::VectorXd x = Eigen::VectorXd::Zero(size());
    double residual = gradient(x, z).norm();
    for (int iteration = 0; iteration < 100000 && residual > 0; ++iteration) {
        // A Newton step where it helps by as much as the layer itself is sure to, the layer elsewhere.
        Eigen::VectorXd next = x - general_solve(newton_matrix(map(x, z)), gradient(x, z));
        double next_residual = gradient(next, z).norm();
        if (!(next_residual <= contraction_ * residual)) {
            next = map(x, z);
            next_residual = gradient(next, z).norm();
        }
        if (next_residual >= residual)
            break;
        x = next;
        residual = next_residual;
    }
    return {.x = x, .residual = residual, .error_bound = residual / (1 - contraction_)};
}

Eigen::MatrixXd Equilibrium::jacobian(const Eigen::VectorXd& z) const
{
    const Eigen::VectorXd x = solution(z).x;
    const Eigen::VectorXd slope = 1 - x.array().square();
    return general_solve(newton_matrix(x), slope.asDiagonal() * U_);
}

} // namespace reel
