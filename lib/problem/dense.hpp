#pragma once
// Decompositions and products of dense matrices that problems share. They are compiled once, in dense.cpp: as templates
// they would take seconds in each file that uses them.
#include <Eigen/Core>

namespace reel {

using WideVector = Eigen::Matrix<long double, -1, 1>;
using WideMatrix = Eigen::Matrix<long double, -1, -1>;

// In increasing order.
Eigen::VectorXd symmetric_eigenvalues(const Eigen::MatrixXd& H);
// The largest singular value, as the root of an eigenvalue of A^T A: for the largest one nothing is lost by the squares.
double spectral_norm(const Eigen::MatrixXd& A);
bool is_positive_definite(const Eigen::MatrixXd& H);

// H^{-1} right by LDLT, for a symmetric H; A^{-1} right by LU with partial pivoting, for an invertible A.
Eigen::MatrixXd symmetric_solve(const Eigen::MatrixXd& H, const Eigen::MatrixXd& right);
Eigen::MatrixXd general_solve(const Eigen::MatrixXd& A, const Eigen::MatrixXd& right);

// A^T A + diag(d) and A^T b in extended precision.
WideMatrix wide_gram(const Eigen::MatrixXd& A, const Eigen::VectorXd& d);
WideVector wide_adjoint_product(const Eigen::MatrixXd& A, const Eigen::VectorXd& b);

} // namespace reel
