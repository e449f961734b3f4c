#pragma once
/// Stretches: a few steps of a map on a small tape.
///
/// The tape begins with the independents of u. Each stretch is recorded behind them and forgotten when it is swept, so
/// one small tape serves the whole run:
///
///     u | mark | x_a | step a | mark | step a+1 | mark | ... | mark          sweep, rewind, next stretch
///
/// The iterate that a stretch begins with is an independent; its adjoint is the seed of the stretch before. Where the
/// stretch begins at T, x_T is passive, as it is on one tape of the whole run.

#include <reel/core/recording.hpp>
#include <reel/core/sweep.hpp>
#include <reel/unroll/flat.hpp>
#include <reel/unroll/map.hpp>
#include <reel/unroll/step_size.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <string>
#include <utility>

namespace reel::detail {

/// What the adjoint of x_K is given for: `map.solution(x)` where the map has that, else the state itself.
template <class Map, class State>
decltype(auto) solution_of(const Map& map, const State& state)
{
    if constexpr (requires { map.solution(state); })
        return map.solution(state);
    else
        return (state);
}
template <class Map, class State>
using SolutionOf = std::remove_cvref_t<decltype(solution_of(std::declval<const Map&>(), std::declval<const State&>()))>;

/// Takes memory for the next `bytes` of records at once, so that no chunk ends in a piece too small to use. O(1).
void reserve(Tape& tape, std::size_t bytes);

/// A new stretch on the tape that records: the iterate it begins with, of the numbers of x.
template <class X>
X begin_stretch(Tape& tape, X x, bool active)
{
    tape.iteration({});
    if (!active)
        return x;
    Id id = tape.independent(static_cast<Index>(flat_size(x)));
    for_each_leaf(
        [&](auto& leaf) {
            if (leaf_size(leaf) > 0) // else it has no value to be
                renumber(leaf, id);
            id.index += leaf_size(leaf);
        },
        x);
    return x;
}

/// Calls f(leaf, first) for each leaf; `first` is its place in the row of all numbers.
template <class Tree, class F>
void for_each_place(const Tree& tree, const F& f)
{
    Eigen::Index first = 0;
    for_each_leaf(
        [&](const auto& leaf) {
            f(leaf, first);
            first += static_cast<Eigen::Index>(leaf_size(leaf));
        },
        tree);
}

/// Adds a matrix with a row for each number of the tree to its adjoints; passive leaves have none.
template <class Tree>
void put(const Eigen::MatrixXd& from, const Tree& tree, Adjoints& adjoints)
{
    for_each_place(tree, [&](const auto& leaf, Eigen::Index first) {
        const auto count = static_cast<Eigen::Index>(leaf_size(leaf));
        for (int column = 0; leaf.active() && column < adjoints.columns(); ++column)
            Eigen::Map<Eigen::VectorXd>(adjoints.find(leaf.id(), leaf_size(leaf), column), count) +=
                from.col(column).segment(first, count);
    });
}
/// Takes such a matrix from the adjoints of a tree.
template <class Tree>
void take(Eigen::MatrixXd& to, const Tree& tree, const Adjoints& adjoints)
{
    for_each_place(tree, [&](const auto& leaf, Eigen::Index first) {
        const auto count = static_cast<Eigen::Index>(leaf_size(leaf));
        for (int column = 0; leaf.active() && column < adjoints.columns(); ++column)
            to.col(column).segment(first, count) =
                Eigen::Map<const Eigen::VectorXd>(adjoints.find(leaf.id(), leaf_size(leaf), column), count);
    });
}

/// The adjoints of the iterate that lives at `mark`, a row for each of its active numbers; and their norm.
void take_at(Eigen::MatrixXd& to, const Adjoints& adjoints, const Tape::Mark& mark);
double norm_at(const Adjoints& adjoints, const Tape::Mark& mark);

/// The counts of numbers in state, parameter and solution.
template <class Map, class State, class Parameter>
StepSize numbers_of(const Map& step, const State& x0, const Parameter& u)
{
    StepSize size;
    size.state = static_cast<std::size_t>(flat_size(x0));
    size.parameter = static_cast<std::size_t>(flat_size(u));
    size.solution = static_cast<std::size_t>(flat_size(SolutionOf<Map, State>(solution_of(step, x0))));
    size.passive = only_numbers<State> ? 0 : sizeof(State);
    return size;
}

/// What is measured, and within which limit.
struct Measuring {
    Step steps = unbounded; ///< That will be recorded; no more are measured.
    std::size_t limit = Arena::no_limit;
    bool start_adjoint = false;
    std::size_t step_extra = 0;
};
/// What a limit leaves for the tape that steps are measured on. Throws `MemoryLimit` when the states do not fit.
std::size_t tape_share(std::size_t limit, const StepSize& size);
/// How much of it to take at once: as much as there may be any doubt about.
std::size_t measuring_reserve(std::size_t limit) noexcept;
/// Is there a chance for a stretch that is one step longer?
bool fits_another(const StretchSize& stretch, std::size_t limit) noexcept;
[[noreturn]] void no_step_fits(const MemoryLimit& error, std::size_t limit);

/// Records up to `StretchSize::most` steps from x0, twice: with a passive start and with an active one. Throws
/// `MemoryLimit` when the first step is too long for the limit.
template <class Map, class State, class Parameter>
StepSize measure_steps(const Map& step, const State& x0, const Parameter& u, const Measuring& how)
{
    StepSize size = numbers_of(step, x0, u);
    size.step_extra = how.step_extra;
    const Step steps = std::min<Step>(how.steps, StretchSize::most);
    const std::size_t limit = tape_share(how.limit, size);
    try {
        Tape tape(limit);
        reserve(tape, measuring_reserve(limit));
        Recording on(tape);
        const auto parameter = transform(u, AsIndependent{});
        const Tape::Mark preamble = tape.mark();
        for (StretchSize* stretch : {&size.from_truncation, &size.from_checkpoint}) {
            tape.rewind(preamble);
            auto x = begin_stretch(tape, recorded_tree(x0), how.start_adjoint || stretch == &size.from_checkpoint);
            for (Step m = 1; m <= steps && fits_another(*stretch, limit); ++m) {
                x = step(x, parameter);
                mark_iteration(tape, x);
                stretch->add(tape, static_cast<std::size_t>(m + 1) * how.step_extra);
            }
            const std::size_t before = tape.memory().used();
            [[maybe_unused]] const auto& solution = solution_of(step, x);
            const Tape::Mark end = tape.mark();
            size.end_bytes = tape.memory().used() - before;
            size.end_rows = end.preamble + (end.values - end.segment);
        }
    }
    catch (const MemoryLimit& error) {
        if (size.from_checkpoint.measured() == 0)
            no_step_fits(error, how.limit);
    }
    return size;
}

} // namespace reel::detail
