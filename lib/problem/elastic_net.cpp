#include "refined_solve.hpp"
#include "require_data.hpp"

#include <cmath>
#include <limits>
#include <reel/problem/elastic_net.hpp>
#include <vector>

namespace reel {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// min x^T G x/2 - c^T x + u |x|_1 + x^T diag(v) x/2, with everything that its solution and derivative need.
class SparseQuadratic {
public:
    SparseQuadratic(const LeastSquares& problem, Eigen::VectorXd u, Eigen::VectorXd v)
        : problem_(problem), u_(std::move(u)), v_(std::move(v)), x_(Eigen::VectorXd::Zero(problem.size()))
    {
        require_size(u_.size(), problem.size(), "elastic net", "u");
        require_size(v_.size(), problem.size(), "elastic net", "v");
        require(u_.allFinite() && v_.allFinite() && u_.minCoeff() >= 0 && v_.minCoeff() >= 0, [&] {
            return "elastic net: the smallest weights are " + std::to_string(u_.minCoeff()) + " and " +
                   std::to_string(v_.minCoeff()) + "; weights must be finite and not negative";
        });
    }

    Solution solve()
    {
        double bound = infinity;
        for (int round = 0; round < 200 && bound == infinity; ++round) {
            descend(50);
            bound = polish();
        }
        return {.x = x_, .residual = prox_residual(), .error_bound = bound};
    }

    /// [dx/du, dx/dv] with one column for each entry of u and of v; call after `solve`.
    Eigen::MatrixXd jacobian() const
    {
        const Eigen::Index n = problem_.size();
        Eigen::MatrixXd result = Eigen::MatrixXd::Zero(n, 2 * n);
        const std::vector<Eigen::Index> S = active();
        if (S.empty())
            return result;
        const RefinedSolve solve(restricted_hessian(S), "elastic net");
        const Eigen::MatrixXd inverse = solve(Eigen::MatrixXd::Identity(count(S), count(S)));
        for (std::size_t column = 0; column < S.size(); ++column)
            for (std::size_t row = 0; row < S.size(); ++row) {
                const double entry = inverse(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column));
                result(S[row], S[column]) = -entry * sign(x_[S[column]]);
                result(S[row], n + S[column]) = -entry * x_[S[column]];
            }
        return result;
    }

private:
    static double sign(double a) { return (a > 0) - (a < 0); }
    static Eigen::Index count(const std::vector<Eigen::Index>& S) { return static_cast<Eigen::Index>(S.size()); }

    std::vector<Eigen::Index> active() const
    {
        std::vector<Eigen::Index> S;
        for (Eigen::Index j = 0; j < x_.size(); ++j)
            if (x_[j] != 0)
                S.push_back(j);
        return S;
    }

    /// Rounds of exact minimisation over one coordinate after the other.
    void descend(int rounds)
    {
        const Eigen::MatrixXd& G = problem_.gram();
        Eigen::VectorXd gradient = G * x_ - problem_.linear();
        for (int round = 0; round < rounds; ++round)
            for (Eigen::Index j = 0; j < x_.size(); ++j) {
                const double curvature = G(j, j) + v_[j];
                if (curvature == 0)
                    continue;
                const double free = G(j, j) * x_[j] - gradient[j];
                const double next = sign(free) * std::max(std::abs(free) - u_[j], 0.0) / curvature;
                if (next != x_[j])
                    gradient += (next - x_[j]) * G.col(j);
                x_[j] = next;
            }
    }

    WideMatrix restricted_hessian(const std::vector<Eigen::Index>& S) const
    {
        return wide_gram(problem_.A()(Eigen::all, S), v_(S));
    }

    /// Solves on the present signs; if they are confirmed, x is the solution, and its error bound is returned.
    double polish()
    {
        const std::vector<Eigen::Index> S = active();
        Eigen::VectorXd candidate = Eigen::VectorXd::Zero(x_.size());
        double bound = 0;
        if (!S.empty()) {
            const WideMatrix H = restricted_hessian(S);
            if (!is_positive_definite(H.cast<double>()))
                return infinity; // dependent columns: not the active set of a unique solution
            const RefinedSolve solve(H, "elastic net");
            WideVector right = wide_adjoint_product(problem_.A()(Eigen::all, S), problem_.b());
            for (std::size_t i = 0; i < S.size(); ++i)
                right[static_cast<Eigen::Index>(i)] -= static_cast<long double>(u_[S[i]]) * sign(x_[S[i]]);
            candidate(S) = solve.wide(right).cast<double>();
            const WideVector rounded = candidate(S).cast<long double>();
            bound = static_cast<double>(solve.residual(right, rounded).norm()) / solve.smallest_eigenvalue();
        }
        const Eigen::VectorXd gradient = problem_.A().transpose() * (problem_.A() * candidate - problem_.b());
        for (Eigen::Index j = 0; j < x_.size(); ++j) {
            const bool same_sign = sign(candidate[j]) == sign(x_[j]);
            const bool stays_zero = x_[j] != 0 || std::abs(gradient[j]) < u_[j] || u_[j] + v_[j] == 0;
            if (!same_sign || !stays_zero)
                return infinity;
        }
        x_ = candidate;
        return bound;
    }

    /// |x - prox(x - gradient)|
    double prox_residual() const
    {
        const Eigen::VectorXd gradient = problem_.A().transpose() * (problem_.A() * x_ - problem_.b());
        const Eigen::VectorXd step = soft_threshold(Eigen::VectorXd(x_ - gradient), u_);
        return (x_.array() - step.array() / (1 + v_.array())).matrix().norm();
    }

    const LeastSquares& problem_;
    Eigen::VectorXd u_;
    Eigen::VectorXd v_;
    Eigen::VectorXd x_;
};

Eigen::VectorXd constant(const LeastSquares& problem, double number)
{
    return Eigen::VectorXd::Constant(problem.size(), number);
}

Eigen::MatrixXd jacobian_of(const LeastSquares& problem, const Eigen::VectorXd& u, const Eigen::VectorXd& v)
{
    SparseQuadratic quadratic(problem, u, v);
    quadratic.solve();
    return quadratic.jacobian();
}

} // namespace

Solution Lasso::solution(double u) const
{
    return solution(constant(*this, u));
}

Solution Lasso::solution(const Eigen::VectorXd& u) const
{
    return SparseQuadratic(*this, u, constant(*this, 0)).solve();
}

Eigen::MatrixXd Lasso::jacobian(const Eigen::VectorXd& u) const
{
    return jacobian_of(*this, u, constant(*this, 0)).leftCols(size());
}

Eigen::VectorXd Lasso::jacobian(double u) const
{
    return jacobian(constant(*this, u)).rowwise().sum();
}

Solution ElasticNet::solution(const std::tuple<double, double>& u) const
{
    return solution(std::tuple(constant(*this, std::get<0>(u)), constant(*this, std::get<1>(u))));
}

Solution ElasticNet::solution(const std::tuple<Eigen::VectorXd, Eigen::VectorXd>& u) const
{
    return SparseQuadratic(*this, std::get<0>(u), std::get<1>(u)).solve();
}

Eigen::MatrixXd ElasticNet::jacobian(const std::tuple<Eigen::VectorXd, Eigen::VectorXd>& u) const
{
    return jacobian_of(*this, std::get<0>(u), std::get<1>(u));
}

Eigen::MatrixXd ElasticNet::jacobian(const std::tuple<double, double>& u) const
{
    const Eigen::MatrixXd each = jacobian_of(*this, constant(*this, std::get<0>(u)), constant(*this, std::get<1>(u)));
    Eigen::MatrixXd both(size(), 2);
    both << each.leftCols(size()).rowwise().sum(), each.rightCols(size()).rowwise().sum();
    return both;
}

} // namespace reel
