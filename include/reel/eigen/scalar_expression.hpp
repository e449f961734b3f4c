#pragma once
/// Eigen's expressions of `Var` entries, written anew with reel's own vectors.
///
///     x - h * (A.transpose() * (A * x - b) + u * x)
///
/// over `Eigen::Matrix<Var, ...>` is a tree of Eigen's nodes. `rewritten(x)` goes through it: a sum becomes reel's sum,
/// exp becomes reel's exp, a product reel's product, a matrix of Vars the `VarVector` of its entries. What comes out is
/// the expression that would have been written with VarVectors, and is recorded as one block.
///
/// What reel has no word for, such as a user's `unaryExpr`, is evaluated by Eigen entry by entry, and stands in the
/// tree as the matrix that this makes. Entries are taken column by column, or row by row where the result is stored so.

#include <reel/eigen/scalar_entries.hpp>
#include <reel/eigen/scalar_operations.hpp>

#include <Eigen/Core>

#include <type_traits>
#include <utility>

namespace reel::entries {

template <class X>
concept OfVar = std::is_same_v<typename X::Scalar, Var>;

template <class X>
constexpr bool stored_by_rows = bool(X::Flags & Eigen::RowMajorBit);

using Numbers = Eigen::Array<double, Eigen::Dynamic, 1>;

/// The numbers of a passive expression in the order asked for.
template <bool by_rows, class X>
Numbers numbers_of(const X& x)
{
    using Table = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, by_rows ? Eigen::RowMajor : Eigen::ColMajor>;
    Numbers numbers(x.size());
    Eigen::Map<Table>(numbers.data(), x.rows(), x.cols()) = x.array();
    return numbers;
}

/// The entries of x as a vector of reel.
template <bool by_rows, OfVar X>
VarVector row_of(const X& x);

/// How an Eigen expression is rewritten. This one is for what stays as it is; `leaf` says so.
///     run(x)       an array of reel, or passive numbers; or a scalar, if `broadcast`
template <class X>
struct Rewriting {
    static constexpr bool broadcast = false;
    static constexpr bool leaf = true;
    template <bool by_rows>
    static auto run(const X& x)
    {
        if constexpr (OfVar<X>)
            return elementwise::as_array(row_of<by_rows>(x));
        else
            return numbers_of<by_rows>(x);
    }
};
template <class X>
using Rewrite = Rewriting<std::remove_cvref_t<X>>;

template <class S, class P>
struct Rewriting<Eigen::CwiseNullaryOp<Eigen::internal::scalar_constant_op<S>, P>> {
    static constexpr bool broadcast = true;
    static constexpr bool leaf = true;
    template <bool by_rows>
    static auto run(const Eigen::CwiseNullaryOp<Eigen::internal::scalar_constant_op<S>, P>& x)
    {
        if constexpr (std::is_same_v<S, Var>)
            return x.functor()();
        else
            return static_cast<double>(x.functor()());
    }
};

template <class F, class L, class R>
    requires Known<F> && OfVar<Eigen::CwiseBinaryOp<F, L, R>> && (!Rewrite<L>::broadcast || !Rewrite<R>::broadcast)
struct Rewriting<Eigen::CwiseBinaryOp<F, L, R>> {
    static constexpr bool broadcast = false;
    static constexpr bool leaf = false;
    template <bool by_rows>
    static auto run(const Eigen::CwiseBinaryOp<F, L, R>& x)
    {
        return Operation<F>::on(Rewrite<L>::template run<by_rows>(x.lhs()), Rewrite<R>::template run<by_rows>(x.rhs()));
    }
};

template <class F, class A>
    requires Known<F> && (!Rewrite<A>::broadcast)
struct Rewriting<Eigen::CwiseUnaryOp<F, A>> {
    static constexpr bool broadcast = false;
    static constexpr bool leaf = false;
    template <bool by_rows>
    static auto run(const Eigen::CwiseUnaryOp<F, A>& x)
    {
        return Operation<F>::on(Rewrite<A>::template run<by_rows>(x.nestedExpression()));
    }
};

/// x.cast<Var>() of numbers: a passive vector.
template <class A>
struct Rewriting<Eigen::CwiseUnaryOp<Eigen::internal::scalar_cast_op<double, Var>, A>> {
    static constexpr bool broadcast = false;
    static constexpr bool leaf = false;
    template <bool by_rows>
    static auto run(const Eigen::CwiseUnaryOp<Eigen::internal::scalar_cast_op<double, Var>, A>& x)
    {
        return elementwise::as_array(VarVector(numbers_of<by_rows>(x.nestedExpression())));
    }
};

/// mask.select(a, b)
template <class M, class A, class B>
    requires OfVar<Eigen::Select<M, A, B>> && (!Rewrite<A>::broadcast || !Rewrite<B>::broadcast)
struct Rewriting<Eigen::Select<M, A, B>> {
    static constexpr bool broadcast = false;
    static constexpr bool leaf = false;
    template <bool by_rows>
    static auto run(const Eigen::Select<M, A, B>& x)
    {
        return where(numbers_of<by_rows>(x.conditionMatrix().template cast<double>()) != 0.0,
                     Rewrite<A>::template run<by_rows>(x.thenMatrix()),
                     Rewrite<B>::template run<by_rows>(x.elseMatrix()));
    }
};

// Views: the same entries, those of a transpose in the other order

template <class A>
struct Rewriting<Eigen::ArrayWrapper<A>> : Rewrite<A> {
    template <bool by_rows>
    static auto run(const Eigen::ArrayWrapper<A>& x)
    {
        return Rewrite<A>::template run<by_rows>(x.nestedExpression());
    }
};
template <class A>
struct Rewriting<Eigen::MatrixWrapper<A>> : Rewrite<A> {
    template <bool by_rows>
    static auto run(const Eigen::MatrixWrapper<A>& x)
    {
        return Rewrite<A>::template run<by_rows>(x.nestedExpression());
    }
};
template <class A>
struct Rewriting<Eigen::Transpose<A>> : Rewrite<A> {
    template <bool by_rows>
    static auto run(const Eigen::Transpose<A>& x)
    {
        return Rewrite<A>::template run<!by_rows>(x.nestedExpression());
    }
};

template <bool by_rows, OfVar X>
VarVector row_of(const X& x)
{
    if constexpr (!Rewrite<X>::leaf)
        return VarVector(Rewrite<X>::template run<by_rows>(x));
    else if constexpr (DirectAccess<X>)
        return read(strided<by_rows>(x.data(), x));
    else
        return row_of<by_rows>(typename X::PlainObject(x)); // entry by entry
}

} // namespace reel::entries

namespace reel {

/// A matrix of Vars among vectors of reel, as in  v + x.
template <class X>
    requires elementwise::EigenOfVar<X>
auto live(const X& x)
{
    return elementwise::live(VarVector(entries::row_of<false>(x)));
}

} // namespace reel
