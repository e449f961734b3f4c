#pragma once
// Names of the linear solvers, for the tests that run with each of them.

#include <reel/implicit/strategy.hpp>

#include <ostream>

namespace reel {

inline std::ostream& operator<<(std::ostream& out, LinearSolver solver) { return out << to_string(solver); }

} // namespace reel
