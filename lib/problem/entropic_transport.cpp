#include "newton_solution.hpp"
#include "require_data.hpp"

#include <limits>
#include <reel/problem/entropic_transport.hpp>

namespace reel {

EntropicTransport::EntropicTransport(const Eigen::MatrixXd& C, Eigen::VectorXd b, double eps)
    : b_(std::move(b)), eps_(eps)
{
    require(C.size() > 0 && C.allFinite(),
            [] { return "transport: the costs must be finite, and not an empty matrix"; });
    require_size(b_.size(), C.cols(), "transport", "b");
    require(b_.minCoeff() > 0 && std::abs(b_.sum() - 1) <= 1e-12, [&] {
        return "transport: b has the smallest entry " + std::to_string(b_.minCoeff()) + " and the sum " +
               std::to_string(b_.sum()) + "; a histogram has entries above 0 that sum to 1";
    });
    const double range = C.maxCoeff() - C.minCoeff();
    require(std::isfinite(eps) && eps > 0 && range <= 300 * eps, [&] {
        return "transport: eps = " + std::to_string(eps) + " with costs that range over " + std::to_string(range) +
               "; eps must be above 0 and at least " + std::to_string(range / 300) +
               ", or the kernel leaves the range of a double";
    });
    offset_ = C.minCoeff();
    kernel_ = (-(C.array() - offset_) / eps).exp();
    log_b_ = b_.array().log();
}

Curvature EntropicTransport::curvature(const Eigen::VectorXd& theta) const
{
    require_size(theta.size(), sources(), "transport", "theta");
    return {0, 1 / (2 * eps_)};
}

Eigen::MatrixXd EntropicTransport::plan(const Eigen::VectorXd& g, const Eigen::VectorXd& theta) const
{
    require_size(g.size(), size(), "transport", "g");
    require_size(theta.size(), sources(), "transport", "theta");
    const Eigen::MatrixXd scaled = kernel_ * Eigen::VectorXd((g.array() / eps_).exp()).asDiagonal();
    const Eigen::VectorXd ratio = histogram(theta).cwiseQuotient(scaled.rowwise().sum());
    return ratio.asDiagonal() * scaled;
}

// D2 f = (diag(P^T 1) - P^T diag(1/a) P)/eps.
Eigen::MatrixXd EntropicTransport::hessian(const Eigen::VectorXd& g, const Eigen::VectorXd& theta) const
{
    const Eigen::MatrixXd P = plan(g, theta);
    const Eigen::VectorXd inverse_a = histogram(theta).cwiseInverse();
    Eigen::MatrixXd H = -weighted_gram(P, inverse_a);
    H.diagonal() += P.colwise().sum().transpose();
    return (H / eps_).array() + 1 / static_cast<double>(size());
}

Solution EntropicTransport::solution(const Eigen::VectorXd& theta) const
{
    require_size(theta.size(), sources(), "transport", "theta");
    Eigen::VectorXd start = Eigen::VectorXd::Zero(size());
    for (int round = 0; round < 100; ++round)
        start = sinkhorn(start, theta);
    Solution solution{.x = in_gauge(newton_minimiser(*this, theta, start))};
    solution.residual = gradient(solution.x, theta).norm();
    // |f'''[v, v, h]| <= R |h| f''[v, v] with R = sqrt(2)/eps: the third cumulant of h is at most its range times its
    // variance. If R |grad|/lambda <= 1/2 then the minimiser lies within 4 |grad|/lambda (Bach 2010, Prop. 2).
    const double distance = solution.residual / symmetric_eigenvalues(hessian(solution.x, theta))[0];
    const bool certified = std::sqrt(2.0) / eps_ * distance <= 0.5;
    solution.error_bound = certified ? 4 * distance : std::numeric_limits<double>::infinity();
    return solution;
}

// d grad f/da = Q^T with the rows Q_i = P_i/a_i, and da/dtheta = diag(a) - a a^T.
Eigen::MatrixXd EntropicTransport::jacobian(const Eigen::VectorXd& theta) const
{
    const Eigen::VectorXd g = solution(theta).x;
    const Eigen::MatrixXd P = plan(g, theta);
    const Eigen::VectorXd a = histogram(theta);
    const Eigen::MatrixXd mixed = P.transpose() - P.transpose().rowwise().sum() * a.transpose();
    return -symmetric_solve(hessian(g, theta), mixed);
}

} // namespace reel
