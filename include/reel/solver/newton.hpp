#pragma once
/// Newton's method, and Gauss-Newton with Levenberg's and Marquardt's damping.
///
///     Newton          x+ = x - a H(x, u)^{-1} grad f(x, u)
///     Gauss-Newton    x+ = x - a (G(x, u) + lambda I)^{-1} grad f(x, u)
///
/// Near the solution a full Newton step (a = 1) forgets its start, M* = I - a H^{-1} H = 0: one recorded step already
/// has the right first derivative, and m steps have the right derivatives up to order 2^m - 1. A *damped* step has M* =
/// (1 - a) I, and one recorded step multiplies the derivative by a; the same goes for lambda > 0. So damp and search
/// while the steps are plain, and record full steps:
///
///     const Newton far{problem, 0.5};                 // plain steps
///     const Newton tail{problem};                     // recorded steps
///
/// A problem offers `hessian(x, u)`, for Gauss-Newton `gauss_newton(x, u)`; these and `solve` are differentiated too.

#include <reel/problem/algebra.hpp>
#include <reel/solver/linear_solve.hpp>

namespace reel {

template <class Problem>
struct Newton {
    const Problem& problem;
    double step = 1; ///< a

    template <class X>
    X init(const X& x0) const
    {
        return x0;
    }
    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        const X direction = solve(problem.hessian(x, u), problem.gradient(x, u));
        return x - step * direction;
    }
    template <class X>
    const X& solution(const X& x) const
    {
        return x;
    }
};

/// With lambda = 0 Gauss-Newton, with lambda > 0 Levenberg-Marquardt. The rate is that of I - G^{-1} H, which is 0 for
/// a fit without residual.
template <class Problem>
struct GaussNewton {
    const Problem& problem;
    double step = 1;   ///< a
    double lambda = 0; ///< added to the diagonal

    template <class X>
    X init(const X& x0) const
    {
        return x0;
    }
    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        const X direction = solve(add_diagonal(problem.gauss_newton(x, u), lambda), problem.gradient(x, u));
        return x - step * direction;
    }
    template <class X>
    const X& solution(const X& x) const
    {
        return x;
    }
};

} // namespace reel
