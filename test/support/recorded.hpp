#pragma once
/// A tape that records for as long as a test, and what is asked of it most.
#include <reel/scalar/var.hpp>

#include <cstddef>

namespace reel::test {

/// A fixture.
struct Recorded {
    Tape tape;
    Recording on{tape};
    std::size_t used() const { return tape.memory().used(); }
};

/// Bytes that f records.
template <class F>
std::size_t bytes(const F& f)
{
    const std::size_t before = Recording::tape().memory().used();
    f();
    return Recording::tape().memory().used() - before;
}

/// dy/dx, by a reverse sweep over all that is recorded.
inline double slope(const Var& y, const Var& x)
{
    Tape& tape = Recording::tape();
    Adjoints adjoints(tape);
    adjoints[y] = 1.0;
    reverse_sweep(tape, adjoints);
    return adjoints[x];
}

} // namespace reel::test
