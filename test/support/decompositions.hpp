#pragma once
// Decompositions that tests measure with. Compiled once: as templates they would take seconds in each test.
#include "wide.hpp"

// In increasing order.
Eigen::VectorXd eigenvalues_of(const Eigen::MatrixXd& symmetric);
// Of the same matrix, a column for each.
Eigen::MatrixXd eigenvectors_of(const Eigen::MatrixXd& symmetric);
double spectral_norm_of(const Eigen::MatrixXd& A);
double spectral_radius_of(const Eigen::MatrixXd& A);
Eigen::MatrixXd inverse_of(const Eigen::MatrixXd& A);
// A^{-1} b by LU with partial pivoting.
WideVectorX wide_solve(const WideMatrixX& A, const WideVectorX& b);
