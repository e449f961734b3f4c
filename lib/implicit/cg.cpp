#include "krylov.hpp"

namespace reel::fixed_point {

Eigen::VectorXd run_cg(const Operator& A, const Eigen::VectorXd& right, const Eigen::VectorXd& start, double tolerance,
                       int iterations, const Implicit& strategy)
{
    using Solver = Eigen::ConjugateGradient<Operator, Eigen::Lower | Eigen::Upper, CallablePreconditioner>;
    return run_solver<Solver>(A, right, start, tolerance, iterations, strategy);
}

} // namespace reel::fixed_point
