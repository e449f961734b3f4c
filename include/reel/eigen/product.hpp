#pragma once
/// Products with passive matrices: y = A x stores no number at all.
///
///     y = A x        x_bar += A^T y_bar        y_dot = A x_dot
///
/// A is any passive Eigen matrix: dense (also a transpose, a block, a map), diagonal, triangular, self-adjoint, or
/// sparse (whoever has one includes Eigen/SparseCore). A variable is referred to and must outlive the tape's last
/// sweep, unchanged; a Debug build checks that when it sweeps. A temporary matrix is moved onto the tape; a view of a
/// temporary, as in `MatrixXd(B).transpose() * x`, is not, since it cannot be told from a view of a variable.

#include <reel/eigen/passive.hpp>
#include <reel/eigen/vector.hpp>

#include <Eigen/Core>

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace reel {
namespace product {

/// The right operand on the tape: `cols` vectors, one behind the other.
struct Operand {
    Run x;
    Index cols;
};

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

/// The diagonal matrix of these numbers.
struct DiagonalProduct {
    const double* numbers;
    Operand operand;
    void pull(Run result, Adjoints& adjoints) const;
    void push(Run result, Tangents& tangents) const;
};

/// The part of a dense matrix that `mode` names as Eigen does: Lower, UnitUpper, SelfAdjoint | Lower, ...
struct PartProduct {
    DenseMatrix matrix;
    unsigned int mode;
    Operand operand;
    void pull(Run result, Adjoints& adjoints) const;
    void push(Run result, Tangents& tangents) const;
};

/// A sparse matrix by its numbers: those of row or column k stand from outer[k] to outer[k + 1], or there are counts[k]
/// of them; `inner` has the other index of each.
template <class StorageIndex>
struct SparseProduct {
    const double* numbers;
    const StorageIndex* inner;
    const StorageIndex* outer;
    const StorageIndex* counts; // null when compressed
    Operand operand;
    bool row_major;
    void pull(Run result, Adjoints& adjoints) const;
    void push(Run result, Tangents& tangents) const;
};

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
    return tape.own<OwnedMatrix<M>>(std::move(matrix)).matrix();
}

template <class M>
concept Dense = std::derived_from<M, Eigen::MatrixBase<M>> && std::is_same_v<typename M::Scalar, double>;
template <class M>
concept DenseMatrixType = Dense<M> && M::ColsAtCompileTime != 1;
/// Its numbers can be referred to.
template <class M>
concept Addressable = Dense<M> && bool(M::Flags & Eigen::DirectAccessBit) && M::InnerStrideAtCompileTime == 1;
template <class M>
concept Sparse =
    std::derived_from<M, Eigen::SparseMatrixBase<M>> && std::is_same_v<typename M::Scalar, double> &&
    (std::is_same_v<typename M::StorageIndex, int> || std::is_same_v<typename M::StorageIndex, std::ptrdiff_t>);
/// A sparse matrix, its transpose, a map of one, columns of one.
template <class M>
concept Compressed = Sparse<M> && requires(const M& A) { A.valuePtr(), A.innerNonZeroPtr(); };
template <class M>
concept Diagonal = std::derived_from<M, Eigen::DiagonalBase<M>>;
template <class M>
constexpr bool is_temporary = !std::is_lvalue_reference_v<M> &&
                              std::is_same_v<std::remove_cvref_t<M>, typename std::remove_cvref_t<M>::PlainObject>;

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

// y = A x, recorded; x is active and y has `results` entries.

Id record_dense(Tape& tape, const DenseMatrix& A, const Operand& x, Index results);
template <class M>
    requires DenseMatrixType<std::remove_cvref_t<M>>
Id record(Tape& tape, M&& A, const Operand& x, Index results)
{
    return record_dense(tape, settled(tape, std::forward<M>(A)), x, results);
}
template <Compressed M>
Id record_sparse(Tape& tape, const M& A, const Operand& x, Index results)
{
    return tape.block(SparseProduct<typename M::StorageIndex>{A.valuePtr(), A.innerIndexPtr(), A.outerIndexPtr(),
                                                              A.innerNonZeroPtr(), x, bool(M::IsRowMajor)},
                      results);
}
template <class M>
    requires Sparse<std::remove_cvref_t<M>>
Id record(Tape& tape, M&& A, const Operand& x, Index results)
{
    using Plain = std::remove_cvref_t<M>;
    if constexpr (Compressed<Plain> && !is_temporary<M>) {
        passive_matrix::watch(tape, A);
        return record_sparse(tape, A, x, results);
    } else {
        return record_sparse(tape, own<typename Plain::PlainObject>(tape, std::forward<M>(A)), x, results);
    }
}
template <class M>
    requires Diagonal<std::remove_cvref_t<M>>
Id record(Tape& tape, M&& A, const Operand& x, Index results)
{
    using Numbers = typename std::remove_cvref_t<M>::DiagonalVectorType;
    constexpr bool temporary = !std::is_lvalue_reference_v<M> &&
                               std::is_same_v<std::remove_cvref_t<M>, typename std::remove_cvref_t<M>::PlainObject>;
    const DenseMatrix diagonal = [&] {
        if constexpr (temporary)
            return settled(tape, Numbers(A.diagonal()));
        else
            return settled(tape, std::as_const(A).diagonal());
    }();
    return tape.block(DiagonalProduct{diagonal.numbers, x}, results);
}
template <class M, unsigned int mode>
Id record(Tape& tape, const Eigen::TriangularView<M, mode>& A, const Operand& x, Index results)
{
    return tape.block(PartProduct{settled(tape, A.nestedExpression()), mode, x}, results);
}
template <class M, unsigned int mode>
Id record(Tape& tape, const Eigen::SelfAdjointView<M, mode>& A, const Operand& x, Index results)
{
    return tape.block(PartProduct{settled(tape, A.nestedExpression()), Eigen::SelfAdjoint | mode, x}, results);
}

template <class M>
constexpr bool is_part = false;
template <class M, unsigned int mode>
constexpr bool is_part<Eigen::TriangularView<M, mode>> = Dense<std::remove_const_t<M>>;
template <class M, unsigned int mode>
constexpr bool is_part<Eigen::SelfAdjointView<M, mode>> = Dense<std::remove_const_t<M>>;

/// A product of matrices: Eigen computes it once before anything is multiplied by it.
template <class M>
concept EvaluatedFirst = DenseMatrixType<M> && bool(M::Flags & Eigen::EvalBeforeNestingBit);

/// A x in numbers, by Eigen. Those of an ordinary matrix are in the library: users need not compile them.
template <class M>
Eigen::VectorXd numbers_of(const M& A, const Eigen::VectorXd& x)
{
    return A * x;
}
Eigen::VectorXd numbers_of(const Eigen::MatrixXd& A, const Eigen::VectorXd& x);
Eigen::VectorXd numbers_of(const Eigen::Transpose<Eigen::MatrixXd>& A, const Eigen::VectorXd& x);
Eigen::VectorXd numbers_of(const Eigen::Transpose<const Eigen::MatrixXd>& A, const Eigen::VectorXd& x);

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

/// The numbers of y are those of Eigen's own product, bit for bit.
template <class M>
VarVector product_of(M&& A, const VarVector& x)
{
    Eigen::VectorXd y = product::numbers_of(A, x.value());
    if (!x.active())
        return VarVector(std::move(y));
    Tape& tape = Recording::tape();
    const Id id = tape.all_or_nothing([&] {
        const auto count = static_cast<Index>(x.size());
        const product::Operand operand{{tape.use(x.id(), count), count}, 1};
        return product::record(tape, std::forward<M>(A), operand, static_cast<Index>(y.size()));
    });
    return VarVector(std::move(y), id);
}

/// y = A x. Throws `InvalidArgument` when the sizes do not match. One block that stores no number of x: 40 bytes for a
/// dense or diagonal matrix, 64 for a sparse one, 56 for a part of a dense one.
template <class M, std::derived_from<elementwise::VectorTag> V>
    requires product::PassiveMatrix<std::remove_cvref_t<M>>
V operator*(M&& A, const V& x)
{
    product::require_fit(A, x);
    if constexpr (product::EvaluatedFirst<std::remove_cvref_t<M>>)
        return product_of(typename std::remove_cvref_t<M>::PlainObject(A), x);
    else
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
