#pragma once
/// The fewest plain steps by search over everything that can be done, one step at a time: no formula, no recursion, no
/// assumption on where checkpoints lie. Only for small runs: K <= 12.

#include <reel/unroll/schedule.hpp>

#include <bit>
#include <deque>
#include <vector>

namespace reel::test {

class ReplaySearch {
public:
    /// s checkpoints, at most m steps on the tape.
    ReplaySearch(Step K, Step T, Step s, Step m) : K_(K), T_(T), s_(s), m_(m) {}

    /// From the start of the run.
    Step whole_run() { return search({.working = 0, .held = 0, .unswept = K_}); }
    /// After the run, when checkpoints lie at the steps whose bits are set in `held`.
    Step reverse_pass(unsigned held) { return search({.working = none, .held = held, .unswept = K_}); }

private:
    static constexpr Step none = -1;
    struct State {
        Step working;
        unsigned held;
        Step unswept;
    };

    std::size_t number(const State& s) const
    {
        return (static_cast<std::size_t>(s.held) * static_cast<std::size_t>(K_ + 1) +
                static_cast<std::size_t>(s.unswept)) *
                   static_cast<std::size_t>(K_ + 2) +
               static_cast<std::size_t>(s.working + 1);
    }

    /// Breadth first; what costs nothing goes to the front.
    Step search(const State& start)
    {
        best_.assign((std::size_t{1} << (K_ + 1)) * static_cast<std::size_t>((K_ + 1) * (K_ + 2)), unbounded);
        queue_.clear();
        reach(start, 0, true);
        while (!queue_.empty()) {
            const auto [state, steps] = queue_.front();
            queue_.pop_front();
            if (best_[number(state)] < steps)
                continue;
            if (state.unswept <= T_)
                return steps;
            expand(state, steps);
        }
        return unbounded;
    }

    void expand(const State& s, Step steps)
    {
        reach({0, s.held, s.unswept}, steps, true);
        for (Step k = 1; k <= s.unswept; ++k)
            if (s.held >> k & 1u) {
                reach({k, s.held, s.unswept}, steps, true);
                reach({s.working, s.held & ~(1u << k), s.unswept}, steps, true);
            }
        if (s.working == none)
            return;
        if (std::popcount(s.held) < s_)
            reach({s.working, s.held | 1u << s.working, s.unswept}, steps, true);
        if (s.working >= T_ && s.working < s.unswept && s.unswept - s.working <= m_)
            reach({none, s.held, s.working}, steps, true);
        if (s.working < s.unswept)
            reach({s.working + 1, s.held, s.unswept}, steps + 1, false);
    }

    void reach(const State& state, Step steps, bool free)
    {
        if (steps >= best_[number(state)])
            return;
        best_[number(state)] = steps;
        if (free)
            queue_.push_front({state, steps});
        else
            queue_.push_back({state, steps});
    }

    struct Entry {
        State state;
        Step steps;
    };
    Step K_, T_, s_, m_;
    std::vector<Step> best_;
    std::deque<Entry> queue_;
};

} // namespace reel::test
