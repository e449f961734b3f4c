#pragma once
/// Data cleaning: softmax regression in which each training sample has a weight, to be learnt from validation data.
///     f(x, u) = (1/m) sum_i sigmoid(u_i) l_i(x) + l2 |x|^2 / 2,        u has m entries, one for each sample
///     l_i(x)  = log(sum_c exp(s_ic)) - s_{i y_i},                      scores s_ic = a_i . x_c
/// x has n C entries: the coefficients of class 0, of class 1, and so on. A hyper-gradient that lowers u_i says that
/// sample i does not fit, for instance because its label is wrong.
///
///     const DataCleaning problem(A, labels, 10, 1e-2);
///     const Eigen::VectorXd x = problem.solution(Eigen::VectorXd::Zero(A.rows())).x;      // all weights 1/2
///     problem.error_rate(x, A, labels);                                                   // on any data
///
/// With p_ic = exp(s_ic)/sum_d exp(s_id): gradient in x_c  (1/m) A^T (sigmoid(u) o (p_c - [y = c])) + l2 x_c.
/// All classes are computed at once: scores = (I_C (x) A) x, with sparse passive matrices.

#include <reel/problem/algebra.hpp>
#include <reel/problem/problem.hpp>

#include <Eigen/Core>
#include <Eigen/SparseCore>

namespace reel {

class DataCleaning {
public:
    /// A is m x n and finite; labels has m entries out of 0 .. classes - 1, at least two different ones; classes >= 2;
    /// l2 finite and > 0. Throws `InvalidArgument` otherwise.
    DataCleaning(Eigen::MatrixXd A, Eigen::VectorXi labels, int classes, double l2);

    Eigen::Index size() const noexcept { return A_.cols() * classes_; } ///< n C
    Eigen::Index samples() const noexcept { return A_.rows(); }         ///< m, the length of u
    int classes() const noexcept { return classes_; }

    template <class X, class U>
    ScalarOf<X> value(const X& x, const U& u) const
    {
        const X scores = lifted_ * x;
        const Eigen::VectorXd shift = largest_score(values_of(scores));
        const X mass = class_sum_ * X(exp(scores.array() - (spread_ * shift).array()).matrix());
        const X right = class_sum_ * X(scores.cwiseProduct(one_hot_));
        const X loss = (log(mass.array()) + shift.array() - right.array()).matrix();
        const X weight(sigmoid(u.array()).matrix());
        return loss.dot(weight) / count() + 0.5 * l2_ * x.squaredNorm();
    }
    /// O(m n C).
    template <class X, class U>
    X gradient(const X& x, const U& u) const
    {
        const X scores = lifted_ * x;
        // The shift makes overflow impossible and does not change p: it needs no derivative.
        const Eigen::VectorXd shift = spread_ * largest_score(values_of(scores));
        const X mass = exp(scores.array() - shift.array()).matrix();
        const X total = class_sum_ * mass;
        const X weight((sigmoid(u.array()) / count()).matrix());
        const X misfit = (mass.array() / X(spread_ * total).array() - one_hot_.array()).matrix();
        return lifted_.transpose() * X(misfit.cwiseProduct(X(spread_ * weight))) + l2_ * x;
    }

    /// mu = l2, L = lambda_max(A^T A)/(2 m) + l2.
    Curvature curvature(const Eigen::VectorXd& u) const;
    /// D2 f(x, u), (n C) x (n C). O(m n^2 C^2).
    Eigen::MatrixXd hessian(const Eigen::VectorXd& x, const Eigen::VectorXd& u) const;
    /// By Newton's method, down to the rounding error of the gradient.
    Solution solution(const Eigen::VectorXd& u) const;
    /// dx*/du, (n C) x m: column i is -H^{-1} sigmoid'(u_i) grad l_i / m.
    Eigen::MatrixXd jacobian(const Eigen::VectorXd& u) const;

    /// The fraction of rows of A (any number of them) that x puts into another class than their label.
    double error_rate(const Eigen::VectorXd& x, const Eigen::MatrixXd& A, const Eigen::VectorXi& labels) const;

private:
    double count() const noexcept { return static_cast<double>(A_.rows()); }
    Eigen::VectorXd largest_score(const Eigen::VectorXd& scores) const; ///< max_c s_ic, for each sample
    Eigen::MatrixXd probabilities(const Eigen::VectorXd& x) const;      ///< p, m x C

    Eigen::MatrixXd A_;
    int classes_;
    double l2_;
    Eigen::SparseMatrix<double> lifted_;    ///< I_C (x) A, the scores of all classes, class by class
    Eigen::SparseMatrix<double> class_sum_; ///< 1_C^T (x) I_m, a sample's sum over classes
    Eigen::SparseMatrix<double> spread_;    ///< its transpose: a sample's number for each class
    Eigen::VectorXd one_hot_;               ///< [y_i = c]
    double largest_ = 0;                    ///< eigenvalue of A^T A / m
};

} // namespace reel
