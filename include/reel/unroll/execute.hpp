#pragma once
/// The one executor of all schedules.
///
/// A schedule says what to do, a `Machine` knows how: it has the working state, the places of the checkpoints and the
/// tape. `execute` brings them together, ends the run where it has to end, and counts what was done. One machine makes
/// the steps of a map (stretch.hpp); another one only counts bytes, so a prediction is a run of the same executor.

#include <reel/unroll/schedule.hpp>
#include <reel/unroll/step_size.hpp>

namespace reel::detail {

class Machine {
public:
    virtual ~Machine() = default;

    virtual void restart() = 0;                 ///< The working state becomes x_0,
    virtual void load(const Place& place) = 0;  ///< or what this place holds,
    virtual void store(const Place& place) = 0; ///< and is copied there.
    /// Makes the steps from, ..., to - 1 in plain numbers and returns where it got to: before `to` only when it is
    /// `running` for the first time and the solver stops.
    virtual Step advance(Step from, Step to, bool running) = 0;
    /// The same on the empty tape.
    virtual Step record(Step from, Step to, bool running) = 0;
    virtual bool stopped() const = 0; ///< Did the solver stop by itself?
    /// The run is over: what was reached last is x_K.
    virtual void finish(Step K) = 0;
    /// Sweeps what is on the tape, and empties it. False: the rest of the reverse pass is not wanted.
    virtual bool sweep(Step from, Step to) = 0;
};

/// Carries out the schedule; the run ends at K if not before. Returns what was really done.
Cost execute(Schedule& schedule, Step K, Machine& machine);

struct Footprint {
    Cost cost;
    ReplayBytes bytes;
};
/// What a replay will take when its run ends at K, if not before: for a map with steps of this size, and so many
/// columns of adjoints.
Footprint predict(const Schedule& schedule, Step K, const StepSize& size, int columns);

} // namespace reel::detail
