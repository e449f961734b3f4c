#pragma once
/// Gradient descent that finds its own step, for the plain phase of a run.
///
/// Armijo's rule: the step is halved until f(x - h g) <= f(x) - h |g|^2 / 2, and doubled for the next try. How long a
/// step is depends on x and u in jumps, so these steps are not to be differentiated, and the solver takes numbers only.
/// The step in its last state is a good one for the gradient descent that is then recorded.
///
///     const Backtracking search{problem};
///     auto state = search.init(x0);
///     for (int k = 0; k < 100; ++k)
///         state = search(state, u);
///     const GradientDescent tail{problem, state.step};

#include <Eigen/Core>

namespace reel {

struct BacktrackingState {
    Eigen::VectorXd x;
    double step = 1; ///< the last one taken
};

template <class Problem>
struct Backtracking {
    const Problem& problem;
    double first_step = 1;

    BacktrackingState init(const Eigen::VectorXd& x0) const { return {x0, first_step}; }

    /// One gradient and as many values as tries. The state is returned unchanged when no step decreases f: x is then a
    /// minimiser to rounding, or not finite.
    template <class U>
    BacktrackingState operator()(const BacktrackingState& state, const U& u) const
    {
        const Eigen::VectorXd gradient = problem.gradient(state.x, u);
        const double value = problem.value(state.x, u);
        for (double step = 2 * state.step; step > 1e-30; step /= 2) {
            const Eigen::VectorXd next = state.x - step * gradient;
            if (problem.value(next, u) <= value - step / 2 * gradient.squaredNorm())
                return {next, step};
        }
        return state;
    }
    const Eigen::VectorXd& solution(const BacktrackingState& state) const { return state.x; }
};

} // namespace reel
