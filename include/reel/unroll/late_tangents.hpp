#pragma once
/// Tangents that start late, several in one pass: the forward counterpart of gradient_curve.hpp.
///
///     const auto run = late_tangents(step, x0, u, 500, {0, 100, 400});
///     run.state                                   // x_500
///     run.jacobian(1)                             // dx_500/du, n x p, with the derivative of x_100 taken to be zero
///
/// Z_{k+1} = M_k Z_k + N_k starts from Z_T = 0 at each T. The p columns of one T stand beside those of the T before it
/// in one block, so M_k is applied to all of them at once; they are there from their T on only. Two starts T1 < T2
/// measure what the later one misses:  |Z1_K - Z2_K| <= rho^(K - T2) |Z1_T2|.
///
/// No tape: memory does not grow with K. A pass costs about as much as 1 + p (number of starts) plain runs; for many
/// parameters and few adjoints the reverse sweep is cheaper.

#include <reel/eigen/dual_vector.hpp>
#include <reel/unroll/flat.hpp>
#include <reel/unroll/iterate.hpp>
#include <reel/unroll/stretch.hpp>

#include <Eigen/Core>

#include <span>
#include <utility>
#include <vector>

namespace reel {

namespace detail {

inline Dual<dynamic> as_dual(double value)
{
    return value;
}
inline DualVector as_dual(const Eigen::VectorXd& value)
{
    return DualVector(value);
}
inline double value_of(const Dual<dynamic>& x)
{
    return x.value();
}
inline const Eigen::VectorXd& value_of(const DualVector& x)
{
    return x.value();
}

/// The tangents of a leaf, as many rows as it has numbers and as many columns as it has directions.
inline Eigen::MatrixXd tangents_of(const Dual<dynamic>& x)
{
    Eigen::MatrixXd row(1, x.directions());
    for (int i = 0; i < x.directions(); ++i)
        row(0, i) = x.tangent(i);
    return row;
}
inline const Eigen::MatrixXd& tangents_of(const DualVector& x)
{
    return x.tangents();
}
inline void set_tangents(Dual<dynamic>& x, const Eigen::MatrixXd& row)
{
    x = Dual<dynamic>(x.value(), std::span<const double>(row.data(), static_cast<std::size_t>(row.cols())));
}
inline void set_tangents(DualVector& x, Eigen::MatrixXd rows)
{
    x = DualVector(x.value(), std::move(rows));
}

template <class Tree>
auto dual_tree(const Tree& tree)
{
    return transform(tree, [](const auto& leaf) { return as_dual(leaf); });
}
/// The tree with zero tangents in further directions, `directions` in all.
template <class Tree>
void widen(Tree& tree, Eigen::Index directions)
{
    for_each_leaf(
        [&](auto& leaf) {
            const Eigen::MatrixXd before = tangents_of(leaf);
            if (before.cols() == 0)
                return; // passive: no tangent is zero in all directions
            Eigen::MatrixXd wide = Eigen::MatrixXd::Zero(before.rows(), directions);
            wide.leftCols(before.cols()) = before;
            set_tangents(leaf, std::move(wide));
        },
        tree);
}
/// A unit direction for each of the p numbers of u, in each of `blocks` blocks of p columns.
template <class Tree>
auto unit_blocks(const Tree& u, Eigen::Index blocks)
{
    const Eigen::Index p = flat_size(u);
    auto dual = dual_tree(u);
    Eigen::Index first = 0;
    for_each_leaf(
        [&](const auto& number, auto& leaf) {
            const Eigen::Index count = leaf_length(number);
            Eigen::MatrixXd units = Eigen::MatrixXd::Zero(count, p * blocks);
            for (Eigen::Index block = 0; block < blocks; ++block)
                units.middleCols(block * p + first, count).setIdentity();
            set_tangents(leaf, std::move(units));
            first += count;
        },
        u, dual);
    return dual;
}
template <class Tree>
auto value_tree(const Tree& tree)
{
    return transform(tree, [](const auto& leaf) { return value_of(leaf); });
}
/// The tangents of all leaves, one below the other.
template <class Tree>
Eigen::MatrixXd all_tangents(const Tree& tree, Eigen::Index directions)
{
    Eigen::MatrixXd all = Eigen::MatrixXd::Zero(flat_size(value_tree(tree)), directions);
    Eigen::Index first = 0;
    for_each_leaf(
        [&](const auto& leaf) {
            const Eigen::MatrixXd& tangents = tangents_of(leaf);
            all.block(first, 0, tangents.cols() == 0 ? 0 : tangents.rows(), tangents.cols()) = tangents;
            first += leaf_length(value_of(leaf));
        },
        tree);
    return all;
}

void require_starts(std::span<const Step> starts, Step K);

} // namespace detail

/// The end of a run and its derivative for each start.
template <class State>
struct LateTangents : Iterated<State> {
    Eigen::MatrixXd tangents; ///< Of the solution, n x (p starts): p columns for each start.
    Eigen::Index p = 0;
    Eigen::MatrixXd jacobian(std::size_t start) const
    {
        return tangents.middleCols(static_cast<Eigen::Index>(start) * p, p);
    }
};

/// K steps from x0, with tangents of u that start at each of `starts`: one or more, in increasing order, from 0 to K.
/// x0 and u are plain trees of numbers and vectors. The derivative is that of `step.solution(x)` where the map has
/// that, else of the state. Throws `InvalidArgument`.
template <class Map, class State, class Parameter>
LateTangents<State> late_tangents(const Map& step, const State& x0, const Parameter& u, int K,
                                  const std::vector<Step>& starts)
{
    detail::require_starts(starts, K);
    auto x = detail::dual_tree(iterate(step, x0, u, Stop{.iterations = static_cast<int>(starts.front())}).state);
    LateTangents<State> run{{.state = detail::value_tree(x), .iterations = K}, {}, flat_size(u)};
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const auto blocks = static_cast<Eigen::Index>(i) + 1;
        detail::widen(x, run.p * blocks);
        const auto parameter = detail::unit_blocks(u, blocks);
        for (Step k = starts[i]; k < (i + 1 < starts.size() ? starts[i + 1] : K); ++k) {
            auto next = step(x, parameter);
            if (k + 1 == K)
                run.residual = distance(detail::value_tree(next), detail::value_tree(x));
            x = std::move(next);
        }
    }
    run.state = detail::value_tree(x);
    if (!is_finite(run.state)) {
        run.first_not_finite = detail::first_not_finite(step, x0, u, K);
        run.status = Status::not_finite;
    }
    const auto& solution = detail::solution_of(step, x);
    run.tangents = detail::all_tangents(solution, run.p * static_cast<Eigen::Index>(starts.size()));
    return run;
}

} // namespace reel
