#include <reel/core/recording.hpp>

#include <atomic>

namespace reel {
namespace {

/// Its address tells this thread from all others.
const void* this_thread() noexcept
{
    static thread_local constinit char here = 0;
    return &here;
}

} // namespace

void detail::nothing_records()
{
    throw InvalidUse("an active value is used while nothing records on this thread; open a scope first: "
                     "`reel::Recording on(tape);`, or take its plain number with `.value()`");
}

Recording::Recording(Tape& tape) : tape_(tape), outer_(detail::current_tape), nested_(false)
{
    const void* recorder = nullptr;
    if (!std::atomic_ref(tape.recorder_).compare_exchange_strong(recorder, this_thread())) {
        if (recorder != this_thread())
            throw InvalidUse("another thread is recording on this tape; use one tape for each thread");
        nested_ = true;
    }
    detail::current_tape = &tape;
}

Recording::~Recording()
{
    if (!nested_)
        std::atomic_ref(tape_.recorder_).store(nullptr);
    detail::current_tape = outer_;
}

} // namespace reel
