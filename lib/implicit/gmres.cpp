#include "krylov.hpp"

#include <unsupported/Eigen/IterativeSolvers>

namespace reel::fixed_point {

Eigen::VectorXd run_gmres(const Operator& A, const Eigen::VectorXd& right, const Eigen::VectorXd& start, double tolerance,
                       int iterations, const Implicit& strategy)
{
    using Solver = Eigen::GMRES<Operator, CallablePreconditioner>;
    return run_solver<Solver>(A, right, start, tolerance, iterations, strategy);
}

} // namespace reel::fixed_point
