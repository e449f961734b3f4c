#pragma once
/// The checkpoints of a replay as states.

#include <reel/unroll/checkpoints.hpp>
#include <reel/unroll/flat.hpp>
#include <reel/unroll/schedule.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <type_traits>
#include <utility>
#include <vector>

namespace reel::detail {

/// Checkpoints of states: their numbers in rows, and copies without numbers of what else they have. The states that
/// come and go are passive ones of the tape's kind.
template <class State>
class StateStore {
public:
    StateStore(const State& x0, const Schedule::Room& room, const std::filesystem::path& folder)
        : x0_(x0), on_disk_(static_cast<std::size_t>(room.on_disk)),
          rows_(static_cast<std::size_t>(flat_size(x0)), room, folder)
    {
        if (!only_numbers<State> && room.checkpoints != unbounded)
            shells_.reserve(on_disk_ + static_cast<std::size_t>(room.checkpoints));
    }

    void store(const Place& place, const Recorded<State>& x)
    {
        for_each_leaf([](const auto& now, const auto& at_start) { require_kept_shape(plain(now), at_start); }, x, x0_);
        flatten(x, rows_.blank(place));
        rows_.keep(place);
        if constexpr (!only_numbers<State>) {
            if (shells_.size() <= number(place))
                shells_.resize(number(place) + 1, shell(x0_));
            shells_[number(place)] = shell(x);
        }
    }
    void load(const Place& place, Recorded<State>& x)
    {
        if constexpr (!only_numbers<State>)
            x = recorded_tree(shells_[number(place)]);
        const double* row = rows_.row(place);
        for_each_leaf(
            [&](auto& leaf, const auto& at_start) {
                leaf = as_recorded(leaf_from(row, at_start));
                row += leaf_length(at_start);
            },
            x, x0_);
    }

private:
    static State shell(const auto& x)
    {
        return transform(x, [](const auto& leaf) { return std::remove_cvref_t<decltype(plain(leaf))>(); });
    }
    std::size_t number(const Place& place) const
    {
        return place.storage == Storage::disk ? place.number : on_disk_ + place.number;
    }

    const State& x0_;
    std::size_t on_disk_;
    Checkpoints rows_;
    std::vector<State> shells_; // disk first
};

} // namespace reel::detail
