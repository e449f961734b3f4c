#include "generalized_linear.hpp"

#include "dense.hpp"
#include "require_data.hpp"

#include <cmath>
#include <string>

namespace reel {

double largest_eigenvalue(const Eigen::MatrixXd& A)
{
    const bool tall = A.rows() >= A.cols();
    const Eigen::MatrixXd gram = tall ? Eigen::MatrixXd(A.transpose() * A) : Eigen::MatrixXd(A * A.transpose());
    return symmetric_eigenvalues(gram)[gram.rows() - 1] / static_cast<double>(A.rows());
}

Eigen::MatrixXd signed_rows_of(const Eigen::MatrixXd& A, const Eigen::VectorXd& labels, const char* problem)
{
    require_data(A, labels, problem);
    for (Eigen::Index i = 0; i < labels.size(); ++i)
        require(std::abs(labels[i]) == 1, [&] {
            return std::string(problem) + ": label " + std::to_string(i) + " is " + std::to_string(labels[i]) +
                   "; labels are -1 and +1";
        });
    require(labels.minCoeff() < labels.maxCoeff(), [&] {
        return std::string(problem) + ": all " + std::to_string(labels.size()) +
               " samples have the same label; two classes are needed";
    });
    return labels.asDiagonal() * A;
}

void require_weight(double u, const char* problem)
{
    require(std::isfinite(u) && u > 0, [&] {
        return std::string(problem) + ": the l2 weight is " + std::to_string(u) +
               "; a finite weight above 0 is needed for a unique solution";
    });
}

} // namespace reel
