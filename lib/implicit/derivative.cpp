#include <reel/implicit/derivative.hpp>
#include <reel/implicit/strategy.hpp>

#include <sstream>

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

void require_trust(const Evidence& evidence)
{
    if (evidence.ok())
        return;
    std::ostringstream text;
    text << "this derivative is not to be trusted: " << to_string(evidence.status);
    switch (evidence.status) {
    case DerivativeStatus::not_at_fixed_point:
        text << ", |A(x) - x| = " << evidence.fixed_point_residual << " with rho = " << evidence.rho
             << "; run the solver longer, or allow a larger Check::distance";
        break;
    case DerivativeStatus::not_contracting:
        text << ", rho = " << evidence.rho << "; take a shorter step, or a map that contracts";
        break;
    case DerivativeStatus::linear_solver_failed:
        text << ", its relative residual is " << evidence.linear_residual
             << "; allow more iterations, a larger tolerance or another solver; if I - M is singular nothing helps";
        break;
    default: text << "; the run diverged, or the map is not differentiable there";
    }
    text << ". `estimate` has the number all the same";
    throw UntrustedDerivative(text.str(), evidence.status);
}

} // namespace reel
