#pragma once
/// Train, validation and test: the samples of a data set in three parts, by seed.
///
///     const Split parts = split_samples(A.rows(), {.validation = 0.25, .test = 0.25}, seed);
///     const MatrixXd train = A(parts.train, Eigen::all);
///
/// Coefficients are fitted to the first part, hyper-parameters to the second; the third is looked at once, at the end.

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace reel {

struct Split {
    std::vector<Eigen::Index> train; ///< Row numbers, in ascending order; the three parts are disjoint and cover all.
    std::vector<Eigen::Index> validation;
    std::vector<Eigen::Index> test;
};

/// What goes into two of the parts, as fractions of the samples; the rest is for training.
struct SplitFractions {
    double validation = 0.25;
    double test = 0.25;
};

/// Each part gets its fraction of the samples, rounded, drawn without replacement; the same seed draws the same.
/// Throws `InvalidArgument` when a fraction is not in (0, 1), or a part would be empty.
Split split_samples(Eigen::Index samples, const SplitFractions& fractions, std::uint64_t seed);

} // namespace reel
