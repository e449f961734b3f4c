#include <reel/error.hpp>
#include <reel/solver/residual_polynomial.hpp>

#include <Eigen/Eigenvalues>
#include <string>
#include <utility>

namespace reel {

ResidualPolynomial::ResidualPolynomial(const MomentumRule& rule, const Values& points) : rule_(rule), points_(points)
{
    value_ = {Values::Ones(points.size()), Values::Ones(points.size())};
    start_late();
}

void ResidualPolynomial::start_late()
{
    tail_ = {Values::Ones(points_.size()), Values::Ones(points_.size())};
    derivative_ = {Values::Zero(points_.size()), Values::Zero(points_.size())};
}

void ResidualPolynomial::advance()
{
    const MomentumStep step = rule_.at(k_);
    const long double h = step.step;
    const long double beta = step.momentum;
    const Values contraction = 1 - h * points_;
    const Values p = step.looks_ahead ? Values((1 + beta) * contraction) : Values(beta + contraction);
    const Values q = step.looks_ahead ? Values(beta * contraction) : Values::Constant(points_.size(), beta);
    const long double p_slope = step.looks_ahead ? -(1 + beta) * h : -h;
    const long double q_slope = step.looks_ahead ? -beta * h : 0;

    const auto shift = [](Sequence& sequence, Values next) {
        sequence.before = std::exchange(sequence.now, std::move(next));
    };
    shift(derivative_, p * derivative_.now - q * derivative_.before + p_slope * value_.now - q_slope * value_.before);
    shift(value_, p * value_.now - q * value_.before);
    shift(tail_, p * tail_.now - q * tail_.before);
    ++k_;
}

QuadraticModel::QuadraticModel(const Matrix& hessian, const Vector& linear)
    : QuadraticModel(hessian, linear, 1, Vector::Zero(linear.size()))
{}

QuadraticModel::QuadraticModel(const Matrix& hessian, const Vector& linear, double shift, const Vector& linear_rate)
    : shift_(shift)
{
    const Eigen::Index n = linear.size();
    require(n > 0 && hessian.rows() == n && hessian.cols() == n && linear_rate.size() == n, [&] {
        return "quadratic: H is " + std::to_string(hessian.rows()) + " by " + std::to_string(hessian.cols()) +
               ", c has " + std::to_string(n) + " entries and its rate " + std::to_string(linear_rate.size()) +
               "; H must be square and all must agree";
    });
    const Eigen::SelfAdjointEigenSolver<Matrix> spectrum(hessian);
    basis_ = spectrum.eigenvectors();
    eigenvalues_ = spectrum.eigenvalues();
    require(eigenvalues_[0] > 0, [&] {
        return "quadratic: the smallest eigenvalue of H is " + std::to_string(eigenvalues_[0]) + "; it must be above 0";
    });
    solution_ = (basis_.transpose() * linear).cwiseQuotient(eigenvalues_);
    jacobian_ = (basis_.transpose() * linear_rate - shift_ * solution_).cwiseQuotient(eigenvalues_);
}

Curvature QuadraticModel::curvature() const
{
    return {static_cast<double>(eigenvalues_[0]), static_cast<double>(eigenvalues_[eigenvalues_.size() - 1])};
}

QuadraticRun::QuadraticRun(const QuadraticModel& model, const MomentumRule& rule, const Eigen::VectorXd& x0,
                           Eigen::Index T)
    : model_(model), polynomial_(rule, model.eigenvalues_.array())
{
    require(x0.size() == model.eigenvalues_.size() && T >= 0, [&] {
        return "quadratic run: x0 has " + std::to_string(x0.size()) + " entries for a quadratic in " +
               std::to_string(model.eigenvalues_.size()) + " unknowns, T = " + std::to_string(T) +
               "; sizes must agree and T must not be negative";
    });
    start_ = model.basis_.transpose() * x0.cast<long double>() - model.solution_;
    while (polynomial_.k() < T)
        polynomial_.advance();
    polynomial_.start_late();
}

QuadraticModel::Vector QuadraticRun::iterate_modes() const
{
    return polynomial_.value() * start_.array();
}

QuadraticModel::Vector QuadraticRun::derivative_modes() const
{
    return model_.shift_ * polynomial_.derivative() * start_.array() - polynomial_.tail() * model_.jacobian_.array();
}

Eigen::VectorXd QuadraticRun::iterate() const
{
    return model_.back(model_.solution_ + iterate_modes()).cast<double>();
}

Eigen::VectorXd QuadraticRun::derivative() const
{
    return model_.back(model_.jacobian_ + derivative_modes()).cast<double>();
}

double QuadraticRun::iterate_error() const
{
    return static_cast<double>(iterate_modes().norm());
}

double QuadraticRun::derivative_error() const
{
    return static_cast<double>(derivative_modes().norm());
}

} // namespace reel
