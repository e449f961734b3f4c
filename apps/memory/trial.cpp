#include "trial.hpp"

#include "common/exit.hpp"
#include "common/measure.hpp"
#include "memory/isolated.hpp"

#include <reel/unroll/replay.hpp>

#include <algorithm>
#include <cmath>

namespace reel::apps {
namespace {

using Eigen::VectorXd;

Schedule schedule_for(const Trial& trial, const Room& room)
{
    switch (trial.keeping) {
    case Keeping::step:
        return Schedule::replay_each_step(trial.K, trial.T);
    case Keeping::periodic:
        return Schedule::periodic(trial.K, trial.T, period_of(room, trial.K));
    case Keeping::binomial:
        return Schedule::binomial(trial.K, trial.T, {.checkpoints = room.checkpoints});
    case Keeping::online:
        return Schedule::online(trial.T, {.checkpoints = room.checkpoints});
    case Keeping::disk:
        return Schedule::binomial(trial.K, trial.T, {.checkpoints = room.checkpoints, .on_disk = 9 * room.checkpoints});
    case Keeping::tape:
    case Keeping::limit:
        break;
    }
    return Schedule::store_all(trial.K, trial.T);
}

Replay replay_for(const Trial& trial, const Room& room)
{
    Replay how{.iterations = trial.K, .truncation = trial.T, .folder = room.folder};
    if (trial.keeping != Keeping::limit)
        how.schedule = schedule_for(trial, room);
    if (room.limit)
        how.memory_limit = static_cast<std::size_t>(*room.limit);
    return how;
}

Step replayed(const Cost& cost, Step K)
{
    return cost.plain_steps + cost.recorded_steps - K;
}

Taken measure(const Experiment& experiment, const Trial& trial, const Room& room, const VectorXd& v)
{
    const auto x0 = experiment.solver.init(experiment.x0);
    const PeakMemory peak;
    const ThreadStopwatch watch;
    const auto run = replay(experiment.solver, x0, experiment.u, v, replay_for(trial, room));
    const VectorXd truth = experiment.jacobian.transpose() * v;
    return {.bytes = run.bytes,
            .steps_replayed = replayed(run.cost, trial.K),
            .peak_rss = peak.bytes(),
            .seconds = watch.seconds(),
            .error = (run.gradient() - truth).norm() / experiment.jacobian.norm(),
            .finite = run.ok()};
}

} // namespace

const std::vector<std::string>& keeping_names()
{
    static const std::vector<std::string> names{"tape", "step", "periodic", "binomial", "online", "disk", "limit"};
    return names;
}

const std::string& name_of(Keeping keeping)
{
    return keeping_names()[static_cast<std::size_t>(keeping)];
}

Step period_of(const Room& room, Step K)
{
    const auto root = static_cast<Step>(std::ceil(std::sqrt(static_cast<double>(K))));
    return room.period > 0 ? room.period : std::max<Step>(root, 1);
}

Attempt run(const Experiment& experiment, const Trial& trial, const Room& room, const VectorXd& v)
{
    Taken taken;
    const Outcome outcome = isolated<Taken>([&] { return measure(experiment, trial, room, v); }, taken);
    switch (outcome.end) {
    case End::done:
        return {taken};
    case End::memory_limit:
        return {std::nullopt, outcome.what};
    case End::interrupted:
        return {};
    case End::failed:
        break;
    }
    throw Failure(outcome.what);
}

StepTime time_of_steps(const Experiment& experiment, Step K)
{
    const auto steps = static_cast<int>(std::clamp<Step>(K, 1, 50));
    const AnySolver& solver = experiment.solver;
    const auto x0 = solver.init(experiment.x0);
    const auto time = [&](const auto& work) {
        work(); // what is called for the first time takes longer
        const ThreadStopwatch watch;
        work();
        return watch.seconds() / steps;
    };
    return {
        .plain = time([&] { iterate(solver, x0, experiment.u, Stop{.iterations = steps}); }),
        .recorded = time([&] { replay(solver, x0, experiment.u, experiment.solution, {.iterations = steps}); }),
    };
}

Attempt estimate(const Experiment& experiment, const Trial& trial, const Room& room, const StepTime& time)
try {
    const AnySolver& solver = experiment.solver;
    const ReplayPlan plan = plan_replay(solver, solver.init(experiment.x0), experiment.u, replay_for(trial, room));
    return Attempt{Taken{.bytes = plan.bytes,
                         .steps_replayed = replayed(plan.cost, trial.K),
                         .seconds = static_cast<double>(plan.cost.plain_steps) * time.plain +
                                    static_cast<double>(plan.cost.recorded_steps) * time.recorded}};
}
catch (const MemoryLimit& error) {
    return {std::nullopt, error.what()};
}

} // namespace reel::apps
