#pragma once
/// What a recorded step costs, measured: the w of `Unrolling::budget`.
///
///     const double w = cost_ratio(step, x0, u);
///     iterate(step, x0, u, Unrolling::budget(500, 300, w));    // as long as 500 recorded steps, most of them passive
///
/// A step that is recorded and swept takes as long as 1 + w plain steps. Backpropagation has 1 + w about 3 to 5 when
/// the arithmetic dominates; for steps of a few operations it is more. The ratio is that of this machine, this build and
/// this map, and it varies by a few per cent from call to call.

#include <reel/unroll/iterate.hpp>
#include <reel/unroll/stretch.hpp>

#include <Eigen/Core>

#include <functional>

namespace reel {

/// How much is measured: the fastest of `rounds` runs of `steps` steps, plain and recorded in turn.
struct CostSample {
    int steps = 20;
    int rounds = 5;
};

namespace detail {
/// w from the processor time of this thread that the two take, each called once for nothing and then `rounds` times.
double cost_ratio(const std::function<void()>& plain, const std::function<void()>& recorded, int rounds);
void require_sample(const CostSample& sample);
} // namespace detail

/// w >= 0 for this map from this start. x0 and u are plain trees. Throws `InvalidArgument` for less than one step or
/// round, and what the map throws. O(rounds steps).
template <class Map, class State, class Parameter>
double cost_ratio(const Map& step, const State& x0, const Parameter& u, const CostSample& sample = {})
{
    detail::require_sample(sample);
    Tape tape; // one for all rounds: its memory is there from the second one on
    const auto plain = [&] { iterate(step, x0, u, Stop{.iterations = sample.steps}); };
    const auto recorded = [&] {
        tape.reset();
        Recording on(tape);
        const auto parameter = transform(u, detail::AsIndependent{});
        const auto run = iterate(step, x0, parameter, Unrolling{.recorded = sample.steps});
        Adjoints adjoints(tape);
        detail::put(Eigen::MatrixXd::Ones(flat_size(x0), 1), run.state, adjoints);
        reverse_sweep(tape, adjoints);
    };
    return detail::cost_ratio(plain, recorded, sample.rounds);
}

} // namespace reel
