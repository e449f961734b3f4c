#include <reel/core/tape.hpp>

#include <reel/core/sweep.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>

namespace reel {
namespace {

/// Stamps are unique among all tapes of the process until 2^32 rewinds have happened; after that a value that
/// outlived 2^32 rewinds could be taken for a fresh one. 0 means passive and is skipped.
Stamp fresh_stamp() noexcept
{
    static std::atomic<Stamp> last{0};
    const Stamp stamp = ++last;
    return stamp != 0 ? stamp : ++last;
}

/// The iteration mark as a block: its values are copies of the iterate's. The runs follow this head.
struct Carry {
    std::uint32_t count;
    Index segment; // first value of the iteration that ends here

    static std::span<const Run> runs(const std::byte* payload)
    {
        const auto& head = detail::payload_at<Carry>(payload);
        return {reinterpret_cast<const Run*>(payload + sizeof(Carry)), head.count};
    }
};

constexpr Operation carry{
    "iteration",
    [](const std::byte* payload, Run result, Adjoints& adjoints) {
        adjoints.leave(result, Carry::runs(payload), detail::payload_at<Carry>(payload).segment);
    },
    [](const std::byte* payload, Run result, Tangents& tangents) {
        tangents.enter(result, Carry::runs(payload));
    },
};

} // namespace

Tape::Tape(std::size_t limit) : arena_(limit), stamp_(fresh_stamp()), eras_{{stamp_, 0, {}}} {}

Tape::~Tape() { disown(0); }

Id Tape::independent(Index count)
{
    std::byte* place = arena_.claim(8);
    const Index first = next(count);
    const record::Trailer trailer{count, record::tag(record::independent, 1)};
    std::memcpy(place, &trailer, 8);
    arena_.commit(8);
    return {first, stamp_};
}

Id Tape::push(std::span<const Term> terms)
{
    if (terms.size() > record::max_count)
        too_long(record::statement_bytes(terms.size()));
    std::byte* place = arena_.claim(record::statement_bytes(terms.size()));
    const Index index = next(1);
    std::byte* partial = place;
    std::byte* argument = place + 8 * terms.size();
    for (const Term& term : terms) {
        std::memcpy(partial, &term.partial, 8);
        std::memcpy(argument, &term.argument, 4);
        partial += 8;
        argument += 4;
    }
    const std::size_t bytes = record::statement_bytes(terms.size());
    const std::uint32_t tag = record::tag(record::statement, terms.size());
    std::memcpy(place + bytes - 4, &tag, 4);
    arena_.commit(bytes);
    return {index, stamp_};
}

double* Tape::numbers(std::size_t count)
{
    if (count >= record::max_count)
        too_long(8 * count);
    const std::size_t bytes = 8 * count + 8;
    std::byte* place = arena_.claim(bytes);
    const record::Trailer trailer{0, record::tag(record::numbers, bytes / 8)};
    std::memcpy(place + 8 * count, &trailer, 8);
    arena_.commit(bytes);
    return reinterpret_cast<double*>(place);
}

const Owned& Tape::adopt(const Owned* object)
{
    std::unique_ptr<const Owned> held(object);
    if (owned_.size() == owned_.capacity())
        owned_.reserve(2 * owned_.size() + 8); // so that nothing below throws but for the limit
    arena_.charge(object->bytes());
    owned_.push_back(held.release());
    return *object;
}

std::span<const Owned* const> Tape::owned() const noexcept { return owned_; }

Id Tape::iteration(std::span<const Run> carried)
{
    Index total = 0;
    for (const Run& run : carried) {
        if (run.count > max_values - total)
            overflow(run.count);
        total += run.count;
        crosses_ = crosses_ || run.first - preamble_ < behind_;
    }
    const Index segment = preamble_ + behind_;
    const Index first = values_;
    const Carry head{static_cast<std::uint32_t>(carried.size()), iterates_ ? segment : 0};
    std::byte* payload = raw_block(carry, sizeof(Carry) + carried.size_bytes(), total);
    std::memcpy(payload, &head, sizeof(Carry));
    if (!carried.empty())
        std::memcpy(payload + sizeof(Carry), carried.data(), carried.size_bytes());
    if (iterates_)
        longest_ = std::max(longest_, first - segment);
    else
        preamble_ = first;
    iterates_ = true;
    behind_ = first - preamble_;
    return {first, stamp_};
}

bool Tape::holds(Id id, Index count) const noexcept
{
    const auto next = std::partition_point(eras_.begin(), eras_.end(), [&](const Era& e) { return e.first <= id.index; });
    const Index end = next == eras_.end() ? values_ : next->first;
    return std::prev(next)->stamp == id.stamp && id.index < end && count <= end - id.index;
}

void Tape::check(Id id, Index count) const
{
    if (!holds(id, count))
        throw InvalidUse("value " + std::to_string(id.index) + " is not on the tape that records (" +
                         std::to_string(values_) + " values): it was rewound, its tape was reset, or it belongs to "
                         "another tape or thread; record it again, or take its plain number with `.value()`");
}

std::size_t Tape::check_terms(std::byte* place, std::size_t capacity, const Id* ids)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < capacity; ++i) {
        if (!ids[i].active())
            continue;
        use(ids[i]);
        if (count != i) {
            std::memmove(place + 8 * count, place + 8 * i, 8);
            std::memmove(place + 8 * capacity + 4 * count, place + 8 * capacity + 4 * i, 4);
        }
        ++count;
    }
    return count;
}

void Tape::overflow(Index count) const
{
    throw IndexOverflow("tape: " + std::to_string(values_) + " values and " + std::to_string(count) +
                        " more are past the " + std::to_string(max_values) +
                        " that one tape can number; record fewer steps, or replay from checkpoints");
}

void Tape::too_long(std::size_t bytes)
{
    throw IndexOverflow("tape: one record of " + std::to_string(bytes) + " bytes; at most " +
                        std::to_string(8 * record::max_count) + " fit; record smaller pieces");
}

Tape::Mark Tape::mark() const noexcept
{
    // A place belongs to the era of the record before it: that is what must still be there when it is returned to.
    const Arena::Position position = arena_.position();
    const auto era = eras_.rbegin() + (eras_.back().begin == position ? 1 : 0);
    const Stamp stamp = era == eras_.rend() ? 0 : era->stamp;
    return {position, values_,   preamble_, preamble_ + behind_, longest_,
            crosses_, iterates_, static_cast<std::uint32_t>(owned_.size()), stamp};
}

bool Tape::holds(const Mark& mark) const noexcept
{
    if (mark.stamp == stamp_) // nothing was rewound since
        return true;
    if (mark.stamp == 0)
        return mark.position == Arena::Position{};
    const auto next =
        std::partition_point(eras_.begin(), eras_.end(), [&](const Era& e) { return e.begin < mark.position; });
    return next != eras_.begin() && std::prev(next)->stamp == mark.stamp && mark.position <= arena_.position();
}

void Tape::forget(Arena::Position position, Index values, std::size_t owned)
{
    while (!eras_.empty() && eras_.back().begin >= position)
        eras_.pop_back();
    eras_.emplace_back(fresh_stamp(), values, position);
    stamp_ = eras_.back().stamp;
    arena_.rewind(position);
    values_ = values;
    disown(owned);
}

/// Deletes all but the first `kept` objects.
void Tape::disown(std::size_t kept) noexcept
{
    for (; owned_.size() > kept; owned_.pop_back()) {
        arena_.refund(owned_.back()->bytes());
        delete owned_.back();
    }
}

void Tape::rewind(const Mark& mark)
{
    if (!holds(mark))
        throw InvalidUse("rewind: the tape was rewound past this mark (value " + std::to_string(mark.values) +
                         ") already, or the mark is another tape's");
    forget(mark.position, mark.values, mark.owned);
    preamble_ = mark.preamble;
    behind_ = mark.segment - mark.preamble;
    longest_ = mark.longest;
    crosses_ = mark.crosses;
    iterates_ = mark.iterates;
}

void Tape::reset()
{
    rewind(Mark{});
}

Tape::Memory Tape::memory() const noexcept { return {arena_.used(), arena_.charged(), arena_.reserved()}; }

} // namespace reel
