#pragma once
/// W3: gradient descent on logistic regression with n = 10 weights and m = 1000 samples,
///
///     x_{k+1} = x_k - h (A^T (sigma(A x_k) - y) + u x_k),    sigma(z) = 1 / (1 + exp(-z)),    k = 0, ..., K - 1
///     loss    = |x_K - t|^2 / 2
///
/// to be differentiated with respect to u and the labels y, which lie between 0 and 1.

#include <reel/problem/random.hpp>

#include <Eigen/Core>

#include <cmath>
#include <tuple>
#include <vector>

namespace reel::bench {

struct LogisticDescent {
    Eigen::MatrixXd A;
    Eigen::VectorXd y;
    Eigen::VectorXd start;
    Eigen::VectorXd target;
    double u = 1.0;
    double h = 2e-3; // 1 / L = 4 / |A^T A|
    int iterations = 200;

    explicit LogisticDescent(std::uint64_t seed)
    {
        constexpr Eigen::Index m = 1000;
        constexpr Eigen::Index n = 10;
        Random random(seed);
        A = random.normal(m, n);
        y.resize(m);
        for (double& label : y)
            label = random.uniform();
        start = Eigen::VectorXd::Zero(n);
        target = random.normal(n);
    }

    auto parameter() const { return std::tuple(u, y); }
    const Eigen::VectorXd& start_of(const auto&) const { return start; }

    /// One step for every type of vector.
    template <class X>
    X step(const X& x, const auto& parameter) const
    {
        const auto& [weight, labels] = parameter;
        const X z = A * x;
        const X r = (1.0 / (1.0 + (-z.array()).exp()) - labels.array()).matrix();
        return x - h * (A.transpose() * r + weight * x);
    }

    /// u, and then y: for tools that know scalars only.
    Eigen::VectorXd parameters() const
    {
        Eigen::VectorXd p(1 + y.size());
        p << u, y;
        return p;
    }

    /// The loss in scalars; p is u, and then y.
    template <class T>
    T loss(const std::vector<T>& p) const
    {
        using std::exp;
        std::vector<T> state(start.begin(), start.end());
        T* x = state.data();
        std::vector<T> residual(y.begin(), y.end());
        T* r = residual.data();
        const T* labels = p.data() + 1;
        for (int k = 0; k < iterations; ++k) {
            for (Eigen::Index i = 0; i < A.rows(); ++i) {
                T z(0.0);
                for (Eigen::Index j = 0; j < A.cols(); ++j)
                    z += A(i, j) * x[j];
                r[i] = 1.0 / (1.0 + exp(-z)) - labels[i];
            }
            for (Eigen::Index j = 0; j < A.cols(); ++j) {
                T g = p[0] * x[j];
                for (Eigen::Index i = 0; i < A.rows(); ++i)
                    g += A(i, j) * r[i];
                x[j] -= h * g;
            }
        }
        T sum(0.0);
        for (Eigen::Index j = 0; j < A.cols(); ++j)
            sum += (x[j] - target[j]) * (x[j] - target[j]);
        return 0.5 * sum;
    }
};

} // namespace reel::bench
