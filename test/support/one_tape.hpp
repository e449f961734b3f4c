#pragma once
/// What every replay has to give: the run on one tape.

#include <reel/unroll/iterate.hpp>
#include <reel/unroll/stretch.hpp>

#include <Eigen/Core>

namespace reel::test {

template <class State>
struct OnOneTape {
    State state;               ///< x_K
    Eigen::MatrixXd u_adjoint; ///< p x d
};

/// K steps, of which T, ..., K-1 are on the tape; the columns of `seeds` are adjoints of the solution.
template <class Map, class State, class Parameter>
OnOneTape<State> on_one_tape(const Map& step, const State& start, const Parameter& u, const Eigen::MatrixXd& seeds,
                             int K, int T)
{
    Tape tape;
    Recording on(tape);
    const auto parameter = transform(u, detail::AsIndependent{});
    const auto run = iterate(step, start, parameter, Unrolling::truncated(K, T));
    const auto& x = detail::solution_of(step, run.state);
    Adjoints adjoints(tape, static_cast<int>(seeds.cols()));
    for (int column = 0; x.active() && column < adjoints.columns(); ++column)
        adjoints.at_column(x, column) = seeds.col(column);
    reverse_sweep(tape, adjoints);
    Eigen::MatrixXd u_adjoint(flat_size(u), seeds.cols());
    for (int column = 0; column < adjoints.columns(); ++column)
        u_adjoint.col(column) = flatten(gradient_at(adjoints, parameter, column));
    return {plain_tree(run.state), u_adjoint};
}

} // namespace reel::test
