#pragma once
/// The tape: the local derivatives of a computation, in the order they happened.
///
/// Values are numbered in the order they are created. Three kinds of record create them:
///
///     independent        n values that depend on nothing
///     statement          one scalar   v = phi(v_i, v_j, ...)   as its terms   (dphi/dv_i, i), (dphi/dv_j, j), ...
///     block              n values     y = F(x, ...)            as what the adjoint of F needs, and nothing else
///
/// The tape only records. Reading it back is sweep.hpp; writing to it through operators is scalar/var.hpp and
/// eigen/vector.hpp; this header is for whoever adds an operation.
///
///     Tape tape;
///     const Id x = tape.independent();
///     const Id y = tape.push({{2.0, tape.use(x)}});        // y = x^2, recorded at x = 1
///
/// Bytes are a result here, so they are exact: a statement with c terms takes 12 c + 4 bytes rounded up to 8; a block
/// takes 16 bytes and its payload; an independent vector takes 8 bytes however long it is.

#include <reel/core/arena.hpp>
#include <reel/core/record.hpp>
#include <reel/error.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace reel {

class Tape {
public:
    /// A place between two records, and what was true there.
    struct Mark {
        Arena::Position position;
        Index values = 0;        ///< Values created so far.
        Index preamble = 0;      ///< Values created before the first iteration mark.
        Index segment = 0;       ///< First value of the iteration this place lies in.
        Index longest = 0;       ///< Values of the longest complete iteration.
        bool crosses = false;    ///< Some iteration used a value of an earlier one that was not carried over.
        bool iterates = false;   ///< There is an iteration mark before this place.
        std::uint32_t owned = 0;
        Stamp stamp = 0;         ///< Of the record just before; 0 at the beginning.
    };
    /// Bytes. `records` and `owned` are in use; `reserved` is what the pool holds from the system.
    struct Memory {
        std::size_t records = 0;
        std::size_t owned = 0;
        std::size_t reserved = 0;
        std::size_t used() const noexcept { return records + owned; }
    };

    /// A tape that may reserve at most `limit` bytes, what it owns included. An unused tape holds no memory.
    explicit Tape(std::size_t limit = Arena::no_limit);
    Tape(const Tape&) = delete;
    Tape& operator=(const Tape&) = delete;
    ~Tape();

    // Recording. Each call either succeeds or throws (`MemoryLimit`, `IndexOverflow`, `std::bad_alloc`) and leaves the
    // tape as it was.

    Id independent(Index count = 1);                 ///< Values that depend on nothing; the id of the first.
    Id push(std::span<const Term> terms);            ///< One statement.
    Id push(std::initializer_list<Term> terms) { return push(std::span(terms.begin(), terms.size())); }
    template <int Capacity>
    class Statement;                                 ///< One statement, written in place term by term.

    /// A block with `results` values. `Payload` is trivially copyable and has `pull(Run, Adjoints&) const` and
    /// `push(Run, Tangents&) const`; it holds indices, pointers to numbers on this tape, and constants.
    template <class Payload>
    Id block(const Payload& payload, Index results);
    std::byte* raw_block(const Operation& operation, std::size_t payload_bytes, Index results);

    double* numbers(std::size_t count);              ///< Room for numbers that blocks refer to; it never moves.
    /// Makes a `T` that lives until the tape is rewound past this place.
    template <std::derived_from<Owned> T, class... Arguments>
    const T& own(Arguments&&... arguments)
    {
        return static_cast<const T&>(adopt(new T(std::forward<Arguments>(arguments)...)));
    }
    std::span<const Owned* const> owned() const noexcept;

    /// The iteration mark: "the iterate lives here". The values in `carried` are given new numbers in a row, and every
    /// value before them is meant not to be used again, but for those created before the first iteration mark. Sweeps
    /// then reuse the memory of one iteration's adjoints for all of them. Breaking that promise costs memory, never
    /// correctness: such a tape is swept with one adjoint for each value.
    /// Takes 24 bytes and 8 for each run.
    Id iteration(std::span<const Run> carried);

    /// The index of an active value, checked: throws `InvalidUse` when the value was rewound or is another tape's.
    Index use(Id id, Index count = 1)
    {
        if (id.stamp != stamp_) [[unlikely]]
            check(id, count);
        if (id.index - preamble_ < behind_) [[unlikely]]
            crosses_ = true;
        return id.index;
    }
    bool holds(Id id, Index count = 1) const noexcept;
    /// Has `use` nothing to do for values whose stamps differ from `epoch()` in the bits of `difference` at most?
    bool current(Stamp difference) const noexcept { return (difference | behind_) == 0; }

    /// Calls `record`; when it throws, forgets what it had recorded until then.
    template <class Record>
    auto all_or_nothing(const Record& record);

    // Positions

    Mark mark() const noexcept;
    bool holds(const Mark& mark) const noexcept;     ///< Was the tape not rewound past this mark?
    /// Forgets all behind `mark`; memory is kept for the next recording. O(1), but for what the tape owns. Values
    /// recorded since are refused from now on. Throws `InvalidUse` when the mark itself was forgotten.
    void rewind(const Mark& mark);
    void reset();                                    ///< Rewinds to the beginning.
    /// Changes whenever records are forgotten: numbers kept in one epoch are still there while it lasts.
    Stamp epoch() const noexcept { return stamp_; }

    // Size

    Index values() const noexcept { return values_; }
    Memory memory() const noexcept;
    std::size_t limit() const noexcept { return arena_.limit(); }
    const Arena& arena() const noexcept { return arena_; }

private:
    friend class Recording;
    /// What lies behind `begin`, up to the next era's, was recorded under `stamp`; its values start at `first`.
    struct Era {
        Stamp stamp;
        Index first;
        Arena::Position begin;
    };

    void check(Id id, Index count) const;
    std::size_t check_terms(std::byte* place, std::size_t capacity, const Id* ids);
    const Owned& adopt(const Owned* object); // deletes it when it throws
    void forget(Arena::Position position, Index values, std::size_t owned);
    void disown(std::size_t kept) noexcept;
    Index next(Index count)
    {
        if (count > max_values - values_) [[unlikely]]
            overflow(count);
        const Index first = values_;
        values_ += count;
        return first;
    }
    [[noreturn]] void overflow(Index count) const;
    [[noreturn]] static void too_long(std::size_t bytes);

    static constexpr Index max_values = ~Index{0};

    Arena arena_;
    Stamp stamp_ = 0;
    Index values_ = 0;
    Index preamble_ = 0;
    Index behind_ = 0;   // values between the preamble and the current iteration: using one of them is a crossing
    Index longest_ = 0;
    bool crosses_ = false;
    bool iterates_ = false;
    std::vector<Era> eras_; // never empty; each begins behind the one before
    std::vector<const Owned*> owned_;
    const void* recorder_ = nullptr; // the thread that records on this tape; read and written atomically
};

/// A statement of at most `Capacity` terms, written straight into the arena.
///
///     Tape::Statement<2> v(tape);
///     v.add(b, a_id);
///     v.add(a, b_id);
///     const Id id = v.finish();                        // v = a b
template <int Capacity>
class Tape::Statement {
public:
    explicit Statement(Tape& tape) : tape_(tape), place_(tape.arena_.claim(record::statement_bytes(Capacity))) {}

    /// d v / d argument; the argument is active. Throws as `Tape::use`.
    void add(double partial, Id argument) { add(partial, tape_.use(argument)); }
    void add(double partial, Index argument) noexcept
    {
        std::memcpy(place_ + 8 * count_, &partial, 8);
        std::memcpy(place_ + 8 * Capacity + 4 * count_, &argument, 4);
        ++count_;
    }
    std::size_t count() const noexcept { return count_; }
    /// For terms that were all added by index, `Capacity` of them: drops those of passive ids, and checks the others.
    void check(const Id* ids) { count_ = tape_.check_terms(place_, Capacity, ids); }

    Id finish()
    {
        const Index index = tape_.next(1);
        if (count_ != Capacity)
            std::memmove(place_ + 8 * count_, place_ + 8 * Capacity, 4 * count_);
        const std::size_t bytes = record::statement_bytes(count_);
        const std::uint32_t tag = record::tag(record::statement, count_);
        std::memcpy(place_ + bytes - 4, &tag, 4);
        tape_.arena_.commit(bytes);
        return {index, tape_.stamp_};
    }

private:
    Tape& tape_;
    std::byte* place_;
    std::size_t count_ = 0;
};

template <class Payload>
Id Tape::block(const Payload& payload, Index results)
{
    static_assert(std::is_trivially_copyable_v<Payload> && alignof(Payload) <= 8);
    constexpr std::size_t bytes = (sizeof(Payload) + 7) / 8 * 8;
    const Index first = values_;
    std::memcpy(raw_block(detail::operation_of<Payload>, bytes, results), &payload, sizeof(Payload));
    return {first, stamp_};
}

inline std::byte* Tape::raw_block(const Operation& operation, std::size_t payload_bytes, Index results)
{
    const std::size_t bytes = payload_bytes + 16;
    if (bytes / 8 > record::max_count) [[unlikely]]
        too_long(bytes);
    std::byte* place = arena_.claim(bytes);
    next(results);
    const Operation* address = &operation;
    const record::Trailer trailer{results, record::tag(record::block, bytes / 8)};
    std::memcpy(place, &address, 8);
    std::memcpy(place + bytes - 8, &trailer, 8);
    arena_.commit(bytes);
    return place + 8;
}

template <class Record>
auto Tape::all_or_nothing(const Record& record)
{
    const Arena::Position position = arena_.position();
    const Index values = values_;
    const std::size_t owned = owned_.size();
    try {
        return record();
    } catch (...) {
        forget(position, values, owned);
        throw;
    }
}

} // namespace reel
