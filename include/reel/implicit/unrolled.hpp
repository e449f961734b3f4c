#pragma once
/// Unrolling as a strategy: the same calls as implicit.hpp, with x the state to start from.
///
///     vjp(step, x0, u, v, Unrolling::truncated(500, 400))      // steps 400, ..., 499 on a tape of their own
///     vjp(step, x0, u, v, Replay{.iterations = 500, .memory_limit = 100'000})           // in little memory
///     vjp(step, x0, u, v, Forward{Unrolling::truncated(500, 400)})                      // one step on the tape
///     jvp(step, x0, u, du, Unrolling{.passive = 900, .recorded = 100})                  // forward, whatever the name
///     jacobian(step, x0, u, Unrolling{.passive = 900, .recorded = 100})                 // n x p
///
/// v may be a function of the state: it is called with x_K, once.
///
/// The estimated error is that at x_K: of a tangent by its own residual, |M z + N du - z| / (1 - rho), of an adjoint by
/// its difference to the implicit derivative there. Both see what truncation cut off and what was recorded too far from
/// the fixed point (the curse). `Check{.estimate_error = false}` spares that solve.

#include <reel/implicit/implicit.hpp>
#include <reel/unroll/stretch.hpp>

#include <Eigen/Core>

#include <algorithm>

namespace reel {

namespace detail {

/// The verdict on an adjoint derivative of a run that ended at x.
template <class Map, class State, class Parameter>
void examine_run(Derivative<Eigen::MatrixXd>& row, const Map& step, const State& x, const Parameter& u,
                 const Eigen::VectorXd& v, const Check& check)
{
    const Linearization at = linearize(step, x, u);
    row.fixed_point_residual = at.residual();
    examine(row, at, step, x, u, check, [&](auto& d, const auto& here, const auto& next) {
        fixed_point::assess_against_implicit(d, here, next, v);
    });
}

inline double ratio(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

} // namespace detail

/// Where a forward unrolling ends: x_K, and dx_K/du in the given directions.
template <class State>
struct Pushed {
    Iterated<State> run;
    Eigen::MatrixXd tangents; ///< n x d
    std::size_t bytes = 0;    ///< Of tape: one step.
};

/// Steps from x0, the last `recorded` of them with the tangents of the directions du (p x d): Z <- M Z + N du. Z starts
/// at `guess`, or at zero when that is empty. Throws `InvalidArgument` for shapes that do not fit. One recorded step of
/// memory and n x d numbers.
template <class Map, class State, class Parameter>
Pushed<State> push_forward(const Map& step, const State& x0, const Parameter& u, const Eigen::MatrixXd& du,
                           const Forward& forward)
{
    detail::require_iterations(forward.steps.recorded, "recorded steps");
    Pushed<State> end{iterate(step, x0, u, Stop{forward.steps.passive, forward.steps.tolerance}), forward.guess};
    if (end.tangents.size() == 0)
        end.tangents = Eigen::MatrixXd::Zero(flat_size(x0), du.cols());
    for (int k = 0; k < forward.steps.recorded; ++k) {
        auto [at, next] = linearized_step(step, end.run.state, u);
        end.tangents = at.push(end.tangents, du);
        end.bytes = std::max(end.bytes, at.bytes());
        end.run.residual = at.residual();
        end.run.state = std::move(next);
    }
    end.run.iterations += forward.steps.recorded;
    return end;
}

/// Steps from x0, the last `recorded` of them on a tape, and one reverse sweep. O(recorded) bytes.
template <class Map, class State, class Parameter, class Adjoint>
Derivative<Plain<Parameter>> vjp(const Map& step, const State& x0, const Parameter& u, const Adjoint& v,
                                 const Unrolling& unrolling, const Check& check = {})
{
    const auto before = iterate(step, x0, u, Stop{unrolling.passive, unrolling.tolerance});
    Derivative<Eigen::MatrixXd> row;
    State end;
    Eigen::VectorXd sent;
    {
        Tape tape;
        Recording on(tape);
        const auto parameter = transform(u, detail::AsIndependent{});
        const auto start = transform(before.state, detail::AsIndependent{});
        const auto run = iterate(step, start, parameter, Unrolling{.recorded = unrolling.recorded});
        end = plain_tree(run.state);
        sent = detail::adjoint_row(v, end);
        Adjoints adjoints(tape);
        detail::put(sent, run.state, adjoints);
        reverse_sweep(tape, adjoints);
        row.estimate = flatten(gradient_at(adjoints, parameter));
        row.linear_residual = detail::ratio(flatten(gradient_at(adjoints, start)).norm(), sent.norm());
        row.bytes = tape.memory().used();
    }
    row.work = before.iterations + 2 * unrolling.recorded;
    detail::examine_run(row, step, end, u, sent, check);
    return detail::in_tree(std::move(row), u);
}

/// The same derivative from checkpoints (unroll/replay.hpp). v is for the whole state, or makes it from x_K.
template <class Map, class State, class Parameter, class Adjoint>
Derivative<Plain<Parameter>> vjp(const Map& step, const State& x0, const Parameter& u, const Adjoint& v,
                                 const Replay& how, const Check& check = {})
{
    const auto whole_state = [&](const auto& x, const auto& p) { return step(x, p); };
    Eigen::VectorXd sent;
    const auto seed = [&](const State& x) -> State {
        sent = detail::adjoint_row(v, x);
        return unflatten(sent, x);
    };
    Replay with_start = how;
    with_start.start_adjoint = true;
    const auto run = replay(whole_state, x0, u, seed, with_start);
    Derivative<Eigen::MatrixXd> row;
    row.estimate = flatten(run.gradient());
    row.linear_residual = detail::ratio(run.start_adjoint.norm(), sent.norm());
    row.bytes = run.bytes.total();
    row.work = static_cast<int>(run.cost.plain_steps + 2 * run.cost.recorded_steps);
    detail::examine_run(row, step, run.state, u, sent, check);
    return detail::in_tree(std::move(row), u);
}

namespace detail {

/// dx_K/du in the directions du, its verdict, and x_K.
template <class Map, class State, class Parameter>
std::pair<Derivative<Eigen::MatrixXd>, State> pushed_derivative(const Map& step, const State& x0, const Parameter& u,
                                                                const Eigen::MatrixXd& du, const Forward& forward,
                                                                const Check& check)
{
    auto end = push_forward(step, x0, u, du, forward);
    const Linearization at = linearize(step, end.run.state, u);
    Derivative<Eigen::MatrixXd> z;
    z.estimate = std::move(end.tangents);
    z.multiplier = z.estimate;
    z.fixed_point_residual = at.residual();
    z.bytes = end.bytes;
    z.work = end.run.iterations + 2 * forward.steps.recorded;
    examine(z, at, step, end.run.state, u, check, [&](auto& d, const auto& here, const auto& next) {
        fixed_point::assess_jvp(d, here, next, du);
    });
    return {std::move(z), std::move(end.run.state)};
}

template <class Parameter>
Eigen::MatrixXd every_direction(const Parameter& u)
{
    return Eigen::MatrixXd::Identity(flat_size(u), flat_size(u));
}

/// The same steps without checkpoints: a derivative that goes forward needs none.
template <class Map, class State, class Parameter>
Forward as_forward(const Map& step, const State& x0, const Parameter& u, const Replay& how)
{
    require_replay(how);
    const Step T = how.schedule ? how.schedule->truncation() : how.truncation;
    Step K = how.iterations;
    if (K == unbounded)
        K = T + predict(*how.schedule).recorded_steps;
    if (how.tolerance > 0.0)
        K = iterate(step, x0, u, Stop{static_cast<int>(K), how.tolerance}).iterations;
    return {Unrolling::truncated(static_cast<int>(K), static_cast<int>(std::min(T, K)))};
}

} // namespace detail

/// The tangents of all p directions go forward; then g = Z^T v. O(n p) numbers and one recorded step.
template <class Map, class State, class Parameter, class Adjoint>
Derivative<Plain<Parameter>> vjp(const Map& step, const State& x0, const Parameter& u, const Adjoint& v,
                                 const Forward& forward, const Check& check = {})
{
    auto [z, end] = detail::pushed_derivative(step, x0, u, detail::every_direction(u), forward, check);
    const Eigen::VectorXd sent = detail::adjoint_row(v, end);
    z.estimate = z.multiplier.transpose() * sent;
    z.error *= sent.norm();
    return detail::in_tree(std::move(z), u);
}

/// dx_K/du du, the tangent going along with the steps. O(1) steps of memory.
template <class Map, class State, class Parameter>
Derivative<State> jvp(const Map& step, const State& x0, const Parameter& u, const std::type_identity_t<Parameter>& du,
                      const Forward& forward, const Check& check = {})
{
    auto [z, end] = detail::pushed_derivative(step, x0, u, flatten(du), forward, check);
    return detail::in_tree(std::move(z), end);
}
template <class Map, class State, class Parameter>
Derivative<State> jvp(const Map& step, const State& x0, const Parameter& u, const std::type_identity_t<Parameter>& du,
                      const Unrolling& unrolling, const Check& check = {})
{
    return jvp(step, x0, u, du, Forward{unrolling}, check);
}
template <class Map, class State, class Parameter>
Derivative<State> jvp(const Map& step, const State& x0, const Parameter& u, const std::type_identity_t<Parameter>& du,
                      const Replay& how, const Check& check = {})
{
    return jvp(step, x0, u, du, detail::as_forward(step, x0, u, how), check);
}

/// dx_K/du, n x p, all p directions at once.
template <class Map, class State, class Parameter>
Derivative<Eigen::MatrixXd> jacobian(const Map& step, const State& x0, const Parameter& u, const Forward& forward,
                                     const Check& check = {})
{
    return detail::pushed_derivative(step, x0, u, detail::every_direction(u), forward, check).first;
}
template <class Map, class State, class Parameter>
Derivative<Eigen::MatrixXd> jacobian(const Map& step, const State& x0, const Parameter& u, const Unrolling& unrolling,
                                     const Check& check = {})
{
    return jacobian(step, x0, u, Forward{unrolling}, check);
}
/// dx_K/du, n x p, by a replay with n adjoints at once: for many parameters.
template <class Map, class State, class Parameter>
Derivative<Eigen::MatrixXd> jacobian(const Map& step, const State& x0, const Parameter& u, const Replay& how,
                                     const Check& check = {})
{
    const auto whole_state = [&](const auto& x, const auto& p) { return step(x, p); };
    const auto run = replay_jacobian(whole_state, x0, u, how);
    const Linearization at = linearize(step, run.state, u);
    Derivative<Eigen::MatrixXd> matrix;
    matrix.estimate = run.jacobian();
    matrix.fixed_point_residual = at.residual();
    matrix.bytes = run.bytes.total();
    matrix.work = static_cast<int>(run.cost.plain_steps + 2 * run.cost.recorded_steps);
    detail::examine(matrix, at, step, run.state, u, check, [&](auto& d, const auto& here, const auto& next) {
        fixed_point::assess_jvp(d, here, next, detail::every_direction(u));
    });
    return matrix;
}

} // namespace reel
