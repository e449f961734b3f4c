#pragma once
/// Random numbers that are the same on every platform and with every standard library.
///
/// The engine `std::mt19937_64` is fixed by the C++ standard bit for bit; the standard's distributions are not, so the
/// draws are made here:
///
///     Random random(1);
///     const Eigen::MatrixXd A = random.normal(20, 5);       // 20 x 5, independent N(0, 1)

#include <cstdint>
#include <Eigen/Core>
#include <random>

namespace reel {

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    double uniform(); ///< In (0, 1): the middle of one of 2^52 cells, so never 0 and never 1.
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    double normal();                          ///< N(0, 1) by Box and Muller, one draw from two uniforms.
    std::uint64_t below(std::uint64_t bound); ///< One of 0 .. bound - 1, each as likely; bound >= 1.

    Eigen::VectorXd normal(Eigen::Index size);
    Eigen::MatrixXd normal(Eigen::Index rows, Eigen::Index cols);

    /// Orthonormal columns, uniformly distributed: the Q of a normal matrix. Needs rows >= cols. O(rows cols^2).
    Eigen::MatrixXd orthonormal(Eigen::Index rows, Eigen::Index cols);

    /// 0 .. size - 1 in random order.
    Eigen::VectorXi permutation(Eigen::Index size);

private:
    std::mt19937_64 engine_;
};

} // namespace reel
