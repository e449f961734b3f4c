#include <reel/eigen/product.hpp>

namespace reel {

void product::require_fit(Eigen::Index rows, Eigen::Index cols, Eigen::Index entries)
{
    require(cols == entries, [&] {
        return "A x: A is " + std::to_string(rows) + " by " + std::to_string(cols) + ", x has " +
               std::to_string(entries) + " entries";
    });
}

} // namespace reel
