#pragma once
// A run while a rule decides: what was seen of it, and how closely.

#include <reel/analysis/constants.hpp>
#include <reel/analysis/run.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>

namespace reel {

/// A run, and all that is seen on its way.
class Watched {
public:
    Watched(AnyRun& run, int settled)
        : run_(run), first_(run.k()), seen_(run.row()), settled_(settled), last_change_(run.clone())
    {}

    void advance(long steps)
    {
        for (long i = 0; i < steps && seen_.finite(); ++i) {
            run_.advance();
            seen_.see(run_.row());
            watch_active_set();
        }
    }
    long k() const { return run_.k() - first_; } ///< Steps made since.
    bool finite() const { return seen_.finite(); }
    bool moves() const { return !seen_.settled(); }
    /// R6: steps that the active set has yet to stay as it is; 0 for a smooth map.
    long unsettled() const { return active_set_ ? std::max<long>(0, settled_ - same_) : 0; }
    bool has_active_set() const { return active_set_.has_value(); }
    /// Everything at x_k, looked at once.
    const Estimates& look_closely()
    {
        if (close_.k != run_.k() || !looked_)
            close_ = reel::look_closely(run_, seen_);
        looked_ = true;
        return close_;
    }

    /// Until no more steps are wanted, or `most` have been made.
    template <class F>
    void advance_while(const F& wanted, long most)
    {
        for (long next = first_look; next > 0 && k() < most && finite(); next = still_wanted(wanted))
            advance(std::min(next, most - k()));
    }

    /// R6, after it made the run wait: back to where the active set became what it is, if that is `enough`.
    template <class F>
    void go_back_if(const F& enough)
    {
        if (!active_set_ || last_change_->k() == run_.k() || !finite())
            return;
        Estimates then = look_closely();
        then.k = last_change_->k();
        then.error += (last_change_->row() - run_.row()).norm();
        if (!enough(then))
            return;
        close_ = then;
        run_.go_back(*last_change_);
        went_back_ = true;
    }
    /// The first step from which the map has been as smooth as it is now.
    long earliest() const { return last_change_->k() - first_; }
    /// To step k, forwards or back, and not before earliest(): what was seen closely is known of x_k too.
    void move_to(long k)
    {
        if (k < this->k())
            run_.go_back(*last_change_);
        while (this->k() < k)
            run_.advance();
        close_.follow(run_.k(), run_.row());
    }
    /// Did R6 have the last word?
    bool waited() const { return went_back_ || unsettled() > 0; }

private:
    static constexpr long first_look = 12; ///< Before that nothing is known of rho.

    /// Half of what the bound asks for, because what it is made of becomes better on the way; all of it when that is little.
    static long half_of(long steps) { return steps <= 4 ? steps : steps / 2; }
    /// How many steps to make before asking again; none when a close look confirms that no more are wanted.
    ///
    /// Glances at first, until no more steps are wanted than the next glance would be away; then a close look. Where that
    /// finds the limit of the run, the error of an iterate is its distance to it, and steps are made one by one, with another
    /// close look when the error of the limit begins to count.
    template <class F>
    long still_wanted(const F& wanted)
    {
        if (!moves())
            return 0;
        const long most = std::max<long>(first_look, k() / 4); // early constants are not to be trusted for long
        const auto ask = [&](const Estimates& seen) { return seen.rho < 1.0 ? wanted(seen) : most; };
        const auto before_next = [&](long steps) {
            return std::max(knows_limit() ? std::min(steps, 1L) : std::min(half_of(steps), most), unsettled());
        };
        const Estimates near = without_effort();
        const long steps = ask(near);
        const bool vague = knows_limit() ? near.limit_error > 0.1 * near.error : steps <= most;
        if (steps > 0 && (!vague || k() < next_look_))
            return before_next(steps);
        known_ = {look_closely().rho, close_.growth};
        next_look_ = k() + half_of(most);
        return before_next(ask(close_));
    }

    bool knows_limit() const { return looked_ && close_.limit.size() > 0; }
    Estimates without_effort() const
    {
        if (!knows_limit())
            return glance(run_, seen_, known_);
        Estimates near = close_;
        near.follow(run_.k(), run_.row());
        return near;
    }
    void watch_active_set()
    {
        const auto now = run_.active_set();
        same_ = now == active_set_ ? same_ + 1 : 0;
        active_set_ = now;
        if (now && same_ == 0) {
            last_change_ = run_.clone();
            looked_ = false;
        }
    }

    AnyRun& run_;
    long first_;
    RunObserver seen_;
    long settled_;
    std::optional<std::uint64_t> active_set_ = run_.active_set();
    std::unique_ptr<AnyRun> last_change_; // where it became what it is: the start, for a smooth map
    long same_ = 0;
    Contraction known_{0.0, 1.0}; // by the last close look
    Estimates close_;
    bool looked_ = false;
    bool went_back_ = false;
    long next_look_ = 0;
};

} // namespace reel
