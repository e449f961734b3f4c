#pragma once
/// Products of a matrix of numbers with one of `Dual` entries, for which Eigen has none: scalar.hpp.
///
///     Y = A X,    Y_dot_i = A X_dot_i           all directions side by side, so one product of numbers
///
/// Two matrices of duals are multiplied by Eigen itself.

#include <reel/eigen/scalar_traits.hpp>
#include <reel/scalar/dual.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <span>
#include <type_traits>
#include <vector>

namespace reel::entries {

template <class S>
constexpr bool is_dual = false;
template <int N, class T>
constexpr bool is_dual<Dual<N, T>> = true;
template <class S>
constexpr bool is_dual_of_numbers = false;
template <int N>
constexpr bool is_dual_of_numbers<Dual<N, double>> = true;

/// The numbers of a matrix of duals: [ value | tangents in direction 0 | in direction 1 | ... ].
template <class X>
Eigen::MatrixXd numbers_of_duals(const X& x)
{
    const typename X::PlainObject entries = x;
    int directions = 0;
    for (Eigen::Index i = 0; i < entries.size(); ++i)
        directions = std::max(directions, entries.reshaped()[i].directions());
    Eigen::MatrixXd numbers(x.size(), 1 + directions);
    for (Eigen::Index i = 0; i < entries.size(); ++i) {
        const auto& entry = entries.reshaped()[i];
        numbers(i, 0) = entry.value();
        for (int d = 0; d < directions; ++d)
            numbers(i, 1 + d) = entry.tangent(d);
    }
    return numbers.reshaped(x.rows(), x.cols() * (1 + directions));
}
/// Back again, into an n x m matrix.
template <class D>
Eigen::Matrix<D, Eigen::Dynamic, Eigen::Dynamic> duals_of_numbers(const Eigen::MatrixXd& numbers, Eigen::Index cols)
{
    Eigen::Matrix<D, Eigen::Dynamic, Eigen::Dynamic> duals(numbers.rows(), cols);
    const auto directions = cols == 0 ? 0 : static_cast<std::size_t>(numbers.cols() / cols - 1);
    std::vector<double> tangent(directions);
    for (Eigen::Index j = 0; j < cols; ++j)
        for (Eigen::Index i = 0; i < numbers.rows(); ++i) {
            for (std::size_t d = 0; d < directions; ++d)
                tangent[d] = numbers(i, j + static_cast<Eigen::Index>(d + 1) * cols);
            duals(i, j) = D(numbers(i, j), std::span<const double>(tangent));
        }
    return duals;
}

/// One factor has numbers, the other duals.
template <class L, class R>
concept MixedProduct = (is_dual<typename L::Scalar> && std::is_same_v<typename R::Scalar, double>) ||
                       (std::is_same_v<typename L::Scalar, double> && is_dual<typename R::Scalar>);

template <class L, class R>
    requires MixedProduct<L, R>
auto mixed_product(const L& left, const R& right)
{
    if constexpr (is_dual_of_numbers<typename R::Scalar>)
        return duals_of_numbers<typename R::Scalar>(left * numbers_of_duals(right), right.cols());
    else if constexpr (is_dual_of_numbers<typename L::Scalar>)
        return mixed_product(right.transpose(), left.transpose()).transpose().eval();
    else if constexpr (is_dual<typename R::Scalar>) // duals of other scalars: as two matrices of duals
        return (left.template cast<typename R::Scalar>() * right).eval();
    else
        return (left * right.template cast<typename L::Scalar>()).eval();
}

template <class L, class R>
struct MixedProductBlock {
    static void evalTo(auto& dst, const L& left, const R& right) { dst = mixed_product(left, right); }
    static void addTo(auto& dst, const L& left, const R& right) { dst += mixed_product(left, right); }
    static void subTo(auto& dst, const L& left, const R& right) { dst -= mixed_product(left, right); }
    static void scaleAndAddTo(auto& dst, const L& left, const R& right, const auto& factor)
    {
        dst += factor * mixed_product(left, right);
    }
};

} // namespace reel::entries

namespace Eigen::internal {

template <class L, class R>
    requires reel::entries::MixedProduct<L, R>
struct generic_product_impl<L, R, DenseShape, DenseShape, GemvProduct> : reel::entries::MixedProductBlock<L, R> {};
template <class L, class R>
    requires reel::entries::MixedProduct<L, R>
struct generic_product_impl<L, R, DenseShape, DenseShape, GemmProduct> : reel::entries::MixedProductBlock<L, R> {};

} // namespace Eigen::internal
