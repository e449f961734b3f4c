#include <reel/analysis/certificate.hpp>
#include <reel/implicit/fixed_point.hpp>

#include <limits>

namespace reel {
namespace {

using Eigen::VectorXd;
using fixed_point::LinearSolution;
using fixed_point::Side;

LinearSolution gmres(const Linearization& at, Side side, const VectorXd& right, const Eigen::MatrixXd& guess = {})
{
    return fixed_point::solve(at, side, right, Implicit{.iterations = 300, .guess = guess});
}

/// Two points on the way to x*, by Newton steps: the last one much shorter than that before.
struct Approach {
    VectorXd x;
    VectorXd y;
    double moved = 0.0; ///< |y - x|
    double rest = std::numeric_limits<double>::infinity(); ///< |y - x*| <= lever |A(y) - y|
    int sweeps = 0;
    bool arrived() const { return rest <= 0.1 * moved || moved <= 1e-8 * y.norm(); }
};

Approach approach(const AnyRun& run, double lever)
{
    Approach found{.x = run.row(), .y = run.row()};
    for (int step = 0; step < 5 && found.y.allFinite() && (step == 0 || !found.arrived()); ++step) {
        found.x = found.y;
        const Linearization at = run.linearize(found.x);
        const LinearSolution newton = gmres(at, Side::tangent, at.image() - at.point());
        found.y = found.x + newton.solution;
        found.moved = newton.solution.norm();
        found.rest = lever * (run.image(found.y) - found.y).norm();
        found.sweeps += newton.sweeps + 2;
    }
    return found;
}

} // namespace

Certificate certify(const AnyRun& run, const VectorXd& v, const VectorXd& g, const Contraction& known)
{
    if (!(known.rho < 1.0))
        return {std::numeric_limits<double>::quiet_NaN(), 0};
    const double lever = known.growth / (1.0 - known.rho);
    const Approach way = approach(run, lever);
    if (!way.arrived())
        return {std::numeric_limits<double>::infinity(), way.sweeps};

    const Linearization here = run.linearize(way.x);
    const Linearization there = run.linearize(way.y);
    const LinearSolution w_here = gmres(here, Side::adjoint, v);
    const LinearSolution w_there = gmres(there, Side::adjoint, v, w_here.solution);
    const VectorXd g_here = here.pull(w_here.solution).u;
    const VectorXd g_there = there.pull(w_there.solution).u;

    const double drift = way.moved > 0.0 ? (g_there - g_here).norm() * way.rest / way.moved : 0.0;
    const double unsolved = lever * fixed_point::pulled_norm(there, w_there.solution) * w_there.residual * v.norm();
    return {(g - g_there).norm() + drift + unsolved, way.sweeps + w_here.sweeps + w_there.sweeps + 5};
}

} // namespace reel
