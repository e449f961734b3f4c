#include <reel/eigen/gather.hpp>
#include <reel/eigen/matrix.hpp>

#include <string>

namespace reel {
namespace {

/// y = x^T for the entries of a matrix with `rows` rows, y having `rows` columns.
struct Transposition {
    Index x;
    Index rows;
    Index cols;
    void pull(Run result, Adjoints& adjoints) const
    {
        for (int column = 0; column < adjoints.columns(); ++column)
            Eigen::Map<Eigen::MatrixXd>(adjoints.at(x, column), rows, cols) +=
                Eigen::Map<const Eigen::MatrixXd>(adjoints.at(result.first, column), cols, rows).transpose();
    }
    void push(Run result, Tangents& tangents) const
    {
        for (int column = 0; column < tangents.columns(); ++column)
            Eigen::Map<Eigen::MatrixXd>(tangents.at(result.first, column), cols, rows) =
                Eigen::Map<const Eigen::MatrixXd>(tangents.at(x, column), rows, cols).transpose();
    }
};

std::string size_of(Eigen::Index rows, Eigen::Index cols)
{
    return std::to_string(rows) + " by " + std::to_string(cols);
}

void require_inside(const VarMatrix& A, Eigen::Index i, Eigen::Index j, const char* what)
{
    require(i >= 0 && i < A.rows() && j >= 0 && j < A.cols(), [&] {
        return std::string(what) + " of A: A is " + size_of(A.rows(), A.cols()) + ", asked for row " +
               std::to_string(i) + ", column " + std::to_string(j);
    });
}

} // namespace

VarMatrix::VarMatrix(VarVector entries, Eigen::Index rows, Eigen::Index cols)
    : entries_(std::move(entries)), rows_(rows), cols_(cols)
{
    require(rows >= 0 && cols >= 0 && rows * cols == entries_.size(), [&] {
        return "a matrix of " + size_of(rows, cols) + " from a vector of " + std::to_string(entries_.size()) +
               " entries";
    });
}

const Var VarMatrix::operator()(Eigen::Index i, Eigen::Index j) const
{
    require_inside(*this, i, j, "an entry");
    return entries_[i + j * rows_];
}

VarVector VarMatrix::col(Eigen::Index j) const
{
    require(j >= 0 && j < cols_,
            [&] { return "column " + std::to_string(j) + " of A: A is " + size_of(rows_, cols_); });
    return entries_.slice(j * rows_, rows_);
}

VarVector VarMatrix::row(Eigen::Index i) const
{
    require(i >= 0 && i < rows_, [&] { return "row " + std::to_string(i) + " of A: A is " + size_of(rows_, cols_); });
    return strided(entries_, i, rows_, cols_);
}

VarVector VarMatrix::diagonal() const
{
    return strided(entries_, 0, rows_ + 1, std::min(rows_, cols_));
}

VarMatrix transposed(const VarMatrix& A)
{
    Eigen::VectorXd numbers(A.size());
    Eigen::Map<Eigen::MatrixXd>(numbers.data(), A.cols(), A.rows()) = A.value().transpose();
    if (!A.active())
        return {VarVector(std::move(numbers)), A.cols(), A.rows()};
    Tape& tape = Recording::tape();
    const auto size = static_cast<Index>(A.size());
    const Transposition block{tape.use(A.id(), size), static_cast<Index>(A.rows()), static_cast<Index>(A.cols())};
    return {VarVector(std::move(numbers), tape.block(block, size)), A.cols(), A.rows()};
}

} // namespace reel
