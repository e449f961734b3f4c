// Ceres' Jet: forward mode with a fixed number of directions.
#include "burgers.hpp"
#include "peer_forward.hpp"
#include "peers.hpp"
#include "ridge.hpp"
#include "small.hpp"

#include <ceres/jet.h>

namespace reel::bench {
namespace {

template <int p>
struct CeresDual {
    using Scalar = ceres::Jet<double, p>;
    static Scalar make(double value, const auto& directions) { return {value, directions.transpose()}; }
    static double tangent(const Scalar& x, int i) { return x.v[i]; }
};

} // namespace

template <int p, class Program>
std::unique_ptr<Tool> ceres_tangents(Shared<Program> program, const Eigen::MatrixXd& directions)
{
    return std::make_unique<ForwardPeer<CeresDual<p>, Program>>(std::move(program), directions);
}

REEL_BENCH_FORWARD_PEERS(ceres_tangents)

} // namespace reel::bench
