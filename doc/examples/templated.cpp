// Code that is a template of its scalar type, as it stands: on the tape with Var, forward with Dual.
#include <reel/eigen/scalar.hpp>

#include <iostream>

using Eigen::MatrixXd;
using Eigen::VectorXd;

// [code]
template <class T>
Eigen::Matrix<T, Eigen::Dynamic, 1> descend(const MatrixXd& A, const VectorXd& b, const T& u)
{
    Eigen::Matrix<T, Eigen::Dynamic, 1> x = VectorXd::Zero(A.cols()).cast<T>();
    for (int k = 0; k < 500; ++k)
        x -= 0.1 * (A.transpose() * (A * x - b) + u * x);
    return x;
}
// [code]

int main()
{
    const MatrixXd A{{1.0, 0.5}, {0.0, 1.0}, {-0.5, 2.0}};
    const VectorXd b{{1.0, -1.0, 0.5}};
    // [use]
    reel::Tape tape;
    reel::Var u;
    reel::Var size;
    {
        reel::Recording on(tape);
        u = reel::independent(0.5);
        size = descend<reel::Var>(A, b, u).norm();
    }
    reel::Adjoints adjoints(tape);
    adjoints[size] = 1.0;
    reverse_sweep(tape, adjoints);
    std::cout << "reverse: " << adjoints[u] << '\n';

    const auto v = reel::Dual<1>::independent(0.5, 0);
    std::cout << "forward: " << descend<reel::Dual<1>>(A, b, v).norm().tangent(0) << '\n';
    // [use]
}
