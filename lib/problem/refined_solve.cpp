#include "refined_solve.hpp"

#include <reel/error.hpp>

#include <string>
#include <utility>

namespace reel {

RefinedSolve::RefinedSolve(WideMatrix H, const char* problem) : H_(std::move(H)), factor_(H_.cast<double>())
{
    require(factor_.info() == Eigen::Success, [&] {
        return std::string(problem) +
               ": the Hessian at the solution is not positive definite, so the solution is not unique or has no "
               "derivative; regularise more";
    });
}

RefinedSolve::RefinedSolve(const Eigen::MatrixXd& H, const char* problem)
    : RefinedSolve(WideMatrix(H.cast<long double>()), problem)
{}

WideVector RefinedSolve::wide(const WideVector& right) const
{
    WideVector y = factor_.solve(right.cast<double>()).cast<long double>();
    for (int round = 0; round < 3; ++round)
        y += factor_.solve(residual(right, y).cast<double>()).cast<long double>();
    return y;
}

Eigen::MatrixXd RefinedSolve::operator()(const Eigen::MatrixXd& right) const
{
    Eigen::MatrixXd y(right.rows(), right.cols());
    for (Eigen::Index j = 0; j < right.cols(); ++j)
        y.col(j) = wide(right.col(j).cast<long double>()).cast<double>();
    return y;
}

WideVector RefinedSolve::residual(const WideVector& right, const WideVector& y) const
{
    return right - H_ * y;
}

double RefinedSolve::smallest_eigenvalue() const
{
    return symmetric_eigenvalues(H_.cast<double>())[0];
}

} // namespace reel
