#pragma once
/// Entries of vectors put together anew: concatenation, selection by indices, strides.
///
///     const VarVector z = concatenate(x, y, u);             // vectors, scalars, numbers and Eigen vectors
///     const VarVector w = gather(x, std::vector{4, 0, 0});  // x_4, x_0, x_0
///
/// Each is one block that stores where the entries come from, 8 bytes for each piece or 4 for each index, and no
/// number. Pieces that stand in a row on the tape already are only renamed: nothing is recorded.

#include <reel/eigen/vector.hpp>

#include <Eigen/Core>

#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace reel {

/// The pieces one after the other. O(size).
VarVector concatenate(std::span<const VarVector> pieces);

namespace detail {
/// y_i is value indices[i] of the tape, or passive when that is elementwise::passive.
Id record_gather(Tape& tape, std::span<const Index> indices);

inline VarVector piece(const VarVector& x)
{
    return x;
}
inline VarVector piece(const Var& x)
{
    return VarVector(Eigen::VectorXd::Constant(1, x.value()), x.id());
}
template <class X>
VarVector piece(const X& x)
{
    if constexpr (Number<X>)
        return piece(Var(x));
    else if constexpr (std::is_convertible_v<const X&, VarVector>)
        return x;
    else if constexpr (std::is_convertible_v<const X&, Var>)
        return piece(Var(x));
    else
        return VarVector(x);
}
} // namespace detail

template <class First, class... More>
    requires(elementwise::kind_of<First> != elementwise::Kind::none)
VarVector concatenate(const First& first, const More&... more)
{
    const VarVector pieces[] = {detail::piece(first), detail::piece(more)...};
    return concatenate(std::span<const VarVector>(pieces));
}

/// y_i = x_{indices_i}. Throws `InvalidArgument` for an index outside of x.
VarVector gather(const VarVector& x, std::span<const Index> indices);
/// The same for any container of integers.
template <class Indices>
    requires(!std::is_convertible_v<const Indices&, std::span<const Index>>)
VarVector gather(const VarVector& x, const Indices& indices)
{
    std::vector<Index> list;
    for (const auto i : indices)
        list.push_back(i < 0 ? elementwise::passive : static_cast<Index>(i)); // no vector is as long
    return gather(x, std::span<const Index>(list));
}

/// y_i = x_{first + i stride}, i < count: a row or the diagonal of a matrix, every second entry. 40 bytes.
VarVector strided(const VarVector& x, Eigen::Index first, Eigen::Index stride, Eigen::Index count);

} // namespace reel
