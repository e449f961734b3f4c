#pragma once
/// Proximal gradient methods for f(x, u) = g(x, u) + h(x, u), g smooth and h known by its prox: ISTA, and with momentum
/// FISTA.
///
///     const ProximalGradient ista{lasso, 1 / lasso.curvature(u).L};
///     x = ista(x, u);                                      // prox(x - s grad g(x, u), s, u)
///
/// Such a map is differentiable where the *active set* of x (which entries are 0, which are not) does not change. From
/// some iteration on it is that of the solution, and only from there on are its derivatives those that converge:
/// differentiate steps whose `active_set` no longer changes.

#include <reel/problem/algebra.hpp>
#include <reel/solver/gradient.hpp>

namespace reel {

/// x_{k+1} = prox_h(x_k - s grad g(x_k)). The state is x itself.
template <class Problem>
struct ProximalGradient {
    const Problem& problem;
    double step;

    template <class X>
    X init(const X& x0) const
    {
        return x0;
    }
    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        return problem.prox(X(x - step * problem.gradient(x, u)), step, u);
    }
    template <class X>
    const X& solution(const X& x) const
    {
        return x;
    }
    template <class X>
    Fingerprint active_set(const X& x) const
    {
        return problem.active_set(values_of(x));
    }
};

/// y_k = x_k + beta_k (x_k - x_{k-1}),  x_{k+1} = prox_h(y_k - h_k grad g(y_k)): FISTA with `MomentumRule::fista`, and
/// with `MomentumRule::nesterov` its form for strongly convex g. The gradient and the prox are taken at y_k whether or
/// not the rule looks ahead.
template <class Problem>
struct AcceleratedProximalGradient {
    const Problem& problem;
    MomentumRule rule;

    template <class X>
    Momentum<X> init(const X& x0) const
    {
        return {x0, x0, 0};
    }
    template <class X, class U>
    Momentum<X> operator()(const Momentum<X>& state, const U& u) const
    {
        const MomentumStep now = rule.at(state.k);
        const X ahead = state.current + now.momentum * (state.current - state.previous);
        const X moved = ahead - now.step * problem.gradient(ahead, u);
        return {problem.prox(moved, now.step, u), state.current, state.k + 1};
    }
    template <class X>
    const X& solution(const Momentum<X>& state) const
    {
        return state.current;
    }
    template <class X>
    Fingerprint active_set(const Momentum<X>& state) const
    {
        return problem.active_set(values_of(state.current));
    }
};

} // namespace reel
