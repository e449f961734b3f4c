#pragma once
/// Checkpoint schedules: which states of a run are kept, and which are computed again.
///
/// A run is x_{k+1} = A(x_k, u), k = 0, ..., K-1. Its reverse pass wants the steps in the order K-1, K-2, ..., T, each
/// on a tape (steps before the truncation index T are never recorded). A tape of them all may not fit; a state x_k is
/// small. So a few states are kept as *checkpoints*, and the reverse pass works backwards in *stretches* of a few
/// steps: take the nearest checkpoint, advance in plain double, record one stretch, sweep it, forget it.
///
/// A `Schedule` is a stream of actions, and knows nothing of states, tapes or derivatives. Five steps and room for one
/// checkpoint:
///
///     Schedule schedule = Schedule::binomial(5, 0, {.checkpoints = 1});
///     while (const std::optional<Action> action = schedule.next())
///         execute(*action);
///
///     advance 0 to 2, store x_2 in memory 0, advance 2 to 4,                       the run
///     record 4 to 5, sweep 5 to 4,                                                 here x_5 is known: seed the adjoint
///     load x_2 from memory 0, advance 2 to 3, record 3 to 4, sweep 4 to 3,
///     load x_2 from memory 0, free memory 0, record 2 to 3, sweep 3 to 2,
///     restart from x_0, advance 0 to 1, record 1 to 2, sweep 2 to 1,
///     restart from x_0, record 0 to 1, sweep 1 to 0.
///
/// All schedules are made by one rule, so one executor runs them all, and all give the same derivative. Whoever
/// executes has one working state and one tape. The start x_0 is at hand all the time, because the caller has it: it
/// takes no place. Each step T, ..., K-1 is recorded once; what schedules differ in is the number of plain steps.
///
/// When the solver decides by itself when to stop, cut the action that is under way and say so: `schedule.stop(K)`.

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace reel {

/// The number of a step, or a count of steps.
using Step = std::ptrdiff_t;
/// K is not known before the solver stops; or room without a limit.
inline constexpr Step unbounded = std::numeric_limits<Step>::max();

enum class Storage { memory, disk };

/// Where a checkpoint lies. Numbers count from 0 in memory and from 0 on disk.
struct Place {
    Storage storage = Storage::memory;
    std::size_t number = 0;
    bool operator==(const Place&) const = default;
};

namespace action {

/// {3, 7}: "from x_3, compute x_7 in plain double". It may say {3, unbounded}: until the solver stops.
struct Advance {
    Step from, to;
    bool operator==(const Advance&) const = default;
};
/// {7, memory 2}: "the working state is x_7; copy it to place 2 in memory, which is empty".
struct Store {
    Step step;
    Place place;
    bool operator==(const Store&) const = default;
};
/// {7, memory 2}: "place 2 in memory holds x_7; copy it to the working state".
struct Load {
    Step step;
    Place place;
    bool operator==(const Load&) const = default;
};
/// {7, memory 2}: "x_7 is no longer needed; place 2 in memory is empty".
struct Free {
    Step step;
    Place place;
    bool operator==(const Free&) const = default;
};
/// "Copy x_0, which the caller has kept, to the working state."
struct Restart {
    bool operator==(const Restart&) const = default;
};
/// {7, 9}: "from x_7, do steps 7 and 8 on the empty tape". The working state is used up. May say {7, unbounded}.
struct Record {
    Step from, to;
    bool operator==(const Record&) const = default;
};
/// {9, 7}: "sweep steps 8 and 7, which are on the tape, then empty it". The first sweep ends the run: x_K is known
/// before it, and the adjoint of x_K has to be seeded.
struct Sweep {
    Step from, to;
    bool operator==(const Sweep&) const = default;
};

} // namespace action

using Action = std::variant<action::Advance, action::Store, action::Load, action::Free, action::Restart, action::Record,
                            action::Sweep>;

/// "advance 3 to 7", "store x_7 in memory 2", ...
std::string to_string(const Action& action);

class Schedule {
public:
    /// What may be used at once, besides x_0, the working state and the tape.
    struct Room {
        Step checkpoints = 0; ///< States in memory, >= 0.
        Step on_disk = 0;     ///< States on disk, >= 0.
        Step stretch = 1;     ///< Steps on the tape, >= 1.
    };

    /// The bytes of one of each.
    struct Sizes {
        std::size_t state;         ///< A checkpoint in memory, >= 1.
        std::size_t recorded_step; ///< One more step on the tape, >= 1.
        std::size_t fixed = 0; ///< All that is there in any case: the working state, the head of the tape, adjoints.
    };

    // K is the number of steps, T the truncation index, 0 <= T <= K < 2^31; every function throws `InvalidArgument`
    // for what lies outside, or for room that does. A schedule may also be stopped before K, see stop().

    /// One tape for the steps T to K: no checkpoint, no step done twice. K may be unbounded.
    static Schedule store_all(Step K, Step T);

    /// A checkpoint every `period` steps, and as many of them as that takes; stretches of `period` steps. No step is
    /// done in plain double more than once. K may be unbounded: then x_T, x_{T+p}, x_{T+2p}, ... are kept.
    static Schedule periodic(Step K, Step T, Step period);

    /// Every state is kept, and the tape holds one step: periodic(K, T, 1).
    static Schedule replay_each_step(Step K, Step T);

    /// The fewest plain steps that are possible within `room`, see fewest_plain_steps(); among those, for T = 0 and
    /// stretches of one step, the fewest stores. With T > 0 this decides as well whether x_T deserves a checkpoint.
    ///
    /// With room on disk as well as in memory, this is the two-level schedule: as few plain steps as if all places were
    /// alike; the disk is used only for what memory has no room for, and takes those places that are stored and loaded
    /// least often. (Griewank and Walther, Algorithm 799, 2000; Stumm and Walther, SIAM J. Sci. Comput. 31, 2009.)
    static Schedule binomial(Step K, Step T, const Room& room);

    /// For a solver that stops when it likes. The run keeps a checkpoint every `stretch` steps; when all places are
    /// taken, one that a later one makes dispensable gives way (Wang, Moin, Iaccarino, SIAM J. Sci. Comput. 31, 2009).
    /// The reverse pass goes on from there as binomial() does. Memory only. While the run goes on, next() is O(s).
    ///
    /// With T = 0 and s >= 1 checkpoints there are at most r K plain steps, r >= 1 the least number such that
    /// binomial(s + r, r) >= K / stretch. Compared with the binomial schedule that knows K, and runs all but the last
    /// stretch, tests find at most 5/3 of its plain steps and of one stretch; 3/2 from s = 2 on.
    static Schedule online(Step T, const Room& room);

    /// The binomial schedule with the fewest plain steps of all whose `Cost::bytes` is within `limit`: the bytes are
    /// split between checkpoints and tape by best_room(). For a run that may stop early, best_room() with a guess of K
    /// goes well with online().
    static Schedule choose(std::size_t limit, const Sizes& sizes, Step K, Step T);

    /// The next action, or nothing when the reverse pass has reached T. O(r) with r as in online(), where s counts all
    /// places.
    std::optional<Action> next();

    /// The run has ended at K: the last Advance or Record handed out was carried out only up to K. Allowed until the
    /// first Sweep is handed out, and before any action with K = 0; throws `InvalidArgument` when K is not a step of
    /// that action or the run is over. Not necessary when the run goes to the K that the schedule was made for.
    void stop(Step K);

    bool running() const noexcept { return !turned_; }            ///< May stop() still be called?
    bool knows_end() const noexcept { return end_ != unbounded; } ///< Is K known?
    Step truncation() const noexcept { return T_; }
    const Room& room() const noexcept { return room_; } ///< Never more than K and T have a use for.

    /// Memory that this object takes, exactly: `fixed_bytes + place_bytes` for each place in room(), whatever K is. (A
    /// periodic schedule with K unbounded grows.)
    std::size_t bytes() const noexcept { return sizeof(Schedule) + held_.capacity() * sizeof(Held); }
    static const std::size_t fixed_bytes;
    static const std::size_t place_bytes;

private:
    static constexpr Step none = -1;
    struct Held {
        Step step;
        unsigned place; ///< Disk comes first: number 0, ..., on_disk - 1.
        unsigned level; ///< Online: see give_way().
    };

    Schedule(Step K, Step T, const Room& room);
    void assign_disk();
    Place place_of(const Held& held) const noexcept;
    bool stored(Step step) const noexcept;
    Step places() const noexcept { return room_.checkpoints + room_.on_disk; }

    std::optional<Action> advance(Step to);
    std::optional<Action> load();
    std::optional<Action> store();
    std::optional<Action> release();
    std::optional<Action> record();
    std::optional<Action> sweep();
    std::optional<Action> toward_truncation();
    std::optional<Action> run_on();
    std::optional<Action> give_way();
    std::size_t pinned() const noexcept;

    Step T_;
    Room room_;
    Step end_;                 ///< What lies behind is swept, or will not be run; unbounded while K is unknown.
    Step position_ = 0;        ///< The working state is x_position; none: it is used up.
    Step action_from_ = 0;     ///< Where the last Advance or Record began.
    Step stretch_from_ = none; ///< Where the tape begins; none: it is empty.
    bool turned_ = false;      ///< The run is over.
    std::size_t count_ = 0;
    std::vector<Held> held_; ///< The first count_ are checkpoints, by step; the others name the places that are empty.
};

/// What executing a schedule takes.
struct Cost {
    Step plain_steps = 0;
    Step recorded_steps = 0;
    Step stretches = 0;
    Step longest_stretch = 0;
    Step in_memory = 0; ///< Most checkpoints in memory at once.
    Step on_disk = 0;   ///< Most checkpoints on disk at once.
    Step stores = 0;    ///< In memory and on disk, as the loads.
    Step loads = 0;
    Step disk_stores = 0;
    Step disk_loads = 0;
    std::size_t schedule_bytes = 0; ///< Of the schedule itself.

    /// Most bytes in memory: fixed + schedule_bytes + in_memory * state + longest_stretch * recorded_step.
    std::size_t bytes(const Schedule::Sizes& sizes) const noexcept;

    bool operator==(const Cost&) const = default;
};

/// What is to come, found by a dry run of a copy: exact, and linear in the number of actions. K says where the run will
/// stop; without it, it goes to where the schedule says. Throws `InvalidArgument` when that is nowhere, or before K.
Cost predict(const Schedule& schedule, std::optional<Step> K = std::nullopt);

/// The same actions one by one, those of the run cut at K.
std::vector<Action> actions(const Schedule& schedule, std::optional<Step> K = std::nullopt);

/// The fewest plain steps, the run included, after which the steps T, ..., K-1 have been swept within `room`. With
/// s places, beta(s, t) = binomial(s + 1 + t, t) and n = K - T, m = stretch, it is the least over c >= 1 of
///
///     c T + sum_{t >= 0} max(0, n - m (beta(s, t) - beta(s, t - c)))
///
/// where c is how often the steps before T are done. For T = 0 and m = 1 this is the r n - beta(s + 1, r - 1) of
/// Griewank and Walther, who count x_0 among the checkpoints. O(r log n).
Step fewest_plain_steps(Step K, Step T, const Schedule::Room& room);

/// The split of `limit` bytes between checkpoints in memory and the tape that needs the fewest plain steps; if several
/// do, the one with the fewest stretches. Throws `MemoryLimit`, with the least limit that will do, when not even one
/// step fits. O(min(n, checkpoints that fit, steps that fit) r log n).
Schedule::Room best_room(std::size_t limit, const Schedule::Sizes& sizes, Step K, Step T);

} // namespace reel
