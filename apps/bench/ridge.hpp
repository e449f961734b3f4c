#pragma once
/// W1: gradient descent on ridge regression,
///
///     x_{k+1} = x_k - h (A^T (A x_k - b) + u x_k),    k = 0, ..., K - 1,    A a 2n x n matrix, dense and passive
///     loss    = |x_K - t|^2 / 2
///
/// to be differentiated with respect to u and b.

#include <reel/problem/random.hpp>

#include <Eigen/Core>

#include <cmath>
#include <tuple>
#include <vector>

namespace reel::bench {

struct RidgeDescent {
    Eigen::MatrixXd A;
    Eigen::VectorXd b;
    Eigen::VectorXd start;
    Eigen::VectorXd target;
    double u = 0.1;
    double h = 0.3;
    int iterations;

    RidgeDescent(Eigen::Index n, int K, std::uint64_t seed) : iterations(K)
    {
        Random random(seed);
        A = random.normal(2 * n, n) / std::sqrt(3.0 * static_cast<double>(2 * n)); // A^T A within (0, 1)
        b = random.normal(2 * n);
        start = random.normal(n);
        target = random.normal(n);
    }

    auto parameter() const { return std::tuple(u, b); }
    const Eigen::VectorXd& start_of(const auto&) const { return start; }

    /// One step, in the words of the formula: for every type of vector.
    template <class X>
    X step(const X& x, const auto& parameter) const
    {
        const auto& [weight, right] = parameter;
        return x - h * (A.transpose() * (A * x - right) + weight * x);
    }

    /// u, and then b: for tools that know scalars only.
    Eigen::VectorXd parameters() const
    {
        Eigen::VectorXd p(1 + b.size());
        p << u, b;
        return p;
    }

    Eigen::Index step_parameters() const { return 1 + b.size(); }

    /// The same step for tools that know scalars only; p is u, and then b. May be called with `next` = `state`.
    template <class T>
    void scalar_step(const std::vector<T>& state, const std::vector<T>& p, std::vector<T>& next) const
    {
        const Eigen::Index m = A.rows();
        const Eigen::Index n = A.cols();
        std::vector<T> residual(static_cast<std::size_t>(m));
        const T* x = state.data();
        const T* right = p.data() + 1;
        T* r = residual.data();
        for (Eigen::Index i = 0; i < m; ++i) {
            r[i] = -right[i];
            for (Eigen::Index j = 0; j < n; ++j)
                r[i] += A(i, j) * x[j];
        }
        for (Eigen::Index j = 0; j < n; ++j) {
            T g = p[0] * x[j];
            for (Eigen::Index i = 0; i < m; ++i)
                g += A(i, j) * r[i];
            next[static_cast<std::size_t>(j)] = x[j] - h * g;
        }
    }
    template <class T>
    T loss(const std::vector<T>& p) const
    {
        std::vector<T> x(start.begin(), start.end());
        for (int k = 0; k < iterations; ++k)
            scalar_step(x, p, x);
        T sum(0.0);
        for (std::size_t j = 0; j < x.size(); ++j)
            sum += (x[j] - target[static_cast<Eigen::Index>(j)]) * (x[j] - target[static_cast<Eigen::Index>(j)]);
        return 0.5 * sum;
    }
};

} // namespace reel::bench
