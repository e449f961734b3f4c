#pragma once
/// Unrolling as a strategy: the same calls as implicit.hpp, with x the state to start from.
///
///     vjp(step, x0, u, v, Unrolling::truncated(500, 400))      // steps 400, ..., 499 on a tape of their own
///     jvp(step, x0, u, du, Unrolling{.passive = 900, .recorded = 100})
///
/// The estimated error of a vjp is what the truncation cut off: with w_T the adjoint that reaches the first recorded
/// state, |N^T| |w_T| / (1 - rho), where rho is the observed decay (|w_T| / |v|)^(1/R). It says nothing about steps
/// recorded too far from the fixed point (the curse): analysis does.

#include <reel/implicit/implicit.hpp>

#include <cmath>

namespace reel {

namespace detail {

inline DerivativeStatus as_derivative_status(Status status)
{
    return status == Status::not_finite ? DerivativeStatus::not_finite : DerivativeStatus::ok;
}

/// Adds v to the adjoints of the active leaves of a state.
template <class State, class Seed>
void seed(Adjoints& adjoints, const State& state, const Seed& v)
{
    for_each_leaf(
        [&](const auto& leaf, const auto& number) {
            if (leaf.active())
                adjoints[leaf] += number;
        },
        state, v);
}

} // namespace detail

/// Steps from x0, the last `recorded` of them on a tape, and one reverse sweep. O(recorded) bytes.
template <class Map, class State, class Parameter>
Derivative<Plain<Parameter>> vjp(const Map& step, const State& x0, const Parameter& u, const State& v,
                                 const Unrolling& unrolling, const Check& check = {})
{
    const auto before = iterate(step, x0, u, Stop{unrolling.passive, unrolling.tolerance});
    Tape tape;
    Recording on(tape);
    const auto parameter = transform(u, detail::AsIndependent{});
    const auto start = transform(before.state, detail::AsIndependent{});
    const auto run = iterate(step, start, parameter, Unrolling{.recorded = unrolling.recorded});
    Adjoints adjoints(tape);
    detail::seed(adjoints, run.state, v);
    reverse_sweep(tape, adjoints);

    Derivative<Plain<Parameter>> result{gradient_at(adjoints, parameter)};
    const Status worst = before.status == Status::not_finite ? before.status : run.status;
    result.status = detail::as_derivative_status(worst);
    result.fixed_point_residual = run.residual;
    result.sweeps = 2 * unrolling.recorded;
    result.bytes = tape.memory().used();
    const double sent = flatten(v).norm();
    const double left = flatten(gradient_at(adjoints, start)).norm();
    result.linear_residual = sent > 0.0 ? left / sent : 0.0;
    result.rho = unrolling.recorded > 0 ? std::pow(result.linear_residual, 1.0 / unrolling.recorded) : 1.0;
    result.error = std::numeric_limits<double>::quiet_NaN();
    if (check.estimate_error && result.rho < 1.0) {
        const Linearization at = linearize(step, plain_tree(run.state), u);
        result.error = fixed_point::pulled_norm(at, flatten(v)) * left / (1.0 - result.rho);
    }
    if (result.ok() && !(result.rho < 1.0))
        result.status = DerivativeStatus::not_contracting;
    return result;
}

} // namespace reel
