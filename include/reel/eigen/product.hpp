#pragma once
/// Products with passive matrices: y = A x stores no number at all.
///
///     y = A x        x_bar += A^T y_bar        y_dot = A x_dot
///
/// A is any passive Eigen matrix: dense (also a transpose, a block, a map), sparse, diagonal, triangular or
/// self-adjoint. A variable is referred to and must outlive the tape's last sweep, unchanged; a Debug build checks
/// that when it sweeps. A temporary matrix is moved onto the tape; a view of a temporary, as in
/// `MatrixXd(B).transpose() * x`, is not, since it cannot be told from a view of a variable.

#include <reel/eigen/passive.hpp>
#include <reel/eigen/vector.hpp>

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <memory>
#include <type_traits>
#include <utility>

namespace reel {
namespace product {
/// The right operand: the entries of a matrix with `cols` columns, or of a vector (1 column).
struct Operand {
    const VarVector& entries;
    Eigen::Index cols;
    Eigen::Index rows() const { return cols == 0 ? 0 : entries.size() / cols; }
    Run use(Tape& tape) const
    {
        const auto count = static_cast<Index>(entries.size());
        return {tape.use(entries.id(), count), count};
    }
    Eigen::Map<const Eigen::MatrixXd> value() const { return {entries.value().data(), rows(), cols}; }
};

/// to += A from, for each of `cols` columns, in all directions.
template <class A>
void add_product(const A& matrix, Workspace& workspace, Run from, Run to, Index cols)
{
    using Columns = Eigen::Map<Eigen::MatrixXd, 0, Eigen::OuterStride<>>;
    if (from.count == 0 || to.count == 0)
        return;
    if (cols == 1 && workspace.columns() == 1) {
        const Eigen::Map<const Eigen::VectorXd> x(workspace.at(from.first), from.count);
        Eigen::Map<Eigen::VectorXd>(workspace.at(to.first), to.count).noalias() += matrix * x;
    } else if (cols == 1) {
        const Eigen::OuterStride<> stride(static_cast<Eigen::Index>(workspace.stride()));
        const Columns x(workspace.at(from.first), from.count, workspace.columns(), stride);
        Columns(workspace.at(to.first), to.count, workspace.columns(), stride).noalias() += matrix * x;
    } else {
        for (int column = 0; column < workspace.columns(); ++column) {
            const Eigen::Map<const Eigen::MatrixXd> x(workspace.at(from.first, column), from.count / cols, cols);
            Eigen::Map<Eigen::MatrixXd>(workspace.at(to.first, column), to.count / cols, cols).noalias() += matrix * x;
        }
    }
}
void clear(Workspace& workspace, Run run);

/// A dense matrix, by its numbers.
template <bool row_major>
struct DenseProduct {
    const double* numbers;
    Index stride;
    Index cols; // of x
    Run x;
    void pull(Run result, Adjoints& adjoints) const;
    void push(Run result, Tangents& tangents) const;
};
VarVector record_dense(Tape& tape, const DenseMatrix& A, const Operand& x);

/// The diagonal matrix of these numbers.
struct DiagonalProduct {
    const double* numbers;
    Run x;
    Index cols;
    void pull(Run result, Adjoints& adjoints) const;
    void push(Run result, Tangents& tangents) const;
};
VarVector record_diagonal(Tape& tape, const DenseMatrix& numbers, const Operand& x);

/// Part of a dense matrix; `View` makes of it what is multiplied.
template <class View>
struct PartProduct {
    DenseMatrix matrix;
    Run x;
    Index cols;
    void pull(Run result, Adjoints& adjoints) const
    {
        matrix.map([&](const auto& A) {
            const auto part = View::of(A);
            add_product(part.transpose(), adjoints, result, x, cols);
        });
    }
    void push(Run result, Tangents& tangents) const
    {
        clear(tangents, result);
        matrix.map([&](const auto& A) { add_product(View::of(A), tangents, x, result, cols); });
    }
};
template <unsigned int mode>
struct Triangular {
    static auto of(const auto& matrix) { return matrix.template triangularView<mode>(); }
};
template <unsigned int mode>
struct SelfAdjoint {
    static auto of(const auto& matrix) { return matrix.template selfadjointView<mode>(); }
};

/// A sparse variable, or its transpose.
template <class Stored, bool transposed>
struct SparseProduct {
    const Stored* stored;
    Run x;
    Index cols;
    void pull(Run result, Adjoints& adjoints) const
    {
        if constexpr (transposed)
            add_product(*stored, adjoints, result, x, cols);
        else
            add_product(stored->transpose(), adjoints, result, x, cols);
    }
    void push(Run result, Tangents& tangents) const
    {
        clear(tangents, result);
        if constexpr (transposed)
            add_product(stored->transpose(), tangents, x, result, cols);
        else
            add_product(*stored, tangents, x, result, cols);
    }
};

template <class Block, class A>
VarVector record_block(Tape& tape, const Block& block, const A& matrix, const Operand& x)
{
    const Eigen::MatrixXd y = matrix * x.value();
    const Id id = tape.block(block, static_cast<Index>(y.size()));
    return VarVector(Eigen::VectorXd(y.reshaped()), id);
}

/// A matrix that the tape owns because it was a temporary.
template <class M>
class OwnedMatrix : public Owned {
public:
    explicit OwnedMatrix(M matrix) : matrix_(std::move(matrix)) {}
    const M& matrix() const { return matrix_; }
    std::size_t bytes() const noexcept override { return passive_matrix::bytes_of(matrix_); }

private:
    M matrix_;
};
template <class M>
const M& own(Tape& tape, M matrix)
{
    auto owned = std::make_unique<const OwnedMatrix<M>>(std::move(matrix));
    return static_cast<const OwnedMatrix<M>&>(tape.own(std::move(owned))).matrix();
}

template <class M>
concept Dense = std::derived_from<M, Eigen::MatrixBase<M>> && std::is_same_v<typename M::Scalar, double>;
template <class M>
concept DenseMatrixType = Dense<M> && M::ColsAtCompileTime != 1;
/// Its numbers can be referred to.
template <class M>
concept Addressable = Dense<M> && bool(M::Flags & Eigen::DirectAccessBit) && M::InnerStrideAtCompileTime == 1;
template <class M>
concept Sparse = std::derived_from<M, Eigen::SparseMatrixBase<M>> && std::is_same_v<typename M::Scalar, double>;
template <class M>
concept Diagonal = std::derived_from<M, Eigen::DiagonalBase<M>>;
template <class M>
constexpr bool is_temporary = !std::is_lvalue_reference_v<M> &&
                              std::is_same_v<std::remove_cvref_t<M>, typename std::remove_cvref_t<M>::PlainObject>;

template <class M>
constexpr bool is_transposed_variable = false;
template <Sparse M>
constexpr bool is_transposed_variable<Eigen::Transpose<M>> =
    std::is_same_v<std::remove_const_t<M>, typename M::PlainObject>;

/// The numbers of a dense matrix where they stay: its own, or those of a copy that the tape owns.
template <class M>
DenseMatrix settled(Tape& tape, M&& A)
{
    using Plain = std::remove_cvref_t<M>;
    if constexpr (Addressable<Plain> && !is_temporary<M>) {
        passive_matrix::watch(tape, A);
        return dense_matrix(A);
    } else {
        return dense_matrix(own<typename Plain::PlainObject>(tape, std::forward<M>(A)));
    }
}

// A x, recorded; x is active.

template <class M>
    requires DenseMatrixType<std::remove_cvref_t<M>>
VarVector record(Tape& tape, M&& A, const Operand& x)
{
    return record_dense(tape, settled(tape, std::forward<M>(A)), x);
}
template <class M>
    requires Sparse<std::remove_cvref_t<M>>
VarVector record(Tape& tape, M&& A, const Operand& x)
{
    using Stored = typename std::remove_cvref_t<M>::PlainObject;
    const auto cols = static_cast<Index>(x.cols);
    if constexpr (is_transposed_variable<std::remove_cvref_t<M>>) {
        using Variable = std::remove_cvref_t<decltype(A.nestedExpression())>;
        passive_matrix::watch(tape, A.nestedExpression());
        return record_block(tape, SparseProduct<Variable, true>{&A.nestedExpression(), x.use(tape), cols}, A, x);
    } else {
        const Stored* stored = nullptr;
        if constexpr (std::is_same_v<std::remove_cvref_t<M>, Stored> && std::is_lvalue_reference_v<M>) {
            stored = &A;
            passive_matrix::watch(tape, A);
        } else {
            stored = &own<Stored>(tape, std::forward<M>(A));
        }
        return record_block(tape, SparseProduct<Stored, false>{stored, x.use(tape), cols}, *stored, x);
    }
}
template <class M>
    requires Diagonal<std::remove_cvref_t<M>>
VarVector record(Tape& tape, M&& A, const Operand& x)
{
    using Numbers = typename std::remove_cvref_t<M>::DiagonalVectorType;
    if constexpr (std::is_same_v<std::remove_cvref_t<M>, typename std::remove_cvref_t<M>::PlainObject> &&
                  !std::is_lvalue_reference_v<M>)
        return record_diagonal(tape, settled(tape, Numbers(A.diagonal())), x);
    else
        return record_diagonal(tape, settled(tape, std::as_const(A).diagonal()), x);
}
template <class M, unsigned int mode>
VarVector record(Tape& tape, const Eigen::TriangularView<M, mode>& A, const Operand& x)
{
    const DenseMatrix matrix = settled(tape, A.nestedExpression());
    return record_block(tape, PartProduct<Triangular<mode>>{matrix, x.use(tape), static_cast<Index>(x.cols)}, A, x);
}
template <class M, unsigned int mode>
VarVector record(Tape& tape, const Eigen::SelfAdjointView<M, mode>& A, const Operand& x)
{
    const DenseMatrix matrix = settled(tape, A.nestedExpression());
    return record_block(tape, PartProduct<SelfAdjoint<mode>>{matrix, x.use(tape), static_cast<Index>(x.cols)}, A, x);
}

template <class M> constexpr bool is_part = false;
template <class M, unsigned int mode>
constexpr bool is_part<Eigen::TriangularView<M, mode>> = Dense<std::remove_const_t<M>>;
template <class M, unsigned int mode>
constexpr bool is_part<Eigen::SelfAdjointView<M, mode>> = Dense<std::remove_const_t<M>>;

/// What may stand left of a vector.
template <class M>
concept PassiveMatrix = DenseMatrixType<M> || Sparse<M> || Diagonal<M> || is_part<M>;

/// Throws `InvalidArgument`: "A x: A is 2 by 3, x has 4 entries", or for a matrix "A B: A is 2 by 3, B is 4 by 5".
void require_fit(Eigen::Index rows, Eigen::Index cols, Eigen::Index entries);
void require_fit(Eigen::Index rows, Eigen::Index cols, Eigen::Index b_rows, Eigen::Index b_cols);
template <class M, class V>
void require_fit(const M& A, const V& x)
{
    if constexpr (elementwise::is_matrix<V>)
        require_fit(A.rows(), A.cols(), x.rows(), x.cols());
    else
        require_fit(A.rows(), A.cols(), x.size());
}

} // namespace product

template <class M>
VarVector product_of(M&& A, const VarVector& x)
{
    if (!x.active())
        return VarVector(Eigen::VectorXd(A * x.value()));
    Tape& tape = Recording::tape();
    return tape.all_or_nothing([&] { return product::record(tape, std::forward<M>(A), product::Operand{x, 1}); });
}

/// y = A x. Throws `InvalidArgument` when the sizes do not match. One block that stores no number of x: 40 bytes for a
/// dense matrix.
template <class M, std::derived_from<elementwise::VectorTag> V>
    requires product::PassiveMatrix<std::remove_cvref_t<M>>
V operator*(M&& A, const V& x)
{
    product::require_fit(A, x);
    return product_of(std::forward<M>(A), x);
}
/// A times an expression, or a segment: it becomes a vector first.
template <class M, class E>
    requires product::PassiveMatrix<std::remove_cvref_t<M>>
typename E::Vector operator*(M&& A, const VectorExpr<E>& x)
{
    return std::forward<M>(A) * typename E::Vector(x);
}
template <class M, class V>
    requires product::PassiveMatrix<std::remove_cvref_t<M>>
V operator*(M&& A, const elementwise::Segment<V>& x)
{
    return std::forward<M>(A) * x.eval();
}

} // namespace reel
