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
constexpr double weight = 0.1;

// Mode by mode in the eigenbasis of H:  Zbar_k - J* = -(1 - h l)^{k-T} J* - h (k - T)(1 - h l)^{k-1} (x_0 - x*).
// At fixed K the two terms may cancel in the slowest mode for some T; from the mirror image 2 x* - x_0 of the start they add
// up there. What norms can know of both is the root mean square, |a + b|^2/2 + |a - b|^2/2 = |a|^2 + |b|^2.
struct Case {
    std::string name;
    std::shared_ptr<const Ridge> ridge;
    double h;
    VectorXd x0;
    double mu;
    ArrayXd contraction, jacobian, start;

    VectorXd tail(long k, long T) const { return power(k - T) * jacobian; }
    VectorXd curse(long k, long T) const { return h * static_cast<double>(k - T) * power(std::max(k - 1, 0L)) * start; }
    double error(long k, long T) const { return (tail(k, T) + curse(k, T)).norm(); }
    double error_along_jacobian(long k, long T) const { return std::abs((tail(k, T) + curse(k, T)).dot(jacobian.matrix())); }
    double either_way(long k, long T) const { return std::hypot(tail(k, T).norm(), curse(k, T).norm()); }
    using Measure = double (Case::*)(long, long) const;
    double best(long k, Measure measure = &Case::error) const
    {
        double least = (this->*measure)(k, 0);
        for (long T = 1; T <= k; ++T)
            least = std::min(least, (this->*measure)(k, T));
        return least;
    }
    double best_split(long budget, long w) const
    {
        double least = jacobian.matrix().norm();
        for (long n2 = 1; (1 + w) * n2 <= budget; ++n2)
            least = std::min(least, error(budget - w * n2, budget - (1 + w) * n2));
        return least;
    }
    Case mirrored() const
    {
        Case other = *this;
        other.name += ", mirrored";
        other.x0 = 2 * ridge->solution(weight).x - x0;
        other.start = -start;
        return other;
    }
    Descent solver() const { return {*ridge, h}; }
    ArrayXd power(long k) const { return contraction.pow(static_cast<double>(k)); }
    double rho() const { return contraction.abs().maxCoeff(); }
};

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
inline std::vector<Case> cases_and_mirror_images()
{
    std::vector<Case> all = cases();
    for (std::size_t i = 0, half = all.size(); i < half; ++i)
        all.push_back(all[i].mirrored());
    return all;
}

inline double median(std::vector<double> numbers)
{
    std::sort(numbers.begin(), numbers.end());
    return numbers[numbers.size() / 2];
}
inline double worst(const std::vector<double>& numbers) { return *std::max_element(numbers.begin(), numbers.end()); }

} // namespace reel::test
