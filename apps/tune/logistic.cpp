// Logistic regression with one weight for each feature and one for the intercept.
#include "tune/model.hpp"

#include "common/exit.hpp"

#include <reel/problem/logistic.hpp>
#include <reel/solver/gradient.hpp>

namespace reel::apps {
namespace {

struct LogisticModel : InnerModel<Logistic, GradientDescent<Logistic>, Eigen::VectorXd> {
    Logistic validation_part;
    Dataset test_part;

    template <class X>
    ScalarOf<X> loss(const X& x) const
    {
        return validation_part.value(x, 0.0);
    }
    double test(const Eigen::VectorXd& x) const
    {
        const auto wrong = ((test_part.A * x).cwiseProduct(test_part.b).array() <= 0.0).count();
        return static_cast<double>(wrong) / static_cast<double>(test_part.b.size());
    }
};

/// Labels 0 and 1 as -1 and +1, and a column of ones.
Dataset prepared(Dataset data, const std::string& file)
{
    for (Eigen::Index i = 0; i < data.b.size(); ++i) {
        if (data.b[i] != 0.0 && data.b[i] != 1.0)
            throw UsageError("a label of " + number_text(data.b[i]), file + ":" + std::to_string(i + 2), "0 or 1");
        data.b[i] = 2.0 * data.b[i] - 1.0;
    }
    data.features.push_back("intercept");
    data.A.conservativeResize(Eigen::NoChange, data.A.cols() + 1);
    data.A.col(data.A.cols() - 1).setOnes();
    return data;
}

} // namespace

std::unique_ptr<Tuning> build_logistic(const TuningSettings& settings, std::int64_t seed)
{
    const Dataset data = prepared(read_classification(settings.data, Scale::standardize), settings.data);
    Parts parts = split(data, settings, seed);
    LogisticModel model{{Logistic(parts.train.A, parts.train.b), settings.step},
                        Logistic(parts.validation.A, parts.validation.b),
                        std::move(parts.test)};
    const Eigen::VectorXd u = Eigen::VectorXd::Constant(model.size(), settings.u.value_or(0.1));
    auto tuning = std::make_unique<TuningOf<LogisticModel>>(std::move(model), u);
    describe(*tuning, "logistic regression", settings, seed);
    tuning->metric = "error rate";
    tuning->u_meaning = "geometric mean of the hyper-parameters";
    return tuning;
}

} // namespace reel::apps
