#pragma once
/// Maps and their states.
///
/// A *map* is any callable `step(x, u) -> x`, a template over the type of the state x and of the parameter u, so that it
/// runs on plain numbers, on the tape and forward alike:
///
///     const auto step = [&]<class X>(const X& x, const auto& u) -> X {
///         return x - h * (A.transpose() * (A * x - b) + u * x);
///     };
///
/// It says its result type, because an expression refers to operands that die with the call.
///
/// A *state*, and a parameter, is a tree whose leaves are numbers and vectors:
///     a leaf            double, Eigen::VectorXd, or what stands for them on a tape or forward; a matrix is the vector
///                       of its entries
///     std::tuple        of trees
///     a class           with `parts()`, a tuple of references to its trees, and `transform(f)`, the same class with f
///                       applied to each tree; members outside of these (an iteration counter) are never differentiated
///
/// The functions below go through such trees; the types at the leaves choose what happens there.

#include <reel/eigen/vector.hpp>

#include <Eigen/Core>

#include <cmath>
#include <tuple>
#include <type_traits>
#include <vector>

namespace reel {

template <class T>
constexpr bool is_tuple = false;
template <class... T>
constexpr bool is_tuple<std::tuple<T...>> = true;
template <class T>
concept HasParts = requires(T& t) { t.parts(); };

/// Is a tree nothing but its numbers? A class with parts may have other members.
template <class Tree>
constexpr bool only_numbers = !HasParts<const Tree>;
template <class... Tree>
constexpr bool only_numbers<std::tuple<Tree...>> = (only_numbers<Tree> && ...);

/// Calls f for each leaf of each tree, in step: for_each_leaf(f, a, b) gives f(leaf of a, leaf of b).
template <class F, class First, class... More>
void for_each_leaf(const F& f, First& first, More&... more)
{
    using Plain = std::remove_const_t<First>;
    if constexpr (is_tuple<Plain>) {
        [&]<std::size_t... i>(std::index_sequence<i...>) {
            const auto at = [&]<std::size_t j>() { for_each_leaf(f, std::get<j>(first), std::get<j>(more)...); };
            (at.template operator()<i>(), ...);
        }(std::make_index_sequence<std::tuple_size_v<Plain>>{});
    } else if constexpr (HasParts<First>) {
        auto parts = first.parts();
        [&](auto... other) { for_each_leaf(f, parts, other...); }(more.parts()...);
    } else {
        f(first, more...);
    }
}

/// The same tree with f applied to each leaf. The leaves of a tree that is moved are moved.
template <class Tree, class F>
auto transform(Tree&& tree, const F& f)
{
    using Type = std::remove_cvref_t<Tree>;
    const auto image = [&]<class Part>(Part&& part) { return transform(std::forward<Part>(part), f); };
    if constexpr (is_tuple<Type>)
        return std::apply( // in braces: from the first part to the last
            [&]<class... Part>(Part&&... part) {
                return std::tuple<decltype(image(std::forward<Part>(part)))...>{image(std::forward<Part>(part))...};
            },
            std::forward<Tree>(tree));
    else if constexpr (HasParts<const Type>)
        return tree.transform(image);
    else
        return f(std::forward<Tree>(tree));
}

// On the tape

inline Var as_recorded(double x) { return x; }
inline VarVector as_recorded(Eigen::VectorXd x)
{
    return VarVector(std::move(x));
}
inline const Var& as_recorded(const Var& x) { return x; }
inline const VarVector& as_recorded(const VarVector& x) { return x; }

inline double plain(double x) { return x; }
inline const Eigen::VectorXd& plain(const Eigen::VectorXd& x) { return x; }
inline double plain(const Var& x) { return x.value(); }
inline const Eigen::VectorXd& plain(const VarVector& x) { return x.value(); }
inline Eigen::VectorXd plain(VarVector&& x)
{
    return std::move(x).value();
}

namespace detail {
struct AsRecorded {
    auto operator()(auto&& leaf) const { return as_recorded(std::forward<decltype(leaf)>(leaf)); }
};
struct AsPlain {
    auto operator()(auto&& leaf) const { return plain(std::forward<decltype(leaf)>(leaf)); }
};
struct AsIndependent {
    auto operator()(const auto& leaf) const { return independent(leaf); }
};
} // namespace detail

/// The tree with leaves that can be recorded (Var for double, ...), passive as long as nothing made them active.
template <class Tree>
auto recorded_tree(Tree&& tree)
{
    return transform(std::forward<Tree>(tree), detail::AsRecorded{});
}
/// The tree of plain numbers.
template <class Tree>
auto plain_tree(Tree&& tree)
{
    return transform(std::forward<Tree>(tree), detail::AsPlain{});
}
/// The tree as new independent variables on the tape that records.
template <class Tree>
    requires is_tuple<Tree> || HasParts<const Tree>
auto independent(const Tree& tree)
{
    return transform(tree, detail::AsIndependent{});
}

template <class Tree>
using Recorded = decltype(recorded_tree(std::declval<const Tree&>()));
template <class Tree>
using Plain = decltype(plain_tree(std::declval<const Tree&>()));

inline bool add_run(std::vector<Run>& runs, Id id, Index count)
{
    if (!runs.empty() && runs.back().first + runs.back().count == id.index)
        runs.back().count += count;
    else
        runs.push_back({id.index, count});
    return true;
}
inline Index leaf_size(const Var&) { return 1; }
inline Index leaf_size(const VarVector& x) { return static_cast<Index>(x.size()); }
inline void renumber(Var& x, Id id) { x = Var(x.value(), id); }
inline void renumber(VarVector& x, Id id) { x.renumber(id); }

/// The iteration mark: "the iterate lives here". Gives the active leaves of the state new numbers in a row, so that
/// sweeps can reuse the memory of one iteration's adjoints for all.
template <class State>
void mark_iteration(Tape& tape, State& state)
{
    thread_local std::vector<Run> runs;
    runs.clear();
    for_each_leaf(
        [&](const auto& leaf) {
            if (leaf.active())
                add_run(runs, {tape.use(leaf.id(), leaf_size(leaf)), leaf.id().stamp}, leaf_size(leaf));
        },
        state);
    Id id = tape.iteration(runs);
    for_each_leaf(
        [&](auto& leaf) {
            if (leaf.active()) {
                const Index count = leaf_size(leaf);
                renumber(leaf, id);
                id.index += count;
            }
        },
        state);
}

// Sizes of states, in plain numbers

namespace detail {
/// Throws `InvalidArgument`: a step must not change the sizes in a state.
void require_kept_shape(Eigen::Index rows, Eigen::Index cols, Eigen::Index other_rows, Eigen::Index other_cols);
inline void require_kept_shape(double, double) {}
template <class A, class B>
void require_kept_shape(const Eigen::MatrixBase<A>& a, const Eigen::MatrixBase<B>& b)
{
    require_kept_shape(a.rows(), a.cols(), b.rows(), b.cols());
}
} // namespace detail

inline double squared_distance(double a, double b) { return (a - b) * (a - b); }
template <class A, class B>
double squared_distance(const Eigen::MatrixBase<A>& a, const Eigen::MatrixBase<B>& b)
{
    detail::require_kept_shape(a, b);
    return (a - b).squaredNorm();
}
inline bool all_finite(double a) { return std::isfinite(a); }
template <class A>
bool all_finite(const Eigen::MatrixBase<A>& a)
{
    return a.allFinite();
}

/// |a - b| over all leaves. Throws `InvalidArgument` when they differ in shape.
template <class State>
double distance(const State& a, const State& b)
{
    double sum = 0.0;
    for_each_leaf([&](const auto& x, const auto& y) { sum += squared_distance(plain(x), plain(y)); }, a, b);
    return std::sqrt(sum);
}
template <class State>
bool is_finite(const State& a)
{
    bool finite = true;
    for_each_leaf([&](const auto& x) { finite = finite && all_finite(plain(x)); }, a);
    return finite;
}

/// What a map must be: called with a state and a parameter it returns that state, not an expression.
template <class Map, class State, class Parameter>
constexpr bool is_map_on = std::is_same_v<std::invoke_result_t<const Map&, const State&, const Parameter&>, State>;

} // namespace reel
