#include "compare.hpp"

#include "common/measure.hpp"

#include <reel/implicit/unrolled.hpp>

#include <cmath>

namespace reel::apps {
namespace {

/// d(|x*|^2 / 2)/du = x* . J*
double truth(const Experiment& x) { return x.solution.dot(x.jacobian.col(0)); }

template <class Solver>
Way unrolled(const Solver& solver, const Experiment& x, const std::string& name, const Unrolling& unrolling)
{
    const ThreadStopwatch time;
    Tape tape;
    Recording on(tape);
    const Var u = independent(x.u);
    const auto run = iterate(solver, solver.init(x.x0), u, unrolling);
    const Var loss = 0.5 * solver.solution(run.state).squaredNorm();
    double gradient = 0.0;
    if (loss.active()) {
        Adjoints adjoints(tape);
        adjoints[loss] = 1.0;
        reverse_sweep(tape, adjoints);
        gradient = adjoints[u];
    }
    return {name, std::abs(gradient - truth(x)) / std::abs(truth(x)), tape.memory().used(), time.seconds()};
}

template <class Solver>
Way implicit(const Solver& solver, const Experiment& x, long K)
{
    const ThreadStopwatch time;
    const auto run = iterate(solver, solver.init(x.x0), x.u, Stop{.iterations = static_cast<int>(K)});
    // the adjoint of |x|^2 / 2 is x; x is the first part of the state
    Eigen::VectorXd row = Eigen::VectorXd::Zero(flat_size(run.state));
    row.head(x.x0.size()) = solver.solution(run.state);
    const auto seed = unflatten(row, run.state);
    const auto gradient = vjp(solver, run.state, x.u, seed, Implicit{}, Check{.estimate_error = false});
    return {"implicit, at the last iterate", std::abs(gradient.estimate - truth(x)) / std::abs(truth(x)), gradient.bytes,
            time.seconds()};
}

} // namespace

std::vector<Way> compare(const Experiment& experiment, long K, long T)
{
    return experiment.with_solver([&](const auto& solver) -> std::vector<Way> {
        const auto steps = static_cast<int>(K);
        const auto passive = static_cast<int>(T);
        return {unrolled(solver, experiment, "full unrolling", Unrolling::truncated(steps, 0)),
                unrolled(solver, experiment, "truncated, T = " + std::to_string(T), Unrolling::truncated(steps, passive)),
                implicit(solver, experiment, K)};
    });
}

} // namespace reel::apps
