#pragma once
/// First-order methods for smooth problems: gradient descent, heavy ball, Nesterov, FISTA's momentum, Chebyshev.
///
/// A solver is a small struct. It is a map, and it knows how to start and where the iterate lies in its state:
///
///     const GradientDescent descent{ridge, 1 / ridge.curvature(u).L};
///     Eigen::VectorXd x = descent.init(x0);
///     for (int k = 0; k < 100; ++k)
///         x = descent(x, u);                         // x - h grad f(x, u)
///
/// It is a template over the vector type, and stores a reference to the problem, which must outlive it.
/// A map whose state has several vectors says which: `parts()`; `transform(f)` is the same state with f applied to
/// each. An unrolled derivative that starts late sets the derivatives of all parts to zero and keeps the values of all
/// parts. `transform(f)` is the same state with f applied to each part, which may change the type of vector.

#include <reel/solver/momentum_rule.hpp>

#include <Eigen/Core>
#include <tuple>
#include <type_traits>

namespace reel {

/// x_{k+1} = x_k - h grad f(x_k, u). The state is x itself.
template <class Problem>
struct GradientDescent {
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
        return x - step * problem.gradient(x, u);
    }
    template <class X>
    const X& solution(const X& x) const
    {
        return x;
    }
};

/// The state of a method with momentum, x_k and x_{k-1}; and k, because momentum may depend on it.
template <class X>
struct Momentum {
    X current;
    X previous;
    Eigen::Index k = 0;

    auto parts() { return std::tie(current, previous); }
    auto parts() const { return std::tie(current, previous); }
    template <class F>
    auto transform(const F& f) const
    {
        return Momentum<std::decay_t<decltype(f(current))>>{f(current), f(previous), k};
    }
};

/// x_{k+1} = x_k + beta_k d_k - h_k grad f(p_k): see momentum_rule.hpp for the methods in it.
///     const MomentumMethod fast{ridge, MomentumRule::chebyshev(ridge.curvature(u))};
template <class Problem>
struct MomentumMethod {
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
        const X moved = state.current + now.momentum * (state.current - state.previous);
        const X& point = now.looks_ahead ? moved : state.current;
        return {moved - now.step * problem.gradient(point, u), state.current, state.k + 1};
    }
    template <class X>
    const X& solution(const Momentum<X>& state) const
    {
        return state.current;
    }
};

} // namespace reel
