#pragma once
/// VarMatrix: a matrix whose entries stand in a row on the tape, column by column.
///
///     const VarMatrix A = independent(A0);                     // A0 is an Eigen::MatrixXd
///     const VarVector y = A * x;                               // x active or passive
///     const VarMatrix H = A.transpose() * A + u * VarMatrix(MatrixXd::Identity(n, n));
///     const Var f = (exp(H.array()) - 1.0).sum();
///
/// It is VarVector in two dimensions: elementwise expressions become one block, nothing is recorded for a column, a
/// reshaped vector or a passive matrix, and a product keeps a factor only where the other is active
/// (matrix_product.hpp).

#include <reel/eigen/product.hpp>
#include <reel/eigen/reduce.hpp>
#include <reel/eigen/vector.hpp>

#include <Eigen/Core>

#include <utility>

namespace reel {

template <class Held>
class TransposedMatrix;

class VarMatrix : public elementwise::VectorTag,
                  public elementwise::VectorMethods<VarMatrix>,
                  public elementwise::InPlace<VarMatrix> {
public:
    using Scalar = Var;
    static constexpr bool matrix = true; ///< For expressions: it has columns.

    VarMatrix() = default; ///< 0 x 0 and passive.
    /// Passive numbers.
    template <class E>
    explicit VarMatrix(const Eigen::DenseBase<E>& value)
        : entries_(Eigen::VectorXd(value.derived().reshaped())), rows_(value.rows()), cols_(value.cols())
    {}
    /// The entries of a vector, column by column; nothing is recorded. Throws `InvalidArgument` unless there are
    /// rows * cols of them.
    VarMatrix(VarVector entries, Eigen::Index rows, Eigen::Index cols);
    /// Records the expression as one block, or nothing when all in it is passive. Throws `InvalidUse`, `MemoryLimit`.
    template <class E>
        requires std::is_same_v<typename E::Vector, VarMatrix>
    VarMatrix(const VectorExpr<E>& expression) : VarMatrix(VarMatrix::make(expression.node()))
    {}
    template <class E>
        requires std::is_same_v<typename E::Vector, VarMatrix>
    VarMatrix(const ArrayExpr<E>& expression) : VarMatrix(VarMatrix::make(expression.node()))
    {}
    template <class Held>
    VarMatrix(const TransposedMatrix<Held>& transposed);

    Eigen::Index rows() const noexcept { return rows_; }
    Eigen::Index cols() const noexcept { return cols_; }
    Eigen::Index size() const noexcept { return entries_.size(); }
    /// The plain numbers.
    Eigen::Map<const Eigen::MatrixXd> value() const noexcept { return {entries_.value().data(), rows_, cols_}; }
    Id id() const noexcept { return entries_.id(); } ///< Of the first entry.
    bool active() const noexcept { return entries_.active(); }
    const VarMatrix& eval() const noexcept { return *this; }

    /// Entry (i, j), column j and all entries column by column: the same values on the tape, nothing is recorded.
    /// Throws `InvalidArgument` when there is no such entry.
    const Var operator()(Eigen::Index i, Eigen::Index j) const;
    VarVector col(Eigen::Index j) const;
    const VarVector& reshaped() const& noexcept { return entries_; }
    VarVector reshaped() && noexcept { return std::move(entries_); }
    /// Row i, and the diagonal: one block, since their entries do not stand in a row.
    VarVector row(Eigen::Index i) const;
    VarVector diagonal() const;
    Var trace() const { return diagonal().sum(); }

    /// For products and assignment.
    TransposedMatrix<const VarMatrix&> transpose() const&;
    TransposedMatrix<VarMatrix> transpose() &&;

    // For blocks

    elementwise::KeptVector kept(elementwise::Keeper& keeper, Eigen::Index offset, Eigen::Index count,
                                 bool needed) const
    {
        return entries_.kept(keeper, offset, count, needed);
    }
    const double* keep(Tape& tape) const { return entries_.keep(tape); }
    void renumber(Id id) noexcept { entries_.renumber(id); }

private:
    template <class E>
    static VarMatrix make(const E& node)
    {
        const elementwise::Shape shape = node.shape();
        return {VarVector::make(node), shape.rows, shape.cols};
    }

    VarVector entries_;
    Eigen::Index rows_ = 0;
    Eigen::Index cols_ = 0;
};

/// A^T, not computed yet. `Held` is `const VarMatrix&` or `VarMatrix`.
template <class Held>
class TransposedMatrix {
public:
    explicit TransposedMatrix(Held matrix) : matrix_(std::forward<Held>(matrix)) {}
    TransposedMatrix(const TransposedMatrix&) = delete; // it refers to a variable, as expressions do
    TransposedMatrix& operator=(const TransposedMatrix&) = delete;

    Eigen::Index rows() const noexcept { return matrix_.cols(); }
    Eigen::Index cols() const noexcept { return matrix_.rows(); }
    bool active() const noexcept { return matrix_.active(); }
    const VarMatrix& transpose() const noexcept { return matrix_; }
    VarMatrix eval() const { return VarMatrix(*this); }
    Eigen::MatrixXd value() const { return matrix_.value().transpose(); }

private:
    Held matrix_;
};

/// A new independent matrix on the tape that records.
template <class E>
    requires(E::ColsAtCompileTime != 1)
VarMatrix independent(const Eigen::DenseBase<E>& value)
{
    return {independent(Eigen::VectorXd(value.derived().reshaped())), value.rows(), value.cols()};
}

/// As for vectors (reduce.hpp): each is one block with one value.
inline Var sum(const VarMatrix& A)
{
    return sum(A.reshaped());
}
inline Var squared_norm(const VarMatrix& A)
{
    return squared_norm(A.reshaped());
} ///< sum_ij A_ij^2
inline Var norm(const VarMatrix& A)
{
    return norm(A.reshaped());
}
inline Var dot(const VarMatrix& A, const VarMatrix& B)
{
    return dot(A.reshaped(), B.reshaped());
}

/// The transpose as a matrix of its own: one block that keeps nothing. O(size).
VarMatrix transposed(const VarMatrix& A);

template <class Held>
VarMatrix::VarMatrix(const TransposedMatrix<Held>& transposed) : VarMatrix(reel::transposed(transposed.transpose()))
{}
inline TransposedMatrix<const VarMatrix&> VarMatrix::transpose() const&
{
    return TransposedMatrix<const VarMatrix&>(*this);
}
inline TransposedMatrix<VarMatrix> VarMatrix::transpose() &&
{
    return TransposedMatrix<VarMatrix>(std::move(*this));
}

// A transposed matrix in an elementwise expression is transposed first.
namespace elementwise {
template <class Held>
struct KindOf<TransposedMatrix<Held>> {
    static constexpr Kind kind = Kind::vector;
    static constexpr bool active = true;
    static constexpr bool matrix = true;
};
} // namespace elementwise
template <class Held>
elementwise::LiveVector<VarMatrix> live(const TransposedMatrix<Held>& transposed)
{
    return {transposed.eval(), 0, transposed.rows() * transposed.cols()};
}

/// The adjoint or tangent of a matrix: what `adjoints[A]` refers to.
inline Eigen::Map<Eigen::MatrixXd> entry(Workspace& workspace, const VarMatrix& A, int column)
{
    return {workspace.find(A.id(), static_cast<Index>(A.size()), column), A.rows(), A.cols()};
}
inline Eigen::Map<const Eigen::MatrixXd> entry(const Workspace& workspace, const VarMatrix& A, int column)
{
    return {workspace.find(A.id(), static_cast<Index>(A.size()), column), A.rows(), A.cols()};
}

} // namespace reel

#include <reel/eigen/matrix_product.hpp>
