#pragma once
/// Sweeps: reading a tape. A tape is const here; what a sweep computes lives in a workspace of its own, so one tape
/// serves many seeds, many threads and several directions at once.
///
///     reverse:  v_bar_i += v_bar_k dv_k/dv_i      from the last record to the first     `Adjoints`
///     forward:  v_dot_k  = sum_i dv_k/dv_i v_dot_i  from the first record to the last     `Tangents`
///
///     Adjoints adjoints(tape);              // at the end of the tape, all zero
///     adjoints[y] = 1.0;                    // the seed
///     reverse_sweep(tape, adjoints);        // down to the beginning
///     double gradient = adjoints[x];
///
/// A workspace has `columns` directions, stored one after the other. Where the tape has iteration marks, all iterations
/// share the memory of the longest one: the adjoints at hand are then those of the values before the first iteration
/// mark (the independents), and those of the iteration that the sweep stands in.

#include <reel/core/tape.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace reel {

/// One number for each value at hand and each column, and the place that the sweep has reached.
class Workspace {
public:
    int columns() const noexcept { return columns_; }
    const Tape& tape() const noexcept { return *tape_; }
    const Tape::Mark& position() const noexcept { return position_; } ///< Where the sweep stands.
    std::size_t bytes() const noexcept { return data_.size() * sizeof(double); }

    /// The numbers of value `index` and those after it in its run, in one column; the next column is `stride()` on.
    /// Not checked: for blocks, which know that their arguments are at hand.
    double* at(Index index, int column = 0) noexcept { return data_.data() + place(index, column); }
    const double* at(Index index, int column = 0) const noexcept { return data_.data() + place(index, column); }
    std::size_t stride() const noexcept { return stride_; }

    /// The same for a user: throws `InvalidUse` when the value is passive, not on this tape, or not at hand.
    double* find(Id id, Index count = 1, int column = 0);
    const double* find(Id id, Index count = 1, int column = 0) const;

    /// The number of an active `x`: a reference for a scalar, an Eigen map for a vector or matrix.
    template <class X>
    decltype(auto) operator[](const X& x)
    {
        return entry(*this, x, 0);
    }
    template <class X>
    decltype(auto) operator[](const X& x) const
    {
        return entry(*this, x, 0);
    }
    /// The same in one of the columns.
    template <class X>
    decltype(auto) at_column(const X& x, int column)
    {
        return entry(*this, x, column);
    }
    template <class X>
    decltype(auto) at_column(const X& x, int column) const
    {
        return entry(*this, x, column);
    }

protected:
    Workspace(const Tape& tape, const Tape::Mark& end, int columns);
    Workspace(Workspace&&) = default; // and no copies, which would be easy to make unseen
    Workspace& operator=(Workspace&&) = default;
    std::size_t place(Index index, int column) const noexcept
    {
        return index - (index >= preamble_ ? gap_ : 0) + static_cast<std::size_t>(column) * stride_;
    }
    std::size_t lay_out(const Tape::Mark& end);               // returns the rows that are needed
    void zero(std::size_t first, std::size_t count) noexcept; // in every column
    void must_be_at_hand(Id id, Index count, int column) const;
    void gather(std::span<const Run> runs);                   // their numbers into carried_
    void must_hold_tape() const;

    const Tape* tape_;
    Tape::Mark end_;
    Tape::Mark position_;
    int columns_;
    Index preamble_ = 0;  // values below this have a place of their own
    Index gap_ = 0;       // the others are found this much lower
    Index window_end_ = 0; // and end here
    std::size_t stride_ = 0;
    std::vector<double> data_;
    std::vector<double> carried_; // what crosses an iteration mark
};

/// Adjoints: v_bar = d(seeded sum) / dv.
class Adjoints : public Workspace {
public:
    /// For the tape as it is now, or as it was at `end`: all zero. O(values at hand).
    explicit Adjoints(const Tape& tape, int columns = 1) : Adjoints(tape, tape.mark(), columns) {}
    Adjoints(const Tape& tape, const Tape::Mark& end, int columns = 1);
    void clear(); ///< Zero again, back at the end: ready for the next seed.
    /// Goes on to `end` of a tape that was recorded anew: zero there, but for the first `kept` values, whose adjoints go
    /// on being summed. Requires that these stand for the same variables as before. Throws `InvalidUse` where fewer
    /// stood before the first iteration mark, or stand there now. O(values at hand).
    void renew(Index kept, const Tape::Mark& end);

    /// For the iteration mark: hands the adjoints of `result` over to the `runs` of the iteration before, which starts
    /// at value `segment`.
    void leave(Run result, std::span<const Run> runs, Index segment);

private:
    void stand_at_end() noexcept;
    void stand_in(Index segment, Index end) noexcept;
    void move(std::size_t from, std::size_t to, std::size_t count) noexcept;
    friend void reverse_sweep(const Tape&, Adjoints&, const Tape::Mark&);
};

/// Tangents: v_dot = dv / d(seeded direction).
class Tangents : public Workspace {
public:
    explicit Tangents(const Tape& tape, int columns = 1) : Tangents(tape, tape.mark(), columns) {}
    Tangents(const Tape& tape, const Tape::Mark& end, int columns = 1);
    void clear(); ///< Zero again, back at the beginning: ready for the next seed.

    /// For the iteration mark: `result` takes the tangents of `runs`, and a new iteration starts with it.
    void enter(Run result, std::span<const Run> runs);

private:
    void enter_independent(Run result) noexcept;
    friend void forward_sweep(const Tape&, Tangents&, const Tape::Mark&);
    friend void forward_sweep(const Tape&, Tangents&);
};

/// Sweeps from where `adjoints` stand down to `to` (the beginning by default), and leaves them there: the sweep can go
/// on later. Throws `InvalidUse` when the tape was rewound since, or `to` is not below. O(records), constant stack.
void reverse_sweep(const Tape& tape, Adjoints& adjoints, const Tape::Mark& to = {});

/// Sweeps from where `tangents` stand up to `to`, or to the end they were made for.
void forward_sweep(const Tape& tape, Tangents& tangents, const Tape::Mark& to);
void forward_sweep(const Tape& tape, Tangents& tangents);

} // namespace reel
