#include "dense.hpp"
#include "require_data.hpp"

#include <Eigen/LU>
#include <reel/problem/linear_system.hpp>

namespace reel {
namespace {

Eigen::MatrixXd inverse_of(const Eigen::MatrixXd& A, double shift)
{
    const Eigen::FullPivLU<Eigen::MatrixXd> lu(add_diagonal(A, shift));
    require(lu.isInvertible(), [&] {
        return "linear system: the matrix of " + std::to_string(A.rows()) + " rows has rank " +
               std::to_string(lu.rank()) + " (shift " + std::to_string(shift) + "); there is no unique solution";
    });
    return lu.inverse();
}

Solution solve_shifted(const Eigen::MatrixXd& A, double shift, const Eigen::VectorXd& right)
{
    require_size(right.size(), A.rows(), "linear system", "the right-hand side");
    const Eigen::MatrixXd inverse = inverse_of(A, shift);
    const WideMatrix wide = add_diagonal(A.cast<long double>(), static_cast<long double>(shift));
    const auto residual = [&](const Eigen::VectorXd& x) {
        return Eigen::VectorXd((right.cast<long double>() - wide * x.cast<long double>()).cast<double>());
    };
    Solution solution{.x = inverse * right};
    for (int round = 0; round < 3; ++round)
        solution.x += inverse * residual(solution.x);
    solution.residual = residual(solution.x).norm();
    solution.error_bound = solution.residual * spectral_norm(inverse);
    return solution;
}

} // namespace

LinearSystem::LinearSystem(Eigen::MatrixXd A) : A_(std::move(A)), diagonal_(A_.diagonal())
{
    require(A_.rows() == A_.cols() && A_.rows() > 0 && A_.allFinite(), [&] {
        return "linear system: A is " + std::to_string(A_.rows()) + " by " + std::to_string(A_.cols()) +
               "; it must be square, not empty, and finite";
    });
}

Curvature LinearSystem::curvature(const Eigen::VectorXd&) const
{
    const bool symmetric = A_.isApprox(A_.transpose(), 1e-12);
    const Eigen::VectorXd spectrum = symmetric_eigenvalues(A_);
    require(symmetric && spectrum[0] > 0, [] {
        return "linear system: the curvature is that of a symmetric positive definite matrix, which A is not";
    });
    return {spectrum[0], spectrum[size() - 1]};
}

Solution LinearSystem::solution(const Eigen::VectorXd& u) const
{
    return solve_shifted(A_, 0, u);
}

Solution LinearSystem::solution(const std::tuple<double, Eigen::VectorXd>& u) const
{
    return solve_shifted(A_, std::get<0>(u), std::get<1>(u));
}

Eigen::MatrixXd LinearSystem::jacobian(const Eigen::VectorXd&) const
{
    return inverse_of(A_, 0);
}

Eigen::VectorXd LinearSystem::jacobian(const std::tuple<double, Eigen::VectorXd>& u) const
{
    return -inverse_of(A_, std::get<0>(u)) * solution(u).x;
}

} // namespace reel
