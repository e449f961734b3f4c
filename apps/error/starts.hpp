#pragma once
/// The error at the last step for every truncation index, and for every step size.

#include "zoo/experiment.hpp"

#include <string>
#include <vector>

namespace reel::apps {

/// Entry T of each: |Zbar_K - J*| of the derivative that starts at T = 0, ..., K, and the tape of the steps T..K-1.
struct AllStarts {
    std::vector<double> error;
    std::vector<double> bytes;
};
/// One tape of all steps and one sweep with an adjoint for each unknown, which rests at every step.
AllStarts measure_all_starts(const Experiment& experiment, long K);

/// Error and bytes against T, with the chosen T marked.
void draw_all_starts(const AllStarts& starts, const Experiment& experiment, long chosen, bool relative,
                     const std::string& path);

/// |Z_k - J*| of gradient descent with the steps 1/L, sqrt2/L and 2/(L+mu): a large step converges fast, after a
/// burn-in; a small one has none and is slow.
void draw_step_sizes(const Experiment& experiment, const std::vector<Experiment>& others, long K, bool relative,
                     const std::string& path);

} // namespace reel::apps
