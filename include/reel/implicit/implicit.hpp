#pragma once
/// Derivatives of a fixed point x*(u) = A(x*(u), u), the strategy being a value (strategy.hpp).
///
///     const auto run = iterate(step, x0, u, Stop{.iterations = 10000, .tolerance = 1e-12});
///     const auto g = vjp(step, run.state, u, v, Implicit{});          // g.value() = (dx*/du)^T v, in the tree of u
///     if (!g.ok())
///         ...                                                        // to_string(g.status), g.error
///
/// vjp sends an adjoint back (one hyper-gradient), jvp a tangent forward; jacobian is the whole matrix, n x p. Each
/// returns a `Derivative` (derivative.hpp): value, status, estimated error, work and bytes. The same three calls with an
/// unrolling are in unrolled.hpp.

#include <reel/implicit/derivative.hpp>
#include <reel/implicit/fixed_point.hpp>
#include <reel/implicit/linearization.hpp>
#include <reel/implicit/strategy.hpp>

#include <Eigen/Core>

#include <type_traits>
#include <utility>

namespace reel {

namespace detail {

/// From rows of numbers to a tree.
template <class Tree>
Derivative<Tree> in_tree(Derivative<Eigen::MatrixXd>&& row, const Tree& like)
{
    Tree tree = unflatten(Eigen::VectorXd(row.estimate), like);
    return {std::move(static_cast<Evidence&>(row)), std::move(tree)};
}

inline Neumann as_linear(const OneStep&) { return {.terms = 1}; }
inline const Neumann& as_linear(const Neumann& strategy) { return strategy; }
inline const Implicit& as_linear(const Implicit& strategy) { return strategy; }

/// An adjoint is given as a tree like the state, or as a function that makes one of the state.
template <class State, class Adjoint>
Eigen::VectorXd adjoint_row(const Adjoint& v, const State& x)
{
    if constexpr (std::is_convertible_v<const Adjoint&, State>) // first: Eigen's vectors can be called as well
        return flatten(State(v));
    else
        return flatten(State(v(x)));
}

/// `assess(derivative, at, next)` when an estimate is wanted, and the verdict.
template <class Map, class State, class Parameter, class Assess>
void examine(Derivative<Eigen::MatrixXd>& row, const Linearization& at, const Map& step, const State& x,
             const Parameter& u, const Check& check, const Assess& assess)
{
    if (check.estimate_error && row.estimate.allFinite() && at.image().allFinite())
        assess(row, at, linearize(step, unflatten(at.image(), x), u));
    fixed_point::judge(row, at, check);
}

} // namespace detail

/// g = (dx*/du)^T v at the plain state x. v has the shape of x, or is a function that makes such a v of x; g has the
/// shape of u. One recorded step, then sweeps. Throws `InvalidArgument` for sizes or settings that make no sense.
template <class Map, class State, class Parameter, class Adjoint, AtOnePoint Strategy>
Derivative<Plain<Parameter>> vjp(const Map& step, const State& x, const Parameter& u, const Adjoint& v,
                                 const Strategy& strategy, const Check& check = {})
{
    const Linearization at = linearize(step, x, u);
    const Eigen::VectorXd seed = detail::adjoint_row(v, x);
    auto row = fixed_point::vjp(at, seed, detail::as_linear(strategy));
    detail::examine(row, at, step, x, u, check,
                    [&](auto& d, const auto& here, const auto& next) { fixed_point::assess_vjp(d, here, next, seed); });
    return detail::in_tree(std::move(row), u);
}

/// z = (dx*/du) du at the plain state x. du has the shape of u, and z that of x.
template <class Map, class State, class Parameter, AtOnePoint Strategy>
Derivative<State> jvp(const Map& step, const State& x, const Parameter& u, const std::type_identity_t<Parameter>& du,
                      const Strategy& strategy, const Check& check = {})
{
    const Linearization at = linearize(step, x, u);
    const Eigen::VectorXd direction = flatten(du);
    auto row = fixed_point::jvp(at, direction, detail::as_linear(strategy));
    detail::examine(row, at, step, x, u, check, [&](auto& d, const auto& here, const auto& next) {
        fixed_point::assess_jvp(d, here, next, direction);
    });
    return detail::in_tree(std::move(row), x);
}

/// dx*/du at the plain state x, n x p: as many directions at once as there are columns, or rows where they are fewer.
/// With `direct` O(n^3 + n sweeps).
template <class Map, class State, class Parameter, AtOnePoint Strategy = Implicit>
Derivative<Eigen::MatrixXd> jacobian(const Map& step, const State& x, const Parameter& u,
                                     const Strategy& strategy = Implicit{.solver = LinearSolver::direct},
                                     const Check& check = {})
{
    const Linearization at = linearize(step, x, u);
    auto matrix = fixed_point::jacobian(at, detail::as_linear(strategy));
    detail::examine(matrix, at, step, x, u, check, [&](auto& d, const auto& here, const auto& next) {
        fixed_point::assess_jvp(d, here, next, Eigen::MatrixXd::Identity(here.parameters(), here.parameters()));
    });
    return matrix;
}

} // namespace reel
