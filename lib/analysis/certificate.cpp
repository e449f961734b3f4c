#include <reel/analysis/certificate.hpp>
#include <reel/implicit/fixed_point.hpp>

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

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
    Linearization y;
    std::optional<Linearization> x{};
    double moved = 0.0; ///< |y - x|
    double rest = std::numeric_limits<double>::infinity(); ///< |y - x*| <= lever |A(y) - y|
    int sweeps = 1;
    bool arrived() const { return rest <= 0.1 * moved || moved <= 1e-8 * y.point().norm(); }
};

Approach approach(const AnyRun& run, double lever)
{
    Approach found{.y = run.linearize()};
    for (int step = 0; step < 5 && found.y.point().allFinite() && (step == 0 || !found.arrived()); ++step) {
        found.x = std::move(found.y);
        const LinearSolution newton = gmres(*found.x, Side::tangent, found.x->image() - found.x->point());
        found.y = run.linearize(found.x->point() + newton.solution);
        found.moved = newton.solution.norm();
        found.rest = lever * found.y.residual();
        found.sweeps += newton.sweeps + 1;
    }
    return found;
}

} // namespace

double Certificate::bound(const VectorXd& g) const
{
    return std::isfinite(rest) ? (g - gradient).norm() + rest : rest;
}

Certificate certify(const AnyRun& run, const VectorXd& v, const Contraction& known)
{
    if (!(known.rho < 1.0))
        return {};
    const double lever = known.growth / (1.0 - known.rho);
    const Approach way = approach(run, lever);
    if (!way.arrived())
        return {.rest = std::numeric_limits<double>::infinity(), .sweeps = way.sweeps};

    const LinearSolution w_x = gmres(*way.x, Side::adjoint, v);
    const LinearSolution w_y = gmres(way.y, Side::adjoint, v, w_x.solution);
    const VectorXd g_x = way.x->pull(w_x.solution).u;
    const VectorXd g_y = way.y.pull(w_y.solution).u;

    const double drift = way.moved > 0.0 ? (g_y - g_x).norm() * way.rest / way.moved : 0.0;
    const double unsolved = lever * fixed_point::pulled_norm(way.y, w_y.solution) * w_y.residual * v.norm();
    return {g_y, drift + unsolved, way.sweeps + w_x.sweeps + w_y.sweeps + 3};
}

} // namespace reel
