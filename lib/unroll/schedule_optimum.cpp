#include "schedule_optimum.hpp"

#include <reel/error.hpp>

#include <algorithm>

namespace reel::detail {
namespace {

struct Task {
    Step T, n, s, m;
    Step stretches() const { return (n - 1) / m + 1; }
};

/// beta(s, t) for t = 0, 1, 2, ...; zero before. All that is used is below 2^31 but for the last, which is below 2^62.
class Beta {
public:
    explicit Beta(Step s, Step t = 0) : s_(s), t_(t), value_(t == 0 ? 1 : 0) {}
    Step operator*() const { return value_; }
    void operator++()
    {
        ++t_;
        if (t_ == 0)
            value_ = 1;
        else if (t_ > 0)
            value_ = value_ * (s_ + 1 + t_) / t_;
    }

private:
    Step s_, t_, value_;
};

/// The classes that c starts at x_0 fill: the last one, r, is the first with W_c(r) >= N.
struct Classes {
    Step repetitions = 0; ///< r
    Step plain_steps = 0; ///< plain(c)
    Step reach = 0;       ///< W_c(r)
    Step part = 0;        ///< beta(s - 1, r)
    Step reach_below = 0; ///< The same for r - 1.
    Step part_below = 0;
};

Classes classes(const Task& task, Step c)
{
    const Step N = task.stretches();
    Beta entering(task.s - 1);
    Beta leaving(task.s - 1, -c);
    Classes result{.plain_steps = c * task.T, .reach = 1, .part = 1};
    while (result.reach < N) {
        result.plain_steps += task.n - task.m * result.reach;
        result.reach_below = result.reach;
        result.part_below = result.part;
        ++result.repetitions;
        ++entering;
        ++leaving;
        result.part = *entering;
        result.reach += *entering - *leaving;
    }
    return result;
}

/// The best c: the first from which one start more does not help.
Step starts(const Task& task)
{
    if (task.T == 0 || task.s == 0)
        return task.stretches();
    Step low = 1;
    Step high = task.stretches();
    while (low < high) {
        const Step c = low + (high - low) / 2;
        if (classes(task, c + 1).plain_steps < classes(task, c).plain_steps)
            low = c + 1;
        else
            high = c;
    }
    return low;
}

bool in_range(Step value, Step least)
{
    return value == unbounded || (least <= value && value < too_many);
}

} // namespace

std::string text(Step k)
{
    return k == unbounded ? "unbounded" : std::to_string(k);
}

// The start of the last stretch needs no checkpoint, and that of the first one only when it is not x_0.
Schedule::Room useful_room(Step K, Step T, Schedule::Room room)
{
    require(in_range(K, 0), [&] {
        return "a schedule of K = " + text(K) + " steps; K is at least 0 and below 2^31, or reel::unbounded";
    });
    require(T >= 0 && T < too_many && T <= K, [&] {
        return "a truncation index T = " + text(T) + " in a run of K = " + text(K) +
               " steps; T is at least 0, at most K, and below 2^31";
    });
    require(in_range(room.checkpoints, 0) && in_range(room.on_disk, 0) && in_range(room.stretch, 1), [&] {
        return "room for " + text(room.checkpoints) + " checkpoints in memory, " + text(room.on_disk) +
               " on disk and a stretch of " + text(room.stretch) +
               "; a stretch has at least 1 step, the others are at least 0, all below 2^31 or reel::unbounded";
    });
    if (K == unbounded)
        return room;
    const Step n = K - T;
    room.stretch = std::min(room.stretch, std::max<Step>(n, 1));
    const Step stretches = n == 0 ? 0 : (n - 1) / room.stretch + 1;
    const Step useful = std::max<Step>(stretches - (T > 0 ? 1 : 2), 0);
    room.checkpoints = std::min(room.checkpoints, useful);
    room.on_disk = std::min(room.on_disk, useful - room.checkpoints);
    return room;
}

Step fewest_plain_steps(Step T, Step n, Step s, Step m)
{
    const Task task{T, n, s, m};
    const Step N = task.stretches();
    if (s == 0) // from x_0 each time: sum_{i = 1}^{N - 1} (T + n - i m), and T for the first stretch
        return N * T + (N - 1) * n - (N - 1) * N / 2 * m;
    return classes(task, starts(task)).plain_steps;
}

// Of the N stretches, q come to the right of the checkpoint. Both sides are optimal as long as neither reaches beyond
// the class it has in the whole: beta(s-1, r-1) <= q <= beta(s-1, r) and W_{c-1}(r-2) <= N - q <= W_{c-1}(r-1), where a
// first stretch that is not full counts as less than one in the lower bound. Within these limits stores are fewest at
// q = beta(s-1, r-1) + beta(s-2, r-1), which keeps the first two limits by itself.
Step first_advance(Step T, Step n, Step s, Step m)
{
    const Task task{T, n, s, m};
    if (s == 0)
        return T + std::max<Step>(n - m, 0);
    const Step c = starts(task);
    if (T > 0 && c == 1)
        return T;
    const Step N = task.stretches();
    const Classes k = classes(task, c);
    const Step fewest = N - (k.reach - k.part);
    const Step most = std::min(N - (k.reach_below - k.part_below) - (n % m == 0 ? 0 : 1), N - 1);
    const Step q = std::clamp(k.part_below + k.part_below * s / (s + k.repetitions - 1), fewest, most);
    return T + n - m * q;
}

} // namespace reel::detail
