#include "schedule_optimum.hpp"

#include <reel/error.hpp>

#include <algorithm>

namespace reel {
namespace {

std::string name_of(const Place& place)
{
    return (place.storage == Storage::disk ? "disk " : "memory ") + std::to_string(place.number);
}

std::string name_of(Step step)
{
    return step == unbounded ? "the end" : std::to_string(step);
}

struct Reader {
    using Text = std::string;
    Text operator()(const action::Advance& a) const { return "advance " + name_of(a.from) + " to " + name_of(a.to); }
    Text operator()(const action::Store& a) const { return "store x_" + name_of(a.step) + " in " + name_of(a.place); }
    Text operator()(const action::Load& a) const { return "load x_" + name_of(a.step) + " from " + name_of(a.place); }
    Text operator()(const action::Free& a) const { return "free " + name_of(a.place); }
    Text operator()(const action::Restart&) const { return "restart from x_0"; }
    Text operator()(const action::Record& a) const { return "record " + name_of(a.from) + " to " + name_of(a.to); }
    Text operator()(const action::Sweep& a) const { return "sweep " + name_of(a.from) + " to " + name_of(a.to); }
};

/// Adds up what actions take.
class Account {
public:
    Cost cost;

    void operator()(const action::Advance& a) { cost.plain_steps += a.to - a.from; }
    void operator()(const action::Restart&) {}
    void operator()(const action::Sweep&) {}
    void operator()(const action::Load& a)
    {
        ++cost.loads;
        cost.disk_loads += a.place.storage == Storage::disk;
    }
    void operator()(const action::Store& a)
    {
        const bool disk = a.place.storage == Storage::disk;
        ++cost.stores;
        cost.disk_stores += disk;
        Places& places = disk ? disk_ : memory_;
        places.put(a.place.number, true);
        Step& most = disk ? cost.on_disk : cost.in_memory;
        most = std::max(most, places.taken);
    }
    void operator()(const action::Free& a)
    {
        (a.place.storage == Storage::disk ? disk_ : memory_).put(a.place.number, false);
    }
    void operator()(const action::Record& a)
    {
        cost.recorded_steps += a.to - a.from;
        ++cost.stretches;
        cost.longest_stretch = std::max(cost.longest_stretch, a.to - a.from);
    }

private:
    struct Places {
        std::vector<bool> holds;
        Step taken = 0;
        void put(std::size_t number, bool state)
        {
            if (holds.size() <= number)
                holds.resize(number + 1);
            taken += static_cast<Step>(state) - static_cast<Step>(holds[number]);
            holds[number] = state;
        }
    };
    Places memory_, disk_;
};

/// Where an action that does new steps leads to.
Step* destination(Action& action)
{
    if (auto* advance = std::get_if<action::Advance>(&action))
        return &advance->to;
    if (auto* record = std::get_if<action::Record>(&action))
        return &record->to;
    return nullptr;
}

/// Visits all actions of a run that ends at K, or where the schedule says; returns the schedule as it is then.
template <class Visit>
Schedule dry_run(Schedule schedule, std::optional<Step> K, const Visit& visit)
{
    require(K || schedule.knows_end(), [] {
        return std::string("a dry run of a schedule that does not know when the solver stops; say for which K");
    });
    bool stopped = !K;
    if (K == 0) {
        schedule.stop(0);
        stopped = true;
    }
    while (std::optional<Action> action = schedule.next()) {
        Step* to = destination(*action);
        if (!stopped && to && *to >= *K) {
            schedule.stop(*K);
            *to = *K;
            stopped = true;
        }
        visit(*action);
    }
    require(stopped, [&] { return "a dry run until K = " + name_of(*K) + " of a schedule that ends before"; });
    return schedule;
}

std::size_t bytes_of(Step count, std::size_t each)
{
    return static_cast<std::size_t>(count) * each;
}

} // namespace

std::string to_string(const Action& action)
{
    return std::visit(Reader{}, action);
}

std::size_t Cost::bytes(const Schedule::Sizes& sizes) const noexcept
{
    return sizes.fixed + schedule_bytes + bytes_of(in_memory, sizes.state) +
           bytes_of(longest_stretch, sizes.recorded_step);
}

Cost predict(const Schedule& schedule, std::optional<Step> K)
{
    Account account;
    const Schedule after = dry_run(schedule, K, [&](const Action& action) { std::visit(account, action); });
    account.cost.schedule_bytes = after.bytes();
    return account.cost;
}

std::vector<Action> actions(const Schedule& schedule, std::optional<Step> K)
{
    std::vector<Action> list;
    dry_run(schedule, K, [&](const Action& action) { list.push_back(action); });
    return list;
}

Step fewest_plain_steps(Step K, Step T, const Schedule::Room& room)
{
    require(K != unbounded,
            [] { return std::string("the fewest plain steps of an unbounded run; K has to be known"); });
    const Schedule::Room useful = detail::useful_room(K, T, room);
    return K == T ? K : detail::fewest_plain_steps(T, K - T, useful.checkpoints + useful.on_disk, useful.stretch);
}

Schedule::Room best_room(std::size_t limit, const Schedule::Sizes& sizes, Step K, Step T)
{
    require(sizes.state > 0 && sizes.recorded_step > 0, [&] {
        return "a state of " + std::to_string(sizes.state) + " bytes and " + std::to_string(sizes.recorded_step) +
               " bytes of tape for a step; both are at least 1";
    });
    require(K != unbounded, [] {
        return std::string("the best room for an unbounded run; say for about how many steps it has to be best");
    });
    Schedule::Room best = detail::useful_room(K, T, {});
    const Step n = K - T;
    const std::size_t least = sizes.fixed + Schedule::fixed_bytes + (n > 0 ? sizes.recorded_step : 0);
    if (limit < least)
        throw MemoryLimit("no schedule fits in " + std::to_string(limit) +
                              " bytes: one step on the tape and no checkpoint take " + std::to_string(least) +
                              "; allow at least as much",
                          least, limit);
    if (n == 0)
        return best;

    const std::size_t available = limit - sizes.fixed - Schedule::fixed_bytes;
    const std::size_t place = sizes.state + Schedule::place_bytes;
    const auto fit = [n](std::size_t bytes, std::size_t each) {
        return static_cast<Step>(std::min(bytes / each, static_cast<std::size_t>(n)));
    };
    Step fewest = unbounded;
    const auto consider = [&](Step checkpoints, Step stretch) {
        const Schedule::Room room = detail::useful_room(K, T, {.checkpoints = checkpoints, .stretch = stretch});
        const Step steps = detail::fewest_plain_steps(T, n, room.checkpoints, room.stretch);
        if (steps < fewest) {
            fewest = steps;
            best = room;
        }
    };
    const Step most_checkpoints = fit(available - sizes.recorded_step, place);
    const Step longest_stretch = fit(available, sizes.recorded_step);
    // Both ways the longest stretch comes first, and wins among equals.
    if (most_checkpoints < longest_stretch)
        for (Step s = 0; s <= most_checkpoints; ++s)
            consider(s, fit(available - bytes_of(s, place), sizes.recorded_step));
    else
        for (Step m = longest_stretch; m >= 1; --m)
            consider(fit(available - bytes_of(m, sizes.recorded_step), place), m);
    return best;
}

} // namespace reel
