#pragma once
/// Outer methods: minimising a loss of the hyper-parameters that can only be observed by running an inner solver.
///
///     const OuterRun run = minimize(observe, theta0, {.method = Adam{.rate = 0.1}, .steps = 100});
///     run.theta                                  // the hyper-parameters with the lowest loss seen
///     run.steps[t].loss, .gradient, .work        // what each outer step saw, and what it cost
///
/// The loss and its gradient are inexact, because the inner solver stops somewhere and so does its derivative. The
/// methods here live with that: a line search that finds no decrease leaves theta where it is and shortens its step,
/// which lets a warm-started inner solver catch up; Adam takes its steps without looking.
///
/// theta is a row of numbers; hypergradient.hpp makes one of hyper-parameters of any shape.

#include <reel/implicit/derivative.hpp>

#include <Eigen/Core>

#include <functional>
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace reel {

/// theta - a g, with the first a for which loss(theta - a g) <= loss - armijo a |g|^2 among
/// a_0, shrink a_0, shrink^2 a_0, ...; the next outer step begins with grow times the a that was taken.
struct LineSearch {
    double first = 1.0;   ///< The length |a_0 g| of the very first trial.
    double shrink = 0.5;  ///< In (0, 1).
    double grow = 2.0;    ///< At least 1.
    double armijo = 1e-4; ///< In [0, 1).
    int trials = 10;      ///< At most, in one outer step; at least 1.
};

/// Kingma, Ba (2015). Takes no trials: all its work goes into gradients.
struct Adam {
    double rate = 0.1;
    double mean = 0.9;       ///< Decay of the mean of g,
    double square = 0.999;   ///< and of g^2.
    double epsilon = 1e-12;
};

using OuterMethod = std::variant<LineSearch, Adam>;

struct Outer {
    OuterMethod method = LineSearch{};
    int steps = 50;
    double tolerance = 0.0; ///< The run ends when |g| <= tolerance (0: never).
    double longest = 2.0;   ///< No entry of theta moves further in one step.
    /// Work of one outer step (`Evidence::work`), after which its line search makes no more trials.
    int budget = std::numeric_limits<int>::max();
};

/// What one look at theta shows. Without `derive` there is no gradient.
struct Observation {
    double loss = 0.0;
    Eigen::VectorXd gradient{};
    int inner_iterations = 0;
    int work = 0;
    std::size_t bytes = 0;
    DerivativeStatus status = DerivativeStatus::ok;
    double error = std::numeric_limits<double>::quiet_NaN(); ///< Estimated, of the gradient.
};
using Observe = std::function<Observation(const Eigen::VectorXd& theta, bool derive)>;

/// One outer step: what was seen at theta before it moved, and the work of its trials as well.
struct OuterStep : Observation {
    Eigen::VectorXd theta;
    int trials = 0;
    bool moved = false;
};

enum class OuterStatus {
    completed,  ///< All steps were made.
    converged,  ///< |g| fell to the tolerance.
    not_finite, ///< A loss or a gradient overflowed; theta is the best one before.
    ended       ///< The watch ended it.
};
const char* to_string(OuterStatus status) noexcept;

struct OuterRun {
    Eigen::VectorXd theta; ///< Of the lowest loss that came with a gradient.
    double loss = std::numeric_limits<double>::infinity();
    OuterStatus status = OuterStatus::completed;
    std::vector<OuterStep> steps;
    int untrusted = 0; ///< Steps whose derivative had another status than ok.
    double work = 0.0; ///< Of all steps.
};

/// Sees each outer step when it is done; false ends the run.
using OuterWatch = std::function<bool(const OuterStep&)>;

/// Minimises from theta. Throws `InvalidArgument` for settings that make no sense.
OuterRun minimize(const Observe& observe, Eigen::VectorXd theta, const Outer& how, const OuterWatch& watch = {});

} // namespace reel
