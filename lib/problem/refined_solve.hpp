#pragma once
// H y = r for a symmetric positive definite H to the last digits of a double: factorised in double, refined with
// residuals in extended precision. Each round divides the error by about 1/(kappa eps), so three rounds suffice
// whenever the factorisation exists.
#include "dense.hpp"

#include <Eigen/Cholesky>

namespace reel {

class RefinedSolve {
public:
    // `problem` is named in the error that a matrix which is not positive definite causes.
    RefinedSolve(WideMatrix H, const char* problem);
    RefinedSolve(const Eigen::MatrixXd& H, const char* problem);

    WideVector wide(const WideVector& right) const;
    Eigen::MatrixXd operator()(const Eigen::MatrixXd& right) const;
    WideVector residual(const WideVector& right, const WideVector& y) const;
    double smallest_eigenvalue() const;

private:
    WideMatrix H_;
    Eigen::LLT<Eigen::MatrixXd> factor_;
};

} // namespace reel
