#include "curves.hpp"

#include "common/interrupt.hpp"
#include "common/progress.hpp"
#include "error/taped_run.hpp"

#include <reel/analysis/curve.hpp>
#include <reel/implicit/fixed_point.hpp>

#include <cmath>
#include <limits>

namespace reel::apps {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// 0, where edot starts, and each T.
std::vector<long> all_starts(const Curves& curves)
{
    std::vector<long> starts{0};
    starts.insert(starts.end(), curves.T.begin(), curves.T.end());
    return starts;
}

/// Forward: tangents of all starts in one pass.
void measure_forward(const Experiment& x, long K, Curves& curves, Progress& progress)
{
    ErrorCurve curve(x.solver, x.x0, x.u, {x.solution, x.jacobian}, all_starts(curves));
    for (;; curve.advance()) {
        curves.e.push_back(curve.iterate_error());
        curves.edot.push_back(curve.derivative_error(0));
        for (std::size_t i = 0; i < curves.T.size(); ++i)
            curves.ebar[i].push_back(curve.k() < curves.T[i] ? none : curve.derivative_error(i + 1));
        progress.advance();
        if (curve.k() == K || interrupted() || !std::isfinite(curves.e.back() + curves.edot.back()))
            return;
    }
}

/// Reverse: from each x_k the n rows of the Jacobian are swept down at once, and the sweep rests at each T on its way.
void measure_reverse(const Experiment& x, long K, Curves& curves, Progress& progress)
{
    for (TapedRun run(x);; run.advance()) {
        const auto k = static_cast<long>(curves.e.size());
        curves.e.push_back((run.iterate().value() - x.solution).norm());
        Adjoints rows = run.rows();
        for (std::size_t i = curves.T.size(); i-- > 0;) {
            const long T = curves.T[i];
            curves.ebar[i].push_back(T <= k ? run.error_from(static_cast<std::size_t>(T), rows) : none);
        }
        curves.edot.push_back(run.error_from(0, rows));
        progress.advance();
        if (k == K || interrupted() || !std::isfinite(curves.e.back() + curves.edot.back()))
            return;
    }
}

} // namespace

double rate_of(const Experiment& x)
{
    return fixed_point::contraction_factor(linearize(x.solver, x.solver.init(x.solution), x.u), 400);
}

ErrorConstants constants_of(const Experiment& x)
{
    if (x.constants)
        return error_constants(x, x.x0);
    const double jacobian = x.jacobian.norm();
    return {.rho = rate_of(x), .C = x.step, .e0 = (x.x0 - x.solution).norm(), .jacobian = jacobian, .edot0 = jacobian};
}

Curves measure(const Experiment& experiment, Mode mode, long K, const std::vector<long>& starts, bool quiet)
{
    Curves curves;
    curves.T = starts;
    curves.ebar.resize(starts.size());
    Progress progress("unrolling", K + 1, quiet);
    if (mode == Mode::forward)
        measure_forward(experiment, K, curves, progress);
    else
        measure_reverse(experiment, K, curves, progress);
    return curves;
}

void add_bounds(Curves& curves, const Experiment& experiment)
{
    if (!experiment.constants || !(experiment.constants->rho < 1.0))
        return;
    const ErrorConstants model = constants_of(experiment);
    const auto steps = static_cast<long>(curves.e.size());
    for (long k = 0; k < steps; ++k)
        curves.bound.push_back(derivative_bound(model, k));
    for (const long T : curves.T) {
        std::vector<double>& bound = curves.bound_T.emplace_back();
        for (long k = 0; k < steps; ++k)
            bound.push_back(k < T ? none : truncated_bound(model, k, T));
    }
}

void add_tiers(Curves& curves, const Experiment& x)
{
    if (curves.bound.empty())
        return;
    const ErrorConstants model = constants_of(x);
    const std::vector<long> starts = all_starts(curves);
    std::vector<ErrorRecursion> observed(starts.size(), ErrorRecursion(model.rho, model.jacobian, model.c));
    std::vector<ErrorRecursion> forcing = observed;
    curves.observed.resize(starts.size());
    curves.forcing.resize(starts.size());
    ErrorCurve run(x.solver, x.x0, x.u, {x.solution, x.jacobian}, {});
    for (std::size_t k = 0; k < curves.e.size(); ++k, run.advance()) {
        const double e = run.state_error();
        const double F = run.forcing();
        for (std::size_t i = 0; i < starts.size(); ++i) {
            const bool started = static_cast<long>(k) >= starts[i];
            curves.observed[i].push_back(started ? observed[i].bound() : none);
            curves.forcing[i].push_back(started ? forcing[i].bound() : none);
            if (started) {
                observed[i].advance(model.C * e);
                forcing[i].advance(F);
            }
        }
    }
}

Choice choose_truncation_online(const Experiment& experiment, long K)
{
    MapRun run(experiment.solver, experiment.solver.init(experiment.x0), experiment.u);
    return choose(run, CurseFreeStart{.iterations = static_cast<int>(K)});
}

long choose_truncation(const Experiment& experiment, long K)
{
    return choose_truncation_online(experiment, K).passive;
}

} // namespace reel::apps
