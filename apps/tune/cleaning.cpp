// Data cleaning: softmax regression with a weight for each training sample, some of which have wrong labels.
#include "tune/model.hpp"

#include "common/exit.hpp"

#include <reel/problem/data_cleaning.hpp>
#include <reel/problem/random.hpp>
#include <reel/solver/gradient.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace reel::apps {
namespace {

constexpr double l2 = 1e-2;
constexpr double certain = 40.0; // sigmoid(40) = 1: the validation samples all count

struct CleaningModel : InnerModel<DataCleaning, GradientDescent<DataCleaning>, Eigen::VectorXd> {
    DataCleaning validation_part;
    Eigen::VectorXd validation_weights;
    Eigen::MatrixXd test_A;
    Eigen::VectorXi test_labels;
    std::vector<bool> wrong; ///< Which training labels were made wrong.

    template <class X>
    ScalarOf<X> loss(const X& x) const
    {
        return validation_part.value(x, validation_weights);
    }
    double test(const Eigen::VectorXd& x) const { return train_part.error_rate(x, test_A, test_labels); }
};

class CleaningTuning : public TuningOf<CleaningModel> {
public:
    using TuningOf::TuningOf;
    /// The mean weight of a sample.
    double summary_u(const Eigen::VectorXd& u) const override { return (1.0 / (1.0 + (-u.array()).exp())).mean(); }
    Eigen::VectorXd grid(int i, int count) const override
    {
        const double low = -6.0;
        const double high = 6.0;
        const double at = count > 1 ? low + (high - low) * i / (count - 1) : 0.0;
        return Eigen::VectorXd::Constant(start.size(), at);
    }
    std::string remark(const Eigen::VectorXd& u) const override
    {
        const auto wrong = std::count(model().wrong.begin(), model().wrong.end(), true);
        std::vector<std::size_t> order(model().wrong.size());
        std::iota(order.begin(), order.end(), 0U);
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return u[static_cast<Eigen::Index>(a)] < u[static_cast<Eigen::Index>(b)];
        });
        const auto found = std::count_if(order.begin(), order.begin() + wrong,
                                         [&](std::size_t i) { return bool(model().wrong[i]); });
        return "of the " + std::to_string(wrong) + " samples with the least weight, " + std::to_string(found) +
               " have a wrong label; " + std::to_string(wrong) + " of " + std::to_string(order.size()) + " were made wrong";
    }
};

Eigen::VectorXi labels_of(const Dataset& data, const std::string& file)
{
    for (Eigen::Index i = 0; i < data.b.size(); ++i)
        if (data.b[i] < 0.0 || data.b[i] > 99.0 || data.b[i] != std::floor(data.b[i]))
            throw UsageError("a label of " + number_text(data.b[i]), file, "whole numbers from 0 to 99");
    return data.b.cast<int>();
}

/// Gives a fraction of the labels another value.
std::vector<bool> spoil(Eigen::VectorXi& labels, int classes, double fraction, std::uint64_t seed)
{
    Random random(seed);
    const Eigen::VectorXi order = random.permutation(labels.size());
    std::vector<bool> wrong(static_cast<std::size_t>(labels.size()), false);
    const auto count = static_cast<Eigen::Index>(std::lround(fraction * static_cast<double>(labels.size())));
    for (Eigen::Index k = 0; k < count; ++k) {
        const int i = order[k];
        const auto shift = 1 + static_cast<int>(random.below(static_cast<std::uint64_t>(classes - 1)));
        labels[i] = (labels[i] + shift) % classes;
        wrong[static_cast<std::size_t>(i)] = true;
    }
    return wrong;
}

/// Features to [0, 1] all alike, and a column of ones.
Eigen::MatrixXd features_of(const Dataset& data, double largest)
{
    Eigen::MatrixXd A(data.A.rows(), data.A.cols() + 1);
    A << data.A / largest, Eigen::VectorXd::Ones(data.A.rows());
    return A;
}

} // namespace

std::unique_ptr<Tuning> build_cleaning(const TuningSettings& settings, std::int64_t seed)
{
    const Dataset data = read_classification(settings.data, Scale::none);
    const int classes = labels_of(data, settings.data).maxCoeff() + 1;
    const double largest = std::max(data.A.cwiseAbs().maxCoeff(), std::numeric_limits<double>::min());
    const Parts parts = split(data, settings, seed);
    Eigen::VectorXi labels = labels_of(parts.train, settings.data);
    std::vector<bool> wrong = spoil(labels, classes, settings.noise, static_cast<std::uint64_t>(seed) + 1);

    CleaningModel model{{DataCleaning(features_of(parts.train, largest), labels, classes, l2), settings.step},
                        DataCleaning(features_of(parts.validation, largest), labels_of(parts.validation, settings.data),
                                     classes, std::numeric_limits<double>::min()),
                        Eigen::VectorXd::Constant(parts.validation.b.size(), certain),
                        features_of(parts.test, largest),
                        labels_of(parts.test, settings.data),
                        std::move(wrong)};
    const Eigen::VectorXd u = Eigen::VectorXd::Constant(labels.size(), settings.u.value_or(0.0));
    auto tuning = std::make_unique<CleaningTuning>(std::move(model), u);
    describe(*tuning, "data cleaning", settings, seed);
    tuning->metric = "error rate";
    tuning->u_meaning = "mean weight of a sample";
    tuning->parametrization = Parametrization::plain;
    return tuning;
}

} // namespace reel::apps
