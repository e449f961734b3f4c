#pragma once
/// DualVector: a vector and its derivatives along p directions, carried forward together.
///
///     x + X t   with  X the n x p matrix of tangents,   f(x + X t) = f(x) + f'(x) X t + ...
///
///     const DualVector x = unit_directions(x0);            // X = I: one direction for each entry
///     const DualVector r = A * x - b;                      // r.tangents() = A
///     const Dual<dynamic> f = 0.5 * r.squaredNorm();       // f.tangent() = A^T (A x0 - b)
///
/// Nothing is recorded: each operation computes value and tangents at once. An elementwise expression is one loop for
/// the value and one for each direction, without a temporary; a product with a passive matrix is one product with the
/// block of tangents. It is written like `VarVector` and `Eigen::VectorXd`, so that one template serves all three. The
/// number of directions is a run-time number; a vector without tangents is passive, mixes with any other, and costs no
/// more than its value. Copies share their tangents until one of them is assigned to.

#include <reel/eigen/dual_expression.hpp>
#include <reel/eigen/product.hpp>
#include <reel/eigen/vector_base.hpp>
#include <reel/scalar/dual.hpp>

#include <Eigen/Core>

#include <memory>
#include <string>
#include <utility>

namespace reel {

/// A scalar as an operand of an elementwise expression: found by argument-dependent look-up.
inline elementwise::LiveDualScalar<const Dual<dynamic>&> live(const Dual<dynamic>& x) { return {x}; }
inline elementwise::LiveDualScalar<Dual<dynamic>> live(Dual<dynamic>&& x) { return {std::move(x)}; }

class DualVector : public elementwise::VectorBase<DualVector> {
public:
    using Scalar = Dual<dynamic>;

    DualVector() = default; ///< Empty and passive.
    /// Passive numbers.
    explicit DualVector(Eigen::VectorXd value) : value_(std::move(value)) {}
    template <class E>
    explicit DualVector(const Eigen::DenseBase<E>& value) : value_(value.derived())
    {}
    /// n numbers and their n x p tangents. Throws `InvalidArgument` when the rows do not match.
    DualVector(Eigen::VectorXd value, Eigen::MatrixXd tangents);
    /// Computes the expression. Throws `InvalidArgument` when its operands have different numbers of directions.
    template <class E>
        requires std::is_same_v<typename E::Vector, DualVector>
    DualVector(const VectorExpr<E>& expression) : DualVector(make(expression.node()))
    {}
    template <class E>
        requires std::is_same_v<typename E::Vector, DualVector>
    DualVector(const ArrayExpr<E>& expression) : DualVector(make(expression.node()))
    {}

    Eigen::Index size() const noexcept { return value_.size(); }
    Eigen::Index rows() const noexcept { return value_.size(); }
    Eigen::Index cols() const noexcept { return 1; }
    Eigen::Index directions() const noexcept { return tangents().cols(); } ///< p; 0 when passive.
    const Eigen::VectorXd& value() const noexcept { return value_; }      ///< n numbers.
    /// n x p, or empty when passive.
    const Eigen::MatrixXd& tangents() const noexcept { return active() ? *tangents_ : none; }
    bool active() const noexcept { return tangents_ != nullptr; }
    const DualVector& eval() const noexcept { return *this; }

    /// Entry i with its p tangents. O(p). Entries are written through segments.
    const Scalar operator()(Eigen::Index i) const;
    const Scalar operator[](Eigen::Index i) const { return (*this)(i); }

    /// Its entries as a leaf of an expression; the keeper learns the number of directions.
    elementwise::KeptDual kept(elementwise::Keeper& keeper, Eigen::Index offset, Eigen::Index count, bool) const
    {
        keeper.reads(value_.data() + offset, count);
        static_cast<elementwise::ForwardKeeper&>(keeper).join(directions());
        return {value_.data() + offset, active() ? tangents_->data() + offset : nullptr, size()};
    }

private:
    friend class elementwise::Segment<DualVector>;

    template <class E>
    static DualVector make(const E& node);
    template <class E>
    void assign(Eigen::Index first, Eigen::Index count, const E& node);
    void prepare(Eigen::Index first, Eigen::Index count, Eigen::Index directions);

    static const Eigen::MatrixXd none;
    Eigen::VectorXd value_;
    std::shared_ptr<Eigen::MatrixXd> tangents_; // null when passive
};

/// The value with the identity for its tangents: a direction for each entry. O(n^2).
DualVector unit_directions(const Eigen::VectorXd& value);
/// The same when these entries are numbers first, ..., first + n - 1 of p independents in all: tangents n x p.
DualVector unit_directions(const Eigen::VectorXd& value, Eigen::Index first, Eigen::Index directions);

template <class E>
DualVector DualVector::make(const E& node)
{
    elementwise::ForwardKeeper keeper;
    const auto kept = node.record(keeper, false);
    DualVector y;
    y.value_.resize(node.size());
    if (keeper.directions() > 0)
        y.tangents_ = std::make_shared<Eigen::MatrixXd>(node.size(), keeper.directions());
    elementwise::evaluate(kept, 0, node.size(), y.value_, y.tangents_.get());
    return y;
}

template <class E>
void DualVector::assign(Eigen::Index first, Eigen::Index count, const E& node)
{
    elementwise::ForwardKeeper keeper(value_);
    keeper.join(directions());
    const auto kept = node.record(keeper, false);
    const auto put = [&](DualVector& y) {
        y.prepare(first, count, keeper.directions());
        elementwise::evaluate(kept, first, count, y.value_, y.tangents_.get());
    };
    if (keeper.reads_target()) {
        DualVector y = *this;
        put(y);
        *this = std::move(y);
    } else {
        put(*this);
    }
}

// Sums, each with its p tangents; the derivative of the norm at 0 is taken to be 0. Throw `InvalidArgument` for sizes or
// numbers of directions that do not match. O(n p).

Dual<dynamic> sum(const DualVector& x);                        ///< sum_i x_i
Dual<dynamic> dot(const DualVector& x, const DualVector& y);   ///< sum_i x_i y_i
Dual<dynamic> squared_norm(const DualVector& x);               ///< x . x
Dual<dynamic> norm(const DualVector& x);                       ///< sqrt(x . x)
Dual<dynamic> logsumexp(const DualVector& x);                  ///< log(sum_i exp(x_i)) without overflow; x is not empty

template <class E>
Dual<dynamic> dot(const DualVector& x, const Eigen::DenseBase<E>& y)
{
    return dot(x, DualVector(y));
}
template <class E>
Dual<dynamic> dot(const Eigen::DenseBase<E>& x, const DualVector& y)
{
    return dot(y, DualVector(x));
}

/// y = A x:  Y = A X, one product with the whole block.
template <class M>
DualVector product_of(const M& A, const DualVector& x)
{
    Eigen::VectorXd value = A * x.value();
    return x.active() ? DualVector(std::move(value), Eigen::MatrixXd(A * x.tangents())) : DualVector(std::move(value));
}

} // namespace reel
