#include "../problem/dense.hpp"

#include <reel/solver/linear_solve.hpp>

namespace reel::detail {

Eigen::VectorXd solve_dense(const Eigen::MatrixXd& A, const Eigen::VectorXd& b)
{
    return general_solve(A, b);
}

} // namespace reel::detail
