#include <reel/error.hpp>
#include <reel/problem/random.hpp>

#include <cmath>
#include <Eigen/QR>
#include <numbers>
#include <numeric>
#include <string>
#include <utility>

namespace reel {

double Random::uniform()
{
    return (static_cast<double>(engine_() >> 12) + 0.5) * 0x1p-52;
}

double Random::normal()
{
    const double radius = std::sqrt(-2.0 * std::log(uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::uint64_t Random::below(std::uint64_t bound)
{
    require(bound > 0, [] { return "random: there is no number below 0; the bound must be at least 1"; });
    const std::uint64_t uneven = (0 - bound) % bound; // 2^64 mod bound: the first draws would favour small numbers
    for (;;)
        if (const std::uint64_t draw = engine_(); draw >= uneven)
            return draw % bound;
}

Eigen::VectorXd Random::normal(Eigen::Index size)
{
    return normal(size, 1);
}

Eigen::MatrixXd Random::normal(Eigen::Index rows, Eigen::Index cols)
{
    Eigen::MatrixXd entries(rows, cols);
    for (double& entry : entries.reshaped())
        entry = normal();
    return entries;
}

Eigen::MatrixXd Random::orthonormal(Eigen::Index rows, Eigen::Index cols)
{
    require(rows >= cols, [&] {
        return "random: " + std::to_string(cols) + " orthonormal columns do not fit into " + std::to_string(rows) +
               " rows";
    });
    const Eigen::HouseholderQR<Eigen::MatrixXd> qr(normal(rows, cols));
    return qr.householderQ() * Eigen::MatrixXd::Identity(rows, cols);
}

Eigen::VectorXi Random::permutation(Eigen::Index size)
{
    Eigen::VectorXi order(size);
    std::iota(order.begin(), order.end(), 0);
    for (Eigen::Index i = size - 1; i > 0; --i)
        std::swap(order[i], order[static_cast<Eigen::Index>(below(static_cast<std::uint64_t>(i) + 1))]);
    return order;
}

} // namespace reel
