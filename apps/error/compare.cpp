#include "compare.hpp"

#include "common/measure.hpp"

#include <reel/implicit/unrolled.hpp>

#include <cmath>

namespace reel::apps {
namespace {

/// |g - J*^T x*| / |J*^T x*|: the error of a gradient of |x|^2 / 2.
double relative_error(const Eigen::VectorXd& gradient, const Experiment& x)
{
    const Eigen::VectorXd truth = x.jacobian.transpose() * x.solution;
    return (gradient - truth).norm() / truth.norm();
}

Way unrolled(const Experiment& x, const std::string& name, const Unrolling& unrolling)
{
    const ThreadStopwatch time;
    Tape tape;
    Recording on(tape);
    const VarVector u = independent(x.u);
    const auto run = iterate(x.solver, x.solver.init(x.x0), u, unrolling);
    const Var loss = 0.5 * x.solver.solution(run.state).squaredNorm();
    Eigen::VectorXd gradient = Eigen::VectorXd::Zero(x.u.size());
    if (loss.active()) {
        Adjoints adjoints(tape);
        adjoints[loss] = 1.0;
        reverse_sweep(tape, adjoints);
        gradient = adjoints[u];
    }
    return {name, relative_error(gradient, x), tape.memory().used(), time.seconds()};
}

Way implicit(const Experiment& x, long K)
{
    const ThreadStopwatch time;
    const auto run = iterate(x.solver, x.solver.init(x.x0), x.u, Stop{.iterations = static_cast<int>(K)});
    // the adjoint of |x|^2 / 2 is x; x is the first part of the state
    Eigen::VectorXd row = Eigen::VectorXd::Zero(flat_size(run.state));
    row.head(x.x0.size()) = x.solver.solution(run.state);
    const auto seed = unflatten(row, run.state);
    const auto gradient = vjp(x.solver, run.state, x.u, seed, Implicit{}, Check{.estimate_error = false});
    return {"implicit, at the last iterate", relative_error(gradient.estimate, x), gradient.bytes, time.seconds()};
}

} // namespace

std::vector<Way> compare(const Experiment& experiment, long K, long T)
{
    const auto steps = static_cast<int>(K);
    const auto passive = static_cast<int>(T);
    return {unrolled(experiment, "full unrolling", Unrolling::truncated(steps, 0)),
            unrolled(experiment, "truncated, T = " + std::to_string(T), Unrolling::truncated(steps, passive)),
            implicit(experiment, K)};
}

} // namespace reel::apps
