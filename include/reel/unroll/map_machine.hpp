#pragma once
/// The machine that makes the steps of a map: what replay.hpp runs schedules on.
///
/// The adjoint of u goes from one sweep into the next, so its terms are added in the same order as on one tape of the
/// whole run, from K down to T: the sum is the same to the last bit, whatever the schedule.

#include <reel/unroll/execute.hpp>
#include <reel/unroll/state_store.hpp>
#include <reel/unroll/stretch.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reel {

/// Sees the reverse pass go by: called for k = K, ..., T with the adjoint of u from the steps k, ..., K-1 (p x d), and
/// the norm of the adjoint of x_k over all d columns. False ends the pass.
using SweepWatch = std::function<bool(Step k, const Eigen::MatrixXd& u_adjoint, double norm)>;

namespace detail {

/// How a machine is set up.
struct Settings {
    Schedule::Room room;
    Step truncation = 0;
    bool plain = false; ///< Steps from T on that are not recorded are made in plain numbers.
    double tolerance = 0.0;
    int columns = 1;
    bool start_adjoint = false; ///< Is the adjoint of x_T wanted?
    std::filesystem::path folder;
    SweepWatch watch;
    std::size_t tape_limit = Arena::no_limit;
    std::size_t tape_reserve = 0;            ///< 0: as it comes
    std::size_t row_limit = Arena::no_limit; ///< Rows of adjoints in a sweep.
};
void require_rows(std::size_t rows, std::size_t limit);

/// `Seeds` makes of a solution the adjoints to begin with: a matrix with a row for each of its numbers.
template <class Map, class State, class Parameter, class Seeds>
class MapMachine final : public Machine {
public:
    MapMachine(const Map& step, const State& x0, const Parameter& u, const Seeds& seeds, const Settings& settings)
        : step_(step), x0_(x0), u_(u), seeds_(seeds), settings_(settings), store_(x0, settings.room, settings.folder),
          tape_(settings.tape_limit), on_(tape_), passive_u_(recorded_tree(u)), state_(recorded_tree(x0))
    {
        if (settings.watch && settings.room.stretch != unbounded)
            marks_.reserve(static_cast<std::size_t>(settings.room.stretch) + 1);
        reserve(tape_, settings.tape_reserve);
        recorded_u_ = transform(u, AsIndependent{});
    }

    void restart() override { state_ = recorded_tree(x0_); }
    void load(const Place& place) override { store_.load(place, state_); }
    void store(const Place& place) override { store_.store(place, state_); }

    /// Steps that one tape would record are made of the same types, passive, where plain numbers were seen to round
    /// otherwise (doc/limits.md): a step may branch on the last digit.
    Step advance(Step from, Step to, bool running) override
    {
        const Step plain = settings_.plain ? to : std::min(to, settings_.truncation);
        if (from < plain) {
            State x = plain_tree(std::move(state_));
            from = advance(x, u_, from, plain, to, running);
            state_ = recorded_tree(std::move(x));
        }
        if (running && converged_)
            return from;
        return advance(state_, passive_u_, from, to, to, running);
    }

    Step record(Step from, Step to, bool running) override
    {
        begin_tape();
        const std::uint64_t start = settings_.plain ? fingerprint(state_) : 0;
        end_ = begin_stretch(tape_, std::move(state_), starts_active(from));
        on_tape_ = true;
        marks_.clear();
        marks_.push_back(tape_.mark());
        bool stops = false;
        for (Step k = from; k < to && !stops;) {
            Recorded<State> next = step_(end_, recorded_u_);
            ++k;
            stops = running && arrive(next, end_, k == to);
            end_ = std::move(next);
            mark_iteration(tape_, end_);
            if (settings_.watch)
                marks_.push_back(tape_.mark());
            if (stops)
                to = k;
        }
        if (settings_.plain)
            join(start);
        return to;
    }

    bool stopped() const override { return converged_; }

    void finish(Step K) override
    {
        iterations_ = reached_ = K;
        final_ = plain_tree(on_tape_ ? end_ : state_);
        if (settings_.plain && !on_tape_)
            joint_ = fingerprint(state_);
        adjoint_ = seeds_(solution_of(step_, final_));
    }

    bool sweep(Step from, Step to) override
    {
        on_tape_ = false;
        if (!alike_)
            return false;
        const Recorded<State> end = std::exchange(end_, {}); // its numbers are in nobody's way from here on
        if (!std::exchange(swept_, true))
            return sweep_from(solution_of(step_, end), from, to);
        return sweep_from(end, from, to);
    }

    /// The reverse pass of a run without recorded steps: from the solution to the state.
    void sweep_no_step()
    {
        record(iterations_, iterations_, false);
        sweep(iterations_, iterations_);
    }

    bool alike() const { return alike_; } ///< Did plain steps have the bits of recorded ones?
    Step iterations() const { return iterations_; }
    Step reached() const { return reached_; } ///< Where the reverse pass stands.
    State& final_state() { return final_; }
    double residual() const { return residual_; }
    Eigen::MatrixXd u_adjoint() const ///< p x d, of all that was swept
    {
        Eigen::MatrixXd adjoint = Eigen::MatrixXd::Zero(flat_size(u_), settings_.columns);
        if (adjoints_)
            take(adjoint, recorded_u_, *adjoints_);
        return adjoint;
    }
    const Eigen::MatrixXd& x_adjoint() const { return adjoint_; }   ///< n x d, of the iterate that was reached
    std::size_t most_tape_bytes() const { return tape_bytes_; }
    std::size_t most_rows() const { return rows_; }

private:
    template <class X, class U>
    Step advance(X& x, const U& u, Step from, Step to, Step last, bool running)
    {
        for (Step k = from; k < to;) {
            X next = step_(x, u);
            ++k;
            const bool stops = running && arrive(next, x, k == last);
            x = std::move(next);
            if (stops)
                return k;
        }
        return to;
    }

    /// The parameter is declared anew with each stretch, so that all ids on the tape are of one recording: these need
    /// no search.
    void begin_tape()
    {
        tape_.reset();
        for_each_leaf(
            [&](auto& leaf) {
                if (leaf.active())
                    renumber(leaf, tape_.independent(leaf_size(leaf)));
            },
            recorded_u_);
    }

    /// The stretch on the tape must end where the one that was swept before it began, or the run. Plain steps have led
    /// to both places, and recorded ones from here to there; so, by induction from x_T on, all stretches together are
    /// one tape to the last bit.
    void join(std::uint64_t start)
    {
        alike_ = !joint_ || fingerprint(end_) == *joint_;
        joint_ = start;
    }

    bool starts_active(Step from) const { return from != settings_.truncation || settings_.start_adjoint; }

    /// One more step of the run was made; does the solver stop?
    template <class X>
    bool arrive(const X& next, const X& x, bool last)
    {
        if (last || settings_.tolerance > 0.0)
            residual_ = distance(next, x);
        converged_ = settings_.tolerance > 0.0 && !(residual_ > settings_.tolerance);
        return converged_;
    }

    template <class End>
    bool sweep_from(const End& end, Step from, Step to)
    {
        const Tape::Mark top = tape_.mark();
        const std::size_t marks = settings_.watch ? marks_.size() * sizeof(Tape::Mark) : 0;
        tape_bytes_ = std::max(tape_bytes_, tape_.memory().used() + marks);
        rows_ = std::max(rows_, sweep_rows(top));
        require_rows(rows_, settings_.row_limit);
        if (adjoints_)
            adjoints_->renew(static_cast<Index>(flat_size(u_)), top);
        else
            adjoints_.emplace(tape_, top, settings_.columns);
        put(adjoint_, end, *adjoints_);
        const Step first = settings_.watch ? from : to; // who watches sees every iterate
        bool wanted = true;
        for (reached_ = first;; --reached_) {
            const Tape::Mark& mark = marks_[static_cast<std::size_t>(reached_ - to)];
            reverse_sweep(tape_, *adjoints_, mark);
            if (settings_.watch && reached_ < watched_)
                wanted = settings_.watch(watched_ = reached_, u_adjoint(), norm_at(*adjoints_, mark));
            if (!wanted || reached_ == to) {
                if (starts_active(reached_))
                    take_at(adjoint_, *adjoints_, mark);
                return wanted;
            }
        }
    }

    const Map& step_;
    const State& x0_;
    const Parameter& u_;
    const Seeds& seeds_;
    Settings settings_;
    StateStore<State> store_;
    Tape tape_;
    Recording on_;                  // whose steps are recorded; passive ones leave nothing on it
    std::vector<Tape::Mark> marks_; // of x_from, and of the iterates behind it when somebody watches
    Recorded<Parameter> recorded_u_;
    Recorded<Parameter> passive_u_;
    Recorded<State> state_; // the working state, passive
    Recorded<State> end_;   // of the stretch on the tape
    State final_;
    std::optional<Adjoints> adjoints_; // of the stretch on the tape, and of u over all that was swept
    Eigen::MatrixXd adjoint_; // n x d, of the iterate where the next sweep begins; of the solution before the first one
    double residual_ = 0.0;
    std::optional<std::uint64_t> joint_; // where the stretch on the tape must end, when steps are plain
    bool alike_ = true;
    bool converged_ = false;
    bool on_tape_ = false;
    bool swept_ = false;
    Step iterations_ = 0;
    Step reached_ = 0;
    Step watched_ = unbounded; // the last iterate that was shown
    std::size_t tape_bytes_ = 0;
    std::size_t rows_ = 0;
};

} // namespace detail
} // namespace reel
