#include "zoo.hpp"

#include <reel/problem/elastic_net.hpp>
#include <reel/problem/group_lasso.hpp>
#include <reel/solver/proximal.hpp>
#include <reel/unroll/flat.hpp>

#include <tuple>
#include <vector>

namespace reel::apps {
namespace {

template <class Problem, class U, class Reading>
Task proximal(const Ingredients& from, Problem made, const U& u, const Reading& reading)
{
    const auto problem = std::make_shared<const Problem>(std::move(made));
    Task task;
    task.u = flatten(u);
    task.curvature = problem->curvature(u);
    task.solution = problem->solution(u).x;
    task.jacobian = problem->jacobian(u);
    if (from.method == Method::ista) {
        task.step = from.step.step(task.curvature);
        task.solver = AnySolver(problem, ProximalGradient<Problem>{*problem, task.step}, reading);
    } else {
        const MomentumRule rule = MomentumRule::fista(1.0 / task.curvature.L);
        task.solver = AnySolver(problem, AcceleratedProximalGradient<Problem>{*problem, rule}, reading);
    }
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
    // From max |A^T b| on the solution of the lasso is 0; a tenth of it keeps some entries and drops others.
    const double u = from.u.value_or(0.1 * (from.A.transpose() * from.b).cwiseAbs().maxCoeff());
    switch (from.problem) {
    case ProblemKind::lasso: return proximal(from, Lasso(from.A, from.b), u, as_number);
    case ProblemKind::elastic_net: return proximal(from, ElasticNet(from.A, from.b), std::tuple(u, 1.0), as_pair);
    default: return proximal(from, GroupLasso(from.A, from.b, triples(from.A.cols())), u, as_number);
    }
}

} // namespace reel::apps
