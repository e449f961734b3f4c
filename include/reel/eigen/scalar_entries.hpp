#pragma once
/// The entries of an `Eigen::Matrix<Var, ...>` as a `VarVector`, and back.
///
///     Eigen::Matrix<Var, Eigen::Dynamic, 1> x = entries(independent(x0));
///     const VarVector row = vector_of(x);                 // nothing is recorded: x stands in a row on the tape
///
/// Entries stand in a row when one operation made them, or statements one after the other. Others are gathered by one
/// block that stores their numbers (4 bytes each); entries that are all passive make a passive vector.

#include <reel/eigen/scalar_traits.hpp>
#include <reel/eigen/vector.hpp>

#include <Eigen/Core>

namespace reel {

namespace entries {

template <class S>
struct Strided {
    S* first;
    Eigen::Index inner;        // entries in a run
    Eigen::Index outer;        // runs
    Eigen::Index inner_stride; // from one entry to the next
    Eigen::Index outer_stride;
};

template <class X>
concept DirectAccess = bool(X::Flags & Eigen::DirectAccessBit);

/// The entries of x column by column, or row by row.
template <bool by_rows, class S, DirectAccess X>
Strided<S> strided(S* first, const X& x)
{
    if constexpr (by_rows == bool(X::IsRowMajor))
        return {first, x.innerSize(), x.outerSize(), x.innerStride(), x.outerStride()};
    else
        return {first, x.outerSize(), x.innerSize(), x.outerStride(), x.innerStride()};
}

VarVector read(const Strided<const Var>& from);
void write(const VarVector& row, const Strided<Var>& to);
/// The id of the first of `count` entries in a row. Throws `InvalidUse` when they do not stand so.
Id row_id(const Var* first, Index count);

} // namespace entries

/// The entries of x as scalars; nothing is recorded. O(n).
Eigen::Matrix<Var, Eigen::Dynamic, 1> entries_of(const VarVector& x);

/// The adjoint or tangent of entries that stand in a row: what `adjoints[x]` refers to. Throws `InvalidUse` when they
/// do not; then read `adjoints[x(i)]` one by one.
template <class X>
    requires std::is_same_v<typename X::Scalar, Var>
auto entry(Workspace& workspace, const Eigen::PlainObjectBase<X>& x, int column)
{
    using Numbers = Eigen::Matrix<double, X::RowsAtCompileTime, X::ColsAtCompileTime, X::Options>;
    const auto count = static_cast<Index>(x.size());
    return Eigen::Map<Numbers>(workspace.find(entries::row_id(x.data(), count), count, column), x.rows(), x.cols());
}
template <class X>
    requires std::is_same_v<typename X::Scalar, Var>
auto entry(const Workspace& workspace, const Eigen::PlainObjectBase<X>& x, int column)
{
    using Numbers = Eigen::Matrix<double, X::RowsAtCompileTime, X::ColsAtCompileTime, X::Options>;
    const auto count = static_cast<Index>(x.size());
    return Eigen::Map<const Numbers>(workspace.find(entries::row_id(x.data(), count), count, column), x.rows(),
                                     x.cols());
}

} // namespace reel
