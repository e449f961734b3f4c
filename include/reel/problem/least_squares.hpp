#pragma once
/// The smooth part of sparse regression: g(x) = |A x - b|^2 / 2, with A (m x n) and b (m) passive.
///
/// Lasso, elastic net and group lasso add to it a non-smooth part h(x, u) that holds all hyper-parameters and is known
/// by its prox. For splitting methods, which treat g as a whole, there are the passive factorisations of
///     alpha I + beta A^T A
/// and the operator K of  min g(x) + h(K x), here the identity.

#include <reel/problem/algebra.hpp>
#include <reel/problem/problem.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <memory>

namespace reel {

class LeastSquares {
public:
    /// Shapes as for `Ridge`; throws `InvalidArgument`.
    LeastSquares(Eigen::MatrixXd A, Eigen::VectorXd b);

    const Eigen::MatrixXd& A() const noexcept { return A_; }
    const Eigen::VectorXd& b() const noexcept { return b_; }
    Eigen::Index size() const noexcept { return A_.cols(); }

    /// |A x - b|^2 / 2.
    template <class X>
    ScalarOf<X> smooth_value(const X& x) const
    {
        const X residual = A_ * x - b_;
        return 0.5 * residual.squaredNorm();
    }
    /// A^T (A x - b), whatever u. O(m n).
    template <class X, class U>
    X gradient(const X& x, const U&) const
    {
        return A_.transpose() * (A_ * x - b_);
    }
    /// The extreme eigenvalues of A^T A, whatever u.
    template <class U>
    Curvature curvature(const U&) const
    {
        return {smallest_, largest_};
    }

    const Eigen::VectorXd& linear() const noexcept { return linear_; }                 ///< A^T b
    const Eigen::MatrixXd& gram() const noexcept { return gram_; }                     ///< A^T A
    const Eigen::SparseMatrix<double>& analysis() const noexcept { return analysis_; } ///< K = I
    double analysis_norm() const noexcept { return 1; }                                ///< |K|

    /// alpha I + beta A^T A + gamma K^T K, factorised. Requires a positive definite matrix; throws `InvalidArgument`
    /// otherwise. O(n^3).
    using Factor = Eigen::LLT<Eigen::MatrixXd>;
    std::shared_ptr<const Factor> factor(double alpha, double beta, double gamma) const;

private:
    Eigen::MatrixXd A_;
    Eigen::VectorXd b_;
    Eigen::MatrixXd gram_;
    Eigen::VectorXd linear_;
    Eigen::SparseMatrix<double> analysis_;
    double smallest_ = 0; ///< of the eigenvalues of A^T A
    double largest_ = 0;
};

} // namespace reel
