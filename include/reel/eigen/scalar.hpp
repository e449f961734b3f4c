#pragma once
/// `Eigen::Matrix<Var, ...>` and `Eigen::Matrix<Dual<N>, ...>`: code that is a template of its scalar type, as it
/// stands.
///
///     template <class T>
///     Vector<T> step(const MatrixXd& A, const Vector<T>& b, const Vector<T>& x, const T& u)
///     {
///         return x - h * (A.transpose() * (A * x - b) + u * x);
///     }
///
/// is recorded for T = Var as it is for `VarVector`: a block for each product, and one for each elementwise chain, not
/// a statement for each entry. So are  1 / (1 + exp(-x.array())),  y.noalias() -= A * x,  x.dot(y)  and the like. An
/// entry is a number and its place on the tape; a matrix whose entries follow each other there, as they do when one
/// operation made them, is one operand, and others are gathered first. Decompositions such as `ldlt()`, and functions
/// that reel does not know, are recorded entry by entry.
///
/// A matrix of plain numbers in a product is referred to, as in product.hpp: it must stay as it is until the last
/// sweep. scalar_product.hpp says which ones are copied instead.
///
/// Eigen evaluates through a few class templates. Those of them that concern a matrix of Vars are specialised here:
/// `Assignment` for elementwise expressions, `generic_product_impl` for products, `redux_impl` and `dot_nocheck` for
/// sums.

#include <reel/eigen/reduce.hpp>
#include <reel/eigen/scalar_dual.hpp>
#include <reel/eigen/scalar_product.hpp>

#include <Eigen/Core>

#include <type_traits>
#include <utility>

namespace reel::entries {

/// dst = row
template <bool by_rows, class Dst>
void put(Dst& dst, const VarVector& row)
{
    if constexpr (DirectAccess<Dst>) {
        write(row, strided<by_rows>(dst.data(), dst));
    } else {
        typename Dst::PlainObject plain(dst.rows(), dst.cols());
        put<by_rows>(plain, row);
        dst = plain;
    }
}

/// Assigned to a matrix of Vars as one block: an expression that is rewritten, or anything in place.
template <class Dst, class Src, class F>
concept Recorded = OfVar<Dst> && DirectAccess<Dst> && (Known<F> || (OfVar<Src> && !Rewrite<Src>::leaf));

template <class Dst, class Src, class F>
void assign(Dst& dst, const Src& src, const F& f)
{
    constexpr bool by_rows = stored_by_rows<Dst>;
    if constexpr (Known<F>) {
        put<by_rows>(dst, VarVector(Operation<F>::on(elementwise::as_array(row_of<by_rows>(dst)),
                                                     Rewrite<Src>::template run<by_rows>(src))));
    } else {
        const VarVector row = row_of<by_rows>(src);
        Eigen::internal::resize_if_allowed(dst, src, f);
        put<by_rows>(dst, row);
    }
}

/// dst = L R, dst += L R, ...: L R comes column by column.
template <class L, class R>
struct ProductBlock {
    static VarVector product(const L& left, const R& right)
    {
        if constexpr (ProductOfVars<L, R>)
            return product_entries(left, right);
        else
            return left * row_of<false>(right);
    }
    static void evalTo(auto& dst, const L& left, const R& right) { put<false>(dst, product(left, right)); }
    static void addTo(auto& dst, const L& left, const R& right)
    {
        put<false>(dst, VarVector(row_of<false>(dst) + product(left, right)));
    }
    static void subTo(auto& dst, const L& left, const R& right)
    {
        put<false>(dst, VarVector(row_of<false>(dst) - product(left, right)));
    }
    static void scaleAndAddTo(auto& dst, const L& left, const R& right, const Var& factor)
    {
        put<false>(dst, VarVector(row_of<false>(dst) + factor * product(left, right)));
    }
};

/// A sparse matrix of numbers, or a triangular or self-adjoint part of one, times a vector of Vars.
template <class L, class R>
concept PassiveTimesVector = product::PassiveMatrix<L> && OfVar<R> && R::ColsAtCompileTime == 1;

/// One number: the dot product of two rows of entries.
template <class L, class R>
Var dot_of(const L& left, const R& right)
{
    const auto operand = []<class X>(const X& x) {
        if constexpr (OfVar<X>)
            return row_of<stored_by_rows<X>>(x);
        else
            return VarVector(numbers_of<stored_by_rows<X>>(x));
    };
    return dot(operand(left), operand(right));
}

/// sum_i x_i; of squares, the squared norm; of products, the dot product: each is one block.
template <class X>
Var sum_of(const X& x)
{
    return sum(row_of<stored_by_rows<X>>(x));
}
template <class A>
Var sum_of(const Eigen::CwiseUnaryOp<Eigen::internal::scalar_abs2_op<Var>, A>& x)
{
    return squared_norm(row_of<stored_by_rows<A>>(x.nestedExpression()));
}

} // namespace reel::entries

namespace Eigen::internal {

template <class Dst, class Src, class F, class Weak>
    requires reel::entries::Recorded<Dst, Src, F>
struct Assignment<Dst, Src, F, Dense2Dense, Weak> {
    static void run(Dst& dst, const Src& src, const F& f) { reel::entries::assign(dst, src, f); }
};
// Eigen has better rules than that for c * (A B), a + A B and a - A B; these are better still.
template <class Dst, class L, class R, class F, class S, class T, class P>
    requires reel::entries::OfVar<Dst>
struct Assignment<Dst,
                  CwiseBinaryOp<scalar_product_op<T, S>, const CwiseNullaryOp<scalar_constant_op<T>, P>,
                                const Product<L, R, DefaultProduct>>,
                  F, Dense2Dense> {
    static void run(Dst& dst, const auto& src, const F& f) { reel::entries::assign(dst, src, f); }
};
template <class Dst, class Other, class P, class First, class Second>
    requires reel::entries::OfVar<Dst>
struct assignment_from_xpr_op_product<Dst, Other, P, First, Second> {
    template <class Src, class F>
    static void run(Dst& dst, const Src& src, const F& f)
    {
        reel::entries::assign(dst, src, f);
    }
};

#define REEL_PRODUCT(kind)                                                                                             \
    template <class L, class R>                                                                                        \
        requires reel::entries::ProductOfVars<L, R>                                                                    \
    struct generic_product_impl<L, R, DenseShape, DenseShape, kind> : reel::entries::ProductBlock<L, R> {};
REEL_PRODUCT(GemvProduct)
REEL_PRODUCT(GemmProduct)
REEL_PRODUCT(OuterProduct)
REEL_PRODUCT(CoeffBasedProductMode)
REEL_PRODUCT(LazyCoeffBasedProductMode)
#undef REEL_PRODUCT
#define REEL_PRODUCT(shape)                                                                                            \
    template <class L, class R, int kind>                                                                              \
        requires reel::entries::PassiveTimesVector<L, R>                                                               \
    struct generic_product_impl<L, R, shape, DenseShape, kind> : reel::entries::ProductBlock<L, R> {};
REEL_PRODUCT(SparseShape)
REEL_PRODUCT(TriangularShape)
REEL_PRODUCT(SelfAdjointShape)
#undef REEL_PRODUCT
template <class L, class R>
    requires reel::entries::ProductOfVars<L, R>
struct generic_product_impl<L, R, DenseShape, DenseShape, InnerProduct> {
    static void evalTo(auto& dst, const L& left, const R& right)
    {
        dst.coeffRef(0, 0) = reel::entries::dot_of(left, right);
    }
    static void addTo(auto& dst, const L& left, const R& right)
    {
        dst.coeffRef(0, 0) += reel::entries::dot_of(left, right);
    }
    static void subTo(auto& dst, const L& left, const R& right)
    {
        dst.coeffRef(0, 0) -= reel::entries::dot_of(left, right);
    }
};

template <class L, class R>
    requires reel::entries::OfVar<L> || reel::entries::OfVar<R>
struct dot_nocheck<L, R, false> {
    static reel::Var run(const MatrixBase<L>& left, const MatrixBase<R>& right)
    {
        return reel::entries::dot_of(left.derived(), right.derived());
    }
};
template <class L, class R>
    requires reel::entries::OfVar<L> || reel::entries::OfVar<R>
struct dot_nocheck<L, R, true> : dot_nocheck<L, R, false> {};

// Sums of entries

/// Of an expression nothing is computed before it is known what is asked of it.
template <class X>
    requires reel::entries::OfVar<X> && (!reel::entries::DirectAccess<X>)
class redux_evaluator<X> {
public:
    using XprType = X;
    using Scalar = reel::Var;
    using CoeffReturnType = reel::Var;
    using PacketScalar = reel::Var;
    enum {
        Flags = 0,
        IsRowMajor = X::IsRowMajor,
        SizeAtCompileTime = Dynamic,
        InnerSizeAtCompileTime = Dynamic,
        MaxRowsAtCompileTime = Dynamic,
        MaxColsAtCompileTime = Dynamic,
        CoeffReadCost = HugeCost
    };
    explicit redux_evaluator(const X&) {}
};
template <class F, class X>
    requires reel::entries::OfVar<X> && (!reel::entries::DirectAccess<X>)
struct redux_impl<F, redux_evaluator<X>, DefaultTraversal, NoUnrolling> {
    static reel::Var run(const redux_evaluator<X>&, const F& f, const X& x)
    {
        if constexpr (std::is_same_v<F, scalar_sum_op<reel::Var, reel::Var>>) {
            return reel::entries::sum_of(x);
        } else {
            const typename X::PlainObject plain(x);
            return plain.redux(f);
        }
    }
};
#define REEL_SUM(unrolling)                                                                                            \
    template <class X>                                                                                                 \
        requires reel::entries::OfVar<X> && reel::entries::DirectAccess<X>                                             \
    struct redux_impl<scalar_sum_op<reel::Var, reel::Var>, redux_evaluator<X>, DefaultTraversal, unrolling> {          \
        static reel::Var run(const redux_evaluator<X>&, const scalar_sum_op<reel::Var, reel::Var>&, const X& x)        \
        {                                                                                                              \
            return reel::entries::sum_of(x);                                                                           \
        }                                                                                                              \
    };
REEL_SUM(NoUnrolling)
REEL_SUM(CompleteUnrolling)
#undef REEL_SUM

} // namespace Eigen::internal

namespace reel {

/// A x for a temporary A, which the tape owns then. Eigen's own product would refer to a matrix that is gone.
template <class A, class X>
    requires std::is_same_v<A, typename A::PlainObject> && std::is_same_v<typename A::Scalar, double> &&
             elementwise::EigenOfVar<X>
auto operator*(A&& a, const X& x)
{
    Eigen::Matrix<Var, A::RowsAtCompileTime, X::ColsAtCompileTime> y(a.rows(), x.cols());
    entries::put<false>(y, entries::product_entries(std::move(a), x));
    return y;
}

} // namespace reel
