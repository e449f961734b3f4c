#include "decompositions.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <Eigen/SVD>

Eigen::VectorXd eigenvalues_of(const Eigen::MatrixXd& symmetric)
{
    return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(symmetric, Eigen::EigenvaluesOnly).eigenvalues();
}

double spectral_norm_of(const Eigen::MatrixXd& A)
{
    return Eigen::JacobiSVD<Eigen::MatrixXd>(A).singularValues()[0];
}

WideVectorX wide_solve(const WideMatrixX& A, const WideVectorX& b)
{
    return A.partialPivLu().solve(b);
}
