#include <reel/eigen/product.hpp>

#include <algorithm>
#include <string>

namespace reel::product {
namespace {

using Vector = Eigen::Map<Eigen::VectorXd>;
using ConstVector = Eigen::Map<const Eigen::VectorXd>;

/// The vectors that a sweep multiplies, or adds to: `cols` of them in each direction.
class Vectors {
public:
    Vectors(Workspace& workspace, Run run, Index cols)
        : workspace_(workspace), first_(run.first), cols_(cols), size_(run.count / cols)
    {}
    Eigen::Index size() const { return size_; }
    Index count() const { return cols_ * static_cast<Index>(workspace_.columns()); }
    double* operator[](Index k) const
    {
        return workspace_.at(first_, static_cast<int>(k / cols_)) + static_cast<std::size_t>(k % cols_) * size_;
    }

private:
    Workspace& workspace_;
    Index first_;
    Index cols_;
    Index size_;
};

void clear(Workspace& workspace, Run run)
{
    for (int column = 0; column < workspace.columns(); ++column)
        std::fill_n(workspace.at(run.first, column), run.count, 0.0);
}

/// to += A from, for each vector: a product of matrices where they stand side by side
template <class A>
void add_dense_product(const A& matrix, Workspace& workspace, Run from, Run to, Index cols)
{
    using Columns = Eigen::Map<Eigen::MatrixXd, 0, Eigen::OuterStride<>>;
    if (from.count == 0 || to.count == 0)
        return;
    if (cols == 1 && workspace.columns() == 1) {
        Vector(workspace.at(to.first), to.count).noalias() +=
            matrix * ConstVector(workspace.at(from.first), from.count);
    } else if (cols == 1) {
        const Eigen::OuterStride<> stride(static_cast<Eigen::Index>(workspace.stride()));
        const Columns x(workspace.at(from.first), from.count, workspace.columns(), stride);
        Columns(workspace.at(to.first), to.count, workspace.columns(), stride).noalias() += matrix * x;
    } else {
        for (int column = 0; column < workspace.columns(); ++column) {
            const Eigen::OuterStride<> from_stride(from.count / cols);
            const Eigen::OuterStride<> to_stride(to.count / cols);
            const Columns x(workspace.at(from.first, column), from.count / cols, cols, from_stride);
            Columns(workspace.at(to.first, column), to.count / cols, cols, to_stride).noalias() += matrix * x;
        }
    }
}

template <bool row_major>
struct MatrixOrder {
    using type = Eigen::MatrixXd;
};
template <>
struct MatrixOrder<true> {
    using type = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
};
template <bool row_major>
auto matrix_of(const DenseProduct<row_major>& block, Run result)
{
    using Matrix = typename MatrixOrder<row_major>::type;
    const Eigen::OuterStride<> stride(static_cast<Eigen::Index>(block.stride));
    return Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>(block.numbers, result.count / block.cols,
                                                             block.x.count / block.cols, stride);
}

/// A function of its own: where the compiler sees the vector's numbers allocated and then zeroed, it calls calloc,
/// which is slower than malloc where a block of this size was freed just now.
template <class M>
[[gnu::noinline]] void multiply(const M& A, const Eigen::VectorXd& x, Eigen::VectorXd& y)
{
    y.noalias() = A * x;
}
template <class M>
Eigen::VectorXd multiplied(const M& A, const Eigen::VectorXd& x)
{
    Eigen::VectorXd y(A.rows());
    multiply(A, x, y);
    return y;
}

} // namespace

Eigen::VectorXd numbers_of(const Eigen::MatrixXd& A, const Eigen::VectorXd& x)
{
    return multiplied(A, x);
}
Eigen::VectorXd numbers_of(const Eigen::Transpose<Eigen::MatrixXd>& A, const Eigen::VectorXd& x)
{
    return multiplied(A, x);
}
Eigen::VectorXd numbers_of(const Eigen::Transpose<const Eigen::MatrixXd>& A, const Eigen::VectorXd& x)
{
    return multiplied(A, x);
}

template <bool row_major>
void DenseProduct<row_major>::pull(Run result, Adjoints& adjoints) const
{
    add_dense_product(matrix_of(*this, result).transpose(), adjoints, result, x, cols);
}
template <bool row_major>
void DenseProduct<row_major>::push(Run result, Tangents& tangents) const
{
    clear(tangents, result);
    add_dense_product(matrix_of(*this, result), tangents, x, result, cols);
}
template struct DenseProduct<false>;
template struct DenseProduct<true>;

Id record_dense(Tape& tape, const DenseMatrix& A, const Operand& x, Index results)
{
    if (A.row_major)
        return tape.block(DenseProduct<true>{A.numbers, A.stride, x.cols, x.x}, results);
    return tape.block(DenseProduct<false>{A.numbers, A.stride, x.cols, x.x}, results);
}

namespace {

/// to += d from
void add_diagonal_product(const double* numbers, const Vectors& from, const Vectors& to)
{
    for (Index k = 0; k < from.count(); ++k)
        Vector(to[k], to.size()).array() +=
            ConstVector(numbers, from.size()).array() * ConstVector(from[k], from.size()).array();
}

} // namespace

void DiagonalProduct::pull(Run result, Adjoints& adjoints) const
{
    add_diagonal_product(numbers, Vectors(adjoints, result, operand.cols), Vectors(adjoints, operand.x, operand.cols));
}
void DiagonalProduct::push(Run result, Tangents& tangents) const
{
    clear(tangents, result);
    add_diagonal_product(numbers, Vectors(tangents, operand.x, operand.cols), Vectors(tangents, result, operand.cols));
}

namespace {

/// The numbers of one column of a part, below or above its diagonal.
struct PartColumn {
    Eigen::Index begin;
    Eigen::Index count;
    double diagonal;
};
/// Column j of the part of a matrix that is stored by columns.
PartColumn part_column(const DenseMatrix& matrix, unsigned int mode, Eigen::Index j)
{
    const Eigen::Index rows = matrix.rows;
    PartColumn column{0, std::min(j, rows), 0.0};
    if ((mode & Eigen::Lower) != 0)
        column = {std::min(j + 1, rows), std::max<Eigen::Index>(rows - j - 1, 0), 0.0};
    if ((mode & Eigen::UnitDiag) != 0)
        column.diagonal = 1.0;
    else if ((mode & Eigen::ZeroDiag) == 0 && j < rows)
        column.diagonal = matrix.numbers[j * Eigen::Index{matrix.stride} + j];
    return column;
}

/// to += P from, or P^T from, for the part P of a matrix
void add_part_product(DenseMatrix matrix, unsigned int mode, bool transposed, const Vectors& from, const Vectors& to)
{
    if (matrix.row_major) { // its transpose is stored by columns
        std::swap(matrix.rows, matrix.cols);
        transposed = !transposed;
        mode ^= Eigen::Lower | Eigen::Upper;
    }
    const bool both = (mode & Eigen::SelfAdjoint) != 0;
    for (Eigen::Index j = 0; j < Eigen::Index{matrix.cols}; ++j) {
        const PartColumn column = part_column(matrix, mode, j);
        const ConstVector numbers(matrix.numbers + j * Eigen::Index{matrix.stride} + column.begin, column.count);
        for (Index k = 0; k < from.count(); ++k) {
            if (both || !transposed)
                Vector(to[k] + column.begin, column.count) += from[k][j] * numbers;
            if (both || transposed)
                to[k][j] += numbers.dot(ConstVector(from[k] + column.begin, column.count));
            if (j < Eigen::Index{matrix.rows})
                to[k][j] += column.diagonal * from[k][j];
        }
    }
}

} // namespace

void PartProduct::pull(Run result, Adjoints& adjoints) const
{
    add_part_product(matrix, mode, true, Vectors(adjoints, result, operand.cols),
                     Vectors(adjoints, operand.x, operand.cols));
}
void PartProduct::push(Run result, Tangents& tangents) const
{
    clear(tangents, result);
    add_part_product(matrix, mode, false, Vectors(tangents, operand.x, operand.cols),
                     Vectors(tangents, result, operand.cols));
}

namespace {

/// to += A from, or A^T from; a matrix stored by rows is the transpose of one that is stored by columns.
template <class StorageIndex>
void add_sparse_product(const SparseProduct<StorageIndex>& A, bool transposed, const Vectors& from, const Vectors& to)
{
    const bool scatters = transposed == A.row_major;
    const Eigen::Index outer_size = scatters ? from.size() : to.size();
    for (Index k = 0; k < from.count(); ++k) {
        const double* x = from[k];
        double* y = to[k];
        for (Eigen::Index j = 0; j < outer_size; ++j) {
            const StorageIndex begin = A.outer[j];
            const StorageIndex end = A.counts != nullptr ? begin + A.counts[j] : A.outer[j + 1];
            if (scatters) {
                for (StorageIndex i = begin; i < end; ++i)
                    y[A.inner[i]] += A.numbers[i] * x[j];
            } else {
                double dot = 0.0;
                for (StorageIndex i = begin; i < end; ++i)
                    dot += A.numbers[i] * x[A.inner[i]];
                y[j] += dot;
            }
        }
    }
}

} // namespace

template <class StorageIndex>
void SparseProduct<StorageIndex>::pull(Run result, Adjoints& adjoints) const
{
    add_sparse_product(*this, true, Vectors(adjoints, result, operand.cols),
                       Vectors(adjoints, operand.x, operand.cols));
}
template <class StorageIndex>
void SparseProduct<StorageIndex>::push(Run result, Tangents& tangents) const
{
    clear(tangents, result);
    add_sparse_product(*this, false, Vectors(tangents, operand.x, operand.cols),
                       Vectors(tangents, result, operand.cols));
}
template struct SparseProduct<int>;
template struct SparseProduct<std::ptrdiff_t>;

void require_fit(Eigen::Index rows, Eigen::Index cols, Eigen::Index entries)
{
    require(cols == entries, [&] {
        return "A x: A is " + std::to_string(rows) + " by " + std::to_string(cols) + ", x has " +
               std::to_string(entries) + " entries";
    });
}
void require_fit(Eigen::Index rows, Eigen::Index cols, Eigen::Index b_rows, Eigen::Index b_cols)
{
    require(cols == b_rows, [&] {
        return "A B: A is " + std::to_string(rows) + " by " + std::to_string(cols) + ", B is " +
               std::to_string(b_rows) + " by " + std::to_string(b_cols);
    });
}

} // namespace reel::product
