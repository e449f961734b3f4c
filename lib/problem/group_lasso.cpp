#include "generalized_linear.hpp"
#include "refined_solve.hpp"
#include "require_data.hpp"

#include <limits>
#include <numeric>
#include <reel/problem/group_lasso.hpp>

namespace reel {

constexpr double no_bound = std::numeric_limits<double>::infinity();

GroupLasso::GroupLasso(Eigen::MatrixXd A, Eigen::VectorXd b, std::vector<Eigen::Index> sizes)
    : LeastSquares(std::move(A), std::move(b))
{
    const Eigen::Index total = std::accumulate(sizes.begin(), sizes.end(), Eigen::Index{0});
    require(total == size() && std::ranges::all_of(sizes, [](Eigen::Index s) { return s >= 1; }), [&] {
        return "group lasso: the sizes of " + std::to_string(sizes.size()) + " groups sum to " + std::to_string(total) +
               " and there are " + std::to_string(size()) + " unknowns; both must agree, and no group may be empty";
    });
    const auto groups = static_cast<Eigen::Index>(sizes.size());
    membership_.resize(size(), groups);
    weights_.resize(groups);
    Eigen::Index unknown = 0;
    for (Eigen::Index g = 0; g < groups; ++g) {
        const Eigen::Index members = sizes[static_cast<std::size_t>(g)];
        weights_[g] = std::sqrt(static_cast<double>(members));
        for (Eigen::Index i = 0; i < members; ++i)
            membership_.insert(unknown++, g) = 1;
    }
    membership_.makeCompressed();
}

Eigen::VectorXd GroupLasso::group_norms(const Eigen::VectorXd& x) const
{
    return (membership_.transpose() * x.cwiseAbs2()).cwiseSqrt();
}

Fingerprint GroupLasso::active_set(const Eigen::VectorXd& x) const
{
    return sign_pattern(group_norms(x));
}

std::vector<Eigen::Index> GroupLasso::active(const Eigen::VectorXd& x) const
{
    const Eigen::VectorXd norms = membership_ * group_norms(x);
    std::vector<Eigen::Index> S;
    for (Eigen::Index j = 0; j < size(); ++j)
        if (norms[j] > 0)
            S.push_back(j);
    return S;
}

/// w_g x_g/|x_g|, and 0 in groups that vanish.
Eigen::VectorXd GroupLasso::penalty_gradient(const Eigen::VectorXd& x) const
{
    const Eigen::ArrayXd norms = group_norms(x);
    const Eigen::VectorXd factor = (norms > 0).select(weights_.array() / norms, 0.0);
    return x.cwiseProduct(membership_ * factor);
}

Eigen::MatrixXd GroupLasso::penalty_hessian(const Eigen::VectorXd& x) const
{
    const Eigen::ArrayXd norms = group_norms(x);
    const Eigen::VectorXd factor = (norms > 0).select(weights_.array() / norms, 0.0);
    const Eigen::VectorXd cube = (norms > 0).select(weights_.array() / norms.cube(), 0.0);
    const Eigen::MatrixXd columns = x.asDiagonal() * Eigen::MatrixXd(membership_);
    Eigen::MatrixXd H = -columns * cube.asDiagonal() * columns.transpose();
    H.diagonal() += membership_ * factor;
    return H;
}

/// Newton's method on the present active groups. When they are confirmed x becomes the solution, and its error bound is
/// returned: restricted to these groups f is convex with at least the curvature of A_S^T A_S.
double GroupLasso::polish(Eigen::VectorXd& x, double u) const
{
    const std::vector<Eigen::Index> S = active(x);
    const auto residual = [&](const Eigen::VectorXd& at) {
        return Eigen::VectorXd(gradient(at, u) + u * penalty_gradient(at));
    };
    Eigen::VectorXd candidate = x;
    double bound = 0;
    if (!S.empty()) {
        const Eigen::MatrixXd smooth = gram()(S, S);
        if (!is_positive_definite(smooth))
            return no_bound;
        for (int iteration = 0; iteration < 20; ++iteration) {
            const Eigen::MatrixXd H = smooth + u * penalty_hessian(candidate)(S, S);
            candidate(S) -= symmetric_solve(H, residual(candidate)(S));
        }
        bound = residual(candidate)(S).norm() / symmetric_eigenvalues(smooth)[0];
    }
    const Eigen::VectorXd norms = group_norms(candidate);
    const Eigen::VectorXd slopes = group_norms(gradient(candidate, u));
    for (Eigen::Index g = 0; g < weights_.size(); ++g)
        if (norms[g] == 0 && slopes[g] >= u * weights_[g])
            return no_bound;
    if (!(bound < 1e-6 * candidate.norm()) && !S.empty())
        return no_bound; // these are not the groups of the solution, and Newton's method has gone astray
    x = candidate;
    return bound;
}

Solution GroupLasso::solution(double u) const
{
    require_weight(u, "group lasso");
    const double step = 1 / curvature(u).L;
    Solution solution{.x = Eigen::VectorXd::Zero(size()), .error_bound = no_bound};
    Eigen::VectorXd before = solution.x;
    double t = 1;
    for (int iteration = 1; iteration <= 100000 && solution.error_bound == no_bound; ++iteration) {
        const double next_t = (1 + std::sqrt(1 + 4 * t * t)) / 2;
        const Eigen::VectorXd ahead = solution.x + (t - 1) / next_t * (solution.x - before);
        before = solution.x;
        solution.x = prox(Eigen::VectorXd(ahead - step * gradient(ahead, u)), step, u);
        const bool overshoots = (ahead - solution.x).dot(solution.x - before) > 0;
        t = overshoots ? 1 : next_t; // adaptive restart: momentum that points uphill is dropped
        if (iteration % 200 == 0)
            solution.error_bound = polish(solution.x, u);
    }
    const Eigen::VectorXd moved = solution.x - gradient(solution.x, u);
    solution.residual = (solution.x - prox(moved, 1, u)).norm();
    return solution;
}

Eigen::VectorXd GroupLasso::jacobian(double u) const
{
    const Eigen::VectorXd x = solution(u).x;
    const std::vector<Eigen::Index> S = active(x);
    Eigen::VectorXd result = Eigen::VectorXd::Zero(size());
    if (!S.empty()) {
        const Eigen::MatrixXd H = gram()(S, S) + u * penalty_hessian(x)(S, S);
        result(S) = -RefinedSolve(H, "group lasso")(Eigen::VectorXd(penalty_gradient(x)(S)));
    }
    return result;
}

} // namespace reel
