#pragma once
/// Solvers of a small ridge regression, and a start and an adjoint for them: what the tests of replays run.
#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>

namespace reel::test {

constexpr Eigen::Index n = 7; // odd: rows of adjoints begin at any alignment

inline const Ridge& ridge()
{
    static const Ridge problem = [] {
        const Dataset data = generate_regression({.rows = 12, .cols = n, .condition = 100, .u = 1e-2, .seed = 1});
        return Ridge(data.A, data.b);
    }();
    return problem;
}
inline const GradientDescent<Ridge> descent{ridge(), 0.01};
inline const MomentumMethod<Ridge> chebyshev{ridge(), MomentumRule::chebyshev(ridge().curvature(0.1))};
inline const Eigen::VectorXd x0 = Eigen::VectorXd::Ones(n);
inline const Eigen::VectorXd v = Eigen::VectorXd::LinSpaced(n, -1.0, 2.0);

/// The solution of a splitting method is computed from its state.
struct Shadow {
    template <class X, class U>
    X operator()(const X& z, const U& u) const
    {
        return 0.5 * z + u * (z - 0.1 * z.cwiseProduct(z));
    }
    template <class X>
    X solution(const X& z) const
    {
        return 2.0 * z - z.cwiseProduct(z);
    }
};

} // namespace reel::test
