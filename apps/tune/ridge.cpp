// Ridge regression: one weight for all features.
#include "tune/tuning_of.hpp"

#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>

namespace reel::apps {
namespace {

struct RidgeModel {
    using Parameter = double;

    Ridge train_part;
    Ridge validation_part;
    Dataset test_part;
    StepRule step;

    GradientDescent<Ridge> solver(double u) const { return {train_part, step.step(train_part.curvature(u))}; }
    const Ridge& problem() const { return train_part; }
    Eigen::Index size() const { return train_part.size(); }
    template <class X>
    ScalarOf<X> loss(const X& x) const
    {
        return validation_part.value(x, 0.0) / static_cast<double>(validation_part.b().size());
    }
    double test(const Eigen::VectorXd& x) const
    {
        return (test_part.A * x - test_part.b).squaredNorm() / static_cast<double>(test_part.b.size());
    }
};

} // namespace

std::unique_ptr<Tuning> build_ridge(const TuningSettings& settings, std::int64_t seed)
{
    Parts parts = split(read_regression(settings.data, Scale::standardize), settings, seed);
    RidgeModel model{Ridge(parts.train.A, parts.train.b), Ridge(parts.validation.A, parts.validation.b),
                     std::move(parts.test), settings.step};
    auto tuning = std::make_unique<TuningOf<RidgeModel>>(std::move(model), settings.u.value_or(1e3));
    describe(*tuning, "ridge", settings, seed);
    tuning->metric = "mean squared error";
    tuning->u_meaning = "the hyper-parameter";
    return tuning;
}

} // namespace reel::apps
