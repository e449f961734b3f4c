#include "tune/tuning.hpp"

#include "common/exit.hpp"

#include <reel/problem/random.hpp>
#include <reel/problem/split.hpp>

#include <cmath>
#include <filesystem>

namespace reel::apps {

double Tuning::summary_u(const Eigen::VectorXd& u) const { return std::exp(u.array().log().mean()); }

Eigen::VectorXd Tuning::grid(int i, int count) const
{
    return Eigen::VectorXd::Constant(start.size(), on_log_scale(1e-4 * start[0], 1e4 * start[0], i, count));
}

std::string Tuning::remark(const Eigen::VectorXd&) const { return ""; }

double on_log_scale(double low, double high, int i, int count)
{
    return count > 1 ? low * std::pow(high / low, static_cast<double>(i) / (count - 1)) : std::sqrt(low * high);
}

void describe(Tuning& tuning, const std::string& problem, const TuningSettings& settings, std::int64_t seed)
{
    const Eigen::Index count = tuning.start.size();
    tuning.title = problem + " on " + std::filesystem::path(settings.data).filename().string() + ", " +
                   std::to_string(count) + (count == 1 ? " hyper-parameter" : " hyper-parameters");
    const Random random(static_cast<std::uint64_t>(seed) + 2); // the split has the seed itself, wrong labels the next
    tuning.x0 = settings.start.point(tuning.size(), random);
}

Parts split(const Dataset& data, const TuningSettings& settings, std::int64_t seed)
{
    const auto parts = [&] {
        try {
            return split_samples(data.A.rows(), {settings.validation, settings.test}, static_cast<std::uint64_t>(seed));
        }
        catch (const InvalidArgument& error) {
            throw UsageError(error.what(), settings.data, "other --validation and --test");
        }
    }();
    const auto rows = [&](const std::vector<Eigen::Index>& numbers) {
        return Dataset{data.features, data.target, data.A(numbers, Eigen::all), data.b(numbers)};
    };
    return {rows(parts.train), rows(parts.validation), rows(parts.test)};
}

std::unique_ptr<Tuning> build(const TuningSettings& settings, std::int64_t seed)
{
    switch (settings.kind) {
    case TuningKind::ridge: return build_ridge(settings, seed);
    case TuningKind::elastic_net: return build_elastic_net(settings, seed);
    case TuningKind::logistic: return build_logistic(settings, seed);
    case TuningKind::cleaning: return build_cleaning(settings, seed);
    }
    return nullptr;
}

} // namespace reel::apps
