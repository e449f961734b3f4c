#pragma once
/// What the steps of a map take, in bytes: found once by recording a few of them, and then known for any schedule.
///
/// Steps are alike, but the first ones of a stretch are not: the first step from x_T finds a passive state (what
/// depends on x_T alone is not recorded), and numbers of u are put on the tape where they are first needed. From the
/// third step on, each takes as much as the one before. So a stretch of m steps takes
///
///     bytes(m) = what was measured                              for m <= 3
///     bytes(m) = bytes(3) + (m - 3) (bytes(3) - bytes(2))       beyond
///
/// exactly, as long as the map does the same at each step. Where it branches on its data a prediction is an estimate.
/// The adjoints of all steps share the memory of the longest one.

#include <reel/core/tape.hpp>
#include <reel/unroll/schedule.hpp>

#include <array>
#include <cstddef>

namespace reel {

/// Bytes that a replay holds at its worst moments. What the step itself allocates while it runs is not in it, nor is
/// the start, which the caller has.
struct ReplayBytes {
    std::size_t tape = 0;        ///< Records of the longest stretch.
    std::size_t adjoints = 0;    ///< The workspace of a sweep, and what is carried from one stretch to the one before.
    std::size_t states = 0;      ///< x_K, the working state, and two that are being computed; the parameter.
    std::size_t checkpoints = 0; ///< In memory.
    std::size_t schedule = 0;
    std::size_t on_disk = 0; ///< Not in memory, and not in the total.

    static constexpr std::size_t tables = 1024; ///< For the tape's own tables, whatever the run.
    std::size_t total() const noexcept { return tape + adjoints + states + checkpoints + schedule + tables; }
    bool operator==(const ReplayBytes&) const = default;
};

/// The first steps of a stretch, as they were measured.
class StretchSize {
public:
    static constexpr std::size_t most = 3;

    /// One more step is on the tape, and its iteration mark; `extra` bytes are held beside the tape.
    void add(const Tape& tape, std::size_t extra);
    std::size_t measured() const noexcept { return count_; }

    std::size_t bytes(Step steps) const noexcept; ///< On the tape.
    std::size_t rows(Step steps) const noexcept;  ///< Values that have adjoints at once in a sweep.
    void enlarge() noexcept;                      ///< Supposes that all steps are twice as long.

private:
    std::array<std::size_t, most> bytes_{}; // [m - 1]: with m steps on the tape
    std::array<std::size_t, most> rows_{};
    std::size_t count_ = 0;
};

/// The rows of adjoints that a sweep over the tape as it is now needs.
std::size_t sweep_rows(const Tape::Mark& end) noexcept;

struct StepSize {
    std::size_t state = 0;       ///< Numbers in a state,
    std::size_t parameter = 0;   ///< in the parameter,
    std::size_t solution = 0;    ///< in what the adjoint of x_K is given for,
    std::size_t passive = 0;     ///< and bytes of what a state has besides numbers.
    StretchSize from_truncation; ///< Stretches that begin at T.
    StretchSize from_checkpoint; ///< All others.
    std::size_t end_bytes = 0;   ///< On the tape behind x_K: the solution, where it is computed from the state.
    std::size_t end_rows = 0;    ///< Rows of adjoints with it.
    std::size_t step_extra = 0;  ///< Bytes beside the tape for each step on it.

    ReplayBytes stored(const Cost& cost) const noexcept; ///< All but the tape and the adjoints.
    std::size_t checkpoint_bytes() const noexcept { return sizeof(double) * state + passive; }
    /// The adjoints of `rows` values in the workspace, and those of x_k and u between two stretches.
    std::size_t adjoint_bytes(std::size_t rows, int columns) const noexcept;
    /// The sizes that a schedule is chosen for: upper bounds, attained by long stretches.
    Schedule::Sizes sizes(int columns) const noexcept;
    /// The most rows of a stretch of so many steps, wherever it begins.
    std::size_t most_rows(Step steps) const noexcept;
    void enlarge() noexcept; ///< For a map that turned out to have longer steps than those measured.
};

} // namespace reel
