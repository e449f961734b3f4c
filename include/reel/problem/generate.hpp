#pragma once
/// Random data whose conditioning is chosen: the same seed gives the same problem everywhere (see random.hpp).
///
///     const Dataset data = generate_regression({.rows = 100, .cols = 50, .condition = 100, .u = 1e-2, .seed = 1});
///     Ridge(data.A, data.b).curvature(1e-2).condition();       // 100, up to rounding

#include <cstdint>
#include <Eigen/Core>

namespace reel {

struct GenerateOptions {
    Eigen::Index rows = 100; ///< Samples m.
    Eigen::Index cols = 50;  ///< Unknowns n.
    double condition = 100;  ///< Of H = A^T A + u I; > 1 unless n = 1.
    double u = 0;            ///< The l2 weight at which H has this condition number; must be > 0 when m < n.
    double noise = 0.1;      ///< Standard deviation of the noise, relative to that of the noise-free target.
    std::uint64_t seed = 1;
};

struct Dataset {
    Eigen::MatrixXd A;     ///< m x n, A = Q S V^T with random orthonormal Q and V.
    Eigen::VectorXd b;     ///< The target: m numbers, or m labels -1 and +1.
    Eigen::VectorXd truth; ///< The x that the target was made from.
};

/// b = A x_true + noise, with x_true and the noise normal. The eigenvalues of H = A^T A + u I are spaced evenly on a
/// log scale: from 1 + u up when m >= n; when m < n, A^T A has n - m zero eigenvalues, so H starts at u. Throws
/// `InvalidArgument` for sizes < 1, a condition < 1, a negative or non-finite u or noise, and u = 0 with m < n.
Dataset generate_regression(const GenerateOptions& options);

/// Labels b = sign(A x_true + noise) in {-1, +1}; A is as for regression. Both classes are present when m >= 2.
Dataset generate_classification(const GenerateOptions& options);

} // namespace reel
