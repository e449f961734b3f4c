#pragma once
// What the problems that look at their data through A x alone have in common.
#include <Eigen/Core>

namespace reel {

// lambda_max(A^T A)/m.
double largest_eigenvalue(const Eigen::MatrixXd& A);

// The rows y_i a_i. Labels are -1 and +1, both must occur.
Eigen::MatrixXd signed_rows_of(const Eigen::MatrixXd& A, const Eigen::VectorXd& labels, const char* problem);

// Throws unless u is finite and above 0.
void require_weight(double u, const char* problem);

} // namespace reel
