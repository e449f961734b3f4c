#pragma once
/// Several directions at once by hand, for W6: blocks of tangents or adjoints, one column a direction.

#include "burgers.hpp"
#include "peers.hpp"
#include "ridge.hpp"

namespace reel::bench {

/// Derivatives of the loss along the columns of `directions`, in forward mode; the rows are those of `parameters()`.
std::unique_ptr<Tool> hand_tangents(Shared<RidgeDescent> program, const Eigen::MatrixXd& directions);
std::unique_ptr<Tool> hand_tangents(Shared<Burgers> program, const Eigen::MatrixXd& directions);

/// J^T W of the last state, one column after the other, in reverse mode.
std::unique_ptr<Tool> hand_adjoints(Shared<RidgeDescent> program, const Eigen::MatrixXd& weights);
std::unique_ptr<Tool> hand_adjoints(Shared<Burgers> program, const Eigen::MatrixXd& weights);

} // namespace reel::bench
