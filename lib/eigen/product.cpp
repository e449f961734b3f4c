#include <reel/eigen/product.hpp>

#include <algorithm>
#include <string>

namespace reel::product {
namespace {

template <bool row_major>
struct MatrixOrder {
    using type = Eigen::MatrixXd;
};
template <>
struct MatrixOrder<true> {
    using type = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
};
template <bool row_major>
using Matrix = Eigen::Map<const typename MatrixOrder<row_major>::type, 0, Eigen::OuterStride<>>;

template <bool row_major>
Matrix<row_major> matrix_of(const DenseProduct<row_major>& block, Run result)
{
    return {block.numbers, result.count / block.cols, block.x.count / block.cols,
            Eigen::OuterStride<>(static_cast<Eigen::Index>(block.stride))};
}

template <bool row_major>
VarVector record_in_order(Tape& tape, const DenseMatrix& A, const Operand& x)
{
    const DenseProduct<row_major> block{A.numbers, A.stride, static_cast<Index>(x.cols), x.use(tape)};
    const Matrix<row_major> matrix(A.numbers, A.rows, A.cols, Eigen::OuterStride<>(static_cast<Eigen::Index>(A.stride)));
    Eigen::VectorXd y(A.rows * x.cols);
    if (x.cols == 1)
        y.noalias() = matrix * x.entries.value();
    else
        Eigen::Map<Eigen::MatrixXd>(y.data(), A.rows, x.cols).noalias() = matrix * x.value();
    const Id id = tape.block(block, static_cast<Index>(y.size()));
    return VarVector(std::move(y), id);
}

} // namespace

void clear(Workspace& workspace, Run run)
{
    for (int column = 0; column < workspace.columns(); ++column)
        std::fill_n(workspace.at(run.first, column), run.count, 0.0);
}

template <bool row_major>
void DenseProduct<row_major>::pull(Run result, Adjoints& adjoints) const
{
    if (result.count != 0)
        add_product(matrix_of(*this, result).transpose(), adjoints, result, x, cols);
}
template <bool row_major>
void DenseProduct<row_major>::push(Run result, Tangents& tangents) const
{
    clear(tangents, result);
    if (result.count != 0)
        add_product(matrix_of(*this, result), tangents, x, result, cols);
}
template struct DenseProduct<false>;
template struct DenseProduct<true>;

VarVector record_dense(Tape& tape, const DenseMatrix& A, const Operand& x)
{
    return A.row_major ? record_in_order<true>(tape, A, x) : record_in_order<false>(tape, A, x);
}

namespace {

/// to += d from, column by column
void add_diagonal_product(const double* numbers, Workspace& workspace, Run from, Run to, Index cols)
{
    using elementwise::ConstArray;
    using elementwise::MutableArray;
    if (from.count == 0)
        return;
    const Eigen::Index n = from.count / cols;
    for (int column = 0; column < workspace.columns(); ++column)
        for (Eigen::Index begin = 0; begin < from.count; begin += n)
            MutableArray(workspace.at(to.first, column) + begin, n) +=
                ConstArray(numbers, n) * ConstArray(workspace.at(from.first, column) + begin, n);
}

} // namespace

void DiagonalProduct::pull(Run result, Adjoints& adjoints) const
{
    add_diagonal_product(numbers, adjoints, result, x, cols);
}
void DiagonalProduct::push(Run result, Tangents& tangents) const
{
    clear(tangents, result);
    add_diagonal_product(numbers, tangents, x, result, cols);
}

VarVector record_diagonal(Tape& tape, const DenseMatrix& numbers, const Operand& x)
{
    const DiagonalProduct block{numbers.numbers, x.use(tape), static_cast<Index>(x.cols)};
    const Eigen::Map<const Eigen::VectorXd> diagonal(numbers.numbers, x.rows());
    return record_block(tape, block, diagonal.asDiagonal(), x);
}

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
