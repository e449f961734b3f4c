#pragma once
/// What reel-error measures: the errors along one run, their bounds, and the choice of T.

#include "zoo/experiment.hpp"

#include <reel/analysis/bounds.hpp>
#include <reel/analysis/choose.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace reel::apps {

enum class Mode { forward, reverse };

/// One number for each k = 0, 1, ..., as far as the run went.
struct Curves {
    std::vector<double> e;
    std::vector<double> edot;
    std::vector<double> bound;              ///< Of edot: paper eq. (8). Empty when the method has no such bound.
    std::vector<long> T;
    std::vector<std::vector<double>> ebar;  ///< For each T; NaN before T.
    std::vector<std::vector<double>> bound_T; ///< Paper eq. (19).
    /// The tighter tiers, when asked for; entry 0 bounds edot, the others ebar for each T.
    std::vector<std::vector<double>> observed; ///< From the errors e_k that were seen.
    std::vector<std::vector<double>> forcing;  ///< From the forcing |F_k| that was measured.
};

/// The contraction of a step at the solution: the spectral radius of D_x A there.
double rate_of(const Experiment& experiment);
/// The constants of the bounds, where they are known: C = h for gradient descent on ridge regression (L_x = 0, L_u = h).
/// Norms are those of the state, two vectors for momentum.
ErrorConstants constants_of(const Experiment& experiment);

/// Runs K steps, or until a number is not finite, and measures. Progress goes to stderr unless `quiet`.
Curves measure(const Experiment& experiment, Mode mode, long K, const std::vector<long>& starts, bool quiet);
/// Adds the bounds, where the constants are known: those of gradient steps, and of momentum on quadratics.
void add_bounds(Curves& curves, const Experiment& experiment);
/// Adds the tighter tiers as well: one more run, with a recorded step each.
void add_tiers(Curves& curves, const Experiment& experiment);

/// T by the rule CurseFreeStart, which knows nothing but the run. At most K.
reel::Choice choose_truncation_online(const Experiment& experiment, long K);
/// Its T.
long choose_truncation(const Experiment& experiment, long K);

} // namespace reel::apps
