// Eigen's AutoDiffScalar, with the directions in a vector of fixed size.
#include "burgers.hpp"
#include "peer_forward.hpp"
#include "peers.hpp"
#include "ridge.hpp"
#include "small.hpp"

#include <unsupported/Eigen/AutoDiff>

namespace reel::bench {
namespace {

template <int p>
struct EigenDual {
    using Scalar = Eigen::AutoDiffScalar<Eigen::Matrix<double, p, 1>>;
    static Scalar make(double value, const auto& directions) { return {value, directions.transpose()}; }
    static double tangent(const Scalar& x, int i) { return x.derivatives()[i]; }
};

} // namespace

template <int p, class Program>
std::unique_ptr<Tool> eigen_tangents(Shared<Program> program, const Eigen::MatrixXd& directions)
{
    return std::make_unique<ForwardPeer<EigenDual<p>, Program>>(std::move(program), directions);
}

REEL_BENCH_FORWARD_PEERS(eigen_tangents)

} // namespace reel::bench
