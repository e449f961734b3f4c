#include "truth.hpp"

#include <reel/eigen/solve.hpp>
#include <reel/problem/elastic_net.hpp>
#include <reel/problem/group_lasso.hpp>
#include <reel/problem/total_variation.hpp>
#include <reel/solver/proximal.hpp>
#include <reel/solver/splitting.hpp>

#include <cmath>
#include <tuple>
#include <vector>

namespace reel::apps {
namespace {

template <class Problem, class U, class Reading>
Task proximal(const Ingredients& from, Problem made, const U& u, const Reading& reading)
{
    const auto problem = std::make_shared<const Problem>(std::move(made));
    Task task = truth_of(*problem, u);
    const Curvature& c = task.curvature;
    const double middle = c.mu > 0 ? std::sqrt(c.mu * c.L) : 0.1 * c.L;
    switch (from.method) {
    case Method::ista:
        task.step = from.step.step(c);
        task.solver = AnySolver(problem, ProximalGradient<Problem>{*problem, task.step}, reading);
        break;
    case Method::fista:
        task.solver = AnySolver(
            problem, AcceleratedProximalGradient<Problem>{*problem, MomentumRule::fista(1.0 / c.L)}, reading);
        break;
    case Method::admm: task.solver = AnySolver(problem, Admm<Problem>(*problem, middle), reading); break;
    default: task.solver = AnySolver(problem, DouglasRachford<Problem>(*problem, 1.0 / middle), reading); break;
    }
    return task;
}

Task denoising(const Ingredients& from)
{
    const auto problem = std::make_shared<const TotalVariation>(from.b);
    Task task = truth_of(*problem, from.u.value_or(0.2));
    const double norm = problem->analysis_norm();
    if (from.method == Method::admm)
        task.solver = AnySolver(problem, Admm<TotalVariation>(*problem, 1.0), as_number);
    else
        task.solver = AnySolver(problem, PrimalDual<TotalVariation>(*problem, 1.0 / norm, 1.0 / norm), as_number);
    return task;
}

/// Groups of three, the last one with what is left.
std::vector<Eigen::Index> triples(Eigen::Index n)
{
    std::vector<Eigen::Index> sizes(static_cast<std::size_t>(n / 3), 3);
    if (n % 3 > 0)
        sizes.push_back(n % 3);
    return sizes;
}

} // namespace

Task make_sparse(const Ingredients& from)
{
    if (from.problem == ProblemKind::total_variation)
        return denoising(from);
    // From max |A^T b| on the solution of the lasso is 0; a tenth of it keeps some entries and drops others.
    const double u = from.u.value_or(0.1 * (from.A.transpose() * from.b).cwiseAbs().maxCoeff());
    switch (from.problem) {
    case ProblemKind::lasso: return proximal(from, Lasso(from.A, from.b), u, as_number);
    case ProblemKind::elastic_net: return proximal(from, ElasticNet(from.A, from.b), std::tuple(u, 1.0), as_pair);
    default: return proximal(from, GroupLasso(from.A, from.b, triples(from.A.cols())), u, as_number);
    }
}

} // namespace reel::apps
