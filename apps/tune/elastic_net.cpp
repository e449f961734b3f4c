// The elastic net with two weights for each feature, of |x_j| and of x_j^2 / 2, by proximal gradient steps.
#include "tune/model.hpp"

#include <reel/problem/elastic_net.hpp>
#include <reel/solver/proximal.hpp>

#include <cmath>
#include <tuple>

namespace reel::apps {
namespace {

using NetWeights = std::tuple<Eigen::VectorXd, Eigen::VectorXd>;
using NetModel = RegressionModel<ElasticNet, ProximalGradient<ElasticNet>, NetWeights>;

class NetTuning : public TuningOf<NetModel> {
public:
    using TuningOf::TuningOf;
    /// A square grid in the two weights.
    Eigen::VectorXd grid(int i, int count) const override
    {
        const int side = std::max(1, static_cast<int>(std::lround(std::ceil(std::sqrt(count)))));
        const Eigen::Index n = model().size();
        Eigen::VectorXd u(2 * n);
        u.head(n).setConstant(on_log_scale(1e-2 * start[0], 1e2 * start[0], i % side, side));
        u.tail(n).setConstant(on_log_scale(1e-2 * start[n], 1e2 * start[n], i / side, side));
        return u;
    }
};

} // namespace

std::unique_ptr<Tuning> build_elastic_net(const TuningSettings& settings, std::int64_t seed)
{
    const NetModel model(split(read_regression(settings.data, Scale::standardize), settings, seed), settings.step);
    const Eigen::VectorXd u = Eigen::VectorXd::Constant(model.size(), settings.u.value_or(30.0));
    auto tuning = std::make_unique<NetTuning>(model, NetWeights(u, u));
    describe(*tuning, "elastic net", settings, seed);
    tuning->metric = "mean squared error";
    tuning->u_meaning = "geometric mean of the hyper-parameters";
    return tuning;
}

} // namespace reel::apps
