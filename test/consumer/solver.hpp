#pragma once
// A solver as one finds it: a plain loop over Eigen matrices, a template of its scalar type. It knows nothing of reel.
#include <Eigen/Core>

template <class T>
using Vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;

// argmin_x |A x - b|^2 / 2 + u |x|^2 / 2 by gradient descent.
template <class T>
Vector<T> ridge(const Eigen::MatrixXd& A, const Eigen::VectorXd& b, const T& u, double step, int iterations)
{
    Vector<T> x = Vector<T>::Zero(A.cols());
    for (int k = 0; k < iterations; ++k) {
        const Vector<T> residual = A * x - b;
        x -= step * (A.transpose() * residual + u * x);
    }
    return x;
}
