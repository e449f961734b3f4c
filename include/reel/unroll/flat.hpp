#pragma once
/// States and parameters as one row of numbers: what a checkpoint stores, and what linear algebra works on.
///
///     std::vector<double> row(flat_size(state));
///     flatten(state, row.data());                 // leaf after leaf, matrices column by column
///     unflatten(row.data(), state);               // the shape is taken from the state
///
/// Members of a state outside of its `parts()`, such as an iteration counter, are not in the row.

#include <reel/unroll/map.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

namespace reel {

namespace detail {
std::uint64_t fingerprint(const double* numbers, Eigen::Index count, std::uint64_t before);
}

inline Eigen::Index leaf_length(double) { return 1; }
template <class E>
Eigen::Index leaf_length(const Eigen::PlainObjectBase<E>& leaf)
{
    return leaf.size();
}
inline const double* leaf_numbers(const double& leaf) { return &leaf; }
inline double* leaf_numbers(double& leaf) { return &leaf; }
template <class E>
const double* leaf_numbers(const Eigen::PlainObjectBase<E>& leaf)
{
    return leaf.data();
}
template <class E>
double* leaf_numbers(Eigen::PlainObjectBase<E>& leaf)
{
    return leaf.data();
}

/// A leaf of the shape of `like` with the numbers of `row`.
inline double leaf_from(const double* row, double)
{
    return *row;
}
template <class E>
E leaf_from(const double* row, const Eigen::PlainObjectBase<E>& like)
{
    return Eigen::Map<const E>(row, like.rows(), like.cols());
}

/// The count of numbers in a tree.
template <class Tree>
Eigen::Index flat_size(const Tree& tree)
{
    Eigen::Index size = 0;
    for_each_leaf([&](const auto& leaf) { size += leaf_length(plain(leaf)); }, tree);
    return size;
}
/// Writes the numbers of a tree to `row`.
template <class Tree>
void flatten(const Tree& tree, double* row)
{
    for_each_leaf(
        [&](const auto& leaf) { row = std::copy_n(leaf_numbers(plain(leaf)), leaf_length(plain(leaf)), row); }, tree);
}
template <class Tree>
Eigen::VectorXd flatten(const Tree& tree)
{
    Eigen::VectorXd row(flat_size(tree));
    flatten(tree, row.data());
    return row;
}
/// Have two trees of the same shape the same numbers, bit for bit?
template <class A, class B>
bool same_bits(const A& a, const B& b)
{
    bool same = true;
    for_each_leaf(
        [&](const auto& x, const auto& y) {
            const auto bytes = static_cast<std::size_t>(leaf_length(plain(x))) * sizeof(double);
            same = same && std::memcmp(leaf_numbers(plain(x)), leaf_numbers(plain(y)), bytes) == 0;
        },
        a, b);
    return same;
}
/// 64 bits that tell a tree's numbers from others: from those that differ in one number for certain, else with a chance
/// of error of about 2^-64.
template <class Tree>
std::uint64_t fingerprint(const Tree& tree)
{
    std::uint64_t print = 0;
    const auto add = [&](const auto& leaf) {
        print = detail::fingerprint(leaf_numbers(leaf), leaf_length(leaf), print);
    };
    for_each_leaf([&](const auto& leaf) { add(plain(leaf)); }, tree);
    return print;
}
/// Reads them back into a plain tree of the same shape.
template <class Tree>
void unflatten(const double* row, Tree& tree)
{
    for_each_leaf(
        [&](auto& leaf) {
            std::copy_n(row, leaf_length(leaf), leaf_numbers(leaf));
            row += leaf_length(leaf);
        },
        tree);
}
/// A tree of the shape of `like` with the numbers of `row`. Requires row.size() == flat_size(like).
template <class Tree>
Tree unflatten(const Eigen::VectorXd& row, Tree like)
{
    require(row.size() == flat_size(like), [&] {
        return "a row of " + std::to_string(row.size()) + " numbers for a state or parameter of " +
               std::to_string(flat_size(like));
    });
    unflatten(row.data(), like);
    return like;
}

} // namespace reel
