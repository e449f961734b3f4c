#pragma once
/// Any solver on any problem, as one type: what a program does with it is compiled once, not once for each pair.
///
///     const AnySolver solver(problem, ProximalGradient<Lasso>{*problem, step}, scalar);
///     ErrorCurve(solver, x0, u, truth, {0, 100});                 // u: a row of numbers, whatever the problem takes
///
/// A state has at most three vectors; those that the solver does not have are empty, and passive. The tape is that of
/// the solver itself, byte by byte: entries of a row are read without a record.

#include <reel/eigen/vector.hpp>
#include <reel/problem/algebra.hpp>
#include <reel/solver/gradient.hpp>

#include <Eigen/Core>

#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>

namespace reel::apps {

template <class X>
struct AnyState {
    X first;
    X second;
    X third;
    Eigen::Index k = 0; ///< Of a method whose steps depend on it.

    auto parts() { return std::tie(first, second, third); }
    auto parts() const { return std::tie(first, second, third); }
    template <class F>
    auto transform(const F& f) const
    {
        return AnyState<std::decay_t<decltype(f(first))>>{f(first), f(second), f(third), k};
    }
};

// How a problem takes its hyper-parameters from a row of numbers.
inline constexpr auto as_number = [](const auto& row) { return row[0]; };
inline constexpr auto as_row = [](const auto& row) { return row; };
inline constexpr auto as_pair = [](const auto& row) { return std::tuple(row[0], row[1]); };

namespace detail {

template <class State, class X>
State unpacked(const AnyState<X>& state)
{
    if constexpr (std::is_same_v<State, X>)
        return state.first;
    else if constexpr (requires(State s) { s.k; })
        return State{state.first, state.second, state.k};
    else if constexpr (std::tuple_size_v<decltype(std::declval<State&>().parts())> == 3)
        return State{state.first, state.second, state.third};
    else
        return State{state.first, state.second};
}

template <class X, class State>
AnyState<X> packed(const State& state)
{
    if constexpr (std::is_same_v<State, X>) {
        return {state, X(), X()};
    } else {
        const auto parts = state.parts();
        AnyState<X> any{std::get<0>(parts), std::get<1>(parts), X()};
        if constexpr (std::tuple_size_v<decltype(state.parts())> == 3)
            any.third = std::get<2>(parts);
        if constexpr (requires { state.k; })
            any.k = state.k;
        return any;
    }
}

/// The steps of a solver, on numbers and on the tape.
class Steps {
public:
    using Numbers = AnyState<Eigen::VectorXd>;
    using Recorded = AnyState<VarVector>;
    virtual ~Steps() = default;
    virtual Numbers init(const Eigen::VectorXd& x0) const = 0;
    virtual Numbers step(const Numbers& state, const Eigen::VectorXd& u) const = 0;
    virtual Recorded step(const Recorded& state, const VarVector& u) const = 0;
    virtual std::optional<Fingerprint> active_set(const Numbers& state, const Eigen::VectorXd& u) const = 0;
};

template <class Problem, class Solver, class Reading>
class StepsOf final : public Steps {
public:
    StepsOf(std::shared_ptr<const Problem> problem, Solver solver, Reading reading)
        : problem_(std::move(problem)), solver_(std::move(solver)), reading_(reading)
    {}
    Numbers init(const Eigen::VectorXd& x0) const override { return packed<Eigen::VectorXd>(solver_.init(x0)); }
    Numbers step(const Numbers& state, const Eigen::VectorXd& u) const override { return next(state, u); }
    Recorded step(const Recorded& state, const VarVector& u) const override { return next(state, u); }
    std::optional<Fingerprint> active_set(const Numbers& any, const Eigen::VectorXd& u) const override
    {
        const auto state = unpacked<StateOf<Eigen::VectorXd>>(any);
        if constexpr (requires { solver_.active_set(state); })
            return solver_.active_set(state);
        else if constexpr (requires { solver_.active_set(state, reading_(u)); })
            return solver_.active_set(state, reading_(u));
        else
            return std::nullopt;
    }

private:
    template <class X>
    using StateOf = decltype(std::declval<const Solver&>().init(std::declval<const X&>()));

    template <class X, class U>
    AnyState<X> next(const AnyState<X>& state, const U& u) const
    {
        return packed<X>(solver_(unpacked<StateOf<X>>(state), reading_(u)));
    }

    std::shared_ptr<const Problem> problem_;
    Solver solver_;
    Reading reading_;
};

} // namespace detail

class AnySolver {
public:
    AnySolver() = default;
    /// Keeps the problem alive. `reading` makes of a row what the problem takes as u: as_number, as_row or as_pair.
    template <class Problem, class Solver, class Reading>
    AnySolver(std::shared_ptr<const Problem> problem, Solver solver, Reading reading)
        : steps_(std::make_shared<detail::StepsOf<Problem, Solver, Reading>>(std::move(problem), std::move(solver), reading))
    {}

    AnyState<Eigen::VectorXd> init(const Eigen::VectorXd& x0) const { return steps_->init(x0); }
    template <class X>
    AnyState<X> operator()(const AnyState<X>& state, const X& u) const
    {
        return steps_->step(state, u);
    }
    template <class X>
    const X& solution(const AnyState<X>& state) const
    {
        return state.first;
    }
    /// Which smooth piece of a non-smooth problem the iterate lies on; nothing for smooth ones.
    std::optional<Fingerprint> active_set(const AnyState<Eigen::VectorXd>& state, const Eigen::VectorXd& u) const
    {
        return steps_->active_set(state, u);
    }

private:
    std::shared_ptr<const detail::Steps> steps_;
};

} // namespace reel::apps
