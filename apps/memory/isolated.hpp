#pragma once
/// A part of the program in a process of its own: what it allocates is gone with it, and its peak of resident memory is
/// its own.
///
///     Taken taken;
///     const Outcome outcome = isolated<Taken>([&] { return run(...); }, taken);
///     if (outcome.end == End::memory_limit) ...
///
/// The child is a copy of this process as it is now. It is ended when the user interrupts.

#include <cstddef>
#include <functional>
#include <string>
#include <type_traits>

namespace reel::apps {

enum class End : char {
    done,
    memory_limit, ///< It met a reel::MemoryLimit,
    failed,       ///< or threw something else.
    interrupted   ///< The user interrupts.
};

struct Outcome {
    End end = End::done;
    std::string what; ///< Of the exception.
};

/// Calls `work` in a child, which writes `bytes` bytes where it is told. They are in `result` when it is done. Throws
/// `Failure` when no child can be made, or a signal ended it.
Outcome run_isolated(const std::function<void(void* to)>& work, void* result, std::size_t bytes);

/// The same for a result that is nothing but bytes.
template <class Result>
Outcome isolated(const std::function<Result()>& work, Result& result)
{
    static_assert(std::is_trivially_copyable_v<Result>);
    return run_isolated([&](void* to) { *static_cast<Result*>(to) = work(); }, &result, sizeof(Result));
}

} // namespace reel::apps
