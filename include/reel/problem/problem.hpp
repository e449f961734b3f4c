#pragma once
/// What a problem is: an objective f(x, u) of the unknown x and the hyper-parameters u, and what is known about it.
///
/// A problem is a struct of passive data (Eigen matrices). Its functions of x and u are templates over the vector type,
/// so the same line computes numbers on `Eigen::VectorXd` and derivatives on an active vector:
///
///     template <class X, class U> ScalarOf<X> value(const X& x, const U& u) const;      // f(x, u)
///     template <class X, class U> X gradient(const X& x, const U& u) const;             // of f, or of its smooth part
///     Curvature curvature(u) const;                                                     // mu I <= D2 f(., u) <= L I
///     Solution solution(u) const;                                                       // x*(u), with its certificate
///     Eigen::MatrixXd jacobian(u) const;                                                // D x*(u), where it has a
///     closed form
///
/// The last three take plain numbers. Non-smooth problems f = g + h, with g smooth, have `prox` too; then `gradient`
/// and `curvature` are those of g. In a product of passive and active vectors the unknown, which carries the vector
/// type, stands first: `x.cwiseProduct(weights)`.

#include <Eigen/Core>
#include <type_traits>
#include <utility>

namespace reel {

/// The scalar that goes with the vector type X: double for `Eigen::VectorXd`.
template <class X>
using ScalarOf = std::remove_cvref_t<decltype(std::declval<const X&>().sum())>;

/// Bounds of the Hessian's eigenvalues: f is mu-strongly convex (mu >= 0) and its gradient is L-Lipschitz.
struct Curvature {
    double mu = 0;
    double L = 0;
    double condition() const { return L / mu; } ///< kappa; infinite when mu = 0.
};

/// A point that solves the problem, and the proof: how far from the exact solution it can be.
struct Solution {
    Eigen::VectorXd x;
    double residual = 0;    ///< Norm of what vanishes at the exact solution: the gradient, a prox step, x - A(x).
    double error_bound = 0; ///< |x - x*| <= error_bound, up to the rounding of `residual`; infinite when unknown.
};

} // namespace reel
