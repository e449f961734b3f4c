#pragma once
/// The problem, the method and the start that the programs share: their options, and what is built from them.
///
///     ExperimentSettings settings;
///     declare(options, settings);                       // --problem, --data, ..., --method, --step, --start
///     options.parse(argc, argv);
///     const Experiment experiment = build(options, settings);
///     iterate(experiment.solver, experiment.solver.init(experiment.x0), experiment.u, ...);

#include "common/csv.hpp"
#include "common/options.hpp"
#include "start.hpp"
#include "zoo.hpp"

#include <reel/solver/step_rule.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <optional>
#include <string>

namespace reel::apps {

struct ExperimentSettings {
    ProblemKind problem = ProblemKind::ridge;
    std::string data;
    Scale scale = Scale::standardize;
    std::int64_t rows = 100;
    std::int64_t cols = 50;
    double condition = 100.0;
    std::optional<double> u;
    Method method = Method::gd;
    StepRule step = StepRule::two_over_sum();
    Start start;
    std::int64_t iterations = 500;
};

/// The options in two groups, "Problem" and "Solver".
void declare(Options& options, ExperimentSettings& settings);

/// A task at hand, and where it starts.
struct Experiment : Task {
    ProblemKind problem = ProblemKind::ridge;
    Method method = Method::gd;
    Eigen::VectorXd x0;
    std::string title; ///< "ridge on diabetes.csv"

    std::string method_name() const { return title_of(method); }
};

/// Reads or generates the data; throws `UsageError` for options that do not fit together.
Experiment build(const Options& options, const ExperimentSettings& settings);

} // namespace reel::apps
