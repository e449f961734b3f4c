#include <reel/unroll/map.hpp>

#include <reel/error.hpp>

#include <string>

namespace reel {

void detail::require_kept_shape(Eigen::Index rows, Eigen::Index cols, Eigen::Index other_rows, Eigen::Index other_cols)
{
    const auto shape = [](Eigen::Index m, Eigen::Index n) { return std::to_string(m) + " x " + std::to_string(n); };
    require(rows == other_rows && cols == other_cols, [&] {
        return "a state that changes its shape along the run: " + shape(other_rows, other_cols) + ", and later " +
               shape(rows, cols) + "; a step must keep the sizes of its vectors and matrices";
    });
}

} // namespace reel
