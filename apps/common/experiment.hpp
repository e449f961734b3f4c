#pragma once
/// The problem, the method and the start that the programs share: their options, and what is built from them.
///
///     ExperimentSettings settings;
///     declare(options, settings);                       // --problem, --data, ..., --method, --step, --start
///     options.parse(argc, argv);
///     const Experiment experiment = build(options, settings);
///     experiment.with_solver([&](const auto& solver) { iterate(solver, solver.init(experiment.x0), experiment.u, ...); });

#include "csv.hpp"
#include "options.hpp"

#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>
#include <reel/solver/momentum_rule.hpp>
#include <reel/solver/step_rule.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace reel::apps {

enum class Method { gd, heavy_ball, nesterov, chebyshev };
enum class ProblemKind { ridge };

/// x_0 = 0, or x_0 = scale times a standard normal vector.
struct Start {
    double scale = 0.0;
};

struct ExperimentSettings {
    ProblemKind problem = ProblemKind::ridge;
    std::string data;
    Scale scale = Scale::standardize;
    std::int64_t rows = 100;
    std::int64_t cols = 50;
    double condition = 100.0;
    double u = 1.0;
    Method method = Method::gd;
    StepRule step = StepRule::two_over_sum();
    Start start;
    std::int64_t iterations = 500;
};

/// The options in two groups, "Problem" and "Solver".
void declare(Options& options, ExperimentSettings& settings);

/// A problem at hand: its data, constants, certified solution and the derivative of it.
struct Experiment {
    std::shared_ptr<const Ridge> problem;
    double u = 0.0;
    Method method = Method::gd;
    double step = 0.0;        ///< Of the methods that take --step: gd alone.
    Curvature curvature;
    Eigen::VectorXd x0;
    Eigen::VectorXd solution; ///< x*
    Eigen::MatrixXd jacobian; ///< J* = dx*/du
    std::string title;        ///< "ridge on diabetes.csv"

    /// |x_k - x*| shrinks by this factor a step in the long run.
    double rate() const;
    MomentumRule rule() const;
    std::string method_name() const;

    /// Calls f with the solver, a map with `init` and `solution`.
    template <class F>
    auto with_solver(const F& f) const
    {
        if (method == Method::gd)
            return f(GradientDescent<Ridge>{*problem, step});
        return f(MomentumMethod<Ridge>{*problem, rule()});
    }
};

/// Reads or generates the data; throws `UsageError` for options that do not fit together.
Experiment build(const Options& options, const ExperimentSettings& settings);

} // namespace reel::apps
