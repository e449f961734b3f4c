#pragma once
/// Derivatives of a fixed point x*(u) = A(x*(u), u), the strategy being a value (strategy.hpp).
///
///     const auto run = iterate(step, x0, u, Stop{.iterations = 10000, .tolerance = 1e-12});
///     const auto g = vjp(step, run.state, u, v, Implicit{});          // g.value = (dx*/du)^T v, in the tree of u
///     if (!g.ok())
///         ...                                                        // to_string(g.status), g.error
///
/// vjp sends an adjoint back (one hyper-gradient), jvp a tangent forward; jacobian is the whole matrix, n x p. Each
/// returns a `Derivative`: value, status, estimated error, work and bytes. Whatever goes wrong on the way (the linear
/// solver stops early, x is far from the fixed point, the map does not contract) is in the status.

#include <reel/implicit/fixed_point.hpp>
#include <reel/implicit/linearization.hpp>
#include <reel/implicit/strategy.hpp>

#include <limits>
#include <utility>

namespace reel {

namespace detail {

template <class Value>
Derivative<Value> with_value(const Derivative<Eigen::VectorXd>& row, Value value)
{
    return {std::move(value), row.status, row.error, row.linear_residual, row.fixed_point_residual,
            row.rho,          row.sweeps, row.bytes, row.multiplier};
}

inline Neumann as_series(const OneStep&) { return {.terms = 1}; }
inline const Neumann& as_series(const Neumann& strategy) { return strategy; }
inline const Implicit& as_series(const Implicit& strategy) { return strategy; }

} // namespace detail

/// g = (dx*/du)^T v at the plain state x. v has the shape of x, and g that of u. One recorded step, then sweeps.
/// Throws `InvalidArgument` for sizes or settings that make no sense.
template <class Map, class State, class Parameter, class Strategy>
Derivative<Plain<Parameter>> vjp(const Map& step, const State& x, const Parameter& u, const State& v,
                                 const Strategy& strategy, const Check& check = {})
{
    const Linearization at = linearize(step, x, u);
    const Eigen::VectorXd seed = flatten(v);
    auto row = fixed_point::vjp(at, seed, detail::as_series(strategy));
    row.error = std::numeric_limits<double>::quiet_NaN();
    if (check.estimate_error)
        fixed_point::assess_vjp(row, at, linearize(step, unflatten(at.image(), x), u), seed);
    fixed_point::judge(row.status, row.rho, at, check);
    return detail::with_value(row, unflatten(row.value, u));
}

/// z = (dx*/du) du at the plain state x. du has the shape of u, and z that of x.
template <class Map, class State, class Parameter, class Strategy>
Derivative<State> jvp(const Map& step, const State& x, const Parameter& u, const Parameter& du,
                      const Strategy& strategy, const Check& check = {})
{
    const Linearization at = linearize(step, x, u);
    const Eigen::VectorXd direction = flatten(du);
    auto row = fixed_point::jvp(at, direction, detail::as_series(strategy));
    row.error = std::numeric_limits<double>::quiet_NaN();
    if (check.estimate_error)
        fixed_point::assess_jvp(row, at, linearize(step, unflatten(at.image(), x), u), direction);
    fixed_point::judge(row.status, row.rho, at, check);
    return detail::with_value(row, unflatten(row.value, x));
}

/// dx*/du at the plain state x, n x p, by a dense factorisation of I - M. O(n^3 + n sweeps).
template <class Map, class State, class Parameter>
Derivative<Eigen::MatrixXd> jacobian(const Map& step, const State& x, const Parameter& u, const Check& check = {})
{
    return fixed_point::jacobian(linearize(step, x, u), check);
}

} // namespace reel
