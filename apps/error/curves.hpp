#pragma once
/// What reel-error measures: the errors along one run, their bounds, and the choice of T.

#include "common/experiment.hpp"

#include <reel/analysis/bounds.hpp>

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
};

/// The contraction of a step at the solution: the spectral radius of D_x A there.
double rate_of(const Experiment& experiment);
/// The constants of the bounds, where they are known: C = h for gradient descent on ridge regression (L_x = 0, L_u = h).
ErrorConstants constants_of(const Experiment& experiment);

/// Runs K steps, or until a number is not finite, and measures. Progress goes to stderr unless `quiet`.
Curves measure(const Experiment& experiment, Mode mode, long K, const std::vector<long>& starts, bool quiet);
/// Adds the bounds, where the constants are known: momentum, for one, does not contract in the Euclidean norm.
void add_bounds(Curves& curves, const Experiment& experiment);

/// The first T with C e_T <= (1 - rho) |J*|: from there on the derivative has no curse. At most K.
long choose_truncation(const Experiment& experiment, long K);

} // namespace reel::apps
