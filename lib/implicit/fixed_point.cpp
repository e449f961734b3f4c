#include <reel/implicit/fixed_point.hpp>

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace reel {

const char* to_string(LinearSolver solver) noexcept
{
    switch (solver) {
    case LinearSolver::direct: return "direct";
    case LinearSolver::cg: return "cg";
    case LinearSolver::normal_cg: return "normal cg";
    case LinearSolver::gmres: return "gmres";
    case LinearSolver::bicgstab: return "bicgstab";
    }
    return "unknown";
}

const char* to_string(DerivativeStatus status) noexcept
{
    switch (status) {
    case DerivativeStatus::ok: return "ok";
    case DerivativeStatus::not_at_fixed_point: return "not at the fixed point";
    case DerivativeStatus::not_contracting: return "not contracting";
    case DerivativeStatus::linear_solver_failed: return "linear solver failed";
    case DerivativeStatus::not_finite: return "not finite";
    }
    return "unknown";
}

namespace fixed_point {
namespace {

using Eigen::VectorXd;

/// A direction that no structure of the problem is orthogonal to: the fractional parts of multiples of the golden ratio.
VectorXd generic_direction(Eigen::Index n)
{
    VectorXd v(n);
    for (Eigen::Index i = 0; i < n; ++i)
        v[i] = std::fmod(0.6180339887498949 * static_cast<double>(i + 1), 1.0) - 0.5;
    return v / std::max(v.norm(), std::numeric_limits<double>::min());
}

void require_series(const Neumann& strategy)
{
    require(strategy.terms >= 1 && strategy.damping > 0.0 && strategy.damping <= 1.0, [&] {
        return "Neumann series of " + std::to_string(strategy.terms) + " terms with damping " +
               std::to_string(strategy.damping) + "; at least 1 term, and a damping in (0, 1]";
    });
}

Derivative<VectorXd> begin(const Linearization& at)
{
    Derivative<VectorXd> result;
    result.bytes = at.bytes();
    result.fixed_point_residual = at.residual();
    return result;
}

void finish(Derivative<VectorXd>& result)
{
    if (!result.value.allFinite())
        result.status = DerivativeStatus::not_finite;
}

} // namespace

double pulled_norm(const Linearization& at, const VectorXd& w)
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

Derivative<VectorXd> vjp(const Linearization& at, const VectorXd& v, const Implicit& strategy)
{
    Derivative<VectorXd> result = begin(at);
    LinearSolution linear = solve(at, Side::adjoint, v, strategy);
    result.value = at.pull(linear.solution).u;
    result.linear_residual = linear.residual;
    result.sweeps = linear.sweeps + 2;
    result.multiplier = std::move(linear.solution);
    if (!linear.solved)
        result.status = DerivativeStatus::linear_solver_failed;
    finish(result);
    return result;
}

Derivative<VectorXd> jvp(const Linearization& at, const VectorXd& du, const Implicit& strategy)
{
    Derivative<VectorXd> result = begin(at);
    const VectorXd right = at.push(Eigen::MatrixXd::Zero(at.states(), 1), du);
    LinearSolution linear = solve(at, Side::tangent, right, strategy);
    result.value = linear.solution;
    result.linear_residual = linear.residual;
    result.sweeps = linear.sweeps + 2;
    result.multiplier = std::move(linear.solution);
    if (!linear.solved)
        result.status = DerivativeStatus::linear_solver_failed;
    finish(result);
    return result;
}

Derivative<VectorXd> vjp(const Linearization& at, const VectorXd& v, const Neumann& strategy)
{
    require_series(strategy);
    Derivative<VectorXd> result = begin(at);
    const double tau = strategy.damping;
    VectorXd term = v;
    VectorXd w = v;
    for (int j = 1; j < strategy.terms; ++j) {
        term = (1.0 - tau) * term + tau * VectorXd(at.pull(term).x);
        w += term;
    }
    const Linearization::Pulled last = at.pull(w);
    result.value = tau * last.u;
    result.multiplier = tau * w; // (I - M)^T (tau w) = v - (M_tau^T)^terms v
    result.linear_residual = (v - result.multiplier + tau * last.x).norm() / std::max(v.norm(), 1e-300);
    result.sweeps = strategy.terms;
    finish(result);
    return result;
}

Derivative<VectorXd> jvp(const Linearization& at, const VectorXd& du, const Neumann& strategy)
{
    require_series(strategy);
    Derivative<VectorXd> result = begin(at);
    const double tau = strategy.damping;
    const VectorXd right = at.push(Eigen::MatrixXd::Zero(at.states(), 1), du);
    VectorXd z = tau * right;
    for (int j = 1; j < strategy.terms; ++j)
        z = (1.0 - tau) * z + tau * VectorXd(at.push(z, du));
    result.value = z;
    result.multiplier = z;
    result.linear_residual = (VectorXd(at.push(z, du)) - z).norm() / std::max(right.norm(), 1e-300);
    result.sweeps = strategy.terms + 1;
    finish(result);
    return result;
}

Derivative<Eigen::MatrixXd> jacobian(const Linearization& at, const Check& check)
{
    const auto n = at.states();
    const Eigen::PartialPivLU<Eigen::MatrixXd> lu(Eigen::MatrixXd::Identity(n, n) - at.M());
    Derivative<Eigen::MatrixXd> result{lu.solve(at.N())};
    result.bytes = at.bytes();
    result.fixed_point_residual = at.residual();
    result.sweeps = static_cast<int>(n + at.parameters());
    result.error = std::numeric_limits<double>::quiet_NaN();
    if (!result.value.allFinite())
        result.status = DerivativeStatus::not_finite;
    else if (!(lu.rcond() > 1e-15))
        result.status = DerivativeStatus::linear_solver_failed;
    result.rho = contraction_factor(at);
    judge(result.status, result.rho, at, check);
    return result;
}

void judge(DerivativeStatus& status, double rho, const Linearization& at, const Check& check)
{
    if (status != DerivativeStatus::ok)
        return;
    if (!(rho < 1.0))
        status = DerivativeStatus::not_contracting;
    else if (!(at.residual() <= check.distance * (1.0 - rho) * std::max(at.image().norm(), 1e-300)))
        status = DerivativeStatus::not_at_fixed_point;
}

void assess_vjp(Derivative<VectorXd>& d, const Linearization& at, const Linearization& next, const VectorXd& v)
{
    d.rho = contraction_factor(at);
    const VectorXd& w = d.multiplier;
    const Linearization::Pulled here = at.pull(w);
    const Linearization::Pulled there = next.pull(w);
    const double room = 1.0 - d.rho;
    const double lever = pulled_norm(at, w) / room;
    // the change along x -> A(x) times e / |A(x) - x|, where e is at most |A(x) - x| / (1 - rho)
    d.error = lever * (d.linear_residual * v.norm() + (there.x - here.x).norm() / room) + (there.u - here.u).norm() / room;
    d.sweeps += 42;
    if (!(room > 0.0))
        d.error = std::numeric_limits<double>::quiet_NaN();
}

void assess_jvp(Derivative<VectorXd>& d, const Linearization& at, const Linearization& next, const VectorXd& du)
{
    d.rho = contraction_factor(at);
    const double room = 1.0 - d.rho;
    const VectorXd here = at.push(d.value, du);
    const VectorXd there = next.push(d.value, du);
    d.error = ((here - d.value).norm() + (there - here).norm() / room) / room;
    d.sweeps += 42;
    if (!(room > 0.0))
        d.error = std::numeric_limits<double>::quiet_NaN();
}

} // namespace fixed_point
} // namespace reel
