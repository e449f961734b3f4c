#pragma once
/// What a task says of its problem, whatever the solver.
#include "zoo.hpp"

#include <reel/unroll/flat.hpp>

namespace reel::apps {

template <class Problem, class U>
Task truth_of(const Problem& problem, const U& u)
{
    Task task;
    task.u = flatten(u);
    task.curvature = problem.curvature(u);
    task.solution = problem.solution(u).x;
    task.jacobian = problem.jacobian(u);
    return task;
}

} // namespace reel::apps
