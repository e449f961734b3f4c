// Ridge regression: one weight for all features.
#include "tune/model.hpp"

#include <reel/solver/gradient.hpp>

namespace reel::apps {

using RidgeModel = RegressionModel<Ridge, GradientDescent<Ridge>, double>;

std::unique_ptr<Tuning> build_ridge(const TuningSettings& settings, std::int64_t seed)
{
    const RidgeModel model(split(read_regression(settings.data, Scale::standardize), settings, seed), settings.step);
    auto tuning = std::make_unique<TuningOf<RidgeModel>>(model, settings.u.value_or(1e3));
    describe(*tuning, "ridge", settings, seed);
    tuning->metric = "mean squared error";
    tuning->u_meaning = "the hyper-parameter";
    return tuning;
}

} // namespace reel::apps
