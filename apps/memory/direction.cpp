#include "trial.hpp"

#include "common/exit.hpp"
#include "memory/isolated.hpp"

#include <reel/unroll/late_tangents.hpp>

namespace reel::apps {

std::vector<Eigen::VectorXd> error_directions(const Experiment& experiment, Step K, const std::vector<Step>& T)
{
    using Eigen::MatrixXd;
    const auto starts = static_cast<Eigen::Index>(T.size());
    MatrixXd all(experiment.solution.size(), starts);
    const auto forward = [&](void* to) {
        experiment.with_solver([&](const auto& solver) {
            const auto x0 = solver.init(experiment.x0);
            Eigen::Map<MatrixXd>(static_cast<double*>(to), all.rows(), starts) =
                late_tangents(solver, x0, experiment.u, static_cast<int>(K), T).tangents;
        });
    };
    // in a process of its own, because that is ended when the user interrupts
    const Outcome outcome = run_isolated(forward, all.data(), sizeof(double) * static_cast<std::size_t>(all.size()));
    if (outcome.end == End::interrupted)
        return {};
    if (outcome.end != End::done)
        throw Failure(outcome.what);
    std::vector<Eigen::VectorXd> directions;
    for (Eigen::Index i = 0; i < starts; ++i)
        directions.push_back((all.col(i) - experiment.jacobian.col(0)).stableNormalized());
    return directions;
}

} // namespace reel::apps
