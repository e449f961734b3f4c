#include "generalized_linear.hpp"
#include "newton_solution.hpp"
#include "require_data.hpp"

#include <reel/problem/data_cleaning.hpp>
#include <vector>

namespace reel {
namespace {

using Triplets = std::vector<Eigen::Triplet<double>>;

Eigen::SparseMatrix<double> sparse(Eigen::Index rows, Eigen::Index cols, const Triplets& entries)
{
    Eigen::SparseMatrix<double> matrix(rows, cols);
    matrix.setFromTriplets(entries.begin(), entries.end());
    return matrix;
}

Triplets block_diagonal(const Eigen::MatrixXd& A, int classes)
{
    Triplets entries;
    for (Eigen::Index c = 0; c < classes; ++c)
        for (Eigen::Index j = 0; j < A.cols(); ++j)
            for (Eigen::Index i = 0; i < A.rows(); ++i)
                if (A(i, j) != 0)
                    entries.emplace_back(c * A.rows() + i, c * A.cols() + j, A(i, j));
    return entries;
}

Triplets sum_over_classes(Eigen::Index samples, int classes)
{
    Triplets entries;
    for (Eigen::Index c = 0; c < classes; ++c)
        for (Eigen::Index i = 0; i < samples; ++i)
            entries.emplace_back(i, c * samples + i, 1.0);
    return entries;
}

} // namespace

DataCleaning::DataCleaning(Eigen::MatrixXd A, Eigen::VectorXi labels, int classes, double l2)
    : A_(std::move(A)), classes_(classes), l2_(l2)
{
    const Eigen::Index m = A_.rows();
    require_data(A_, labels.cast<double>(), "data cleaning");
    require_weight(l2, "data cleaning");
    require(classes >= 2 && labels.minCoeff() >= 0 && labels.maxCoeff() < classes, [&] {
        return "data cleaning: labels run from " + std::to_string(labels.minCoeff()) + " to " +
               std::to_string(labels.maxCoeff()) + " and there are " + std::to_string(classes) +
               " classes; at least 2 are needed, and labels from 0 to classes - 1";
    });
    require(labels.minCoeff() < labels.maxCoeff(), [&] {
        return "data cleaning: all " + std::to_string(m) + " samples have the same label; two classes are needed";
    });
    lifted_ = sparse(m * classes, A_.cols() * classes, block_diagonal(A_, classes));
    class_sum_ = sparse(m, m * classes, sum_over_classes(m, classes));
    spread_ = class_sum_.transpose();
    one_hot_ = Eigen::VectorXd::Zero(m * classes);
    for (Eigen::Index i = 0; i < m; ++i)
        one_hot_[labels[i] * m + i] = 1;
    largest_ = largest_eigenvalue(A_);
}

Eigen::VectorXd DataCleaning::largest_score(const Eigen::VectorXd& scores) const
{
    return scores.reshaped(samples(), classes_).rowwise().maxCoeff();
}

Eigen::MatrixXd DataCleaning::probabilities(const Eigen::VectorXd& x) const
{
    const Eigen::MatrixXd scores = A_ * x.reshaped(A_.cols(), classes_);
    const Eigen::ArrayXd largest = scores.rowwise().maxCoeff();
    const Eigen::ArrayXXd mass = (scores.array().colwise() - largest).exp();
    return mass.colwise() / mass.rowwise().sum();
}

Curvature DataCleaning::curvature(const Eigen::VectorXd& u) const
{
    require_size(u.size(), samples(), "data cleaning", "u");
    return {l2_, largest_ / 2 * sigmoid(u.array()).maxCoeff() + l2_};
}

Eigen::MatrixXd DataCleaning::hessian(const Eigen::VectorXd& x, const Eigen::VectorXd& u) const
{
    const Eigen::Index n = A_.cols();
    const Eigen::ArrayXXd p = probabilities(x);
    const Eigen::ArrayXd weight = sigmoid(u.array()) / count();
    Eigen::MatrixXd H(size(), size());
    for (Eigen::Index c = 0; c < classes_; ++c)
        for (Eigen::Index d = 0; d <= c; ++d) {
            const Eigen::VectorXd curvature = weight * p.col(c) * ((c == d ? 1.0 : 0.0) - p.col(d));
            const Eigen::MatrixXd block = weighted_gram(A_, curvature); // symmetric
            H.block(c * n, d * n, n, n) = block;
            H.block(d * n, c * n, n, n) = block;
        }
    return add_diagonal(H, l2_);
}

Solution DataCleaning::solution(const Eigen::VectorXd& u) const
{
    require_size(u.size(), samples(), "data cleaning", "u");
    return strongly_convex_solution(*this, u);
}

Eigen::MatrixXd DataCleaning::jacobian(const Eigen::VectorXd& u) const
{
    const Eigen::VectorXd x = solution(u).x;
    const Eigen::MatrixXd misfit = probabilities(x) - one_hot_.reshaped(samples(), classes_);
    const Eigen::ArrayXd weight = sigmoid(u.array());
    const Eigen::ArrayXd slope = weight * (1 - weight) / count();
    Eigen::MatrixXd mixed(size(), samples()); // d grad f / du
    for (Eigen::Index i = 0; i < samples(); ++i) {
        const Eigen::MatrixXd loss_gradient = A_.row(i).transpose() * misfit.row(i);
        mixed.col(i) = slope[i] * loss_gradient.reshaped();
    }
    return -symmetric_solve(hessian(x, u), mixed);
}

double DataCleaning::error_rate(const Eigen::VectorXd& x, const Eigen::MatrixXd& A, const Eigen::VectorXi& labels) const
{
    require_size(x.size(), size(), "data cleaning", "x");
    require_size(A.cols(), A_.cols(), "data cleaning", "a row of A");
    require_size(labels.size(), A.rows(), "data cleaning", "the vector of labels");
    const Eigen::MatrixXd scores = A * x.reshaped(A.cols(), classes_);
    Eigen::Index wrong = 0;
    for (Eigen::Index i = 0; i < A.rows(); ++i) {
        Eigen::Index best = 0;
        scores.row(i).maxCoeff(&best);
        wrong += best != labels[i];
    }
    return static_cast<double>(wrong) / static_cast<double>(A.rows());
}

} // namespace reel
