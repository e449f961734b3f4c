#include "tune/contest.hpp"

#include "common/interrupt.hpp"
#include "common/measure.hpp"
#include "common/progress.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

namespace reel::apps {
namespace {

using Eigen::VectorXd;

constexpr double sweep_cost = 2.0; // a step that is recorded and swept costs as much as 1 + 2 plain ones

/// The gradient with respect to theta.
VectorXd in_theta(const VectorXd& gradient, const VectorXd& u, Parametrization parametrization)
{
    return parametrization == Parametrization::plain ? gradient : VectorXd(gradient.cwiseProduct(u));
}

double relative_error(const Tuning& tuning, const VectorXd& u, const VectorXd& gradient)
{
    const VectorXd exact = in_theta(tuning.exact_gradient(u), u, tuning.parametrization);
    return (gradient - exact).norm() / exact.norm();
}

} // namespace

std::string to_string(Way way)
{
    switch (way) {
    case Way::full: return "full";
    case Way::truncated: return "truncated";
    case Way::budget: return "budget";
    case Way::replay: return "replay";
    case Way::forward: return "forward";
    case Way::implicit: return "implicit";
    case Way::neumann: return "neumann";
    case Way::one_step: return "one-step";
    case Way::all: return "all";
    }
    return "";
}

std::string Contestant::name() const { return to_string(way) + (warm ? ", warm" : ", cold"); }

AnyStrategy strategy_of(Way way, const ContestSettings& settings, std::size_t tape_bytes)
{
    const auto K = static_cast<int>(settings.iterations);
    const auto T = static_cast<int>(settings.truncate.value_or(settings.iterations / 2));
    const auto limit = settings.limit ? static_cast<std::size_t>(*settings.limit) : tape_bytes / 10 + 4096;
    switch (way) {
    case Way::full: return Unrolling::truncated(K, 0);
    case Way::truncated: return Unrolling::truncated(K, T);
    case Way::budget: return Unrolling::budget(K, T, sweep_cost);
    case Way::replay: return Replay{.iterations = K, .memory_limit = limit};
    case Way::forward: return Forward{Unrolling::truncated(K, T)};
    case Way::neumann: return Neumann{.terms = static_cast<int>(settings.terms)};
    case Way::one_step: return OneStep{};
    default: return Implicit{};
    }
}

Bilevel bilevel_of(const Tuning& tuning, Way way, bool warm, const ContestSettings& settings)
{
    Bilevel how;
    how.inner = {static_cast<int>(settings.iterations)};
    how.warm = {warm, warm && way != Way::one_step};
    how.parametrization = tuning.parametrization;
    how.outer.steps = static_cast<int>(settings.steps);
    how.outer.budget = static_cast<int>(settings.step_budget);
    if (settings.adam)
        how.outer.method = Adam{.rate = settings.rate};
    else
        how.outer.method = LineSearch{.first = settings.rate};
    return how;
}

std::size_t full_tape_bytes(const Tuning& tuning, const ContestSettings& settings)
{
    // all steps are alike: two short tapes tell the length of a step
    ContestSettings few = settings;
    const auto bytes = [&](std::int64_t K) {
        few.iterations = K;
        return tuning.look(strategy_of(Way::full, few, 0), bilevel_of(tuning, Way::full, false, few), tuning.start).bytes;
    };
    const std::size_t three = bytes(3);
    return three + static_cast<std::size_t>(std::max<std::int64_t>(settings.iterations - 3, 0)) * (three - bytes(2));
}

Contestant run_contestant(const Tuning& tuning, Way way, bool warm, const ContestSettings& settings,
                          std::size_t tape_bytes, bool quiet)
{
    Contestant result;
    result.way = way;
    result.warm = warm;
    result.validation = std::numeric_limits<double>::infinity();
    Progress progress(result.name(), settings.steps, quiet);
    double before = 0.0; // seconds when this outer step began
    const ThreadStopwatch time;
    const auto watch = [&](const OuterStep& step, const VectorXd& x) {
        const VectorXd u = u_of(step.theta, tuning.parametrization);
        TuneRow row{.outer = static_cast<int>(result.rows.size()),
                    .u = tuning.summary_u(u),
                    .train = tuning.train(x, u),
                    .validation = step.loss,
                    .gradient = step.gradient.norm(),
                    .gradient_error = std::nan(""),
                    .inner_iterations = step.inner_iterations,
                    .bytes = step.bytes,
                    .seconds = time.seconds() - before,
                    .work = (result.rows.empty() ? 0.0 : result.rows.back().work) + step.work};
        if (row.outer % settings.reference == 0 && step.gradient.allFinite())
            row.gradient_error = relative_error(tuning, u, step.gradient);
        result.rows.push_back(row);
        result.bytes = std::max(result.bytes, row.bytes);
        if (step.loss < result.validation) {
            result.validation = step.loss;
            result.u = u;
            result.x = x;
            result.test = tuning.test(x);
        }
        progress.advance();
        before = time.seconds();
        return !interrupted() && !(settings.work && row.work >= static_cast<double>(*settings.work));
    };
    const OuterRun run = tuning.tune(strategy_of(way, settings, tape_bytes), bilevel_of(tuning, way, warm, settings), watch);
    result.work = run.work;
    result.untrusted = run.untrusted;
    result.status = reel::to_string(run.status);
    return result;
}

GridResult grid_search(const Tuning& tuning, double work, std::int64_t iterations)
{
    GridResult best;
    best.points = std::max(1, static_cast<int>(work / static_cast<double>(iterations)));
    best.validation = std::numeric_limits<double>::infinity();
    for (int i = 0; i < best.points && !interrupted(); ++i) {
        const VectorXd u = tuning.grid(i, best.points);
        const auto [x, loss] = tuning.fit(u, static_cast<int>(iterations));
        if (loss < best.validation) {
            best.validation = loss;
            best.u = u;
            best.test = tuning.test(x);
        }
    }
    return best;
}

double check_gradient(const Tuning& tuning, const ContestSettings& settings, std::size_t tape_bytes)
{
    const Observation seen = tuning.look(strategy_of(settings.way, settings, tape_bytes),
                                         bilevel_of(tuning, settings.way, false, settings), tuning.start);
    return relative_error(tuning, tuning.start, seen.gradient);
}

std::string verdict(const std::vector<Contestant>& contestants, const Tuning& tuning)
{
    const auto better = [](const Contestant& a, const Contestant& b) { return a.validation < b.validation; };
    const auto best = std::min_element(contestants.begin(), contestants.end(), better);
    if (best == contestants.end())
        return "nothing was run";
    std::ostringstream text;
    text << best->name() << " start, was best: validation loss " << best->validation << ", test " << tuning.metric << " "
         << best->test << ", with " << best->bytes << " bytes";
    const Contestant* lean = &*best;
    for (const Contestant& other : contestants)
        if (other.validation <= best->validation + 0.01 * std::abs(best->validation) && other.bytes < lean->bytes)
            lean = &other;
    if (lean != &*best)
        text << "; " << lean->name() << " start, came within 1 % of it (" << lean->validation << ") with " << lean->bytes
             << " bytes";
    return text.str();
}

} // namespace reel::apps
