#pragma once
/// The arithmetic of binomial checkpointing, extended by a truncation index and by stretches of several steps.
///
/// The task: x_0 is at hand, the steps T, ..., T + n - 1 have to be recorded, last stretch first, at most m steps on
/// the tape and s checkpoints at once. Count in stretches, N = ceil(n / m), and call "repetitions" of a stretch the
/// number of times its steps are done in plain double.
///
/// For T = 0 at most beta(s, t) = binomial(s + 1 + t, t) stretches have t repetitions or fewer: to the right of the
/// first checkpoint s - 1 places are left, to the left of it all s, but those steps are done once more, hence
///
///     beta(s, t) = beta(s - 1, t) + beta(s, t - 1).
///
/// With T > 0 each start at x_0 costs T steps, so only c starts are allowed: the c parts between them have s - 1 places
/// each, and the i-th from the right is passed i - 1 times more,
///
///     W_c(t) = sum_{i = 0}^{c - 1} beta(s - 1, t - i) = beta(s - 1, t) + W_{c-1}(t - 1).
///
/// Filling the classes t = 0, 1, ... in turn gives the least number of plain steps,
///
///     plain(c) = c T + sum_{t >= 0} max(0, n - m W_c(t)),
///
/// which is convex in c, because W_c(t) is concave in c. Only one stretch is shorter than m; it comes first, and
/// belongs to the last class, so that every other one is full.

#include <reel/unroll/schedule.hpp>

namespace reel::detail {

/// Below, every product of two counts fits a Step.
inline constexpr Step too_many = Step{1} << 31;

/// The number in an error's text.
std::string text(Step k);

/// `room`, cut down to what a run of K steps has a use for. Checks all its arguments, throws `InvalidArgument`.
Schedule::Room useful_room(Step K, Step T, Schedule::Room room);

/// The fewest plain steps of that task, n >= 1.
Step fewest_plain_steps(Step T, Step n, Step s, Step m);

/// How far to advance from x_0 before the first checkpoint, or the first record when s = 0: at least T steps.
/// n > m or T > 0. From a checkpoint that is kept, it is the same with T = 0.
Step first_advance(Step T, Step n, Step s, Step m);

} // namespace reel::detail
