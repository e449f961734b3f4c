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
#include <string>

namespace reel {

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

/// The count of numbers in a plain tree.
template <class Tree>
Eigen::Index flat_size(const Tree& tree)
{
    Eigen::Index size = 0;
    for_each_leaf([&](const auto& leaf) { size += leaf_length(leaf); }, tree);
    return size;
}
/// Writes the flat_size(tree) numbers of a plain tree to `row`.
template <class Tree>
void flatten(const Tree& tree, double* row)
{
    for_each_leaf([&](const auto& leaf) { row = std::copy_n(leaf_numbers(leaf), leaf_length(leaf), row); }, tree);
}
template <class Tree>
Eigen::VectorXd flatten(const Tree& tree)
{
    Eigen::VectorXd row(flat_size(tree));
    flatten(tree, row.data());
    return row;
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
