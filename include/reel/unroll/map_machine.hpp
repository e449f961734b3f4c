#pragma once
/// The machine that makes the steps of a map: what replay.hpp runs schedules on.
///
/// The adjoint of u goes from one sweep into the next, so its terms are added in the same order as on one tape of the
/// whole run, from K down to T: the sum is the same to the last bit, whatever the schedule.

#include <reel/unroll/checkpoints.hpp>
#include <reel/unroll/execute.hpp>
#include <reel/unroll/stretch.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace reel {

/// Sees the reverse pass go by: called for k = K, ..., T with the adjoint of u from the steps k, ..., K-1 (p x d), and
/// the norm of the adjoint of x_k over all d columns. False ends the pass.
using SweepWatch = std::function<bool(Step k, const Eigen::MatrixXd& u_adjoint, double norm)>;

namespace detail {

/// Checkpoints of states: their numbers in rows, and copies without numbers of what else they have.
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

    void store(const Place& place, const State& x)
    {
        for_each_leaf([](const auto& now, const auto& at_start) { require_kept_shape(now, at_start); }, x, x0_);
        flatten(x, rows_.blank(place));
        rows_.keep(place);
        if constexpr (!only_numbers<State>) {
            if (shells_.size() <= number(place))
                shells_.resize(number(place) + 1, shell(x0_));
            shells_[number(place)] = shell(x);
        }
    }
    void load(const Place& place, State& x)
    {
        if constexpr (!only_numbers<State>) {
            State kept = shells_[number(place)];
            for_each_leaf([](auto& to, auto& from) { to = std::move(from); }, kept, x);
            x = std::move(kept);
        }
        unflatten(rows_.row(place), x);
    }

private:
    static State shell(const State& x)
    {
        return transform(x, [](const auto& leaf) { return std::remove_cvref_t<decltype(leaf)>(); });
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

/// How a machine is set up.
struct Settings {
    Schedule::Room room;
    Step truncation = 0;
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
          tape_(settings.tape_limit), passive_u_(recorded_tree(u)), state_(x0),
          u_adjoint_(Eigen::MatrixXd::Zero(flat_size(u), settings.columns))
    {
        if (settings.watch && settings.room.stretch != unbounded)
            marks_.reserve(static_cast<std::size_t>(settings.room.stretch) + 1);
        reserve(tape_, settings.tape_reserve);
        Recording on(tape_);
        recorded_u_ = transform(u, AsIndependent{});
        preamble_ = tape_.mark();
    }

    void restart() override { state_ = x0_; }
    void load(const Place& place) override { store_.load(place, state_); }
    void store(const Place& place) override { store_.store(place, state_); }

    /// Steps that one tape would record are made of the same types, passive: Eigen may round a product of plain numbers
    /// otherwise (doc/limits.md), and a step may branch on the last digit.
    Step advance(Step from, Step to, bool running) override
    {
        const Step plain = std::min(to, settings_.truncation);
        if (from < plain)
            from = advance(state_, u_, from, plain, to, running);
        if ((running && converged_) || from >= to)
            return from;
        Recorded<State> x = recorded_tree(state_);
        from = advance(x, passive_u_, from, to, to, running);
        state_ = plain_tree(x);
        return from;
    }

    Step record(Step from, Step to, bool running) override
    {
        tape_.rewind(preamble_);
        Recording on(tape_);
        end_ = begin_stretch(tape_, state_, starts_active(from));
        on_tape_ = true;
        marks_.assign(1, tape_.mark());
        for (Step k = from; k < to;) {
            Recorded<State> next = step_(end_, recorded_u_);
            ++k;
            const bool stops = running && arrive(next, end_, k == to);
            end_ = std::move(next);
            const Tape::Mark mark = mark_iteration(tape_, end_);
            if (settings_.watch)
                marks_.push_back(mark);
            if (stops)
                return k;
        }
        return to;
    }

    bool stopped() const override { return converged_; }

    void finish(Step K) override
    {
        iterations_ = reached_ = K;
        if (on_tape_)
            final_ = plain_tree(end_);
        else
            final_ = state_;
        adjoint_ = seeds_(solution_of(step_, final_));
    }

    bool sweep(Step from, Step to) override
    {
        on_tape_ = false;
        if (!std::exchange(swept_, true)) {
            Recording on(tape_);
            return sweep_from(solution_of(step_, end_), from, to);
        }
        return sweep_from(end_, from, to);
    }

    /// The reverse pass of a run without recorded steps: from the solution to the state.
    void sweep_no_step()
    {
        record(iterations_, iterations_, false);
        sweep(iterations_, iterations_);
    }

    Step iterations() const { return iterations_; }
    Step reached() const { return reached_; } ///< Where the reverse pass stands.
    State& final_state() { return final_; }
    double residual() const { return residual_; }
    const Eigen::MatrixXd& u_adjoint() const { return u_adjoint_; } ///< p x d
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
        const std::size_t marks = settings_.watch ? marks_.size() * sizeof(Tape::Mark) : 0;
        tape_bytes_ = std::max(tape_bytes_, tape_.memory().used() + marks);
        rows_ = std::max(rows_, sweep_rows(tape_.mark()));
        require_rows(rows_, settings_.row_limit);
        Adjoints adjoints(tape_, settings_.columns);
        put(adjoint_, end, adjoints);
        put(u_adjoint_, recorded_u_, adjoints);
        const Step first = settings_.watch ? from : to; // who watches sees every iterate
        bool wanted = true;
        for (reached_ = first;; --reached_) {
            const Tape::Mark& mark = marks_[static_cast<std::size_t>(reached_ - to)];
            reverse_sweep(tape_, adjoints, mark);
            take(u_adjoint_, recorded_u_, adjoints);
            if (settings_.watch && reached_ < watched_)
                wanted = settings_.watch(watched_ = reached_, u_adjoint_, norm_at(adjoints, mark));
            if (!wanted || reached_ == to) {
                if (starts_active(reached_))
                    take_at(adjoint_, adjoints, mark);
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
    Tape::Mark preamble_;           // behind u
    std::vector<Tape::Mark> marks_; // of x_from, and of the iterates behind it when somebody watches
    Recorded<Parameter> recorded_u_;
    Recorded<Parameter> passive_u_;
    State state_;         // the working state
    Recorded<State> end_; // of the stretch on the tape
    State final_;
    Eigen::MatrixXd u_adjoint_; // p x d, of all that was swept
    Eigen::MatrixXd adjoint_; // n x d, of the iterate where the next sweep begins; of the solution before the first one
    double residual_ = 0.0;
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
