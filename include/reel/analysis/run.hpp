#pragma once
/// A run of a map with its types hidden: what estimates, rules and reports look at.
///
///     MapRun run(step, x0, u);                 // any map, a plain state and parameter (unroll/map.hpp)
///     while (!good_enough(run.row()))
///         run.advance();                       // x <- A(x, u)
///     const Linearization at = run.linearize();
///     run.state();                             // typed again
///
/// `AnyRun` is the part without types; all of analysis that need not be a template is written for it.

#include <reel/implicit/linearization.hpp>
#include <reel/unroll/stretch.hpp>

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace reel {

class AnyRun {
public:
    virtual ~AnyRun() = default;
    virtual std::unique_ptr<AnyRun> clone() const = 0;

    long k() const noexcept { return k_; } ///< Steps made.
    void advance()
    {
        step();
        ++k_;
    }
    virtual void go_back(const AnyRun& earlier) = 0; ///< To where a clone of this run was made.
    virtual Eigen::VectorXd row() const = 0;                                ///< x_k, the n numbers of the state.
    virtual Eigen::VectorXd solution(const Eigen::VectorXd& row) const = 0; ///< What of them is the iterate.
    /// A(row, u), and its derivatives; the members of a state that are no numbers are those of x_k.
    virtual Eigen::VectorXd image(const Eigen::VectorXd& row) const = 0;
    virtual Linearization linearize(const Eigen::VectorXd& row) const = 0;
    Linearization linearize() const { return linearize(row()); }
    virtual Eigen::Index parameters() const = 0; ///< p
    /// Which smooth piece of a non-smooth map x_k lies on, for maps that have `active_set(state)` or `active_set(state, u)`.
    virtual std::optional<std::uint64_t> active_set() const = 0;
    /// What the steps take on a tape; up to three are recorded to know it. O(1) steps.
    virtual StepSize step_size() const = 0;

protected:
    AnyRun() = default;
    AnyRun(const AnyRun&) = default;
    AnyRun& operator=(const AnyRun&) = default;

private:
    virtual void step() = 0;
    long k_ = 0;
};

/// The map must outlive the run.
template <class Map, class State, class Parameter>
class MapRun final : public AnyRun {
public:
    MapRun(const Map& step, State x0, Parameter u) : step_(step), state_(std::move(x0)), u_(std::move(u)) {}

    std::unique_ptr<AnyRun> clone() const override { return std::make_unique<MapRun>(*this); }
    void go_back(const AnyRun& earlier) override
    {
        AnyRun::operator=(earlier);
        state_ = static_cast<const MapRun&>(earlier).state_;
    }
    const State& state() const noexcept { return state_; }
    using AnyRun::linearize;

    Eigen::VectorXd row() const override { return flatten(state_); }
    Eigen::VectorXd solution(const Eigen::VectorXd& row) const override
    {
        return flatten(detail::SolutionOf<Map, State>(detail::solution_of(step_, unflatten(row, state_))));
    }
    Eigen::VectorXd image(const Eigen::VectorXd& row) const override { return flatten(step_(unflatten(row, state_), u_)); }
    Linearization linearize(const Eigen::VectorXd& row) const override
    {
        return reel::linearize(step_, unflatten(row, state_), u_);
    }
    Eigen::Index parameters() const override { return flat_size(u_); }
    std::optional<std::uint64_t> active_set() const override
    {
        if constexpr (requires { step_.active_set(state_, u_); })
            return step_.active_set(state_, u_);
        else if constexpr (requires { step_.active_set(state_); })
            return step_.active_set(state_);
        else
            return std::nullopt;
    }
    StepSize step_size() const override { return detail::measure_steps(step_, state_, u_, {}); }

private:
    void step() override { state_ = step_(state_, u_); }

    const Map& step_;
    State state_;
    Parameter u_;
};

} // namespace reel
