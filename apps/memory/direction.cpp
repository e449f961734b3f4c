#include "trial.hpp"

#include "common/exit.hpp"
#include "memory/isolated.hpp"

#include <reel/analysis/curve.hpp>

namespace reel::apps {

std::vector<Eigen::VectorXd> error_directions(const Experiment& experiment, Step K, const std::vector<Step>& T)
{
    using Eigen::MatrixXd;
    const auto starts = static_cast<Eigen::Index>(T.size());
    MatrixXd all(experiment.solution.size(), starts);
    const auto forward = [&](void* to) {
        Eigen::Map<MatrixXd> errors(static_cast<double*>(to), all.rows(), starts);
        ErrorCurve curve(experiment.solver, experiment.x0, experiment.u, {experiment.solution, experiment.jacobian},
                         {T.begin(), T.end()});
        while (curve.k() < K)
            curve.advance();
        for (Eigen::Index i = 0; i < starts; ++i) {
            const MatrixXd error = curve.derivative(static_cast<std::size_t>(i)) - experiment.jacobian;
            Eigen::Index worst = 0;
            error.colwise().norm().maxCoeff(&worst);
            errors.col(i) = error.col(worst);
        }
    };
    // in a process of its own, because that is ended when the user interrupts
    const Outcome outcome = run_isolated(forward, all.data(), sizeof(double) * static_cast<std::size_t>(all.size()));
    if (outcome.end == End::interrupted)
        return {};
    if (outcome.end != End::done)
        throw Failure(outcome.what);
    std::vector<Eigen::VectorXd> directions;
    for (Eigen::Index i = 0; i < starts; ++i)
        directions.push_back(all.col(i).stableNormalized());
    return directions;
}

} // namespace reel::apps
