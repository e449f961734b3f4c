#pragma once
/// Sums of vectors: x.sum(), x.mean(), x.dot(y), x.squaredNorm(), x.norm(), and logsumexp(x). Each is one block with
/// one value.
///
/// A dot product keeps x only where y is active, and y only where x is; a sum keeps nothing. The derivative of the norm
/// at 0 is taken to be 0. Each throws `InvalidUse` as every operation on active values does, and `InvalidArgument` for
/// sizes that do not match.

#include <reel/eigen/vector.hpp>

#include <Eigen/Core>

namespace reel {

Var sum(const VarVector& x);                          ///< sum_i x_i
Var dot(const VarVector& x, const VarVector& y);      ///< sum_i x_i y_i
Var squared_norm(const VarVector& x);                 ///< x . x
Var norm(const VarVector& x);                         ///< sqrt(x . x)
Var logsumexp(const VarVector& x);                    ///< log(sum_i exp(x_i)) without overflow; x is not empty

namespace detail {
/// The same of numbers, and its derivatives exp(x_i - value); they are 0 where all x_i are -inf, and so the value too.
double logsumexp(const Eigen::VectorXd& x);
void softmax(const Eigen::VectorXd& x, double value, Eigen::Map<Eigen::ArrayXd> weights);
} // namespace detail

template <class E>
Var dot(const VarVector& x, const Eigen::DenseBase<E>& y)
{
    return dot(x, VarVector(y));
}
template <class E>
Var dot(const Eigen::DenseBase<E>& x, const VarVector& y)
{
    return dot(y, VarVector(x));
}

} // namespace reel
