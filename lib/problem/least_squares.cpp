#include "dense.hpp"
#include "require_data.hpp"

#include <algorithm>
#include <reel/problem/least_squares.hpp>

namespace reel {

LeastSquares::LeastSquares(Eigen::MatrixXd A, Eigen::VectorXd b)
    : A_(std::move(A)), b_(std::move(b)), analysis_(A_.cols(), A_.cols())
{
    require_data(A_, b_, "least squares");
    gram_ = A_.transpose() * A_;
    linear_ = A_.transpose() * b_;
    analysis_.setIdentity();
    const Eigen::VectorXd spectrum = symmetric_eigenvalues(gram_);
    smallest_ = A_.rows() >= A_.cols() ? std::max(0.0, spectrum[0]) : 0.0;
    largest_ = spectrum[size() - 1];
}

std::shared_ptr<const LeastSquares::Factor> LeastSquares::factor(double alpha, double beta, double gamma) const
{
    auto factor = std::make_shared<const Factor>(add_diagonal(beta * gram_, alpha + gamma));
    require(factor->info() == Eigen::Success, [&] {
        return "least squares: " + std::to_string(alpha) + " I + " + std::to_string(beta) + " A^T A + " +
               std::to_string(gamma) + " K^T K is not positive definite";
    });
    return factor;
}

} // namespace reel
