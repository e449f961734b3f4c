#include "generalized_linear.hpp"
#include "newton_solution.hpp"
#include "refined_solve.hpp"
#include "require_data.hpp"

#include <reel/problem/tanh_regression.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace reel {

TanhRegression::TanhRegression(Eigen::MatrixXd A, Eigen::VectorXd b) : A_(std::move(A)), b_(std::move(b))
{
    require_data(A_, b_, "tanh regression");
    largest_ = largest_eigenvalue(A_);
}

Curvature TanhRegression::curvature(double u) const
{
    // |2 t (1 - t^2)| <= 4/(3 sqrt 3) < 0.77 and |r| <= 1 + max|b| bound the second part of the Hessian's weights.
    const double bend = 0.77 * (1 + b_.cwiseAbs().maxCoeff());
    return {std::max(0.0, u - largest_ * bend), largest_ * (1 + bend) + u};
}

Solution TanhRegression::solution(double u) const
{
    require_weight(u, "tanh regression");
    Solution solution{.x = newton_minimiser(*this, u, Eigen::VectorXd::Zero(size()))};
    const Eigen::VectorXd gradient = this->gradient(solution.x, u);
    const RefinedSolve solve(hessian(solution.x, u), "tanh regression");
    solution.residual = gradient.norm();
    // Newton and Kantorovich: with |H^{-1}| <= beta, |H^{-1} grad| = eta and a Hessian that is K-Lipschitz, beta eta K
    // <= 1/2 puts a stationary point within 2 eta. The third derivative of (tanh z - b)^2/2 is below 6 + 2 (1 + |b|).
    const double longest_row = A_.rowwise().norm().maxCoeff();
    const double K = largest_ * longest_row * (6 + 2 * (1 + b_.cwiseAbs().maxCoeff()));
    const double eta = solve(gradient).norm();
    const bool certified = eta * K / solve.smallest_eigenvalue() <= 0.5;
    solution.error_bound = certified ? 2 * eta : std::numeric_limits<double>::infinity();
    return solution;
}

Eigen::VectorXd TanhRegression::jacobian(double u) const
{
    const Eigen::VectorXd x = solution(u).x;
    return RefinedSolve(hessian(x, u), "tanh regression")(-x);
}

} // namespace reel
