#pragma once
/// A model of what executes a schedule: one working state, one tape, numbered places in memory and on disk. It knows
/// states only by their step, and refuses every action that could not be carried out or leads to a wrong derivative.
///     StorageModel model(K, T, schedule.room());
///     for (const Action& action : list)
///         std::visit(model, action);                    // throws std::logic_error: what is wrong with it
///     model.finish();
///     model.cost                                        // what was really done

#include <reel/unroll/schedule.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>

namespace reel::test {

class StorageModel {
public:
    Cost cost;

    StorageModel(Step K, Step T, const Schedule::Room& room) : K_(K), T_(T), room_(room), unswept_(K) {}

    void operator()(const action::Advance& a)
    {
        expect(working_ == a.from, "the working state is not x_" + std::to_string(a.from));
        expect(a.from < a.to && a.to <= unswept_, "no steps, or steps nobody needs");
        working_ = a.to;
        furthest_ = std::max(furthest_, a.to);
        cost.plain_steps += a.to - a.from;
    }
    void operator()(const action::Store& a)
    {
        expect(working_ == a.step, "the working state is not x_" + std::to_string(a.step));
        const bool disk = a.place.storage == Storage::disk;
        expect(a.place.number < static_cast<std::size_t>(disk ? room_.on_disk : room_.checkpoints), "no such place");
        expect(held_.emplace(key(a.place), a.step).second, "the place is not empty");
        ++cost.stores;
        cost.disk_stores += disk;
        cost.in_memory = std::max(cost.in_memory, held(Storage::memory));
        cost.on_disk = std::max(cost.on_disk, held(Storage::disk));
    }
    void operator()(const action::Load& a)
    {
        expect_held(a.place, a.step);
        working_ = a.step;
        ++cost.loads;
        cost.disk_loads += a.place.storage == Storage::disk;
    }
    void operator()(const action::Free& a)
    {
        expect_held(a.place, a.step);
        held_.erase(key(a.place));
    }
    void operator()(const action::Restart&) { working_ = 0; }
    void operator()(const action::Record& a)
    {
        expect(working_ == a.from, "the working state is not x_" + std::to_string(a.from));
        expect(!tape_from_, "the tape is not empty");
        expect(T_ <= a.from && a.from < a.to && a.to == unswept_, "not the last steps that are left");
        expect(a.to - a.from <= room_.stretch, "too long for the tape");
        tape_from_ = a.from;
        working_.reset();
        furthest_ = std::max(furthest_, a.to);
        cost.recorded_steps += a.to - a.from;
        cost.longest_stretch = std::max(cost.longest_stretch, a.to - a.from);
        ++cost.stretches;
    }
    void operator()(const action::Sweep& a)
    {
        expect(a.from == unswept_ && a.to == tape_from_, "not what is on the tape");
        unswept_ = a.to;
        tape_from_.reset();
    }
    void finish() const
    {
        expect(furthest_ == K_, "the run ended before K");
        expect(unswept_ == std::min(T_, K_) || (K_ <= T_ && unswept_ == K_), "not all steps were swept");
        expect(!tape_from_, "the tape is not empty");
        expect(held_.empty(), "checkpoints are left behind");
    }

private:
    using Key = std::pair<Storage, std::size_t>;

    static Key key(const Place& place) { return {place.storage, place.number}; }
    static void expect(bool holds, const std::string& otherwise)
    {
        if (!holds)
            throw std::logic_error(otherwise);
    }
    void expect_held(const Place& place, Step step) const
    {
        const auto found = held_.find(key(place));
        expect(found != held_.end() && found->second == step, "the place does not hold x_" + std::to_string(step));
    }
    Step held(Storage storage) const
    {
        return std::count_if(held_.begin(), held_.end(), [&](const auto& h) { return h.first.first == storage; });
    }

    Step K_, T_;
    Schedule::Room room_;
    Step unswept_;
    Step furthest_ = 0;
    std::optional<Step> working_ = 0;
    std::optional<Step> tape_from_;
    std::map<Key, Step> held_;
};

} // namespace reel::test
