#include "schedule_optimum.hpp"

#include <reel/error.hpp>

#include <algorithm>
#include <cassert>
#include <numeric>
#include <utility>

namespace reel {
namespace {

/// Made in place: actions are small and many.
template <class A, class... Members>
std::optional<Action> act(const Members&... members)
{
    return std::optional<Action>(std::in_place, std::in_place_type<A>, members...);
}

} // namespace

const std::size_t Schedule::fixed_bytes = sizeof(Schedule);
const std::size_t Schedule::place_bytes = sizeof(Held);

Schedule Schedule::store_all(Step K, Step T)
{
    return Schedule(K, T, {.stretch = unbounded});
}

Schedule Schedule::periodic(Step K, Step T, Step period)
{
    return Schedule(K, T, {.checkpoints = unbounded, .stretch = period});
}

Schedule Schedule::replay_each_step(Step K, Step T)
{
    return periodic(K, T, 1);
}

Schedule Schedule::binomial(Step K, Step T, const Room& room)
{
    require(K != unbounded, [] {
        return std::string("a binomial schedule needs the number of steps K; Schedule::online does without");
    });
    return Schedule(K, T, room);
}

Schedule Schedule::online(Step T, const Room& room)
{
    require(room.on_disk == 0, [&] {
        return "an online schedule with " + detail::text(room.on_disk) +
               " checkpoints on disk; it overwrites them too often: set on_disk = 0";
    });
    return Schedule(unbounded, T, room);
}

Schedule Schedule::choose(std::size_t limit, const Sizes& sizes, Step K, Step T)
{
    return binomial(K, T, best_room(limit, sizes, K, T));
}

Schedule::Schedule(Step K, Step T, const Room& room) : T_(T), room_(detail::useful_room(K, T, room)), end_(K)
{
    if (room_.checkpoints == unbounded)
        return;
    held_.resize(static_cast<std::size_t>(places()));
    for (std::size_t i = 0; i < held_.size(); ++i)
        held_[i].place = static_cast<unsigned>(i);
    if (room_.on_disk > 0)
        assign_disk();
}

/// When K is known, the checkpoints by step are always the i = 0, 1, 2, ...-th. A dry run counts how often each is
/// stored and loaded; those for which that is least go to disk.
void Schedule::assign_disk()
{
    std::vector<Step> traffic(held_.size());
    const auto count = [&](const Place& place) {
        ++traffic[place.number + (place.storage == Storage::disk ? 0 : static_cast<std::size_t>(room_.on_disk))];
    };
    for (Schedule dry = *this; const auto act = dry.next();) {
        if (const auto* stored = std::get_if<action::Store>(&*act))
            count(stored->place);
        if (const auto* loaded = std::get_if<action::Load>(&*act))
            count(loaded->place);
    }
    std::vector<std::size_t> by_traffic(held_.size());
    std::iota(by_traffic.begin(), by_traffic.end(), std::size_t{0});
    std::sort(by_traffic.begin(), by_traffic.end(),
              [&](std::size_t a, std::size_t b) { return std::pair(traffic[a], a) < std::pair(traffic[b], b); });
    for (std::size_t rank = 0; rank < by_traffic.size(); ++rank)
        held_[by_traffic[rank]].place = static_cast<unsigned>(rank);
}

Place Schedule::place_of(const Held& held) const noexcept
{
    const auto on_disk = static_cast<std::size_t>(room_.on_disk);
    return held.place < on_disk ? Place{Storage::disk, held.place} : Place{Storage::memory, held.place - on_disk};
}

bool Schedule::stored(Step step) const noexcept
{
    return count_ > 0 && held_[count_ - 1].step == step;
}

std::optional<Action> Schedule::next()
{
    if (stretch_from_ != none)
        return sweep();
    return end_ == unbounded ? run_on() : toward_truncation();
}

/// One rule for the run and for the reverse pass. What is left to reverse lies between the last checkpoint, or x_0, and
/// end_. From x_0, or from x_T when that has no place, the advance is planned with the steps before T in view.
std::optional<Action> Schedule::toward_truncation()
{
    if (count_ > 0 && held_[count_ - 1].step >= end_)
        return release();
    if (end_ <= T_)
        return turned_ || position_ == end_ ? std::nullopt : advance(end_);
    if (position_ == none)
        return load();
    const bool kept = stored(position_);
    const Step n = end_ - std::max(position_, T_);
    if (position_ >= T_ && n <= room_.stretch)
        return kept ? release() : record();
    const Step empty = places() - static_cast<Step>(count_);
    if (position_ <= T_) {
        const Step first = detail::first_advance(T_, n, std::min(empty + kept, n), room_.stretch);
        if (first > position_)
            return kept ? release() : advance(first);
    }
    return kept ? advance(position_ + detail::first_advance(0, n, std::min(empty, n), room_.stretch)) : store();
}

/// While K is unknown: a checkpoint every stretch from T on, over an old one when all places are taken.
std::optional<Action> Schedule::run_on()
{
    if (position_ < T_)
        return advance(T_);
    if (room_.stretch == unbounded)
        return record();
    if (position_ > 0 && !stored(position_)) {
        if (count_ < held_.size() || room_.checkpoints == unbounded)
            return store();
        if (count_ > pinned())
            return give_way();
    }
    return advance(places() > 0 ? position_ + room_.stretch : unbounded);
}

void Schedule::stop(Step K)
{
    const Step reached = stretch_from_ != none ? end_ : position_;
    require(!turned_ && action_from_ <= K && K <= reached && K < detail::too_many, [&] {
        return "a run stopped at step " + detail::text(K) +
               (turned_ ? ", but its reverse pass has begun"
                        : "; the action under way leads from " + detail::text(action_from_) + " to " +
                              detail::text(reached) + ", and K is below 2^31");
    });
    turned_ = true;
    end_ = K;
    position_ = none;
    if (stretch_from_ == K)
        stretch_from_ = none;
}

std::optional<Action> Schedule::advance(Step to)
{
    action_from_ = std::exchange(position_, to);
    return act<action::Advance>(action_from_, to);
}

std::optional<Action> Schedule::load()
{
    position_ = count_ > 0 ? held_[count_ - 1].step : 0;
    return count_ > 0 ? act<action::Load>(position_, place_of(held_[count_ - 1])) : act<action::Restart>();
}

std::optional<Action> Schedule::store()
{
    assert(count_ < held_.size() || room_.checkpoints == unbounded);
    if (count_ == held_.size())
        held_.push_back({.step = 0, .place = static_cast<unsigned>(count_), .level = 0});
    held_[count_].step = position_;
    const Held& held = held_[count_++];
    return act<action::Store>(position_, place_of(held));
}

std::optional<Action> Schedule::release()
{
    --count_;
    return act<action::Free>(held_[count_].step, place_of(held_[count_]));
}

std::optional<Action> Schedule::record()
{
    action_from_ = stretch_from_ = std::exchange(position_, none);
    return act<action::Record>(stretch_from_, end_);
}

std::optional<Action> Schedule::sweep()
{
    turned_ = true;
    const Step to = std::exchange(stretch_from_, none);
    return act<action::Sweep>(std::exchange(end_, to), to);
}

/// Empties a place when all are taken. A checkpoint is dispensable when a later one has a higher level. If one is, it
/// gives way to a checkpoint of level 0; if none is, the newest gives way to one that is a level higher.
std::optional<Action> Schedule::give_way()
{
    std::size_t i = count_ - 1;
    const unsigned newest = held_[i].level;
    for (unsigned highest = newest; i > pinned() && held_[i - 1].level >= highest;)
        highest = held_[--i].level;
    const bool dispensable = i > pinned();
    const auto given_up = held_.begin() + static_cast<std::ptrdiff_t>(dispensable ? i - 1 : count_ - 1);
    std::rotate(given_up, given_up + 1, held_.end());
    --count_;
    held_[count_].level = dispensable ? 0 : newest + 1;
    return act<action::Free>(held_[count_].step, place_of(held_[count_]));
}

/// How many of the first checkpoints never give way: x_T does not, as long as T exceeds n / (s + 1), the distance
/// between s checkpoints spread evenly. Until then, starting at x_0 instead costs more than another checkpoint saves.
std::size_t Schedule::pinned() const noexcept
{
    return count_ > 0 && T_ > 0 && held_[0].step == T_ && T_ * (places() + 1) > position_ - T_ ? 1 : 0;
}

} // namespace reel
