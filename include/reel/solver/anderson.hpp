#pragma once
/// Anderson acceleration of a fixed-point map, for the plain phase of a run.
///
/// From the last differences of iterates and of residuals r = map(x, u) - x it takes the combination whose residual
/// would be smallest if the map were affine:
///     x+ = x + r - (dX + dR) c,      c = argmin |r - dR c|
/// This is not a smooth function of x alone (it depends on the whole window, through a least squares problem), so it is
/// not to be differentiated, and takes numbers only. It reaches the fixed point of a map that is then differentiated
/// itself:
///
///     const Anderson fast{descent, 5};
///     auto state = fast.init(x0);
///     for (int k = 0; k < 30; ++k)
///         state = fast(state, u);
///     // ... record steps of `descent` from fast.solution(state)

#include <Eigen/Core>
#include <Eigen/QR>

namespace reel {

struct AndersonState {
    Eigen::VectorXd x;
    Eigen::VectorXd residual;       ///< of the previous x; empty at the start
    Eigen::MatrixXd iterate_steps;  ///< dX, the latest column last
    Eigen::MatrixXd residual_steps; ///< dR
    Eigen::VectorXd previous{};     ///< the previous x
};

template <class Map>
struct Anderson {
    const Map& map;
    Eigen::Index window = 5; ///< differences kept, >= 1

    AndersonState init(const Eigen::VectorXd& x0) const
    {
        return {x0, {}, Eigen::MatrixXd(x0.size(), 0), Eigen::MatrixXd(x0.size(), 0)};
    }

    /// One evaluation of the map, O(n window^2) beside it.
    template <class U>
    AndersonState operator()(const AndersonState& state, const U& u) const
    {
        const Eigen::VectorXd residual = map(state.x, u) - state.x;
        AndersonState next = state;
        if (state.residual.size() > 0) {
            next.iterate_steps = append(state.iterate_steps, state.x - state.previous);
            next.residual_steps = append(state.residual_steps, residual - state.residual);
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
    const Eigen::VectorXd& solution(const AndersonState& state) const { return state.x; }

private:
    Eigen::MatrixXd append(const Eigen::MatrixXd& columns, const Eigen::VectorXd& last) const
    {
        const Eigen::Index kept = columns.cols() < window ? columns.cols() : window - 1;
        Eigen::MatrixXd result(last.size(), kept + 1);
        result << columns.rightCols(kept), last;
        return result;
    }
};

} // namespace reel
