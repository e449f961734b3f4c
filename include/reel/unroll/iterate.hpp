#pragma once
/// Running a map, and unrolling it: x_{k+1} = step(x_k, u).
///
///     Tape tape;
///     Recording on(tape);
///     const Var u = independent(0.5);
///     const auto run = iterate(step, x0, u, Unrolling::truncated(500, 400));   // steps 0..399 in plain double
///     Adjoints adjoints(tape);
///     adjoints[run.state] = v;
///     reverse_sweep(tape, adjoints);
///     adjoints[u];                                                             // v^T dx/du of the steps 400..499
///
/// The truncation index T says where recording starts: steps 0, ..., T-1 leave nothing on the tape, and the derivative
/// of x_T is taken to be zero. The tape then has the last K - T steps only, whatever T is. Starting late not only saves
/// memory: unrolled derivatives first move away from the truth (doc/theory.md), and the steps left out are those
/// that do it. Mehmood, Knoll, Ochs (2026), section 4.

#include <reel/unroll/map.hpp>

#include <string>

namespace reel {

/// Why a run ended.
enum class Status {
    converged,  ///< |x_{k+1} - x_k| fell to the tolerance.
    completed,  ///< All steps were made, and no tolerance was asked for.
    unfinished, ///< All steps were made; the tolerance was not reached.
    not_finite  ///< A number overflowed or became NaN: the step is too long, or the map does not contract.
};
const char* to_string(Status status) noexcept;

/// When to stop: after `iterations` steps, or as soon as |x_{k+1} - x_k| <= tolerance (0: never).
struct Stop {
    int iterations = 1000;
    double tolerance = 0.0;
};

/// A state and how it was reached.
template <class State>
struct Iterated {
    State state;
    Status status = Status::completed;
    int iterations = 0;           ///< Steps made.
    double residual = 0.0;        ///< |x_k - x_{k-1}| of the last step.
    int first_not_finite = -1;    ///< The first k with an x_k that is not finite, or -1.
    bool ok() const noexcept { return status == Status::converged || status == Status::completed; }
};

/// How many steps are made in plain numbers, and how many are recorded after them.
struct Unrolling {
    int passive = 0;
    int recorded = 0;
    double tolerance = 0.0; ///< The passive steps end early when |x_{k+1} - x_k| <= tolerance (0: never).

    /// K steps in all, of which the first T are passive. Requires 0 <= T <= K.
    static Unrolling truncated(int K, int T);
    /// Work of K recorded steps, where T of them are traded for passive ones: a step that is recorded and swept costs
    /// as much as 1 + w passive ones. Makes floor((1 + w) T) passive and K - T recorded steps. Requires 0 <= T <= K and w >= 0.
    static Unrolling budget(int K, int T, double w);
};

namespace detail {

void require_iterations(int count, const char* what);
void require_tolerance(double tolerance);

/// Steps until `stop`; the residual is computed where somebody reads it: for the tolerance, and after the last step.
template <class Map, class State, class Parameter>
Iterated<State> run_map(const Map& step, State state, const Parameter& u, const Stop& stop)
{
    Iterated<State> run{std::move(state)};
    for (; run.iterations < stop.iterations; ++run.iterations) {
        State next = step(run.state, u);
        const bool last = run.iterations + 1 == stop.iterations;
        if (last || stop.tolerance > 0.0)
            run.residual = distance(next, run.state);
        run.state = std::move(next);
        if (stop.tolerance > 0.0 && !(run.residual > stop.tolerance)) {
            ++run.iterations;
            run.status = Status::converged;
            break;
        }
    }
    if (run.status != Status::converged)
        run.status = stop.tolerance > 0.0 ? Status::unfinished : Status::completed;
    return run;
}

/// The first k for which x_k is not finite, found by running again: only a run that failed pays for it.
template <class Map, class State, class Parameter>
int first_not_finite(const Map& step, State state, const Parameter& u, int iterations)
{
    for (int k = 0; k <= iterations; ++k) {
        if (!is_finite(state))
            return k;
        state = step(state, u);
    }
    return iterations;
}

} // namespace detail

/// Runs the map from x0 in plain numbers. Throws `InvalidArgument` for a negative count or tolerance; a run that
/// overflows ends with `Status::not_finite`.
template <class Map, class State, class Parameter>
Iterated<Plain<State>> iterate(const Map& step, const State& x0, const Parameter& u, const Stop& stop)
{
    const auto start = plain_tree(x0);
    const auto parameter = plain_tree(u);
    static_assert(is_map_on<Map, Plain<State>, Plain<Parameter>>,
                  "step(x, u) must return the type of x, not an expression: declare its result, `-> X`");
    detail::require_iterations(stop.iterations, "iterations");
    detail::require_tolerance(stop.tolerance);
    auto run = detail::run_map(step, start, parameter, stop);
    if (!is_finite(run.state)) {
        run.first_not_finite = detail::first_not_finite(step, start, parameter, run.iterations);
        run.status = Status::not_finite;
    }
    return run;
}

/// Runs the map from x0, in plain numbers first and then on the tape that records, as `unrolling` says. Each recorded
/// step begins with an iteration mark, and so does the result. x0 may be passive, or active by choice; then its
/// derivative counts when there is no passive step. Throws what recording throws.
template <class Map, class State, class Parameter>
Iterated<Recorded<State>> iterate(const Map& step, const State& x0, const Parameter& u, const Unrolling& unrolling)
{
    static_assert(is_map_on<Map, Recorded<State>, Recorded<Parameter>>,
                  "step(x, u) must return the type of x, not an expression: declare its result, `-> X`");
    detail::require_iterations(unrolling.recorded, "recorded steps");
    const auto before = iterate(step, x0, u, Stop{unrolling.passive, unrolling.tolerance});
    Tape& tape = Recording::tape();
    const auto parameter = recorded_tree(u);
    auto state = unrolling.passive > 0 ? recorded_tree(before.state) : recorded_tree(x0);
    Iterated<Recorded<State>> run{std::move(state), before.status, before.iterations, before.residual,
                                  before.first_not_finite};
    for (int k = 0; k < unrolling.recorded; ++k) {
        mark_iteration(tape, run.state);
        auto next = step(run.state, parameter);
        if (k + 1 == unrolling.recorded)
            run.residual = distance(next, run.state);
        run.state = std::move(next);
    }
    run.iterations += unrolling.recorded;
    if (unrolling.recorded > 0)
        mark_iteration(tape, run.state);
    if (run.first_not_finite < 0 && !is_finite(run.state)) {
        run.first_not_finite = detail::first_not_finite(step, plain_tree(x0), plain_tree(u), run.iterations);
        run.status = Status::not_finite;
    }
    return run;
}

/// The derivative with respect to each leaf of a parameter after a reverse sweep: `adjoints[leaf]` in a tree of plain
/// numbers, zero for a leaf that is passive.
template <class Parameter>
Plain<Parameter> gradient_at(const Adjoints& adjoints, const Parameter& u, int column = 0)
{
    return transform(u, [&](const auto& leaf) {
        using Leaf = std::remove_cvref_t<decltype(plain(leaf))>;
        if (leaf.active())
            return Leaf(adjoints.at_column(leaf, column));
        return Leaf(0.0 * plain(leaf));
    });
}

} // namespace reel
