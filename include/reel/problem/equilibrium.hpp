#pragma once
/// An equilibrium layer: x is where the layer maps it to,
///     x = tanh(W x + U z + b),     W n x n with |W|_2 < 1, U n x p, b n entries, and z (p entries) the
///     hyper-parameter.
///
/// There is no objective; `map` is the layer and `gradient` the field x - map(x, z), whose zero is the solution.
/// Because |D_x map| <= |W|_2 = rho < 1 everywhere,
///     |x - x*| <= |x - map(x, z)|/(1 - rho),     dx*/dz = (I - D W)^{-1} D U,   D = diag(1 - x*^2).

#include <reel/problem/algebra.hpp>
#include <reel/problem/problem.hpp>

#include <Eigen/Core>

namespace reel {

class Equilibrium {
public:
    /// Throws `InvalidArgument` when shapes disagree, an entry is not finite, or |W|_2 >= 1.
    Equilibrium(Eigen::MatrixXd W, Eigen::MatrixXd U, Eigen::VectorXd b);

    Eigen::Index size() const noexcept { return W_.rows(); }
    double contraction() const noexcept { return contraction_; } ///< rho = |W|_2

    /// tanh(W x + U z + b). O(n (n + p)).
    template <class X, class Z>
    X map(const X& x, const Z& z) const
    {
        const X drive = W_ * x + U_ * z + b_;
        return tanh(drive.array()).matrix();
    }
    /// x - map(x, z).
    template <class X, class Z>
    X gradient(const X& x, const Z& z) const
    {
        return x - map(x, z);
    }

    /// mu = 1 - rho and L = 1 + rho: (F(x) - F(y)) . (x - y) >= mu |x - y|^2 and |F(x) - F(y)| <= L |x - y| for F =
    /// gradient. It is no gradient of anything when W is not symmetric: methods with momentum need not converge.
    Curvature curvature(const Eigen::VectorXd& z) const;
    /// By iterating the layer and Newton's method. z has p entries.
    Solution solution(const Eigen::VectorXd& z) const;
    Eigen::MatrixXd jacobian(const Eigen::VectorXd& z) const; ///< n x p

private:
    Eigen::MatrixXd newton_matrix(const Eigen::VectorXd& x) const; ///< I - D W, with D = diag(1 - x^2)

    Eigen::MatrixXd W_;
    Eigen::MatrixXd U_;
    Eigen::VectorXd b_;
    double contraction_ = 0;
};

} // namespace reel
