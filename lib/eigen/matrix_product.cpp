#include <reel/eigen/matrix_product.hpp>

#include <array>

namespace reel {
namespace product {
namespace {

using elementwise::passive;
using Stride = Eigen::OuterStride<>;

/// Numbers that are written to.
struct Target {
    double* numbers;
    DenseMatrix layout;
    Target transpose() const { return {numbers, layout.transpose()}; }
    DenseMatrix read() const
    {
        DenseMatrix matrix = layout;
        matrix.numbers = numbers;
        return matrix;
    }
};

/// Row or column `first` of a matrix with one column.
Eigen::Map<const Eigen::VectorXd, 0, Eigen::InnerStride<>> column_of(const DenseMatrix& matrix)
{
    const Eigen::InnerStride<> stride(matrix.row_major ? static_cast<Eigen::Index>(matrix.stride) : 1);
    return {matrix.numbers, static_cast<Eigen::Index>(matrix.rows), stride};
}

/// Calls f with an Eigen map of the matrix.
template <class F>
void with_map(const DenseMatrix& matrix, const F& f)
{
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Stride stride(static_cast<Eigen::Index>(matrix.stride));
    if (matrix.row_major)
        f(Eigen::Map<const RowMajor, 0, Stride>(matrix.numbers, matrix.rows, matrix.cols, stride));
    else
        f(Eigen::Map<const Eigen::MatrixXd, 0, Stride>(matrix.numbers, matrix.rows, matrix.cols, stride));
}

/// to += a b
void add_product(const Target& to, const DenseMatrix& a, const DenseMatrix& b)
{
    if (to.layout.row_major) {
        add_product(to.transpose(), b.transpose(), a.transpose());
        return;
    }
    Eigen::Map<Eigen::MatrixXd, 0, Stride> y(to.numbers, to.layout.rows, to.layout.cols,
                                             Stride(static_cast<Eigen::Index>(to.layout.stride)));
    if (y.size() == 0 || a.cols == 0)
        return;
    if (a.cols == 1)
        y.noalias() += column_of(a) * column_of(b.transpose()).transpose();
    else
        with_map(a, [&](const auto& A) { with_map(b, [&](const auto& B) { y.noalias() += A * B; }); });
}

/// A factor as the tape holds it.
struct KeptFactor {
    DenseMatrix numbers; // read where the other factor is active
    Index index;         // of the first entry, or passive
    bool active() const { return index != passive; }
    /// Its adjoints or tangents, which lie as its numbers do.
    Target in(Workspace& workspace, int column) const { return {workspace.at(index, column), numbers}; }
};

struct Product {
    KeptFactor left;
    KeptFactor right;

    Target in(Workspace& workspace, Run result, int column) const
    {
        const Index rows = left.numbers.rows;
        return {workspace.at(result.first, column), {nullptr, rows, right.numbers.cols, rows, false}};
    }
    void pull(Run result, Adjoints& adjoints) const
    {
        for (int column = 0; column < adjoints.columns(); ++column) {
            const DenseMatrix bar = in(adjoints, result, column).read();
            if (left.active())
                add_product(left.in(adjoints, column), bar, right.numbers.transpose());
            if (right.active())
                add_product(right.in(adjoints, column), left.numbers.transpose(), bar);
        }
    }
    void push(Run result, Tangents& tangents) const
    {
        for (int column = 0; column < tangents.columns(); ++column) {
            const Target dot = in(tangents, result, column);
            std::fill_n(dot.numbers, result.count, 0.0);
            if (left.active())
                add_product(dot, left.in(tangents, column).read(), right.numbers);
            if (right.active())
                add_product(dot, left.numbers, right.in(tangents, column).read());
        }
    }
};

/// Active values never change, so a copy of them serves every product of one recording. The last ones are remembered,
/// for vectors that are made anew from the same entries.
struct Remembered {
    Stamp epoch = 0;
    Run run{0, 0};
    const double* numbers = nullptr;
};

const double* numbers_on_tape(Tape& tape, const VarVector& entries)
{
    if (!entries.active())
        return entries.keep(tape);
    static thread_local std::array<Remembered, 64> table;
    const Run run{entries.id().index, static_cast<Index>(entries.size())};
    Remembered& memory = table[run.first % table.size()];
    if (memory.epoch != tape.epoch() || memory.run.first != run.first || memory.run.count != run.count)
        memory = {tape.epoch(), run, entries.keep(tape)};
    return memory.numbers;
}

KeptFactor keep(Tape& tape, const Factor& factor, bool needed)
{
    KeptFactor kept{factor.numbers, passive};
    if (factor.active())
        kept.index = tape.use(factor.entries->id(), static_cast<Index>(factor.entries->size()));
    if (needed && factor.entries != nullptr)
        kept.numbers.numbers = numbers_on_tape(tape, *factor.entries);
    return kept;
}

} // namespace

Factor factor(const VarVector& entries, Eigen::Index rows, Eigen::Index cols)
{
    const auto stride = static_cast<Index>(rows);
    return {&entries, {entries.value().data(), stride, static_cast<Index>(cols), stride, false}};
}

VarVector record_product(Tape& tape, const Factor& left, const Factor& right)
{
    const Index rows = left.numbers.rows;
    const Index cols = right.numbers.cols;
    const Index results = rows * cols;
    Eigen::VectorXd y = Eigen::VectorXd::Zero(results);
    add_product({y.data(), {nullptr, rows, cols, rows, false}}, left.numbers, right.numbers);
    const KeptFactor kept_left = keep(tape, left, right.active());
    const KeptFactor kept_right = keep(tape, right, left.active());
    const bool by_columns = !right.numbers.row_major || cols == 1;
    if (!kept_left.active() && by_columns && results != 0) {
        const Operand operand{{kept_right.index, right.numbers.rows * cols}, cols};
        return VarVector(std::move(y), record_dense(tape, kept_left.numbers, operand, results));
    }
    return VarVector(std::move(y), tape.block(Product{kept_left, kept_right}, results));
}

} // namespace product

VarMatrix outer(const VarVector& x, const VarVector& y)
{
    return VarMatrix(x, x.size(), 1) * VarMatrix(y, y.size(), 1).transpose();
}

} // namespace reel
