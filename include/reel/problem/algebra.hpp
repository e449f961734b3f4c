#pragma once
/// The operations on unknowns and hyper-parameters that problems share, for Eigen's vectors.
///
/// Problems call them unqualified, so that vectors of another kind (active ones) bring their own: `sigmoid`, `softplus`
/// and `logsumexp` in their elementwise functions, `weighted_gram` and `add_diagonal` beside their matrices. `scaled`,
/// `soft_threshold` and `values_of` are written in terms of a vector's own operations and serve all kinds.

#include <cmath>
#include <cstdint>
#include <Eigen/Core>
#include <type_traits>
#include <utility>

namespace reel {

/// 1/(1 + exp(-z)) entry by entry: 0 and 1 far out, never NaN.
template <class D>
Eigen::Array<typename D::Scalar, -1, 1> sigmoid(const Eigen::ArrayBase<D>& z)
{
    return 1 / (1 + exp(-z.derived()));
}

/// log(1 + exp(z)) entry by entry, without overflow.
template <class D>
Eigen::Array<typename D::Scalar, -1, 1> softplus(const Eigen::ArrayBase<D>& z)
{
    const Eigen::Array<typename D::Scalar, -1, 1> positive = z.derived().max(typename D::Scalar(0));
    return positive + log1p(exp(z.derived() - 2 * positive)); // z - 2 max(z, 0) = -|z|
}

/// log(sum_i exp(z_i)), without overflow; z has at least one entry.
template <class D>
typename D::Scalar logsumexp(const Eigen::MatrixBase<D>& z)
{
    using std::log;
    const typename D::Scalar largest = z.maxCoeff();
    if (!(largest - largest == typename D::Scalar(0))) // it is infinite, and so is the sum, or not a number
        return largest;
    return largest + log((z.array() - largest).exp().sum());
}

/// diag(w) x: one factor for all entries, or one for each.
template <class X, class W>
X scaled(const X& x, const W& w)
{
    if constexpr (requires { w.size(); })
        return x.cwiseProduct(w);
    else
        return w * x;
}

/// The prox of t |x|_1, t >= 0 one number or one for each entry: x - t where x > t, x + t where x < -t, else exactly 0.
template <class X, class T>
X soft_threshold(const X& x, const T& t)
{
    return x - x.cwiseMax(-t).cwiseMin(t);
}

/// The numbers of a vector of any kind, in double.
template <class X>
Eigen::VectorXd values_of(const X& x)
{
    if constexpr (std::is_base_of_v<Eigen::EigenBase<X>, X>)
        return x.template cast<double>();
    else
        return x.value();
}

/// A^T diag(w) A for passive A (m x n) and w (m entries). O(m n^2).
template <class D>
Eigen::Matrix<typename D::Scalar, -1, -1> weighted_gram(const Eigen::MatrixXd& A, const Eigen::MatrixBase<D>& w)
{
    const Eigen::Matrix<typename D::Scalar, -1, -1> weighted = w.asDiagonal() * A;
    return A.template cast<typename D::Scalar>().transpose() * weighted;
}

/// M + diag(d): d one number for all entries, or one for each.
template <class D, class W>
    requires(!std::is_base_of_v<Eigen::EigenBase<W>, W>) && std::is_constructible_v<W, typename D::Scalar>
Eigen::Matrix<W, -1, -1> add_diagonal(const Eigen::MatrixBase<D>& M, const W& d)
{
    Eigen::Matrix<W, -1, -1> sum = M.template cast<W>();
    sum.diagonal().array() += d;
    return sum;
}
template <class D, class W>
Eigen::Matrix<typename W::Scalar, -1, -1> add_diagonal(const Eigen::MatrixBase<D>& M, const Eigen::MatrixBase<W>& d)
{
    Eigen::Matrix<typename W::Scalar, -1, -1> sum = M.template cast<typename W::Scalar>();
    sum.diagonal() += d;
    return sum;
}

/// The square matrix that goes with the vector type X: `Eigen::MatrixXd` for `Eigen::VectorXd`.
template <class X>
using MatrixOf =
    std::remove_cvref_t<decltype(weighted_gram(std::declval<const Eigen::MatrixXd&>(), std::declval<const X&>()))>;

/// A fingerprint of which entries are negative, zero and positive. Iterates of a proximal method that have the same one
/// lie on the same smooth piece of the problem; `Fingerprint` is any such number, to be compared only.
using Fingerprint = std::uint64_t;
Fingerprint sign_pattern(const Eigen::VectorXd& x);

} // namespace reel
