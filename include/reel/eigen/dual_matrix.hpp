#pragma once
/// DualMatrix: a matrix and its derivatives along p directions, for systems that are solved in forward mode.
///
///     const DualMatrix H = add_diagonal(weighted_gram(A, w), u);     // gram.hpp
///     const DualVector x = solve(H, b);                              // solve.hpp

#include <reel/eigen/dual_vector.hpp>

#include <Eigen/Core>

#include <utility>

namespace reel {

class DualMatrix {
public:
    DualMatrix() = default;                                                  ///< 0 x 0 and passive.
    explicit DualMatrix(Eigen::MatrixXd value) : value_(std::move(value)) {} ///< Passive numbers.
    /// Tangents: a column for each direction, the entries of the matrix column by column. Throws `InvalidArgument` when
    /// its rows are not as many.
    DualMatrix(Eigen::MatrixXd value, Eigen::MatrixXd tangents);

    Eigen::Index rows() const noexcept { return value_.rows(); }
    Eigen::Index cols() const noexcept { return value_.cols(); }
    Eigen::Index directions() const noexcept { return tangents_.cols(); } ///< p; 0 when passive.
    bool active() const noexcept { return tangents_.cols() > 0; }
    const Eigen::MatrixXd& value() const noexcept { return value_; }
    const Eigen::MatrixXd& tangents() const noexcept { return tangents_; }
    /// The tangent in one direction, in the shape of the matrix.
    Eigen::Map<const Eigen::MatrixXd> tangent(Eigen::Index direction) const
    {
        return {tangents_.data() + direction * tangents_.rows(), rows(), cols()};
    }

private:
    Eigen::MatrixXd value_;
    Eigen::MatrixXd tangents_;
};

} // namespace reel
