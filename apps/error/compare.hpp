#pragma once
/// The same gradient in several ways: how wrong, how much memory, how long.

#include "zoo/experiment.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace reel::apps {

struct Way {
    std::string name;
    double relative_error = 0.0; ///< Of the gradient of |x|^2 / 2 with respect to u.
    std::size_t tape_bytes = 0;
    double seconds = 0.0; ///< Thread time, the steps included.
};

/// Full unrolling, unrolling truncated at T, and the implicit derivative, at K steps.
std::vector<Way> compare(const Experiment& experiment, long K, long T);

} // namespace reel::apps
