#include <reel/eigen/gram.hpp>

#include <string>

namespace reel {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using elementwise::passive;
using MatrixMap = Eigen::Map<MatrixXd>;
using VectorMap = Eigen::Map<VectorXd>;

Eigen::Map<const MatrixXd, 0, Eigen::OuterStride<>> matrix_of(const DenseMatrix& A)
{
    return {A.numbers, static_cast<Eigen::Index>(A.rows), static_cast<Eigen::Index>(A.cols),
            Eigen::OuterStride<>(static_cast<Eigen::Index>(A.stride))};
}

/// M = A^T diag(w) A:  w_bar_i += a_i^T M_bar a_i with a_i row i of A,  M_dot = A^T diag(w_dot) A
struct WeightedGram {
    DenseMatrix matrix;
    Index w;
    void pull(Run result, Adjoints& adjoints) const
    {
        const auto A = matrix_of(matrix);
        for (int column = 0; column < adjoints.columns(); ++column) {
            const MatrixXd moved = A * MatrixMap(adjoints.at(result.first, column), A.cols(), A.cols());
            VectorMap(adjoints.at(w, column), A.rows()) += moved.cwiseProduct(A).rowwise().sum();
        }
    }
    void push(Run result, Tangents& tangents) const
    {
        const auto A = matrix_of(matrix);
        for (int column = 0; column < tangents.columns(); ++column) {
            const MatrixXd weighted = VectorMap(tangents.at(w, column), A.rows()).asDiagonal() * A;
            MatrixMap(tangents.at(result.first, column), A.cols(), A.cols()).noalias() = A.transpose() * weighted;
        }
    }
};

void require_weights(const MatrixXd& A, Eigen::Index weights)
{
    require(A.rows() == weights, [&] {
        return "weighted_gram(A, w): A is " + std::to_string(A.rows()) + " by " + std::to_string(A.cols()) +
               ", w has " + std::to_string(weights) + " entries; one for each row is needed";
    });
}
MatrixXd gram_value(const MatrixXd& A, const VectorXd& w)
{
    const MatrixXd weighted = w.asDiagonal() * A;
    return A.transpose() * weighted;
}

/// M + diag(d): d is one number for all entries of the diagonal, or one for each.
struct AddDiagonal {
    Index matrix; // or passive
    Index d;      // or passive
    Index n;
    Index step; // from one entry of d to the next: 0 or 1
    void pull(Run result, Adjoints& adjoints) const
    {
        for (int column = 0; column < adjoints.columns(); ++column) {
            const MatrixMap bar(adjoints.at(result.first, column), n, n);
            if (matrix != passive)
                MatrixMap(adjoints.at(matrix, column), n, n) += bar;
            if (d != passive)
                for (Index i = 0; i < n; ++i)
                    *adjoints.at(d + i * step, column) += bar(i, i);
        }
    }
    void push(Run result, Tangents& tangents) const
    {
        for (int column = 0; column < tangents.columns(); ++column) {
            MatrixMap dot(tangents.at(result.first, column), n, n);
            if (matrix != passive)
                dot = MatrixMap(tangents.at(matrix, column), n, n);
            else
                dot.setZero();
            if (d != passive)
                for (Index i = 0; i < n; ++i)
                    dot(i, i) += *tangents.at(d + i * step, column);
        }
    }
};

void require_square(Eigen::Index rows, Eigen::Index cols, Eigen::Index entries)
{
    require(rows == cols && (entries == elementwise::broadcast || entries == rows), [&] {
        return "add_diagonal(M, d): M is " + std::to_string(rows) + " by " + std::to_string(cols) +
               (entries == elementwise::broadcast ? std::string() : ", d has " + std::to_string(entries) + " entries") +
               "; a square matrix is needed, and as many entries as it has rows";
    });
}

/// d is a vector, or a number that stands for all entries
VarMatrix sum_with_diagonal(const VarMatrix& M, const VectorXd& numbers, Id d, Eigen::Index entries)
{
    require_square(M.rows(), M.cols(), entries);
    MatrixXd value = M.value();
    value.diagonal() += numbers;
    if (!M.active() && !d.active())
        return VarMatrix(value);
    Tape& tape = Recording::tape();
    const auto n = static_cast<Index>(M.rows());
    const Index step = entries == elementwise::broadcast ? 0 : 1;
    const AddDiagonal block{M.active() ? tape.use(M.id(), n * n) : passive,
                            d.active() ? tape.use(d, step == 0 ? 1 : n) : passive, n, step};
    return {VarVector(VectorXd(value.reshaped()), tape.block(block, n * n)), M.rows(), M.cols()};
}

DualMatrix dual_sum(const DualMatrix& M, const VectorXd& numbers, const MatrixXd& tangents)
{
    MatrixXd value = M.value();
    value.diagonal() += numbers;
    if (tangents.cols() == 0)
        return {std::move(value), M.tangents()};
    elementwise::ForwardKeeper keeper;
    keeper.join(M.directions());
    keeper.join(tangents.cols());
    MatrixXd sum = M.active() ? M.tangents() : MatrixXd::Zero(value.size(), keeper.directions());
    for (Eigen::Index i = 0; i < numbers.size(); ++i)
        sum.row(i * (numbers.size() + 1)) += tangents.row(i);
    return {std::move(value), std::move(sum)};
}

} // namespace

VarMatrix weighted_gram(const MatrixXd& A, const VarVector& w)
{
    require_weights(A, w.size());
    const MatrixXd value = gram_value(A, w.value());
    if (!w.active())
        return VarMatrix(value);
    Tape& tape = Recording::tape();
    const Id id = tape.all_or_nothing([&] {
        passive_matrix::watch(tape, A);
        const WeightedGram block{dense_matrix(A), tape.use(w.id(), static_cast<Index>(w.size()))};
        return tape.block(block, static_cast<Index>(value.size()));
    });
    return {VarVector(VectorXd(value.reshaped()), id), value.rows(), value.cols()};
}

DualMatrix weighted_gram(const MatrixXd& A, const DualVector& w)
{
    require_weights(A, w.size());
    MatrixXd tangents(A.cols() * A.cols(), w.directions());
    for (Eigen::Index k = 0; k < w.directions(); ++k)
        MatrixMap(tangents.data() + k * tangents.rows(), A.cols(), A.cols()) = gram_value(A, w.tangents().col(k));
    return {gram_value(A, w.value()), std::move(tangents)};
}

VarMatrix add_diagonal(const VarMatrix& M, const Var& d)
{
    return sum_with_diagonal(M, VectorXd::Constant(M.rows(), d.value()), d.id(), elementwise::broadcast);
}
VarMatrix add_diagonal(const VarMatrix& M, const VarVector& d)
{
    return sum_with_diagonal(M, d.value(), d.id(), d.size());
}

DualMatrix add_diagonal(const DualMatrix& M, const Dual<dynamic>& d)
{
    require_square(M.rows(), M.cols(), elementwise::broadcast);
    MatrixXd tangents(M.rows(), d.directions());
    for (int k = 0; k < d.directions(); ++k)
        tangents.col(k).setConstant(d.tangent(k));
    return dual_sum(M, VectorXd::Constant(M.rows(), d.value()), tangents);
}
DualMatrix add_diagonal(const DualMatrix& M, const DualVector& d)
{
    require_square(M.rows(), M.cols(), d.size());
    return dual_sum(M, d.value(), d.tangents());
}

} // namespace reel
