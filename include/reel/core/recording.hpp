#pragma once
/// Recording is a scope: inside it, what this thread computes with active values is written on one tape.
///
///     Tape tape;
///     {
///         Recording on(tape);
///         ...                      // operations on active values are recorded
///     }                            // the tape that recorded before, if any, records again; also after an exception
///
/// A tape is recorded by one thread at a time; each thread has its own current tape.

#include <reel/core/tape.hpp>

namespace reel {

namespace detail {
inline thread_local constinit Tape* current_tape = nullptr;
[[noreturn]] void nothing_records();
} // namespace detail

class Recording {
public:
    /// Throws `InvalidUse` when another thread is recording on `tape`. O(1).
    explicit Recording(Tape& tape);
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;
    ~Recording();

    /// The tape that records on this thread; throws `InvalidUse` when there is none.
    static Tape& tape()
    {
        if (detail::current_tape == nullptr) [[unlikely]]
            detail::nothing_records();
        return *detail::current_tape;
    }
    static bool on() noexcept { return detail::current_tape != nullptr; }

private:
    Tape& tape_;
    Tape* outer_;
    bool nested_; // this thread was recording on this tape already
};

} // namespace reel
