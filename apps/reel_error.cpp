/// reel-error: how wrong is the derivative of an iterative solver, at every step, with and without truncation?

#include "common/exit.hpp"
#include "zoo/experiment.hpp"
#include "common/interrupt.hpp"
#include "common/options.hpp"
#include "common/plot.hpp"
#include "common/report.hpp"
#include "common/run_app.hpp"
#include "common/truncation.hpp"
#include "error/compare.hpp"
#include "error/curves.hpp"
#include "error/picture.hpp"
#include "error/starts.hpp"

#include <reel/analysis/doctor.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace {

using namespace reel::apps;

struct Settings {
    ExperimentSettings experiment;
    Truncation truncation;
    Mode mode = Mode::forward;
    Picture picture = Picture::figure2;
    bool relative = false;
    bool all_bounds = false;
    bool all_starts = false;
    bool compare = false;
};

void declare_all(Options& options, Settings& settings)
{
    declare(options, settings.experiment);
    options.group("Derivative");
    options.value<Truncation>("truncate", settings.truncation, "T[,T...]|auto",
                              "steps before T are not differentiated; auto: chosen while the solver runs",
                              parse_truncation, show_truncation);
    options.choice("mode", settings.mode, {{"forward", Mode::forward}, {"reverse", Mode::reverse}},
                   "tangents in one pass, or sweeps of a tape from every k");
    options.group("What to show");
    options.flag("relative", settings.relative, "errors divided by |x*| and |J*|");
    options.flag("compare", settings.compare, "one row for each way to differentiate, in place of one for each k");
    options.choice("bounds", settings.all_bounds, {{"a-priori", false}, {"all", true}},
                   "all: also from the errors observed and from the forcing measured, two columns more for each start");
    options.flag("all-starts", settings.all_starts, "also: the best T at the last step, of all, and how close the chosen one is");
    options.choice("picture", settings.picture,
                   {{"1", Picture::figure1}, {"2", Picture::figure2}, {"starts", Picture::starts}, {"steps", Picture::steps}},
                   "--plot draws iterate against derivative (1), also truncations and bounds (2), the last step for "
                   "every T (starts), three step sizes of gd (steps)");
    options.example("reel-error --data data/diabetes.csv --relative --plot error.svg", "the curse on real data");
    options.example("reel-error --condition 1000 --start gaussian:10 --truncate 100,500,1000 --iterations 3000",
                    "three truncation indices on a generated problem");
    options.example("reel-error --problem lasso --data data/diabetes.csv --picture starts --plot starts.svg",
                    "error and memory for every T");
}

void report_compared(const Experiment& experiment, long K, long T, const Options& options)
{
    Report report("reel-error", options.settings().seed, {"derivative", "relative_error", "tape_bytes", "seconds"});
    for (const Way& way : compare(experiment, K, T))
        report.row({way.name, way.relative_error, static_cast<std::int64_t>(way.tape_bytes), way.seconds});
    report.summary("iterations", static_cast<std::int64_t>(K), experiment.method_name() + " steps, " + experiment.title);
    report.summary("condition", experiment.curvature.condition(), "condition number of the problem");
    report.summary("chosen_T", static_cast<std::int64_t>(T), "steps that the truncated derivative leaves out");
    report.write(options.settings());
}

/// What the derivative doctor says: one entry a line, named by its first word.
void add_diagnosis(Report& report, const Experiment& x, long K)
{
    if (K < 16)
        return; // too few steps to see anything
    for (const std::string& line : reel::diagnose(x.solver, x.solver.init(x.x0), x.u, K).lines()) {
        const std::size_t end = line.find(' ');
        const std::size_t begin = line.find_first_not_of(' ', end);
        report.summary(line.substr(0, end), line.substr(begin));
    }
}

void summarize(Report& report, const Curves& curves, const Experiment& experiment, const reel::Choice& choice)
{
    const reel::ErrorConstants model = constants_of(experiment);
    const auto peak = std::max_element(curves.edot.begin(), curves.edot.end());
    const auto end = std::find_if(peak, curves.edot.end(), [&](double error) { return error <= curves.edot.front(); });
    report.summary("rho", model.c > 1.0 ? rate_of(experiment) : model.rho,
                   "the error of the iterate shrinks by this factor a step, in the long run");
    if (!curves.bound.empty()) {
        report.summary("C", model.C, "the derivative is off by C times the error of the iterate, each step");
        report.summary("growth", model.c, "no error is ever larger than this times ((1 + rho)/2)^k; 1 without momentum");
        report.summary("curse_number", curse_number(model), "above 1 the bound grows before it falls");
    }
    report.summary("peak_k", static_cast<std::int64_t>(peak - curves.edot.begin()), "where the full derivative is worst");
    report.summary("peak_ratio", *peak / curves.edot.front(), "how much worse than no derivative at all");
    report.summary("burn_in", end == curves.edot.end() ? Cell() : Cell(static_cast<std::int64_t>(end - curves.edot.begin())),
                   "steps until it is as good as none again");
    report.summary("chosen_T", static_cast<std::int64_t>(choice.passive), "where the derivative starts best, found while running");
    const auto seen = [](double number) { return std::isfinite(number) ? Cell(number) : Cell(); };
    report.summary("seen_rho", seen(choice.from.rho), "what the choice was made from: contraction,");
    report.summary("seen_C", seen(choice.from.C), "forcing,");
    report.summary("seen_error", seen(choice.from.error), "error of the iterate at chosen_T,");
    report.summary("seen_jacobian", seen(choice.from.jacobian), "and size of the derivative, along a probe direction");
    add_diagnosis(report, experiment, static_cast<long>(curves.e.size()) - 1);
}

void compare_starts(Report& report, const std::vector<double>& error, long chosen)
{
    const auto best = std::min_element(error.begin(), error.end());
    report.summary("best_T", static_cast<std::int64_t>(best - error.begin()), "the start with the least error at the last step");
    report.summary("chosen_over_best", error[static_cast<std::size_t>(chosen)] / *best, "its error at chosen_T, relative to that");
    report.summary("full_over_best", error.front() / *best, "and of full unrolling");
}

void report_curves(const Curves& curves, const Experiment& experiment, const reel::Choice& choice, const Settings& settings,
                   const Options& options)
{
    std::vector<std::string> columns{"k", "e", "edot", "bound"};
    for (const long T : curves.T) {
        columns.push_back("ebar_" + std::to_string(T));
        columns.push_back("bound_" + std::to_string(T));
    }
    for (std::size_t i = 0; i < curves.observed.size(); ++i) {
        const std::string start = i == 0 ? "" : "_" + std::to_string(curves.T[i - 1]);
        columns.push_back("observed" + start);
        columns.push_back("forcing" + start);
    }
    Report report("reel-error", options.settings().seed, columns);
    const double in_x = settings.relative ? 1.0 / experiment.solution.norm() : 1.0;
    const double in_J = settings.relative ? 1.0 / experiment.jacobian.norm() : 1.0;
    for (std::size_t k = 0; k < curves.e.size(); ++k) {
        const auto cell = [&](const std::vector<double>& numbers) {
            return numbers.empty() ? Cell() : Cell(in_J * numbers[k]);
        };
        std::vector<Cell> row{static_cast<std::int64_t>(k), in_x * curves.e[k], cell(curves.edot), cell(curves.bound)};
        for (std::size_t i = 0; i < curves.T.size(); ++i) {
            const bool started = static_cast<long>(k) >= curves.T[i];
            row.push_back(started ? cell(curves.ebar[i]) : Cell());
            row.push_back(started && !curves.bound_T.empty() ? cell(curves.bound_T[i]) : Cell());
        }
        for (std::size_t i = 0; i < curves.observed.size(); ++i) {
            const bool started = i == 0 || static_cast<long>(k) >= curves.T[i - 1];
            row.push_back(started ? cell(curves.observed[i]) : Cell());
            row.push_back(started ? cell(curves.forcing[i]) : Cell());
        }
        report.row(row);
    }
    summarize(report, curves, experiment, choice);
    if (settings.all_starts && !interrupted())
        compare_starts(report, measure_all_starts(experiment, settings.experiment.iterations).error, choice.passive);
    report.write(options.settings());
}

void require_convergence(const Curves& curves, const Experiment& experiment)
{
    const double rate = rate_of(experiment);
    const bool finite = std::isfinite(curves.e.back() + curves.edot.back());
    // where x* is not unique the rate is 1, but none of the errors need be
    const bool converged = rate < 1.0 || (rate < 1.0 + 1e-9 && curves.edot.back() < 0.01 * curves.edot.front());
    if (finite && converged)
        return;
    std::ostringstream message;
    message << experiment.method_name() << " does not converge: its errors grow by " << rate << " a step";
    if (!finite)
        message << " and overflow at k = " << curves.e.size() - 1;
    if (takes_step(experiment.method))
        message << "; a --step below " << 2.0 / experiment.curvature.L << " = 2/L converges";
    throw Failure(message.str());
}

void draw_picture(const Curves& curves, const Experiment& experiment, long chosen, const Settings& settings,
                  const Options& options)
{
    const std::string& plot = options.settings().plot;
    const long K = settings.experiment.iterations;
    switch (settings.picture) {
    case Picture::starts:
        draw_all_starts(measure_all_starts(experiment, K), experiment, chosen, settings.relative, plot);
        break;
    case Picture::steps: {
        std::vector<Experiment> sizes;
        for (const reel::StepRule& step : {reel::StepRule::inverse_L(), reel::StepRule::sqrt2_over_L(), reel::StepRule::two_over_sum()}) {
            ExperimentSettings sized = settings.experiment;
            sized.step = step;
            sizes.push_back(build(options, sized));
        }
        draw_step_sizes(experiment, sizes, K, settings.relative, plot);
        break;
    }
    default: draw(curves, experiment, settings.picture, settings.relative, plot);
    }
}

void run(int argc, const char* const* argv)
{
    Settings settings;
    Options options("reel-error", "Measures how wrong the derivative of an unrolled solver is, at every step.");
    declare_all(options, settings);
    if (!options.parse(argc, argv))
        return;
    const long K = settings.experiment.iterations;
    if (!settings.truncation.T.empty() && settings.truncation.T.back() > K)
        options.refuse("truncate", "T = " + std::to_string(settings.truncation.T.back()) + " is past the last step",
                       "0 to " + std::to_string(K) + ", the number of --iterations");
    const std::string& plot = options.settings().plot;
    if (!plot.empty())
        check_plot_file(plot);
    const Experiment experiment = build(options, settings.experiment);
    if (settings.picture == Picture::steps && experiment.method != Method::gd)
        options.refuse("picture", "three step sizes of " + experiment.method_name(), "gd");

    const reel::Choice choice = choose_truncation_online(experiment, K);
    std::vector<long> starts(settings.truncation.T.begin(), settings.truncation.T.end());
    if (settings.truncation.automatic)
        starts = {choice.passive};
    if (settings.compare) {
        report_compared(experiment, K, starts.front(), options);
        return;
    }
    Curves curves = measure(experiment, settings.mode, K, starts, options.settings().quiet);
    add_bounds(curves, experiment);
    if (settings.all_bounds)
        add_tiers(curves, experiment);
    report_curves(curves, experiment, choice, settings, options);
    if (interrupted())
        return;
    require_convergence(curves, experiment);
    if (!plot.empty())
        draw_picture(curves, experiment, choice.passive, settings, options);
}

} // namespace

int main(int argc, char** argv)
{
    return reel::apps::run_app("reel-error", argc, argv, run);
}
