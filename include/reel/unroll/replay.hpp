#pragma once
/// Replay: the derivative of a long run in little memory.
///
///     const auto run = replay(step, x0, u, v, {.iterations = 100'000, .memory_limit = 1'000'000});
///     run.state                                    // x_K
///     run.gradient()                               // v^T dx_K/du, in the tree of u
///     run.bytes.total()                            // at most 1'000'000
///
/// The run x_{k+1} = A(x_k, u) is made in plain numbers and leaves a few checkpoints. Then the steps are made again
/// from the nearest checkpoint, one stretch after the other from K down to the truncation index T, each on the same
/// small tape, which is swept and forgotten. Which states are kept and which steps are made again is a `Schedule`; it
/// is chosen for the limit, or given:
///
///     replay(step, x0, u, v, {.schedule = Schedule::binomial(1000, 200, {.checkpoints = 10})});
///     replay(step, x0, u, v, {.schedule = Schedule::online(0, {.checkpoints = 10}), .iterations = 5000,
///                             .tolerance = 1e-8});  // stops by itself
///
/// The gradient is that of one tape of the steps T, ..., K-1 to the last bit, whatever the schedule. Steps that are
/// made again are made with vectors of the tape's kind, passive ones, which round like recorded ones; or in plain
/// numbers, where these are much faster, as in loops over scalars: each stretch is then seen to end where the next one
/// began, and if one does not, plain numbers round otherwise, and all is made again. The map must be a function of x
/// and u alone: its branches are then taken again as they were. Griewank and Walther, Algorithm 799 (2000).

#include <reel/unroll/cost_ratio.hpp>
#include <reel/unroll/iterate.hpp>
#include <reel/unroll/map_machine.hpp>
#include <reel/unroll/seeds.hpp>

#include <Eigen/Core>

#include <filesystem>
#include <optional>
#include <vector>

namespace reel {

/// How long a run is, where its derivative begins, and what it may take.
struct Replay {
    /// Which states are kept; its truncation index counts. Without one: the cheapest within `memory_limit`; all steps
    /// on one tape when there is none.
    std::optional<Schedule> schedule = {};
    Step iterations = unbounded;                ///< K. Not necessary with a schedule that was made for some K.
    Step truncation = 0;                        ///< T. Steps 0, ..., T-1 are never recorded.
    double tolerance = 0.0;                     ///< The run ends before K when |x_{k+1} - x_k| <= tolerance (0: never).
    std::size_t memory_limit = Arena::no_limit; ///< Bytes, of all that is counted in ReplayBytes.
    std::filesystem::path folder = {};          ///< For the checkpoints that the schedule has on disk.
    bool start_adjoint = false;                 ///< Is the adjoint of x_T wanted as well?
    SweepWatch watch = {}; ///< Sees the reverse pass go by, step after step; where it is made again, from K on again.
};

/// The end of a run, its derivative, and what both took.
template <class State, class Parameter>
struct Replayed : Iterated<State> {
    Step reached = 0; ///< The derivative is that of the steps reached, ..., K-1: T, or where `watch` ended it.
    std::vector<Parameter> gradients; ///< One for each column of adjoints.
    Eigen::MatrixXd
        start_adjoint; ///< Of x_reached, n x d, when it was asked for: what truncation cuts off comes through it.
    Cost cost;
    ReplayBytes bytes;

    const Parameter& gradient() const { return gradients.front(); }
    /// The gradients as rows, d x p: the Jacobian when the adjoints were unit vectors.
    Eigen::MatrixXd jacobian() const
    {
        Eigen::MatrixXd rows(static_cast<Eigen::Index>(gradients.size()), flat_size(gradients.front()));
        for (std::size_t i = 0; i < gradients.size(); ++i)
            rows.row(static_cast<Eigen::Index>(i)) = flatten(gradients[i]);
        return rows;
    }
};

/// What a replay will do and take.
struct ReplayPlan {
    Schedule schedule;
    Cost cost;
    ReplayBytes bytes;
};

namespace detail {

/// A plan within limits, and how the limit is kept.
struct Allotment {
    Schedule schedule;
    std::size_t tape_limit = Arena::no_limit;
    std::size_t tape_reserve = 0;
    std::size_t row_limit = Arena::no_limit;
};
/// Throws `InvalidArgument`.
void require_replay(const Replay& how);
Measuring measuring(const Replay& how);
/// Throws `MemoryLimit` when not even one step fits.
Allotment allot(const Replay& how, const StepSize& size, int columns);
Settings settings_of(const Replay& how, const Allotment& allotment, int columns);
Status status_of(const Replay& how, bool converged) noexcept;

/// Are steps in plain numbers much faster than passive ones of the tape's kind, as those of scalar loops are, and have
/// they the same bits, as far as the first three tell?
template <class Map, class State, class Parameter>
bool plain_steps_pay(const Map& step, const State& x0, const Parameter& u)
{
    const auto parameter = recorded_tree(u);
    State numbers = x0;
    auto x = recorded_tree(x0);
    bool alike = true;
    const auto plain = [&] { numbers = step(numbers, u); };
    const auto passive = [&] {
        x = step(x, parameter);
        alike = alike && same_bits(x, numbers);
    };
    return cost_ratio(plain, passive, 2) > 0.5 && alike;
}

/// Nothing when plain steps turned out to round otherwise than recorded ones.
template <class Map, class State, class Parameter, class Seeds>
std::optional<Replayed<State, Parameter>> try_replay(const Map& step, const State& x0, const Parameter& u,
                                                     const Seeds& seeds, const Replay& how, const Settings& settings,
                                                     Schedule schedule)
{
    MapMachine machine(step, x0, u, seeds, settings);
    const Cost cost = execute(schedule, how.iterations, machine);
    if (!machine.alike())
        return std::nullopt;
    if (settings.start_adjoint && cost.recorded_steps == 0)
        machine.sweep_no_step();

    Replayed<State, Parameter> result;
    result.state = std::move(machine.final_state());
    result.status = status_of(how, machine.stopped());
    result.iterations = static_cast<int>(machine.iterations());
    result.residual = machine.residual();
    if (!is_finite(result.state)) {
        result.first_not_finite = first_not_finite(step, x0, u, result.iterations);
        result.status = Status::not_finite;
    }
    result.reached = machine.reached();
    for (Eigen::Index column = 0; column < machine.u_adjoint().cols(); ++column)
        result.gradients.push_back(unflatten(Eigen::VectorXd(machine.u_adjoint().col(column)), u));
    if (settings.start_adjoint)
        result.start_adjoint = machine.x_adjoint();
    const StepSize size = numbers_of(step, x0, u);
    result.cost = cost;
    result.bytes = size.stored(cost);
    result.bytes.tape = machine.most_tape_bytes();
    result.bytes.adjoints = size.adjoint_bytes(machine.most_rows(), settings.columns);
    return result;
}

template <class Map, class State, class Parameter, class Seeds>
Replayed<State, Parameter> run_replay(const Map& step, const State& x0, const Parameter& u, const Seeds& seeds,
                                      const Replay& how, const StepSize& size, Allotment allotment)
{
    Settings settings = settings_of(how, allotment, seeds.columns());
    const bool again = settings.room.stretch < how.iterations - settings.truncation; // is any step made again?
    // What a state has besides numbers cannot be compared.
    settings.plain = only_numbers<State> && again && plain_steps_pay(step, x0, u);
    for (;; settings.plain = false, allotment = allot(how, size, seeds.columns()))
        if (auto result = try_replay(step, x0, u, seeds, how, settings, std::move(allotment.schedule)))
            return std::move(*result);
}

} // namespace detail

/// Runs `step` from x0 and differentiates x_K (or `step.solution(x_K)`, where the map has that) in reverse. x0 and u
/// are plain trees. `adjoint` is one of
///     a tree like x_K                     v: the gradient is (dx_K/du)^T v
///     a matrix, one row a number of x_K   several v at once, one a column
///     a function                          receives x_K and returns v, for example the derivative of a loss
/// Throws `InvalidArgument` for settings that make no sense; `MemoryLimit` before the run when one step does not fit
/// the limit, and later only when the steps of the map vary too much to be planned; `DiskFailure`; and what the step
/// throws, unchanged. With a limit the first steps are recorded once more to see how long they are. O(cost) steps.
template <class Map, class State, class Parameter, class Adjoint>
Replayed<State, Parameter> replay(const Map& step, const State& x0, const Parameter& u, const Adjoint& adjoint,
                                  const Replay& how)
{
    static_assert(std::is_same_v<State, Plain<State>> && std::is_same_v<Parameter, Plain<Parameter>>,
                  "replay makes its own tape: x0 and u are plain numbers, vectors or trees of these");
    static_assert(is_map_on<Map, State, Parameter> && is_map_on<Map, Recorded<State>, Recorded<Parameter>>,
                  "step(x, u) must return the type of x, not an expression: declare its result, `-> X`");
    detail::require_replay(how);
    const detail::Seeds<detail::SolutionOf<Map, State>, Adjoint> seeds(detail::solution_of(step, x0), adjoint);
    if (how.memory_limit == Arena::no_limit)
        return detail::run_replay(step, x0, u, seeds, how, {}, detail::allot(how, {}, seeds.columns()));
    StepSize size = detail::measure_steps(step, x0, u, detail::measuring(how));
    for (;;) {
        detail::Allotment allotment = detail::allot(how, size, seeds.columns());
        try {
            return detail::run_replay(step, x0, u, seeds, how, size, std::move(allotment));
        }
        catch (const MemoryLimit&) {
            if (how.schedule)
                throw;
            size.enlarge(); // the steps of this map vary: plan for longer ones, until not even one fits
        }
    }
}

/// The whole Jacobian dx_K/du, n x p: `run.jacobian()` of a replay with one adjoint for each number of x_K. For few
/// parameters and many numbers a forward run is cheaper.
template <class Map, class State, class Parameter>
Replayed<State, Parameter> replay_jacobian(const Map& step, const State& x0, const Parameter& u, const Replay& how)
{
    const Eigen::Index n = flat_size(detail::SolutionOf<Map, State>(detail::solution_of(step, x0)));
    return replay(step, x0, u, Eigen::MatrixXd(Eigen::MatrixXd::Identity(n, n)), how);
}

/// What replay() with `columns` adjoints will do and take, found without running: a few steps are recorded to see how
/// long they are, and the schedule is run through with bytes in place of states. Exact for a run that ends at
/// `iterations`, or where the schedule says, and whose steps do the same each time. Throws as replay().
template <class Map, class State, class Parameter>
ReplayPlan plan_replay(const Map& step, const State& x0, const Parameter& u, const Replay& how, int columns = 1)
{
    detail::require_replay(how);
    const StepSize size = detail::measure_steps(step, x0, u, detail::measuring(how));
    const Schedule schedule = detail::allot(how, size, columns).schedule;
    const auto [cost, bytes] = detail::predict(schedule, how.iterations, size, columns);
    return {schedule, cost, bytes};
}

} // namespace reel
