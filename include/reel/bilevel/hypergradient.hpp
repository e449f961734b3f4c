#pragma once
/// Bilevel problems:  min_u loss(x*(u)),  x*(u) the fixed point of a solver that depends on u.
///
///     const auto solver_at = [&](double u) { return GradientDescent{train, 1.0 / train.curvature(u).L}; };
///     const auto loss = [&]<class X>(const X& x) -> ScalarOf<X> { return validation.value(x, 0.0); };
///
///     const auto tuned = tune(solver_at, x0, loss, 1.0, Implicit{}, {.inner = {.iterations = 200}});
///     tuned.u, tuned.run.loss                            // the best hyper-parameter seen, and its loss
///
/// The hyper-gradient of an outer step is  (dx/du)^T grad loss(x)  at the x that the inner solver reached, by any
/// strategy. The step size of the solver may depend on u; it is data, and its derivative is no part of the truth.
///
/// *Warm start*: each outer step starts its inner solver where the one before ended. It is a truncation in disguise:
/// the start is as close to the fixed point as if many steps had been made before, and no derivative of them is asked
/// for (Mehmood, Knoll, Ochs 2026). The derivative itself is warm-started apart: the multiplier of the last linear
/// system is the guess for the next, and forward tangents are carried on. An unrolling in reverse has nothing to carry.
///
/// *Logarithms*: a positive hyper-parameter u = exp(theta) is moved in theta; dloss/dtheta = u dloss/du.

#include <reel/bilevel/outer.hpp>
#include <reel/implicit/unrolled.hpp>

#include <Eigen/Core>

#include <optional>
#include <type_traits>
#include <utility>

namespace reel {

struct WarmStart {
    bool primal = true;
    bool derivative = true; ///< The adjoint linear system, or the tangents.
};

enum class Parametrization {
    logarithmic, ///< u = exp(theta), every entry > 0.
    plain        ///< u = theta
};

struct Bilevel {
    Stop inner{.iterations = 500}; ///< For strategies that differentiate at one point; an unrolling has its own counts.
    WarmStart warm{};
    Parametrization parametrization = Parametrization::logarithmic;
    Check check{.estimate_error = false};
    Outer outer{};
};

/// theta of u and back, entry by entry. Throws `InvalidArgument` when u has no logarithm.
Eigen::VectorXd theta_of(const Eigen::VectorXd& u, Parametrization parametrization);
Eigen::VectorXd u_of(const Eigen::VectorXd& theta, Parametrization parametrization);

namespace detail {

/// A loss and its adjoint in the whole state of a solver.
template <class Solver, class State, class Loss>
std::pair<double, State> loss_and_adjoint(const Solver& solver, const State& x, const Loss& loss)
{
    Tape tape;
    Recording on(tape);
    const auto state = transform(x, AsIndependent{});
    const Var value = loss(solver.solution(state));
    Adjoints adjoints(tape);
    if (value.active()) {
        adjoints[value] = 1.0;
        reverse_sweep(tape, adjoints);
    }
    return {value.value(), gradient_at(adjoints, state)};
}

// How long the inner solver runs with a strategy, and the strategy with what the last outer step left for it.

inline Stop inner_run(const Unrolling& s, const Stop&) { return {s.passive + s.recorded, s.tolerance}; }
inline Stop inner_run(const Forward& s, const Stop& inner) { return inner_run(s.steps, inner); }
inline Stop inner_run(const Replay& s, const Stop&) { return {static_cast<int>(s.iterations), s.tolerance}; }
template <AtOnePoint Strategy>
Stop inner_run(const Strategy&, const Stop& inner)
{
    return inner;
}
template <class Strategy>
Strategy with_guess(Strategy strategy, const Eigen::MatrixXd& guess)
{
    if constexpr (requires { strategy.guess; })
        strategy.guess = guess;
    return strategy;
}

} // namespace detail

/// The hyper-gradient as an outer method asks for it, again and again: keeps what is warm.
template <class SolverAt, class Parameter, class Loss, class Strategy>
class Hypergradient {
public:
    using Solver = std::invoke_result_t<const SolverAt&, const Parameter&>;
    using State = decltype(std::declval<const Solver&>().init(std::declval<const Eigen::VectorXd&>()));

    /// Throws `InvalidArgument` for a replay without a known number of iterations.
    Hypergradient(const SolverAt& solver_at, Eigen::VectorXd x0, const Loss& loss, Parameter like, Strategy strategy,
                  const Bilevel& how)
        : solver_at_(solver_at), x0_(std::move(x0)), loss_(loss), like_(std::move(like)), strategy_(std::move(strategy)),
          how_(how)
    {
        if constexpr (std::is_same_v<Strategy, Replay>)
            require(strategy_.iterations != unbounded, [] { return "tuning by a replay: say its `iterations`"; });
    }

    /// Where the last hyper-gradient was taken: the solution in the state that the solver reached.
    const Eigen::VectorXd& solution() const noexcept { return reached_; }

    Observation operator()(const Eigen::VectorXd& theta, bool derive)
    {
        const Parameter u = unflatten(u_of(theta, how_.parametrization), like_);
        const Solver solver = solver_at_(u);
        const State start = solver.init(how_.warm.primal && reached_.size() > 0 ? reached_ : x0_);
        const Stop inner = detail::inner_run(strategy_, how_.inner);
        if (!derive) {
            const auto run = iterate(solver, start, u, inner);
            return {.loss = loss_(solver.solution(run.state)), .inner_iterations = run.iterations, .work = run.iterations};
        }
        Observation seen;
        State end = start;
        const auto seed = [&](const State& x) -> State {
            end = x;
            auto [loss, adjoint] = detail::loss_and_adjoint(solver, x, loss_);
            seen.loss = loss;
            return adjoint;
        };
        const auto derivative = differentiate(solver, start, u, seed, inner, seen);
        seen.gradient = flatten(derivative.estimate);
        if (how_.parametrization == Parametrization::logarithmic)
            seen.gradient = seen.gradient.cwiseProduct(flatten(u));
        seen.work += derivative.work;
        seen.bytes = derivative.bytes;
        seen.status = derivative.status;
        seen.error = derivative.error;
        reached_ = solver.solution(end);
        if (how_.warm.derivative)
            multiplier_ = carried(solver, end, derivative.multiplier);
        return seen;
    }

private:
    template <class Seed>
    Derivative<Parameter> differentiate(const Solver& solver, const State& start, const Parameter& u, const Seed& seed,
                                        const Stop& inner, Observation& seen)
    {
        const Strategy strategy = detail::with_guess(strategy_, multiplier_);
        if constexpr (AtOnePoint<Strategy>) {
            const auto run = iterate(solver, start, u, inner);
            seen.inner_iterations = seen.work = run.iterations;
            return vjp(solver, run.state, u, seed, strategy, how_.check);
        } else {
            seen.inner_iterations = inner.iterations;
            return vjp(solver, start, u, seed, strategy, how_.check);
        }
    }

    /// Tangents of a state, as those of the state that the next run starts from: init is linear.
    Eigen::MatrixXd carried(const Solver& solver, const State& end, const Eigen::MatrixXd& multiplier) const
    {
        if constexpr (!std::is_same_v<Strategy, Forward>)
            return multiplier;
        Eigen::MatrixXd tangents(multiplier.rows(), multiplier.cols());
        for (Eigen::Index j = 0; j < multiplier.cols(); ++j)
            tangents.col(j) =
                flatten(solver.init(Eigen::VectorXd(solver.solution(unflatten(Eigen::VectorXd(multiplier.col(j)), end)))));
        return tangents;
    }

    const SolverAt& solver_at_;
    Eigen::VectorXd x0_;
    const Loss& loss_;
    Parameter like_;
    Strategy strategy_;
    Bilevel how_;
    Eigen::VectorXd reached_; // empty before the first hyper-gradient
    Eigen::MatrixXd multiplier_;
};

template <class Parameter>
struct Tuned {
    Parameter u;       ///< The best hyper-parameters seen.
    OuterRun run;      ///< Its theta is in the chosen parametrization.
    Eigen::VectorXd x; ///< The solution at the last outer step.
};

/// Minimises the loss over u from u0. `solver_at(u)` makes the solver for given hyper-parameters (a map with `init` and
/// `solution`); `loss(x)` is a template over the vector type. Throws `InvalidArgument` for u0 without a logarithm, and
/// what the solver and the strategy throw.
template <class SolverAt, class Loss, class Parameter, class Strategy>
Tuned<Parameter> tune(const SolverAt& solver_at, const Eigen::VectorXd& x0, const Loss& loss, const Parameter& u0,
                      const Strategy& strategy, const Bilevel& how, const OuterWatch& watch = {})
{
    Hypergradient<SolverAt, Parameter, Loss, Strategy> hypergradient(solver_at, x0, loss, u0, strategy, how);
    const auto observe = [&](const Eigen::VectorXd& theta, bool derive) { return hypergradient(theta, derive); };
    OuterRun run = minimize(observe, theta_of(flatten(u0), how.parametrization), how.outer, watch);
    Parameter u = unflatten(u_of(run.theta, how.parametrization), u0);
    return {std::move(u), std::move(run), hypergradient.solution()};
}

} // namespace reel
