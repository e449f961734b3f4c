/// reel-tune: hyper-parameters by a gradient method on a validation split, with every way to differentiate the solver.

#include "common/exit.hpp"
#include "common/interrupt.hpp"
#include "common/options.hpp"
#include "common/plot.hpp"
#include "common/report.hpp"
#include "common/run_app.hpp"
#include "tune/contest.hpp"

#include <cmath>
#include <sstream>

namespace {

using namespace reel::apps;

struct Settings {
    TuningSettings tuning;
    ContestSettings contest;
    bool check_gradient = false;
    double check_tolerance = 1e-4;
    bool grid = false;
};

const std::vector<Way> every_way{Way::full,    Way::truncated, Way::budget,  Way::replay,
                                 Way::forward, Way::implicit,  Way::neumann, Way::one_step};
constexpr Eigen::Index few_hyper_parameters = 50; // for more of them, tangents that go forward are no contestants

void declare_problem(Options& options, TuningSettings& settings)
{
    options.group("Problem");
    options.choice("problem", settings.kind,
                   {{"ridge", TuningKind::ridge},
                    {"elastic-net", TuningKind::elastic_net},
                    {"logistic", TuningKind::logistic},
                    {"data-cleaning", TuningKind::cleaning}},
                   "one weight; two for each feature; one for each feature; one for each training sample");
    options.text("data", settings.data, "FILE.csv", "header, target in the last column; labels 0 and 1 for logistic, "
                                                    "0, 1, 2, ... for data-cleaning");
    options.number("u", settings.u, above(0), "each hyper-parameter at the start; the problem's own choice without it");
    options.number("validation", settings.validation, between(0.01, 0.98), "fraction of the samples for validation");
    options.number("test", settings.test, between(0.01, 0.98), "fraction for the test at the end");
    options.number("noise", settings.noise, between(0, 0.9), "fraction of training labels made wrong, for data-cleaning");
    options.value<reel::StepRule>(
        "step", settings.step, "1/L|sqrt2/L|2/(L+mu)|NUMBER", "step size of the inner (proximal) gradient method",
        [](std::string_view text) { return reel::StepRule::parse(text); },
        [](const reel::StepRule& rule) { return rule.name(); });
    options.value<Start>("start", settings.start, "zero|gaussian:SCALE", "x_0", parse_start, show_start);
}

void declare_derivative(Options& options, ContestSettings& settings)
{
    options.group("Hyper-gradient");
    reel::apps::Choices<Way> ways;
    for (const Way way : every_way)
        ways.emplace_back(to_string(way), way);
    ways.emplace_back("all", Way::all);
    options.choice("strategy", settings.way, ways, "how the solver is differentiated; all: each, warm and cold");
    options.choice("warm-start", settings.warm, {{"on", true}, {"off", false}},
                   "inner solver and derivative start where they were an outer step before");
    options.count("iterations", settings.iterations, {1, 10'000'000}, "steps K of the inner solver");
    options.count("truncate", settings.truncate, {0, 10'000'000}, "T of truncated, budget and forward; K/2 without it");
    options.bytes("limit", settings.limit, "of replay; a tenth of the full tape without it");
    options.count("terms", settings.terms, {1, 10'000'000}, "of the Neumann series");
}

void declare_outer(Options& options, Settings& settings)
{
    options.group("Outer method");
    options.choice("outer", settings.contest.adam, {{"line-search", false}, {"adam", true}}, "gradient method");
    options.number("rate", settings.contest.rate, above(0), "first step in log u; the rate of adam");
    options.count("steps", settings.contest.steps, {1, 1'000'000}, "outer steps");
    options.count("step-budget", settings.contest.step_budget, {1, std::numeric_limits<int>::max()},
                  "work of an outer step, after which the line search makes no more trials");
    options.count("work", settings.contest.work, {1, 1'000'000'000}, "work after which the run ends");
    options.group("What to show");
    options.flag("grid", settings.grid, "compare with a grid search of equal work");
    options.flag("check-gradient", settings.check_gradient, "only compare the first hyper-gradient with the exact one");
    options.number("check-tolerance", settings.check_tolerance, above(0), "relative difference that is allowed");
    options.count("reference", settings.contest.reference, {1, 1'000'000},
                  "gradient_error at every so many outer steps: each costs a certified solution");
    options.example("reel-tune --data data/diabetes.csv", "ridge regression by implicit hyper-gradients");
    options.example("reel-tune --data data/diabetes.csv --strategy all --grid --plot tune.svg",
                    "every strategy, cold and warm, and a grid search");
    options.example("reel-tune --problem data-cleaning --data data/digits.csv --outer adam --reference 10",
                    "which labels are wrong?");
}

std::vector<Cell> cells(const TuneRow& row)
{
    return {row.outer,
            row.u,
            row.train,
            row.validation,
            row.gradient,
            std::isnan(row.gradient_error) ? Cell() : Cell(row.gradient_error),
            row.inner_iterations,
            static_cast<std::int64_t>(row.bytes),
            row.seconds};
}

const std::vector<std::string> columns{"outer",    "u",
                                       "train",    "validation",
                                       "gradient", "gradient_error",
                                       "inner_iterations", "bytes",
                                       "seconds"};

void summarize_grid(Report& report, const Tuning& tuning, const Contestant& best, std::int64_t iterations)
{
    const GridResult grid = grid_search(tuning, best.work, iterations);
    report.summary("grid_points", grid.points, "of a grid search of equal work, hyper-parameters of a kind made equal");
    report.summary("grid_validation", grid.validation, "its lowest validation loss");
    report.summary("grid_test", grid.test, tuning.metric + " there");
    std::ostringstream words;
    words << "validation loss " << (best.validation < grid.validation ? "below" : "above") << " that of the grid by "
          << 100.0 * std::abs(grid.validation - best.validation) / std::abs(grid.validation) << " %, test "
          << tuning.metric << " " << best.test << " against " << grid.test;
    report.summary("against_grid", words.str());
}

void report_one(const Tuning& tuning, const Contestant& run, const Settings& settings, const Options& options)
{
    Report report("reel-tune", options.settings().seed, columns);
    for (const TuneRow& row : run.rows)
        report.row(cells(row));
    report.summary("problem", tuning.title, "u: " + tuning.u_meaning);
    report.summary("strategy", run.name() + " start", run.status + " after " + std::to_string(run.rows.size()) + " outer steps");
    report.summary("u", run.u.size() > 0 ? Cell(tuning.summary_u(run.u)) : Cell(), "at the lowest validation loss");
    report.summary("validation", run.validation, "the lowest validation loss");
    report.summary("test", run.test, "test " + tuning.metric + " there");
    report.summary("bytes", static_cast<std::int64_t>(run.bytes), "most that a hyper-gradient held");
    report.summary("work", run.work, "steps made, recorded and swept");
    report.summary("untrusted", run.untrusted, "hyper-gradients at an iterate that had not converged, or worse");
    if (run.u.size() > 0 && !tuning.remark(run.u).empty())
        report.summary("remark", tuning.remark(run.u));
    if (settings.grid)
        summarize_grid(report, tuning, run, settings.contest.iterations);
    report.write(options.settings());
}

void report_all(const Tuning& tuning, const std::vector<Contestant>& runs, const Settings& settings,
                const Options& options)
{
    std::vector<std::string> names{"strategy", "warm_start", "steps", "validation", "test", "gradient_error", "bytes",
                                   "work", "seconds", "untrusted"};
    Report report("reel-tune", options.settings().seed, names);
    const Contestant* best = &runs.front();
    for (const Contestant& run : runs) {
        double seconds = 0.0;
        double error = std::nan("");
        for (const TuneRow& row : run.rows) {
            seconds += row.seconds;
            if (!std::isnan(row.gradient_error))
                error = row.gradient_error;
        }
        report.row({to_string(run.way), run.warm ? "on" : "off", static_cast<std::int64_t>(run.rows.size()), run.validation,
                    run.test, std::isnan(error) ? Cell() : Cell(error), static_cast<std::int64_t>(run.bytes), run.work,
                    seconds, run.untrusted});
        if (run.validation < best->validation)
            best = &run;
    }
    report.summary("problem", tuning.title, "validation and test at the best step; gradient_error at the last");
    if (settings.grid)
        summarize_grid(report, tuning, *best, settings.contest.iterations);
    if (!tuning.remark(best->u).empty())
        report.summary("remark", tuning.remark(best->u));
    report.summary("best", verdict(runs, tuning));
    report.write(options.settings());
}

void report_check(const Tuning& tuning, const Settings& settings, std::size_t tape_bytes, const Options& options)
{
    const double error = check_gradient(tuning, settings.contest, tape_bytes);
    Report report("reel-tune", options.settings().seed, {"strategy", "gradient_error"});
    report.row({to_string(settings.contest.way), error});
    report.summary("problem", tuning.title, "the hyper-gradient at the start against the exact one");
    report.write(options.settings());
    if (!(error <= settings.check_tolerance)) {
        std::ostringstream message;
        message << "the hyper-gradient is off by " << error << " (--check-tolerance " << settings.check_tolerance
                << "); more --iterations or another --strategy";
        throw CheckFailed(message.str());
    }
}

std::vector<Contestant> run_all(const Tuning& tuning, const ContestSettings& contest, std::size_t tape_bytes, bool quiet)
{
    if (contest.way != Way::all)
        return {run_contestant(tuning, contest.way, contest.warm, contest, tape_bytes, quiet)};
    std::vector<Contestant> runs;
    for (const Way way : every_way)
        for (const bool warm : {true, false})
            if (!interrupted() && (way != Way::forward || tuning.start.size() <= few_hyper_parameters))
                runs.push_back(run_contestant(tuning, way, warm, contest, tape_bytes, quiet));
    return runs;
}

void run(int argc, const char* const* argv)
{
    Settings settings;
    Options options("reel-tune", "Tunes hyper-parameters by gradients through an iterative solver.");
    declare_problem(options, settings.tuning);
    declare_derivative(options, settings.contest);
    declare_outer(options, settings);
    if (!options.parse(argc, argv))
        return;
    ContestSettings& contest = settings.contest;
    if (contest.truncate && *contest.truncate > contest.iterations)
        options.refuse("truncate", "T = " + std::to_string(*contest.truncate) + " is past the last step",
                       "0 to " + std::to_string(contest.iterations) + ", the number of --iterations");
    if (settings.check_gradient && contest.way == Way::all)
        options.refuse("check-gradient", "a check of all strategies at once", "one --strategy");
    const std::string& plot = options.settings().plot;
    if (!plot.empty())
        check_plot_file(plot);

    const auto tuning = build(settings.tuning, options.settings().seed);
    const std::size_t tape_bytes = full_tape_bytes(*tuning, contest);
    if (settings.check_gradient) {
        report_check(*tuning, settings, tape_bytes, options);
        return;
    }
    const std::vector<Contestant> runs = run_all(*tuning, contest, tape_bytes, options.settings().quiet);
    if (contest.way == Way::all)
        report_all(*tuning, runs, settings, options);
    else
        report_one(*tuning, runs.front(), settings, options);
    if (interrupted())
        return;
    if (runs.size() == 1 && runs.front().status == to_string(reel::OuterStatus::not_finite))
        throw Failure("the inner solver diverged: its numbers overflow; a --step of 1/L converges");
    if (!plot.empty())
        draw(runs, *tuning, plot);
}

} // namespace

int main(int argc, char** argv)
{
    return reel::apps::run_app("reel-tune", argc, argv, run);
}
