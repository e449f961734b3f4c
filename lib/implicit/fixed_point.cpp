#include <reel/implicit/fixed_point.hpp>

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace reel::fixed_point {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double tiny = std::numeric_limits<double>::min();

/// A direction that no structure of the problem is orthogonal to: the fractional parts of multiples of the golden ratio.
VectorXd generic_direction(Eigen::Index n)
{
    VectorXd v(n);
    for (Eigen::Index i = 0; i < n; ++i)
        v[i] = std::fmod(0.6180339887498949 * static_cast<double>(i + 1), 1.0) - 0.5;
    return v / std::max(v.norm(), tiny);
}

void require_series(const Neumann& strategy, Eigen::Index rows, Eigen::Index cols)
{
    require(strategy.terms >= 1 && strategy.damping > 0.0 && strategy.damping <= 1.0, [&] {
        return "Neumann series of " + std::to_string(strategy.terms) + " terms with damping " +
               std::to_string(strategy.damping) + "; at least 1 term, and a damping in (0, 1]";
    });
    const MatrixXd& guess = strategy.guess;
    require(guess.size() == 0 || (guess.rows() == rows && guess.cols() == cols), [&] {
        return "a guess of " + std::to_string(guess.rows()) + " by " + std::to_string(guess.cols()) +
               " numbers for a multiplier of " + std::to_string(rows) + " by " + std::to_string(cols);
    });
}

Derivative<MatrixXd> begin(const Linearization& at)
{
    Derivative<MatrixXd> result;
    result.bytes = at.bytes();
    result.fixed_point_residual = at.residual();
    return result;
}

MatrixXd right_hand_side(const Linearization& at, const MatrixXd& du)
{
    return at.push(MatrixXd::Zero(at.states(), du.cols()), du);
}

/// What a linear solution says about the derivative made of it.
void take_evidence(Evidence& evidence, LinearSolution&& linear)
{
    evidence.linear_residual = linear.residual;
    evidence.work = linear.sweeps + 2;
    evidence.multiplier = std::move(linear.solution);
    if (!linear.solved)
        evidence.status = DerivativeStatus::linear_solver_failed;
}

/// The estimated error, where the bounds hold.
void conclude(Derivative<MatrixXd>& d, double error)
{
    d.error = d.rho < 1.0 ? error : std::numeric_limits<double>::quiet_NaN();
}

/// The Jacobian from what pushes or pulls, whichever has fewer directions.
template <class Strategy>
Derivative<MatrixXd> jacobian_by(const Linearization& at, const Strategy& strategy)
{
    const auto n = at.states();
    const auto p = at.parameters();
    if (p <= n)
        return jvp(at, MatrixXd::Identity(p, p), strategy);
    auto rows = vjp(at, MatrixXd::Identity(n, n), strategy);
    rows.estimate.transposeInPlace();
    return rows;
}

} // namespace

double pulled_norm(const Linearization& at, const MatrixXd& w)
{
    const double size = w.norm();
    return size > 0.0 ? at.pull(w).u.norm() / size : 0.0;
}

double contraction_factor(const Linearization& at, int sweeps)
{
    VectorXd v = generic_direction(at.states());
    double log_growth = 0.0;
    int counted = 0;
    for (int k = 0; k < sweeps; ++k) {
        v = at.pull(v).x;
        const double size = v.norm();
        if (!(size > 0.0))
            return 0.0;
        if (!std::isfinite(size))
            return std::numeric_limits<double>::infinity();
        if (2 * k >= sweeps) {
            log_growth += std::log(size);
            ++counted;
        }
        v /= size;
    }
    return counted > 0 ? std::exp(log_growth / counted) : 0.0;
}

Derivative<MatrixXd> vjp(const Linearization& at, const MatrixXd& v, const Implicit& strategy)
{
    Derivative<MatrixXd> result = begin(at);
    take_evidence(result, solve(at, Side::adjoint, v, strategy));
    result.estimate = at.pull(result.multiplier).u;
    return result;
}

Derivative<MatrixXd> jvp(const Linearization& at, const MatrixXd& du, const Implicit& strategy)
{
    Derivative<MatrixXd> result = begin(at);
    take_evidence(result, solve(at, Side::tangent, right_hand_side(at, du), strategy));
    result.estimate = result.multiplier;
    return result;
}

// w <- (1 - tau) w + tau (M^T w + v) `terms` times; the first time from w = 0 is free of a sweep.
Derivative<MatrixXd> vjp(const Linearization& at, const MatrixXd& v, const Neumann& strategy)
{
    require_series(strategy, v.rows(), v.cols());
    Derivative<MatrixXd> result = begin(at);
    const double tau = strategy.damping;
    MatrixXd& w = result.multiplier;
    const bool from_guess = strategy.guess.size() > 0;
    w = from_guess ? strategy.guess : MatrixXd(tau * v);
    for (int j = from_guess ? 0 : 1; j < strategy.terms; ++j)
        w = (1.0 - tau) * w + tau * (at.pull(w).x + v);
    const Linearization::Pulled last = at.pull(w);
    result.estimate = last.u;
    result.linear_residual = (v - w + last.x).norm() / std::max(v.norm(), tiny);
    result.work = 1 + strategy.terms + (from_guess ? 1 : 0);
    return result;
}

Derivative<MatrixXd> jvp(const Linearization& at, const MatrixXd& du, const Neumann& strategy)
{
    require_series(strategy, at.states(), du.cols());
    Derivative<MatrixXd> result = begin(at);
    const double tau = strategy.damping;
    const MatrixXd right = right_hand_side(at, du);
    MatrixXd& z = result.multiplier;
    const bool from_guess = strategy.guess.size() > 0;
    z = from_guess ? strategy.guess : MatrixXd(tau * right);
    for (int j = from_guess ? 0 : 1; j < strategy.terms; ++j)
        z = (1.0 - tau) * z + tau * at.push(z, du);
    result.estimate = z;
    result.linear_residual = (at.push(z, du) - z).norm() / std::max(right.norm(), tiny);
    result.work = 2 + strategy.terms + (from_guess ? 1 : 0);
    return result;
}

Derivative<MatrixXd> jacobian(const Linearization& at, const Implicit& strategy) { return jacobian_by(at, strategy); }
Derivative<MatrixXd> jacobian(const Linearization& at, const Neumann& strategy) { return jacobian_by(at, strategy); }

void judge(Derivative<MatrixXd>& d, const Linearization& at, const Check& check)
{
    if (!d.estimate.allFinite() || !at.image().allFinite())
        d.status = DerivativeStatus::not_finite;
    if (d.status != DerivativeStatus::ok)
        return;
    if (!(d.rho < 1.0))
        d.status = DerivativeStatus::not_contracting;
    else if (!(at.residual() <= check.distance * (1.0 - d.rho) * std::max(at.image().norm(), tiny)))
        d.status = DerivativeStatus::not_at_fixed_point;
}

void assess_vjp(Derivative<MatrixXd>& d, const Linearization& at, const Linearization& next, const MatrixXd& v)
{
    d.rho = contraction_factor(at);
    const MatrixXd& w = d.multiplier;
    const Linearization::Pulled here = at.pull(w);
    const Linearization::Pulled there = next.pull(w);
    const double room = 1.0 - d.rho;
    const double lever = pulled_norm(at, w) / room;
    // the change along x -> A(x) times e / |A(x) - x|, where e is at most |A(x) - x| / (1 - rho)
    conclude(d, lever * (d.linear_residual * v.norm() + (there.x - here.x).norm() / room) +
                    (there.u - here.u).norm() / room);
    d.work += 42;
}

void assess_jvp(Derivative<MatrixXd>& d, const Linearization& at, const Linearization& next, const MatrixXd& du)
{
    d.rho = contraction_factor(at);
    const double room = 1.0 - d.rho;
    const MatrixXd here = at.push(d.estimate, du);
    const MatrixXd there = next.push(d.estimate, du);
    conclude(d, ((here - d.estimate).norm() + (there - here).norm() / room) / room);
    d.work += 42;
}

void assess_against_implicit(Derivative<MatrixXd>& d, const Linearization& at, const Linearization& next,
                             const MatrixXd& v)
{
    auto implicit = vjp(at, v, Implicit{});
    assess_vjp(implicit, at, next, v);
    d.rho = implicit.rho;
    conclude(d, (d.estimate - implicit.estimate).norm() + implicit.error);
    d.work += implicit.work;
}

} // namespace reel::fixed_point
