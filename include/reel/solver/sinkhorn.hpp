#pragma once
/// Sinkhorn's iteration for entropic optimal transport, in the log domain: alternately the row potential f and the
/// column potential g are made to fit their histogram.
///
///     const Sinkhorn sinkhorn{transport};
///     g = sinkhorn(g, theta);
///
/// It contracts in Hilbert's metric, at a rate independent of the dimension. Potentials are determined up to the
/// constant (f + c, g - c): without a gauge the map has the eigenvalue 1 along it and I - M is singular. Every step
/// here ends with sum(g) = 0, so M has no such direction and rho < 1. The state is g; f is a function of it.

namespace reel {

template <class Problem>
struct Sinkhorn {
    const Problem& problem;

    /// The start in gauge.
    template <class X>
    X init(const X& g0) const
    {
        return problem.in_gauge(g0);
    }
    template <class X, class U>
    X operator()(const X& g, const U& theta) const
    {
        return problem.sinkhorn(g, theta);
    }
    template <class X>
    const X& solution(const X& g) const
    {
        return g;
    }
};

} // namespace reel
