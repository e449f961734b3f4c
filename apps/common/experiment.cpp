#include "experiment.hpp"

#include "exit.hpp"

#include <reel/problem/generate.hpp>
#include <reel/problem/random.hpp>

#include <filesystem>

namespace reel::apps {
namespace {

const Choices<ProblemKind> problems{{"ridge", ProblemKind::ridge}};
const Choices<Method> methods{{"gd", Method::gd},
                              {"heavy-ball", Method::heavy_ball},
                              {"nesterov", Method::nesterov},
                              {"chebyshev", Method::chebyshev}};

Start parse_start(std::string_view text)
{
    constexpr std::string_view gaussian = "gaussian:";
    if (text == "zero")
        return {};
    if (text.substr(0, gaussian.size()) == gaussian)
        return {parse_number(text.substr(gaussian.size()), above(0))};
    throw UsageError("'" + std::string(text) + "' is no start", "", "zero, gaussian:SCALE");
}

std::string show_start(const Start& start)
{
    return start.scale == 0.0 ? "zero" : "gaussian:" + number_text(start.scale);
}

Ridge read_problem(const Options& options, const ExperimentSettings& settings)
{
    if (settings.data.empty()) {
        if (!(settings.condition > 1.0) && settings.cols > 1)
            options.refuse("condition", "a condition number of " + number_text(settings.condition), "above 1");
        const reel::Dataset made = generate_regression({.rows = settings.rows,
                                                        .cols = settings.cols,
                                                        .condition = settings.condition,
                                                        .u = settings.u,
                                                        .seed = static_cast<std::uint64_t>(options.settings().seed)});
        return Ridge(made.A, made.b);
    }
    for (const char* generated : {"rows", "cols", "condition"})
        if (options.given(generated))
            options.refuse(generated, "a size for generated data together with --data", "one or the other");
    Dataset data = read_regression(settings.data, settings.scale);
    return Ridge(std::move(data.A), std::move(data.b));
}

std::string title_of(const ExperimentSettings& settings)
{
    if (settings.data.empty())
        return "ridge on generated data";
    return "ridge on " + std::filesystem::path(settings.data).filename().string();
}

Eigen::VectorXd start_of(const Start& start, Eigen::Index n, std::int64_t seed)
{
    if (start.scale == 0.0)
        return Eigen::VectorXd::Zero(n);
    Random random(static_cast<std::uint64_t>(seed) + 1); // the data have the seed itself
    return start.scale * random.normal(n);
}

} // namespace

void declare(Options& options, ExperimentSettings& settings)
{
    options.group("Problem");
    options.choice("problem", settings.problem, problems, "what is minimised over x");
    options.text("data", settings.data, "FILE.csv", "header, target in the last column; generated data without it");
    options.choice("scale", settings.scale, {{"standardize", Scale::standardize}, {"none", Scale::none}},
                   "columns of the data to mean 0 and variance 1, or as they are");
    options.count("rows", settings.rows, {1, 1'000'000}, "samples to generate");
    options.count("cols", settings.cols, {1, 10'000}, "unknowns to generate");
    options.number("condition", settings.condition, at_least(1), "condition number of the generated problem");
    options.number("u", settings.u, above(0), "the hyper-parameter: weight of |x|^2 / 2");
    options.group("Solver");
    options.choice("method", settings.method, methods, "heavy-ball, nesterov and chebyshev are tuned by mu and L");
    options.value<StepRule>(
        "step", settings.step, "1/L|sqrt2/L|2/(L+mu)|NUMBER", "step size of gd",
        [](std::string_view text) { return StepRule::parse(text); }, [](const StepRule& rule) { return rule.name(); });
    options.value<Start>("start", settings.start, "zero|gaussian:SCALE", "x_0", parse_start, show_start);
    options.count("iterations", settings.iterations, {1, 10'000'000}, "steps K");
}

double Experiment::rate() const { return rule().rate(curvature); }

MomentumRule Experiment::rule() const
{
    switch (method) {
    case Method::gd: return MomentumRule::plain(step);
    case Method::heavy_ball: return MomentumRule::heavy_ball(curvature);
    case Method::nesterov: return MomentumRule::nesterov(curvature);
    case Method::chebyshev: return MomentumRule::chebyshev(curvature);
    }
    return MomentumRule::plain(step);
}

std::string Experiment::method_name() const
{
    switch (method) {
    case Method::gd: return "gradient descent";
    case Method::heavy_ball: return "heavy ball";
    case Method::nesterov: return "Nesterov";
    case Method::chebyshev: return "Chebyshev";
    }
    return "";
}

Experiment build(const Options& options, const ExperimentSettings& settings)
{
    if (settings.method != Method::gd && options.given("step"))
        options.refuse("step", "a step size for a method that chooses its own", "--method gd");
    Experiment experiment;
    experiment.problem = std::make_shared<const Ridge>(read_problem(options, settings));
    experiment.u = settings.u;
    experiment.method = settings.method;
    experiment.curvature = experiment.problem->curvature(settings.u);
    experiment.step = settings.step.step(experiment.curvature);
    experiment.x0 = start_of(settings.start, experiment.problem->size(), options.settings().seed);
    experiment.solution = experiment.problem->solution(settings.u).x;
    experiment.jacobian = experiment.problem->jacobian(settings.u);
    experiment.title = title_of(settings);
    return experiment;
}

} // namespace reel::apps
