#pragma once
/// Group lasso: whole groups of unknowns are switched on or off together,
///     f(x, u) = |A x - b|^2 / 2 + u sum_g w_g |x_g|,      w_g = sqrt(size of group g), u a scalar > 0.
///
///     const GroupLasso problem(A, b, {3, 3, 4});           // unknowns 0-2, 3-5, 6-9
///
/// The prox shrinks each group as a whole: y_g max(1 - t u w_g/|y_g|, 0). On the active groups the solution is a smooth
/// function of u:  dx*/du = -(A^T A + u D2 h)^{-1} (w_g x_g/|x_g|)_g, with D2 h of the group g  w_g (I - x_g
/// x_g^T/|x_g|^2)/|x_g|.

#include <reel/problem/least_squares.hpp>

#include <Eigen/Core>
#include <Eigen/SparseCore>

#include <vector>

namespace reel {

class GroupLasso : public LeastSquares {
public:
    /// The sizes are >= 1 and sum to the number of columns; throws `InvalidArgument` otherwise.
    GroupLasso(Eigen::MatrixXd A, Eigen::VectorXd b, std::vector<Eigen::Index> sizes);

    template <class X, class U>
    ScalarOf<X> value(const X& x, const U& u) const
    {
        const X squares = membership_.transpose() * X(x.cwiseProduct(x));
        return smooth_value(x) + u * squares.cwiseSqrt().cwiseProduct(weights_).sum();
    }
    /// O(n). t > 0.
    template <class X, class U>
    X prox(const X& y, double t, const U& u) const
    {
        // 1 - c/max(|y_g|, c) is 0 exactly where the group vanishes; the maximum stands under the root, whose
        // derivative at 0 is thus never asked for.
        const X squares = membership_.transpose() * X(y.cwiseProduct(y));
        const X threshold((U(t * u) * weights_));
        const X length = squares.cwiseMax(X(threshold.cwiseProduct(threshold))).cwiseSqrt();
        const X factor = (1.0 - threshold.array() / length.array()).matrix();
        return y.cwiseProduct(X(membership_ * factor));
    }
    /// Which groups are not 0.
    Fingerprint active_set(const Eigen::VectorXd& x) const;

    /// By proximal gradient steps, then Newton's method on the active groups. The error bound is infinite when the
    /// active groups cannot be certified. Throws `InvalidArgument` unless u is finite and > 0.
    Solution solution(double u) const;
    Eigen::VectorXd jacobian(double u) const; ///< n entries

private:
    Eigen::VectorXd group_norms(const Eigen::VectorXd& x) const;
    std::vector<Eigen::Index> active(const Eigen::VectorXd& x) const;
    Eigen::VectorXd penalty_gradient(const Eigen::VectorXd& x) const;
    Eigen::MatrixXd penalty_hessian(const Eigen::VectorXd& x) const;
    double polish(Eigen::VectorXd& x, double u) const;

    Eigen::SparseMatrix<double> membership_; ///< n x groups, 1 where unknown i belongs to group g
    Eigen::VectorXd weights_;                ///< w_g
};

} // namespace reel
