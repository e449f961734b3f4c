#pragma once
// H y = r for a symmetric positive definite H to the last digits of a double: factorised in double, refined with
// residuals in extended precision. Each round divides the error by about 1/(kappa eps), so three rounds suffice
// whenever the factorisation exists.
#include <reel/error.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <string>

namespace reel {

using WideVector = Eigen::Matrix<long double, -1, 1>;
using WideMatrix = Eigen::Matrix<long double, -1, -1>;

class RefinedSolve {
public:
    // `problem` is named in the error that a matrix which is not positive definite causes.
    RefinedSolve(WideMatrix H, const char* problem) : H_(std::move(H)), factor_(H_.cast<double>())
    {
        require(factor_.info() == Eigen::Success, [&] {
            return std::string(problem) +
                   ": the Hessian at the solution is not positive definite, so the solution is not unique or has no "
                   "derivative; regularise more";
        });
    }

    WideVector wide(const WideVector& right) const
    {
        WideVector y = factor_.solve(right.cast<double>()).cast<long double>();
        for (int round = 0; round < 3; ++round)
            y += factor_.solve(residual(right, y).cast<double>()).cast<long double>();
        return y;
    }
    Eigen::MatrixXd operator()(const Eigen::MatrixXd& right) const
    {
        Eigen::MatrixXd y(right.rows(), right.cols());
        for (Eigen::Index j = 0; j < right.cols(); ++j)
            y.col(j) = wide(right.col(j).cast<long double>()).cast<double>();
        return y;
    }
    WideVector residual(const WideVector& right, const WideVector& y) const { return right - H_ * y; }

    double smallest_eigenvalue() const
    {
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> spectrum(H_.cast<double>(), Eigen::EigenvaluesOnly);
        return spectrum.eigenvalues()[0];
    }

private:
    WideMatrix H_;
    Eigen::LLT<Eigen::MatrixXd> factor_;
};

} // namespace reel
