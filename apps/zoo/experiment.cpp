#include "experiment.hpp"

#include "common/exit.hpp"

#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/random.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

namespace reel::apps {
namespace {

/// The labels of a file as the problem takes them: -1 and +1 for two classes; 0, 1, ... for data cleaning.
Eigen::VectorXd labels_of(const Eigen::VectorXd& target, ProblemKind problem, const std::string& file)
{
    const std::set<double> values(target.begin(), target.end());
    const bool two_classes = problem != ProblemKind::data_cleaning;
    if (values.size() < 2 || (two_classes && values.size() > 2))
        throw UsageError(file + ": the target has " + std::to_string(values.size()) + " different values", "",
                         two_classes ? "2 classes for " + word_of(problem) : "at least 2 classes");
    return target.unaryExpr([&](double value) {
        const auto number = static_cast<double>(std::distance(values.begin(), values.find(value)));
        return two_classes ? 2.0 * number - 1.0 : number;
    });
}

/// A piecewise constant signal of `size` samples with noise: six pieces.
Eigen::VectorXd noisy_steps(Eigen::Index size, std::uint64_t seed)
{
    Random random(seed);
    Eigen::VectorXd signal = 0.1 * random.normal(size);
    for (Eigen::Index i = 0; i < size; ++i)
        signal[i] += static_cast<double>(((6 * i / size) * 5) % 3);
    return signal;
}

/// A scaled so that L/mu of the mean loss over it and u is `condition`; A^T A has the largest eigenvalue `largest`.
double scale_for(const ExperimentSettings& settings, double u, double second, double largest)
{
    return std::sqrt((settings.condition - 1.0) * u * static_cast<double>(settings.rows) / (second * largest));
}

void generate(Ingredients& made, const ExperimentSettings& settings, std::uint64_t seed)
{
    const Target target = target_of(settings.problem);
    const bool weighted = settings.problem == ProblemKind::ridge || settings.problem == ProblemKind::weighted_ridge;
    GenerateOptions options{.rows = settings.rows, .cols = settings.cols, .condition = settings.condition, .seed = seed};
    if (weighted)
        options.u = settings.u.value_or(1.0);
    else
        options.rows = std::max(options.rows, options.cols);
    const reel::Dataset data = target == Target::label ? generate_classification(options) : generate_regression(options);
    made.A = data.A;
    made.b = data.b;
    if (settings.problem == ProblemKind::data_cleaning)
        made.b = made.b.cwiseMax(0.0);
    else if (target == Target::label) {
        const double second = settings.problem == ProblemKind::svm ? 1.0 : 0.25;
        made.A *= scale_for(settings, settings.u.value_or(0.01), second, settings.condition);
    }
    if (settings.problem == ProblemKind::total_variation)
        made.b = noisy_steps(settings.cols, seed);
}

void read(Ingredients& made, const Options& options, const ExperimentSettings& settings)
{
    for (const char* generated : {"rows", "cols", "condition"})
        if (options.given(generated))
            options.refuse(generated, "a size for generated data together with --data", "one or the other");
    const Target target = target_of(settings.problem);
    const bool labels = target == Target::label;
    Dataset data = labels ? read_classification(settings.data, settings.scale) : read_regression(settings.data, settings.scale);
    made.A = std::move(data.A);
    made.b = labels ? labels_of(data.b, settings.problem, settings.data) : std::move(data.b);
}

Method method_of(const Options& options, const ExperimentSettings& settings)
{
    const std::vector<Method> methods = methods_of(settings.problem);
    if (!options.given("method"))
        return methods.front();
    if (std::ranges::count(methods, settings.method))
        return settings.method;
    std::string allowed;
    for (const Method method : methods)
        allowed += (allowed.empty() ? "" : ", ") + word_of(method);
    options.refuse("method", word_of(settings.method) + " does not solve " + word_of(settings.problem), allowed);
}

std::string title_of(const ExperimentSettings& settings)
{
    if (settings.data.empty())
        return word_of(settings.problem) + " on generated data";
    return word_of(settings.problem) + " on " + std::filesystem::path(settings.data).filename().string();
}

Task task_of(const Options& options, const ExperimentSettings& settings, const Ingredients& from)
{
    try {
        return make_task(from);
    }
    catch (const InvalidArgument& error) { // the data, or a weight that does not go with them
        options.refuse("problem", word_of(settings.problem) + ": " + error.what(), "");
    }
}

} // namespace

void declare(Options& options, ExperimentSettings& settings)
{
    options.group("Problem");
    options.choice("problem", settings.problem, problem_choices(), "what is solved for x");
    options.text("data", settings.data, "FILE.csv", "header, target in the last column; generated data without it");
    options.choice("scale", settings.scale, {{"standardize", Scale::standardize}, {"none", Scale::none}},
                   "columns of the data to mean 0 and variance 1, or as they are");
    options.count("rows", settings.rows, {1, 1'000'000}, "samples to generate");
    options.count("cols", settings.cols, {1, 10'000}, "unknowns to generate");
    options.number("condition", settings.condition, at_least(1), "condition number of the generated problem");
    options.number("u", settings.u, above(0), "the hyper-parameter, a customary one without it: 1 for ridge");
    options.group("Solver");
    options.choice("method", settings.method, method_choices(),
                   "a solver that the problem has; all but gd and ista tune themselves");
    options.value<StepRule>(
        "step", settings.step, "1/L|sqrt2/L|2/(L+mu)|NUMBER", "step size of gd and ista",
        [](std::string_view text) { return StepRule::parse(text); }, [](const StepRule& rule) { return rule.name(); });
    options.value<Start>("start", settings.start, "zero|gaussian:SCALE", "x_0", parse_start, show_start);
    options.count("iterations", settings.iterations, {1, 10'000'000}, "steps K");
}

Experiment build(const Options& options, const ExperimentSettings& settings)
{
    if (!(settings.condition > 1.0) && settings.cols > 1)
        options.refuse("condition", "a condition number of " + number_text(settings.condition), "above 1");
    const Method method = method_of(options, settings);
    if (!takes_step(method) && options.given("step"))
        options.refuse("step", "a step size for a method that chooses its own", "--method gd, ista");
    Ingredients from{.problem = settings.problem, .method = method, .A = {}, .b = {}, .u = settings.u, .step = settings.step,
                     .condition = settings.condition, .seed = static_cast<std::uint64_t>(options.settings().seed)};
    if (settings.data.empty())
        generate(from, settings, from.seed);
    else
        read(from, options, settings);
    Experiment experiment{task_of(options, settings, from), settings.problem, method, {}, title_of(settings)};
    const Random random(static_cast<std::uint64_t>(options.settings().seed) + 1); // the data have the seed itself
    experiment.x0 = settings.start.point(experiment.solution.size(), random);
    return experiment;
}

} // namespace reel::apps
