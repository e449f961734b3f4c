#pragma once
/// What reel-memory measures: the derivative of one run, truncated at T and kept in one of several ways.

#include "zoo/experiment.hpp"

#include <reel/unroll/schedule.hpp>
#include <reel/unroll/step_size.hpp>

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reel::apps {

/// How the states of the run are kept for the reverse pass.
enum class Keeping { tape, step, periodic, binomial, online, disk, limit };

/// Their names for --schedule and for whoever reads the results, in the order above.
const std::vector<std::string>& keeping_names();
const std::string& name_of(Keeping keeping);

struct Room {
    std::int64_t checkpoints = 10;
    std::int64_t period = 0; ///< 0: the square root of K.
    std::optional<std::int64_t> limit = {};
    std::string folder = {};
};

/// The steps between two checkpoints of the periodic schedule.
Step period_of(const Room& room, Step K);

struct Trial {
    Step K = 0;
    Step T = 0;
    Keeping keeping = Keeping::tape;
};

struct Taken {
    ReplayBytes bytes;
    Step steps_replayed = 0; ///< Steps made again: all that were made, in plain numbers or on the tape, but for K.
    std::size_t peak_rss = 0;
    double seconds = 0.0; ///< Processor time.
    double error = 0.0;   ///< |dx_K/du - J*| / |J*|
    bool finite = true;
};

/// For each T the unit vector v along dx_K/du - J*, found forward in one run for all of them. The reverse pass that
/// starts from v shows the whole error of the derivative: v^T (dx_K/du - J*) is its norm. Empty when interrupted.
std::vector<Eigen::VectorXd> error_directions(const Experiment& experiment, Step K, const std::vector<Step>& T);

/// A row of the result, or why there is none.
struct Attempt {
    std::optional<Taken> taken;
    std::string refused = {}; ///< It does not fit the limit: how much would.
};

/// Runs the trial from the adjoint v in a process of its own. Neither is there when interrupted.
Attempt run(const Experiment& experiment, const Trial& trial, const Room& room, const Eigen::VectorXd& v);

/// Seconds of one plain step, and of one that is recorded and swept.
struct StepTime {
    double plain = 0.0;
    double recorded = 0.0;
};
StepTime time_of_steps(const Experiment& experiment, Step K);

/// Predicts bytes and steps, exactly, and seconds from those of one step; `peak_rss` and `error` are left at 0.
Attempt estimate(const Experiment& experiment, const Trial& trial, const Room& room, const StepTime& time);

} // namespace reel::apps
