#include "decompositions.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include <cmath>

Eigen::VectorXd eigenvalues_of(const Eigen::MatrixXd& symmetric)
{
    return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(symmetric, Eigen::EigenvaluesOnly).eigenvalues();
}

Eigen::MatrixXd eigenvectors_of(const Eigen::MatrixXd& symmetric)
{
    return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(symmetric).eigenvectors();
}

double spectral_norm_of(const Eigen::MatrixXd& A)
{
    return std::sqrt(eigenvalues_of(A.transpose() * A).maxCoeff());
}

double spectral_radius_of(const Eigen::MatrixXd& A)
{
    return Eigen::EigenSolver<Eigen::MatrixXd>(A, false).eigenvalues().cwiseAbs().maxCoeff();
}

Eigen::MatrixXd inverse_of(const Eigen::MatrixXd& A)
{
    return A.partialPivLu().solve(Eigen::MatrixXd::Identity(A.rows(), A.rows()));
}

WideVectorX wide_solve(const WideMatrixX& A, const WideVectorX& b)
{
    return A.partialPivLu().solve(b);
}
