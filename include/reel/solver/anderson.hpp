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

namespace reel {

struct AndersonState {
    Eigen::VectorXd x;
    Eigen::VectorXd residual;       ///< of the previous x; empty at the start
    Eigen::MatrixXd iterate_steps;  ///< dX, the latest column last
    Eigen::MatrixXd residual_steps; ///< dR
    Eigen::VectorXd previous{};     ///< the previous x
};

namespace detail {
/// The next state, from the residual of this one's x.
AndersonState mix(const AndersonState& state, const Eigen::VectorXd& residual, Eigen::Index window);
} // namespace detail

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
        return detail::mix(state, map(state.x, u) - state.x, window);
    }
    const Eigen::VectorXd& solution(const AndersonState& state) const { return state.x; }
};

} // namespace reel
