#include "dense.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>

namespace reel {

Eigen::VectorXd symmetric_eigenvalues(const Eigen::MatrixXd& H)
{
    return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(H, Eigen::EigenvaluesOnly).eigenvalues();
}

double spectral_norm(const Eigen::MatrixXd& A)
{
    return std::sqrt(std::max(symmetric_eigenvalues(A.transpose() * A).maxCoeff(), 0.0));
}

bool is_positive_definite(const Eigen::MatrixXd& H)
{
    return Eigen::LLT<Eigen::MatrixXd>(H).info() == Eigen::Success;
}

Eigen::MatrixXd symmetric_solve(const Eigen::MatrixXd& H, const Eigen::MatrixXd& right)
{
    return H.ldlt().solve(right);
}

Eigen::MatrixXd general_solve(const Eigen::MatrixXd& A, const Eigen::MatrixXd& right)
{
    return A.partialPivLu().solve(right);
}

WideMatrix wide_gram(const Eigen::MatrixXd& A, const Eigen::VectorXd& d)
{
    const WideMatrix wide = A.cast<long double>();
    WideMatrix gram = wide.transpose() * wide;
    gram.diagonal() += d.cast<long double>();
    return gram;
}

WideVector wide_adjoint_product(const Eigen::MatrixXd& A, const Eigen::VectorXd& b)
{
    return A.cast<long double>().transpose() * b.cast<long double>();
}

} // namespace reel
