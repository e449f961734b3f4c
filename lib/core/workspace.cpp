#include <reel/core/sweep.hpp>

#include <algorithm>
#include <cstring>
#include <string>

namespace reel {

Workspace::Workspace(const Tape& tape, const Tape::Mark& end, int columns) : tape_(&tape), columns_(columns)
{
    require(columns >= 1, [&] { return "a sweep needs at least 1 column, not " + std::to_string(columns); });
    stride_ = lay_out(end);
    data_.resize(stride_ * static_cast<std::size_t>(columns));
}

std::size_t Workspace::lay_out(const Tape::Mark& end)
{
    end_ = end;
    position_ = end;
    must_hold_tape();
    const bool shares = end.iterates && !end.crosses;
    preamble_ = shares ? end.preamble : end.values;
    return preamble_ + (shares ? std::max(end.longest, end.values - end.segment) : 0);
}

void Workspace::must_hold_tape() const
{
    if (!tape_->holds(end_)) // and with it all before, where the sweep stands
        throw InvalidUse("sweep: the tape was rewound below the place these adjoints or tangents were made for (" +
                         std::to_string(end_.values) + " values); make new ones");
    for (const Owned* object : tape_->owned())
        object->verify();
}

void Workspace::zero(std::size_t first, std::size_t count) noexcept
{
    for (int column = 0; column < columns_; ++column)
        std::fill_n(data_.data() + first + static_cast<std::size_t>(column) * stride_, count, 0.0);
}

void Workspace::gather(std::span<const Run> runs)
{
    carried_.clear();
    for (int column = 0; column < columns_; ++column)
        for (const Run& run : runs)
            carried_.insert(carried_.end(), at(run.first, column), at(run.first, column) + run.count);
}

void Workspace::must_be_at_hand(Id id, Index count, int column) const
{
    if (!id.active())
        throw InvalidUse("a passive value has no adjoint or tangent: nothing it depends on was declared independent "
                         "while a tape recorded");
    if (!tape_->holds(id, count))
        throw InvalidUse("value " + std::to_string(id.index) + " is not on this tape (any more)");
    if (column < 0 || column >= columns_)
        throw InvalidArgument("column " + std::to_string(column) + " of " + std::to_string(columns_));
    const Index last = id.index + count; // one past
    if (last <= preamble_ || (id.index >= preamble_ + gap_ && last <= window_end_))
        return;
    throw InvalidUse("value " + std::to_string(id.index) + " lies inside an iteration that the sweep does not stand " +
                     "in: only values recorded before the first iteration, and those of the iteration from value " +
                     std::to_string(preamble_ + gap_) + ", are at hand; sweep to a mark inside its iteration");
}

double* Workspace::find(Id id, Index count, int column)
{
    must_be_at_hand(id, count, column);
    return at(id.index, column);
}

const double* Workspace::find(Id id, Index count, int column) const
{
    must_be_at_hand(id, count, column);
    return at(id.index, column);
}

Adjoints::Adjoints(const Tape& tape, const Tape::Mark& end, int columns) : Workspace(tape, end, columns)
{
    stand_at_end();
}

void Adjoints::clear()
{
    std::fill(data_.begin(), data_.end(), 0.0);
    stand_at_end();
}

void Adjoints::renew(Index kept, const Tape::Mark& end)
{
    const Index before = preamble_;
    const std::size_t rows = lay_out(end);
    if (kept > before || kept > preamble_)
        throw InvalidUse("sweep: adjoints cannot be kept for the first " + std::to_string(kept) + " values: there were " +
                         std::to_string(before) + " before the first iteration mark, and now there are " +
                         std::to_string(preamble_) + "; make new ones");
    if (rows != stride_) {
        std::vector<double> data(rows * static_cast<std::size_t>(columns_));
        for (std::size_t column = 0; column < static_cast<std::size_t>(columns_); ++column)
            std::copy_n(data_.data() + column * stride_, kept, data.data() + column * rows);
        data_ = std::move(data);
        stride_ = rows;
    }
    else {
        zero(kept, rows - kept);
    }
    stand_at_end();
}

void Adjoints::stand_at_end() noexcept
{
    position_ = end_;
    gap_ = preamble_ == end_.values ? 0 : end_.segment - preamble_;
    window_end_ = end_.values;
}

/// From now on the memory of iterations is that of the one from value `segment`, which ends before value `end`.
void Adjoints::stand_in(Index segment, Index end) noexcept
{
    gap_ = segment > preamble_ ? segment - preamble_ : 0;
    window_end_ = end;
}

/// Moves `count` numbers of the memory of iterations, in every column, and leaves zeros around them.
void Adjoints::move(std::size_t from, std::size_t to, std::size_t count) noexcept
{
    for (int column = 0; column < columns_; ++column) {
        double* numbers = data_.data() + static_cast<std::size_t>(column) * stride_;
        std::memmove(numbers + to, numbers + from, count * sizeof(double));
        std::fill(numbers + preamble_, numbers + to, 0.0);
        std::fill(numbers + to + count, numbers + stride_, 0.0);
    }
}

void Adjoints::leave(Run result, std::span<const Run> runs, Index segment)
{
    const bool shares = preamble_ != end_.values; // the memory of iterations: now it is that of the one before
    if (shares && runs.size() == 1 && runs[0].first >= preamble_) {
        const std::size_t from = place(result.first, 0);
        stand_in(segment, result.first);
        move(from, place(runs[0].first, 0), result.count);
        return;
    }
    const Run carried[] = {result};
    gather(carried);
    if (shares) {
        zero(preamble_, stride_ - preamble_);
        stand_in(segment, result.first);
    }
    const double* from = carried_.data();
    for (int column = 0; column < columns_; ++column)
        for (const Run& run : runs) {
            double* to = at(run.first, column);
            for (Index i = 0; i < run.count; ++i)
                to[i] += *from++;
        }
}

Tangents::Tangents(const Tape& tape, const Tape::Mark& end, int columns) : Workspace(tape, end, columns)
{
    position_ = {};
    window_end_ = preamble_;
}

void Tangents::clear()
{
    std::fill(data_.begin(), data_.end(), 0.0);
    position_ = {};
    gap_ = 0;
    window_end_ = preamble_;
}

void Tangents::enter(Run result, std::span<const Run> runs)
{
    gather(runs);
    if (preamble_ != end_.values)
        gap_ = result.first - preamble_;
    const double* from = carried_.data();
    for (int column = 0; column < columns_; ++column, from += result.count)
        std::copy_n(from, result.count, at(result.first, column));
}

/// Where iterations share their memory, the tangents of an earlier one lie there.
void Tangents::enter_independent(Run result) noexcept
{
    if (result.first >= preamble_)
        zero(place(result.first, 0), result.count);
}

} // namespace reel
