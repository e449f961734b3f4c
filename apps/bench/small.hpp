#pragma once
/// W5: small functions that are called often.

#include <reel/problem/random.hpp>

#include <Eigen/Core>

#include <array>
#include <vector>

namespace reel::bench {

/// W5a: the determinant of a 5 x 5 matrix by minors along its first row, and so on: 205 products.
struct Determinant {
    static constexpr unsigned size = 5;
    Eigen::VectorXd entries; ///< Row by row.

    explicit Determinant(std::uint64_t seed) : entries(Random(seed).normal(size * size)) {}

    Eigen::VectorXd parameters() const { return entries; }

    template <class T>
    T loss(const std::vector<T>& matrix) const
    {
        return expand(matrix, 0, (1U << size) - 1U);
    }
    /// The determinant of rows `row`, ... and of those columns whose bits are set.
    template <class T>
    static T expand(const std::vector<T>& matrix, unsigned row, unsigned columns)
    {
        T sum(0.0);
        double sign = 1.0;
        for (unsigned j = 0; j < size; ++j) {
            const unsigned bit = 1U << j;
            if ((columns & bit) == 0)
                continue;
            const T& entry = matrix[row * size + j];
            if (columns == bit)
                return entry;
            sum += sign * entry * expand(matrix, row + 1, columns & ~bit);
            sign = -sign;
        }
        return sum;
    }
};

/// W5b: y_i' = x_i y_{i-1} around a ring of 10, from y = 1, by 10 steps of the classical Runge-Kutta method; the loss
/// is y_9 at the end, to be differentiated with respect to the rates x.
struct Ring {
    static constexpr std::size_t size = 10;
    static constexpr int steps = 10;
    static constexpr double h = 0.1;
    Eigen::VectorXd rates;

    explicit Ring(std::uint64_t seed) : rates(Eigen::VectorXd::Ones(size) + 0.3 * Random(seed).normal(size)) {}

    Eigen::VectorXd parameters() const { return rates; }

    template <class T>
    using Values = std::array<T, size>;

    template <class T>
    static void slope(const std::vector<T>& x, const Values<T>& y, Values<T>& k)
    {
        for (std::size_t i = 0; i < size; ++i)
            k[i] = x[i] * y[(i + size - 1) % size];
    }
    template <class T>
    T loss(const std::vector<T>& x) const
    {
        Values<T> y, k1, k2, k3, k4, z;
        y.fill(T(1.0));
        for (int step = 0; step < steps; ++step) {
            slope(x, y, k1);
            for (std::size_t i = 0; i < size; ++i)
                z[i] = y[i] + 0.5 * h * k1[i];
            slope(x, z, k2);
            for (std::size_t i = 0; i < size; ++i)
                z[i] = y[i] + 0.5 * h * k2[i];
            slope(x, z, k3);
            for (std::size_t i = 0; i < size; ++i)
                z[i] = y[i] + h * k3[i];
            slope(x, z, k4);
            for (std::size_t i = 0; i < size; ++i)
                y[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
        return y[size - 1];
    }
};

} // namespace reel::bench
