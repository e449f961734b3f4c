#pragma once
/// What a phase of a run costs: resident memory at its peak, and processor time.
///
///     const PeakMemory peak;      // the kernel's high-water mark starts again from here
///     work();
///     peak.bytes();               // resident bytes at the worst moment since then
///
/// The mark is VmHWM of this very process. `getrusage` is of no use: a process starts with the peak of its parent.

#include <cstddef>

namespace reel::apps {

/// The peak of resident memory since construction. Process-wide: a second one that starts later resets the first.
class PeakMemory {
public:
    PeakMemory();

    /// Could the high-water mark be reset? If not (no /proc, no permission), `bytes()` is the peak since the process
    /// started.
    bool since_construction() const noexcept { return reset_; }
    /// Bytes resident at the peak; 0 where the system does not tell.
    std::size_t bytes() const;

private:
    bool reset_;
};

/// Bytes resident now; 0 where the system does not tell.
std::size_t resident_bytes();

/// Processor time of the calling thread: what others do on the machine does not count.
class ThreadStopwatch {
public:
    ThreadStopwatch();
    double seconds() const; ///< Since construction, on the thread that constructed it.

private:
    double start_;
};

} // namespace reel::apps
