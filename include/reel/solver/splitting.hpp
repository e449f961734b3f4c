#pragma once
/// Splitting methods for  min_x g(x) + h(K x, u)  with a quadratic g(x) = x^T G x / 2 - c . x: each step treats g as a
/// whole, by a linear system that is factorised once, and h as a whole, by its prox.
///
///     ADMM                      x = (G + r K^T K)^{-1} (c + r K^T (z - y)),  z = prox_{h/r}(K x + y),  y = y + K x - z
///     Douglas-Rachford (K = I)  x = prox_{t h}(s),  w = (I + t G)^{-1} (2 x - s + t c),  s = s + w - x
///     PDHG                      x+ = (I + t G)^{-1} (x - t (K^T y - c)),  y+ = prox_{q h*}(y + q K (2 x+ - x))
///
/// A problem offers `linear()` c, `analysis()` K, `factor(a, b, c)` = a I + b G + c K^T K factorised, `prox(z, t, u)`
/// of t h, and `active_set(z)`. The hyper-parameter u stands in h alone, so all matrices are passive.
///
/// These maps are averaged, not contractive: far from the solution rho = 1. Once the active set has settled they
/// converge linearly, at a rate (a Friedrichs angle) that is to be measured on the tail, and only there should they be
/// differentiated.

#include <reel/error.hpp>
#include <reel/problem/algebra.hpp>
#include <reel/solver/linear_solve.hpp>

#include <cmath>
#include <Eigen/Core>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>

namespace reel {

namespace splitting {

/// A step size: finite and above 0.
inline double positive(double number, const char* name)
{
    require(std::isfinite(number) && number > 0,
            [&] { return std::string(name) + " = " + std::to_string(number) + ": it must be finite and above 0"; });
    return number;
}

} // namespace splitting

/// x is the iterate; the next step starts from z and the scaled multiplier y.
template <class X>
struct AdmmState {
    X x;
    X z;
    X y;
    auto parts() { return std::tie(x, z, y); }
    auto parts() const { return std::tie(x, z, y); }
    template <class F>
    auto transform(const F& f) const
    {
        return AdmmState<std::decay_t<decltype(f(x))>>{f(x), f(z), f(y)};
    }
};

template <class Problem>
class Admm {
public:
    /// penalty r > 0; throws `InvalidArgument` otherwise. The problem must outlive the solver.
    Admm(const Problem& problem, double penalty)
        : problem_(problem), penalty_(splitting::positive(penalty, "ADMM: the penalty")),
          factor_(problem.factor(0, 1, penalty))
    {}

    template <class X>
    AdmmState<X> init(const X& x0) const
    {
        const X z = problem_.analysis() * x0;
        return {x0, z, X(0.0 * z)};
    }
    template <class X, class U>
    AdmmState<X> operator()(const AdmmState<X>& state, const U& u) const
    {
        const X target = problem_.analysis().transpose() * X(state.z - state.y);
        const X right = penalty_ * target + problem_.linear();
        const X x = solve(*factor_, right);
        const X moved = problem_.analysis() * x + state.y;
        const X z = problem_.prox(moved, 1 / penalty_, u);
        return {x, z, X(moved - z)};
    }
    template <class X>
    const X& solution(const AdmmState<X>& state) const
    {
        return state.x;
    }
    template <class X>
    Fingerprint active_set(const AdmmState<X>& state) const
    {
        return problem_.active_set(values_of(state.z));
    }

private:
    const Problem& problem_;
    double penalty_;
    std::shared_ptr<const typename Problem::Factor> factor_;
};

/// s governs the iteration; x = prox(s) is the iterate.
template <class X>
struct DouglasRachfordState {
    X x;
    X s;
    auto parts() { return std::tie(x, s); }
    auto parts() const { return std::tie(x, s); }
    template <class F>
    auto transform(const F& f) const
    {
        return DouglasRachfordState<std::decay_t<decltype(f(x))>>{f(x), f(s)};
    }
};

/// For problems with K = I.
template <class Problem>
class DouglasRachford {
public:
    /// step t > 0; throws `InvalidArgument` otherwise. The problem must outlive the solver.
    DouglasRachford(const Problem& problem, double step)
        : problem_(problem), step_(splitting::positive(step, "Douglas-Rachford: the step")),
          factor_(problem.factor(1, step, 0))
    {}

    template <class X>
    DouglasRachfordState<X> init(const X& x0) const
    {
        return {x0, x0};
    }
    template <class X, class U>
    DouglasRachfordState<X> operator()(const DouglasRachfordState<X>& state, const U& u) const
    {
        const X x = problem_.prox(state.s, step_, u);
        const X right = 2.0 * x - state.s + step_ * problem_.linear();
        const X w = solve(*factor_, right);
        return {x, X(state.s + w - x)};
    }
    template <class X>
    const X& solution(const DouglasRachfordState<X>& state) const
    {
        return state.x;
    }
    template <class X>
    Fingerprint active_set(const DouglasRachfordState<X>& state) const
    {
        return problem_.active_set(values_of(state.x));
    }

private:
    const Problem& problem_;
    double step_;
    std::shared_ptr<const typename Problem::Factor> factor_;
};

/// The iterate x and the multiplier y.
template <class X>
struct PrimalDualState {
    X x;
    X y;
    auto parts() { return std::tie(x, y); }
    auto parts() const { return std::tie(x, y); }
    template <class F>
    auto transform(const F& f) const
    {
        return PrimalDualState<std::decay_t<decltype(f(x))>>{f(x), f(y)};
    }
};

template <class Problem>
class PrimalDual {
public:
    /// t, q > 0 with t q |K|^2 <= 1; throws `InvalidArgument` otherwise. The problem must outlive the solver.
    PrimalDual(const Problem& problem, double primal_step, double dual_step)
        : problem_(problem), primal_step_(splitting::positive(primal_step, "PDHG: the primal step")),
          dual_step_(splitting::positive(dual_step, "PDHG: the dual step")), factor_(problem.factor(1, primal_step, 0))
    {
        const double norm = problem.analysis_norm();
        require(primal_step * dual_step * norm * norm <= 1 + 1e-12, [&] {
            return "PDHG: the steps " + std::to_string(primal_step) + " and " + std::to_string(dual_step) +
                   " with |K| <= " + std::to_string(norm) + "; their product times |K|^2 must not exceed 1";
        });
    }

    template <class X>
    PrimalDualState<X> init(const X& x0) const
    {
        const X difference = problem_.analysis() * x0;
        return {x0, X(0.0 * difference)};
    }
    template <class X, class U>
    PrimalDualState<X> operator()(const PrimalDualState<X>& state, const U& u) const
    {
        const X pull = problem_.analysis().transpose() * state.y;
        const X x = solve(*factor_, X(state.x - primal_step_ * pull + primal_step_ * problem_.linear()));
        const X ahead = problem_.analysis() * X(2.0 * x - state.x);
        const X moved = state.y / dual_step_ + ahead;
        // Moreau: prox_{q h*}(q v) = q (v - prox_{h/q}(v))
        const X z = problem_.prox(moved, 1 / dual_step_, u);
        return {x, X(dual_step_ * (moved - z))};
    }
    template <class X>
    const X& solution(const PrimalDualState<X>& state) const
    {
        return state.x;
    }
    /// Where h is smooth at K x: there the multiplier y sits at a corner of its set. `u` in numbers.
    template <class X, class U>
    Fingerprint active_set(const PrimalDualState<X>& state, const U& u) const
    {
        const Eigen::VectorXd x = values_of(state.x);
        const Eigen::VectorXd moved = values_of(state.y) / dual_step_ + problem_.analysis() * x;
        return problem_.active_set(problem_.prox(moved, 1 / dual_step_, u));
    }

private:
    const Problem& problem_;
    double primal_step_;
    double dual_step_;
    std::shared_ptr<const typename Problem::Factor> factor_;
};

} // namespace reel
