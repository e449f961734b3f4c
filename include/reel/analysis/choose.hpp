#pragma once
/// Where to start differentiating, decided while the solver runs. A rule is a value:
///
///     const auto run = iterate(step, x0, u, CurseFreeStart{.iterations = 500});     // K fixed: T is found
///     const auto run = iterate(step, x0, u, BudgetStop{.budget = 900});             // work fixed: both are found
///     run.state;                              // on the tape that records, as with an Unrolling
///     run.choice.passive                      // T
///     run.choice.from.rho                     // ... and from which numbers
///
///     const auto g = vjp(step, x0, u, v, CurseFreeStart{.iterations = 500});
///     g.value(), g.choice, g.certificate      // |value - (dx*/du)^T v| <= certificate (analysis/certificate.hpp)
///
/// The rules:
///     R1  CurseFreeStart    the first k with c C e_k <= (1 - rho)|J*|: from there the bound only gets better. Then the error
///                           at K of every start is forecast, and another is taken where that is a twentieth better
///     R2  BudgetStop        as many plain steps as make the bound at the end of the budget smallest
///     R3  AdjointStop       the sweep ends where what is left of the adjoint cannot matter; in reverse only
///     R4  RestartMonitor    a tangent is carried along, and reset whenever its changes grow; needs no constants
///     R5  TwoStarts         is the later of two starts as good as the earlier one?
///     R6  Identification    not before the active set of a non-smooth map has settled
/// They combine: R1 and R2 wait for R6, and a vjp applies R3 to what any of them chose. Of the starts that its sweep came
/// past it takes the one with the least certificate.
///
/// The forecast of R1 looks at the two parts of the error, what was cut off and the curse, as vectors: at fixed K they may
/// cancel or add up, which no bound made of norms can know. With several hyper-parameters they do one thing in one column of
/// the derivative and another in the next, and their squares are added.

#include <reel/analysis/bounds.hpp>
#include <reel/analysis/certificate.hpp>
#include <reel/analysis/constants.hpp>
#include <reel/analysis/run.hpp>
#include <reel/implicit/unrolled.hpp>
#include <reel/unroll/flat.hpp>
#include <reel/unroll/gradient_curve.hpp>

#include <Eigen/Core>

#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace reel {

enum class Rule { curse_free_start, budget_stop, adjoint_stop, restart_monitor, two_starts, identification };
const char* to_string(Rule rule) noexcept;

/// What was decided, and from which numbers.
struct Choice {
    Rule rule = Rule::curse_free_start;
    long passive = 0;             ///< T
    long recorded = 0;            ///< K - T
    bool inside_burn_in = false;  ///< The curse number is above 1 even at x_K: any T is a poor one, and more steps are the remedy.
    bool waited_for_active_set = false; ///< R6 had the last word.
    Estimates from{};             ///< Seen at x_T. R4, R5 and R6 decide without them.
    double cost_ratio = 0.0;      ///< w, given or measured (R2).
    double bound = std::numeric_limits<double>::quiet_NaN(); ///< Of |Z - J*| in the probe direction, from these numbers.
    /// What R1 expects it to be, no bound; NaN where it could not tell: without a limit that is known to a tenth of e_T.
    double forecast = std::numeric_limits<double>::quiet_NaN();
    double difference = 0.0;      ///< |z_1 - z_2| of R5.
    double last_error = 0.0;      ///< e_K <= c rho^{K-T} e_T; of R3 e_K itself.
    std::string text() const;     ///< One sentence.
};

/// R1 with R6: a fixed number K of steps. The constants are estimated at a few k. The forecast takes at most 4/(1 - rho)
/// forward sweeps of two columns, at most as many as there are recorded steps; a start further back, the steps to there again.
struct CurseFreeStart {
    int iterations = 1000; ///< K
    int settled = 10;      ///< R6: steps that the active set must have been the same.
};
/// R2 with R6. A plain step costs 1, a recorded and swept one 1 + w.
struct BudgetStop {
    double budget = 1000.0;
    std::optional<double> cost_ratio = {};                            ///< w; measured when it is not given.
    std::size_t memory_limit = std::numeric_limits<std::size_t>::max(); ///< Bytes of tape: caps the recorded steps.
    int settled = 10;
};
/// R3 alone: all steps are recorded, and the sweep from K down decides. Constants are estimated at x_K.
struct AdjointStop {
    int iterations = 1000;
};
/// R4: one recorded step and one forward sweep a step. Reacts late: after the burn-in 1.0 to 1.7 times as wrong as the
/// best T in experiments, but up to 14 times inside it.
struct RestartMonitor {
    int iterations = 1000;
};
/// R5: two tangents. The later start `second` is taken when |z_1 - z_2| <= tolerance |z_1| at K: then, by the triangle
/// inequality, its error is at most that much above that of the earlier one.
struct TwoStarts {
    int first = 0;
    int second = 0;
    int iterations = 1000;
    double tolerance = 0.01;
};
/// R6 alone: the T at which the active set became what it still was `settled` steps later. These are made twice.
struct Identification {
    int iterations = 1000;
    int settled = 10;
};

/// Advances the run to x_T. Throws `InvalidArgument` for counts that make no sense; R6 also for a map without active
/// set. A run that stops being finite ends the choice there.
Choice choose(AnyRun& run, const CurseFreeStart& rule);
Choice choose(AnyRun& run, const BudgetStop& rule);
Choice choose(AnyRun& run, const AdjointStop& rule);
Choice choose(AnyRun& run, const RestartMonitor& rule);
Choice choose(AnyRun& run, const TwoStarts& rule);
Choice choose(AnyRun& run, const Identification& rule);

/// w: how much longer than a plain step a step takes that is recorded and swept, measured in thread time over a few
/// milliseconds.
double measure_cost_ratio(const AnyRun& run);

template <class R>
concept TruncationRule = requires(AnyRun& run, const R& rule) { choose(run, rule); };

template <class State>
struct ChosenRun : Iterated<State> {
    Choice choice;
};
template <class Parameter>
struct ChosenDerivative : Derivative<Parameter> {
    Choice choice;
    long used = 0;            ///< Recorded steps that count in the value; fewer than recorded when some were left out.
    /// |estimate - (dx*/du)^T v| is at most this; NaN when it was not asked for, or the map does not contract.
    double certificate = std::numeric_limits<double>::quiet_NaN();
    /// What the certificate measures the estimate by: the implicit derivative where Newton steps lead from x_K. It is no
    /// unrolled derivative, but mostly far closer to the truth than any, at no further cost. None without a certificate.
    std::optional<Parameter> implicit{};
    double implicit_certificate = std::numeric_limits<double>::quiet_NaN(); ///< |*implicit - (dx*/du)^T v| is at most this.
};

/// The steps 0..T-1 in plain numbers and T..K-1 on the tape that records, where T is what the rule chose.
template <class Map, class State, class Parameter, TruncationRule R>
ChosenRun<Recorded<State>> iterate(const Map& step, const State& x0, const Parameter& u, const R& rule)
{
    MapRun run(step, plain_tree(x0), plain_tree(u));
    const Choice choice = choose(run, rule);
    ChosenRun<Recorded<State>> result{
        iterate(step, run.state(), u, Unrolling{.recorded = static_cast<int>(choice.recorded)}), choice};
    result.iterations += static_cast<int>(choice.passive);
    return result;
}

/// R3 while a sweep goes down from K. The derivative that starts at T is off by what was cut off, which |w_T| shows, and by
/// the curse, which at x_K grows with K - T alone (paper eq. (19), with the observed e_K in place of rho^K e_0):
///     |w_T||J*| + |w_K| C (K - T) e_K/rho.
/// The T with the least sum is taken; the sweep ends when the second term alone is above that. It is where |w_T| is down to
/// tau |w_K| (unroll/gradient_curve.hpp). Without usable constants the sweep goes on to the end.
class SweepStop {
public:
    explicit SweepStop(const Choice& choice);
    bool add(Step k, double adjoint_norm); ///< For k = K - T, ..., 1, 0 from T on; false when the sweep may end.
    Step best() const noexcept { return best_; } ///< The start to take, counted from T.

private:
    Step recorded_;
    bool usable_;
    double jacobian_;
    double curse_of_a_step_; ///< C e_K/rho
    double whole_ = 0.0;     ///< |w_K|
    double least_ = std::numeric_limits<double>::infinity();
    Step best_ = 0;
};

/// The truncation index of those swept at which the certificate is least; `otherwise`, one of them, where none is finite.
/// O(p (K - T)).
Step least_certified(const SweepCurve& swept, const Certificate& certificate, Step otherwise);

/// g = (dx*/du)^T v with T, and the end of the sweep (R3), chosen; v has the shape of x0. All recorded steps are on one
/// tape. The estimated error is the certificate, and the start in the value that for which it is least; without it
/// (`Check{.estimate_error = false}`) its linear systems are spared, and the start is that of R3.
/// When the steps end inside the burn-in the status is `not_at_fixed_point`; the estimate is zero when none was recorded.
template <class Map, class State, class Parameter, TruncationRule R>
ChosenDerivative<Parameter> vjp(const Map& step, const State& x0, const Parameter& u, const State& v, const R& rule,
                                const Check& check = {})
{
    MapRun run(step, x0, u);
    ChosenDerivative<Parameter> result;
    result.choice = choose(run, rule);
    result.rho = result.choice.from.rho;
    State end = run.state();
    SweepCurve swept;
    SweepStop stop(result.choice);
    if (result.choice.recorded > 0) {
        const auto bare = [&step]<class X>(const X& x, const auto& parameter) -> X { return step(x, parameter); };
        auto curve = gradient_curve(bare, run.state(), u, v,
                                    {.iterations = static_cast<Step>(result.choice.recorded),
                                     .watch = [&](Step k, const auto&, double norm) { return stop.add(k, norm); }});
        if (curve.status == Status::not_finite)
            result.status = DerivativeStatus::not_finite;
        result.fixed_point_residual = curve.residual;
        result.bytes = curve.bytes.tape;
        result.work = curve.iterations + static_cast<int>(curve.last() - curve.first());
        end = std::move(curve.state);
        swept = static_cast<SweepCurve&&>(curve);
    } else { // no step, no sum: all of the derivative is cut off
        swept.add(0, Eigen::MatrixXd::Zero(flat_size(u), 1), flatten(v).norm());
    }
    if (result.ok() && !(result.rho < 1.0))
        result.status = DerivativeStatus::not_contracting;
    else if (result.ok() && result.choice.inside_burn_in)
        result.status = DerivativeStatus::not_at_fixed_point;

    Step start = stop.best();
    if (check.estimate_error && result.status != DerivativeStatus::not_finite) {
        const Certificate certificate = certify(MapRun(step, end, u), flatten(v), {result.rho, result.choice.from.growth});
        start = least_certified(swept, certificate, start);
        result.error = result.certificate = certificate.bound(swept.sum(start));
        if (certificate.gradient.size() > 0)
            result.implicit = unflatten(certificate.gradient, u);
        result.implicit_certificate = certificate.rest;
        result.work += certificate.sweeps;
    }
    result.estimate = unflatten(swept.sum(start), u);
    result.used = static_cast<long>(swept.last() - start);
    return result;
}

} // namespace reel
