#pragma once
/// Gradient descent on ridge regression from a far start, with the exact error of every late start: what rules that choose a
/// start are measured by.
#include "decompositions.hpp"

#include <reel/problem/generate.hpp>
#include <reel/problem/random.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace reel::test {

using Eigen::ArrayXd;
using Eigen::VectorXd;

using Descent = GradientDescent<Ridge>;

// Mode by mode in the eigenbasis of H:  Zbar_k - J* = -(1 - h l)^{k-T} J* - h (k - T)(1 - h l)^{k-1} (x_0 - x*).
// At fixed K the two terms may cancel in the slowest mode for some T, by luck; from the mirror image 2 x* - x_0 of the
// start they add. So R1 and R3 are measured by the root mean square of both, |a + b|^2/2 + |a - b|^2/2 = |a|^2 + |b|^2.
// (From one start alone, `one_sided`, no rule made of norms comes close to a T that is best because of a sign.)
struct Case {
    std::string name;
    std::shared_ptr<const Ridge> ridge;
    double h;
    VectorXd x0;
    double mu;
    ArrayXd contraction, jacobian, start;

    VectorXd tail(long k, long T) const { return power(k - T) * jacobian; }
    VectorXd curse(long k, long T) const { return h * static_cast<double>(k - T) * power(std::max(k - 1, 0L)) * start; }
    double error(long k, long T) const { return std::hypot(tail(k, T).norm(), curse(k, T).norm()); }
    double one_sided(long k, long T) const { return (tail(k, T) + curse(k, T)).norm(); }
    double best(long k) const
    {
        double least = error(k, 0);
        for (long T = 1; T <= k; ++T)
            least = std::min(least, error(k, T));
        return least;
    }
    long best_one_sided_start(long k) const
    {
        long best = 0;
        for (long T = 1; T <= k; ++T)
            if (one_sided(k, T) < one_sided(k, best))
                best = T;
        return best;
    }
    double best_split(long budget, long w) const
    {
        double least = jacobian.matrix().norm();
        for (long n2 = 1; (1 + w) * n2 <= budget; ++n2)
            least = std::min(least, one_sided(budget - w * n2, budget - (1 + w) * n2));
        return least;
    }
    // R1 with exact constants: the first T with C e_T <= (1 - rho)|J*|.
    long curse_free() const
    {
        long T = 0;
        while (h * (power(T) * start).matrix().norm() > (1 - rho()) * jacobian.matrix().norm())
            ++T;
        return T;
    }
    Descent solver() const { return {*ridge, h}; }
    ArrayXd power(long k) const { return contraction.pow(static_cast<double>(k)); }
    double rho() const { return contraction.abs().maxCoeff(); }
};

constexpr double weight = 0.1;

inline std::vector<Case> cases()
{
    std::vector<Case> all;
    for (const double kappa : {92.0, 500.0}) {
        const Dataset data = generate_regression({.rows = 60, .cols = 50, .condition = kappa, .u = weight});
        const auto ridge = std::make_shared<const Ridge>(data.A, data.b);
        const Eigen::MatrixXd hessian = ridge->hessian<double>(weight);
        const Eigen::MatrixXd modes = eigenvectors_of(hessian);
        const Eigen::ArrayXd sizes = eigenvalues_of(hessian);
        const VectorXd solution = ridge->solution(weight).x;
        const Curvature c = ridge->curvature(weight);
        for (const bool fast : {false, true})
            for (const double scale : {1.0, 10.0, 100.0}) {
                const double h = fast ? 2 / (c.L + c.mu) : 1 / c.L;
                const VectorXd x0 = scale * solution.norm() * VectorXd(Random(7).normal(50)).normalized();
                const auto in_modes = [&](const VectorXd& x) { return (modes.transpose() * x).array(); };
                all.push_back({"kappa " + std::to_string(int(kappa)) + (fast ? ", 2/(L+mu)" : ", 1/L") + ", start " +
                                   std::to_string(int(scale)),
                               ridge, h, x0, c.mu, 1 - h * sizes, in_modes(ridge->jacobian(weight)),
                               in_modes(x0 - solution)});
            }
    }
    return all;
}

} // namespace reel::test
