#pragma once
/// W4: explicit steps of Burgers' equation  u_t = -u u_x + nu u_xx  on N = 10000 cells, the ends held,
///
///     u_i <- u_i - dt (a u_i (u_{i+1} - u_{i-1}) - nu d (u_{i+1} - 2 u_i + u_{i-1})),    a = 1 / (2 dx),  d = 1 / dx^2
///
/// 11 flops a cell, 200 steps; loss |u - t|^2 / 2, to be differentiated with respect to nu and the start.

#include <Eigen/Core>

#include <cmath>
#include <numbers>
#include <tuple>
#include <vector>

namespace reel::bench {

struct Burgers {
    Eigen::VectorXd start;
    Eigen::VectorXd target;
    double nu = 1e-3;
    double dt = 2e-6; // nu dt / dx^2 = 0.2
    double a;
    double d;
    int iterations = 200;

    Burgers()
    {
        constexpr Eigen::Index cells = 10000;
        const double dx = 1.0 / static_cast<double>(cells - 1);
        a = 0.5 / dx;
        d = 1.0 / (dx * dx);
        const Eigen::ArrayXd x = Eigen::ArrayXd::LinSpaced(cells, 0.0, 1.0);
        start = 1.0 + 0.5 * (2.0 * std::numbers::pi * x).sin() + 0.1 * (40.0 * x).cos();
        target = (3.0 * x).cos();
    }

    auto parameter() const { return std::tuple(nu, start); }
    const auto& start_of(const auto& parameter) const { return std::get<1>(parameter); }

    /// One step for every type of vector: one expression.
    template <class X>
    X step(const X& u, const auto& parameter) const
    {
        const auto& viscosity = std::get<0>(parameter);
        const Eigen::Index n = u.size() - 2;
        const auto left = u.head(n).array();
        const auto centre = u.segment(1, n).array();
        const auto right = u.tail(n).array();
        X next = u;
        next.segment(1, n) =
            (centre - dt * (a * centre * (right - left) - viscosity * d * (right - 2.0 * centre + left))).matrix();
        return next;
    }

    /// The states of all steps, one in each column, by hand.
    void march(Eigen::MatrixXd& states) const
    {
        const Eigen::Index n = start.size() - 2;
        const double advection = dt * a;
        const double diffusion = dt * nu * d;
        states.resize(n + 2, iterations + 1);
        states.col(0) = start;
        for (int k = 0; k < iterations; ++k) {
            const auto u = states.col(k).array();
            auto next = states.col(k + 1).array();
            next[0] = u[0];
            next[n + 1] = u[n + 1];
            const auto left = u.head(n);
            const auto centre = u.segment(1, n);
            const auto right = u.tail(n);
            next.segment(1, n) =
                centre - advection * centre * (right - left) + diffusion * (right - 2.0 * centre + left);
        }
    }

    /// The parameters of the scalar program: nu, and then the start.
    Eigen::VectorXd parameters() const
    {
        Eigen::VectorXd p(1 + start.size());
        p << nu, start;
        return p;
    }

    Eigen::Index step_parameters() const { return 1; }

    /// The same step for tools that know scalars only; p[0] is nu.
    template <class T>
    void scalar_step(const std::vector<T>& u, const std::vector<T>& p, std::vector<T>& next) const
    {
        const T& viscosity = p[0];
        next.front() = u.front();
        next.back() = u.back();
        for (std::size_t i = 1; i + 1 < u.size(); ++i)
            next[i] =
                u[i] - dt * (a * u[i] * (u[i + 1] - u[i - 1]) - viscosity * d * (u[i + 1] - 2.0 * u[i] + u[i - 1]));
    }
    template <class T>
    T loss(const std::vector<T>& p) const
    {
        std::vector<T> u(p.begin() + 1, p.end());
        std::vector<T> next(u.size());
        for (int k = 0; k < iterations; ++k) {
            scalar_step(u, p, next);
            u.swap(next);
        }
        return loss_of(u);
    }
    template <class T>
    T loss_of(const std::vector<T>& u) const
    {
        T sum(0.0);
        for (std::size_t i = 0; i < u.size(); ++i)
            sum += (u[i] - target[static_cast<Eigen::Index>(i)]) * (u[i] - target[static_cast<Eigen::Index>(i)]);
        return 0.5 * sum;
    }
};

/// The same with a vector for each operation, as in code that was written for a library of whole vectors.
struct UnfusedBurgers : Burgers {
    template <class X>
    X step(const X& u, const auto& parameter) const
    {
        const auto& viscosity = std::get<0>(parameter);
        const Eigen::Index n = u.size() - 2;
        const X left = u.head(n);
        const X centre = u.segment(1, n);
        const X right = u.tail(n);
        const X difference = right - left;
        const X product = centre.cwiseProduct(difference);
        const X convection = a * product;
        const X twice = 2.0 * centre;
        const X bend = right - twice;
        const X curvature = bend + left;
        const X diffusion = (viscosity * d) * curvature;
        const X rate = convection - diffusion;
        const X change = dt * rate;
        X next = u;
        next.segment(1, n) = centre - change;
        return next;
    }
};

} // namespace reel::bench
