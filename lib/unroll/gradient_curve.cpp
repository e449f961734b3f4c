#include <reel/unroll/gradient_curve.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace reel {

double adjoint_tolerance(double C, double error, double rho, double jacobian_norm)
{
    require(0.0 < rho && rho < 1.0 && C >= 0.0 && error >= 0.0 && jacobian_norm > 0.0, [&] {
        return "adjoint tolerance for C = " + std::to_string(C) + ", error " + std::to_string(error) +
               ", rho = " + std::to_string(rho) + ", Jacobian norm " + std::to_string(jacobian_norm) +
               "; needed are C >= 0, error >= 0, 0 < rho < 1 and a norm > 0";
    });
    return C * error / (rho * -std::log(rho) * jacobian_norm);
}

bool SweepCurve::add(Step k, const Eigen::MatrixXd& u_adjoint, double norm)
{
    require(u_adjoint.cols() == 1, [&] {
        return "a gradient curve of " + std::to_string(u_adjoint.cols()) + " adjoints at once; it is made for one";
    });
    if (K_ != k + static_cast<Step>(norms_.size())) { // a new sweep
        K_ = k;
        p_ = u_adjoint.rows();
        norms_.clear();
        sums_.clear();
    }
    norms_.push_back(norm);
    sums_.insert(sums_.end(), u_adjoint.data(), u_adjoint.data() + p_);
    return tau_ == 0.0 || norm > tau_ * norms_.front();
}

std::size_t SweepCurve::entry(Step T) const
{
    require(first() <= T && T <= last(), [&] {
        return "truncation index " + std::to_string(T) + ": the sweep went from " + std::to_string(last()) + " to " +
               std::to_string(first());
    });
    return static_cast<std::size_t>(K_ - T);
}

Eigen::VectorXd SweepCurve::sum(Step T) const
{
    return Eigen::Map<const Eigen::VectorXd>(sums_.data() + entry(T) * static_cast<std::size_t>(p_), p_);
}

double SweepCurve::parameter_norm() const
{
    double most = 0.0;
    for (Step k = first(); k < last(); ++k)
        if (adjoint_norm(k + 1) > 0.0)
            most = std::max(most, (sum(k) - sum(k + 1)).norm() / adjoint_norm(k + 1));
    return most;
}

double SweepCurve::contraction() const
{
    const Step swept = last() - first();
    return swept == 0 ? 0.0 : std::pow(norms_.back() / norms_.front(), 1.0 / static_cast<double>(swept));
}

double SweepCurve::dropped_bound(double parameter_norm, double rho) const
{
    return parameter_norm * norms_.back() * (1.0 - std::pow(rho, static_cast<double>(first()))) / (1.0 - rho);
}

} // namespace reel
