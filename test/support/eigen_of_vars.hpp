#pragma once
/// Eigen's own vectors and matrices with Var as their number.
#include "recorded.hpp"

#include <reel/eigen/scalar.hpp>

namespace reel::test {

using VectorXv = Eigen::Matrix<Var, Eigen::Dynamic, 1>;
using MatrixXv = Eigen::Matrix<Var, Eigen::Dynamic, Eigen::Dynamic>;

} // namespace reel::test
