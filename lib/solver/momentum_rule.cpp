#include "../problem/dense.hpp"

#include <reel/error.hpp>
#include <reel/solver/momentum_rule.hpp>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <complex>
#include <string>

namespace reel {
namespace {

/// (sqrt L - sqrt mu)/(sqrt L + sqrt mu), without cancellation when mu is close to L.
double root_contraction(const Curvature& c)
{
    require(c.mu > 0 && c.mu <= c.L && std::isfinite(c.L), [&] {
        return "momentum: the curvature mu = " + std::to_string(c.mu) + ", L = " + std::to_string(c.L) +
               " must satisfy 0 < mu <= L < infinity; without strong convexity use FISTA's momentum";
    });
    const double sum = std::sqrt(c.L) + std::sqrt(c.mu);
    return (c.L - c.mu) / (sum * sum);
}

double checked_momentum(double momentum)
{
    require(momentum >= 0 && momentum < 1,
            [&] { return "momentum " + std::to_string(momentum) + ": must be at least 0 and below 1"; });
    return momentum;
}

/// The largest |r| with r^2 = first r - second: the growth of x_{k+1} = first x_k - second x_{k-1}.
double largest_root(double first, double second)
{
    const std::complex<double> root = std::sqrt(std::complex<double>(first * first / 4 - second));
    return std::max(std::abs(first / 2 + root), std::abs(first / 2 - root));
}

double spectral_norm(const Eigen::Matrix2d& A)
{
    const double squares = A.squaredNorm();
    const double product = 2 * A.determinant();
    return std::sqrt((squares + std::sqrt(std::max(squares * squares - product * product, 0.0))) / 2);
}

} // namespace

MomentumRule::MomentumRule(Kind kind, double step, double parameter) : kind_(kind), step_(step), parameter_(parameter)
{
    require(std::isfinite(step) && step > 0,
            [&] { return "step " + std::to_string(step) + ": a step must be finite and above 0"; });
}

MomentumRule MomentumRule::plain(double step)
{
    return {Kind::plain, step, 0};
}

MomentumRule MomentumRule::heavy_ball(double step, double momentum)
{
    return {Kind::heavy_ball, step, checked_momentum(momentum)};
}

MomentumRule MomentumRule::nesterov(double step, double momentum)
{
    return {Kind::nesterov, step, checked_momentum(momentum)};
}

MomentumRule MomentumRule::fista(double step)
{
    return {Kind::fista, step, 0};
}

MomentumRule MomentumRule::heavy_ball(const Curvature& c)
{
    const double root = root_contraction(c);
    const double sum = std::sqrt(c.L) + std::sqrt(c.mu);
    return heavy_ball(4 / (sum * sum), root * root);
}

MomentumRule MomentumRule::nesterov(const Curvature& c)
{
    const double root = root_contraction(c);
    return nesterov(1 / c.L, root);
}

MomentumRule MomentumRule::chebyshev(const Curvature& c)
{
    const double root = root_contraction(c);
    return {Kind::chebyshev, 2 / (c.L + c.mu), root * root};
}

MomentumStep MomentumRule::at(Eigen::Index k) const
{
    const double count = static_cast<double>(k);
    switch (kind_) {
    case Kind::plain:
        return {step_, 0, false};
    case Kind::heavy_ball:
        return {step_, parameter_, false};
    case Kind::nesterov:
        return {step_, parameter_, true};
    case Kind::fista:
        return {step_, count / (count + 3), true};
    case Kind::chebyshev:
        break;
    }
    if (k == 0)
        return {step_, 0, false};
    const double q = parameter_;
    const double power = std::pow(q, count);
    const double weight = (1 + q) * (1 + power) / (1 + q * power);
    return {weight * step_, weight - 1, false};
}

double MomentumRule::rate(const Curvature& c) const
{
    if (kind_ == Kind::chebyshev)
        // The limit of w_k is 1 + q: a heavy ball whose momentum is q.
        return std::max(largest_root((1 + parameter_) * (1 - step_ * c.mu), parameter_),
                        largest_root((1 + parameter_) * (1 - step_ * c.L), parameter_));
    const double b = kind_ == Kind::fista ? 1 : parameter_;
    const bool ahead = kind_ == Kind::fista || kind_ == Kind::nesterov;
    const auto mode = [&](double l) {
        return ahead ? largest_root((1 + b) * (1 - step_ * l), b * (1 - step_ * l))
                     : largest_root(1 + b - step_ * l, b);
    };
    return std::max(mode(c.mu), mode(c.L)); // the roots shrink, stay on a circle, grow: the ends are the worst
}

double MomentumRule::growth(const Eigen::VectorXd& eigenvalues, double rho) const
{
    require(kind_ != Kind::fista && kind_ != Kind::chebyshev, [] {
        return std::string("growth of a method whose momentum changes: only constant steps have powers of one matrix");
    });
    const MomentumStep s = at(0);
    double most = 1;
    for (const double l : eigenvalues) {
        const double r = rate({.mu = l, .L = l});
        require(0 < rho && rho < 1 && r < rho, [&] {
            return "growth relative to rho = " + std::to_string(rho) + "; it must lie in (0, 1), above the rate " +
                   std::to_string(r) + " of the eigenvalue " + std::to_string(l);
        });
        Eigen::Matrix2d block;
        if (s.looks_ahead)
            block << (1 + s.momentum) * (1 - s.step * l), -s.momentum * (1 - s.step * l), 1, 0;
        else
            block << 1 + s.momentum - s.step * l, -s.momentum, 1, 0;
        // |block^k| <= (1 + k |block|/r) r^k: after that many steps it is far below rho^k, and falls.
        const double steps = r > 0 ? 40 / std::log(rho / r) : 2;
        Eigen::Matrix2d power = Eigen::Matrix2d::Identity();
        for (double k = 0; k <= steps; ++k) {
            power = block * power / rho;
            most = std::max(most, spectral_norm(power));
        }
    }
    return most;
}

double MomentumRule::growth_on(const Eigen::MatrixXd& hessian, double rho) const
{
    return growth(symmetric_eigenvalues(hessian), rho);
}

} // namespace reel
