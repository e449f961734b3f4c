#include <reel/solver/anderson.hpp>

#include <Eigen/QR>

namespace reel::detail {
namespace {

Eigen::MatrixXd append(const Eigen::MatrixXd& columns, const Eigen::VectorXd& last, Eigen::Index window)
{
    const Eigen::Index kept = columns.cols() < window ? columns.cols() : window - 1;
    Eigen::MatrixXd result(last.size(), kept + 1);
    result << columns.rightCols(kept), last;
    return result;
}

} // namespace

AndersonState mix(const AndersonState& state, const Eigen::VectorXd& residual, Eigen::Index window)
{
    AndersonState next = state;
    if (state.residual.size() > 0) {
        next.iterate_steps = append(state.iterate_steps, state.x - state.previous, window);
        next.residual_steps = append(state.residual_steps, residual - state.residual, window);
    }
    next.x = state.x + residual;
    if (next.residual_steps.cols() > 0) {
        const Eigen::VectorXd c = next.residual_steps.completeOrthogonalDecomposition().solve(residual);
        next.x -= (next.iterate_steps + next.residual_steps) * c;
    }
    next.previous = state.x;
    next.residual = residual;
    return next;
}

} // namespace reel::detail
