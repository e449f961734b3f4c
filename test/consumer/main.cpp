// The gradient of somebody else's solver, with the installed package.
#include "solver.hpp"

#include <reel/eigen/scalar.hpp>
#include <reel/version.hpp>

#include <cmath>
#include <iostream>

int main()
{
    const Eigen::MatrixXd A = (Eigen::MatrixXd(3, 2) << 2.0, 0.1, 0.3, 1.0, -0.2, 0.5).finished();
    const Eigen::VectorXd b = Eigen::Vector3d(1, 2, 3);

    reel::Tape tape;
    const reel::Recording on(tape);
    const reel::Var u = reel::independent(0.5);
    const Vector<reel::Var> x = ridge(A, b, u, 0.2, 500);
    const reel::Var sum = x.sum();
    reel::Adjoints adjoints(tape);
    adjoints[sum] = 1.0;
    reel::reverse_sweep(tape, adjoints);

    // x* = H^{-1} A^T b and d(sum x*)/du = -1^T H^{-1} x*, with H = A^T A + u I, which is 2 x 2.
    const Eigen::Matrix2d H = A.transpose() * A + 0.5 * Eigen::Matrix2d::Identity();
    const double det = H(0, 0) * H(1, 1) - H(0, 1) * H(1, 0);
    const Eigen::Matrix2d inverse = (Eigen::Matrix2d() << H(1, 1), -H(0, 1), -H(1, 0), H(0, 0)).finished() / det;
    const double truth = -(inverse * (inverse * (A.transpose() * b))).sum();

    std::cout << "reel " << reel::version() << ": derivative " << adjoints[u] << ", by hand " << truth << '\n';
    return std::abs(adjoints[u] - truth) <= 1e-12 * std::abs(truth) ? 0 : 1;
}
