/// reel-memory: what does the derivative of an iterative solver take, in bytes and time, for every truncation index and
/// every way to keep the run?

#include "common/exit.hpp"
#include "zoo/experiment.hpp"
#include "common/interrupt.hpp"
#include "common/options.hpp"
#include "common/plot.hpp"
#include "common/progress.hpp"
#include "common/report.hpp"
#include "common/run_app.hpp"
#include "common/truncation.hpp"
#include "error/curves.hpp"
#include "memory/picture.hpp"
#include "memory/trial.hpp"

#include <reel/error.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <filesystem>

namespace {

using namespace reel::apps;

struct Settings {
    ExperimentSettings experiment;
    Truncation truncation;
    std::vector<Keeping> schedules{Keeping::tape, Keeping::periodic, Keeping::binomial, Keeping::step};
    Room room{.folder = std::filesystem::temp_directory_path().string()};
    bool estimate = false;
};

Keeping parse_schedule(std::string_view word)
{
    const std::vector<std::string>& words = keeping_names();
    const auto found = std::ranges::find(words, word);
    if (found == words.end())
        refuse_word(word, words);
    return static_cast<Keeping>(found - words.begin());
}

void declare_all(Options& options, Settings& settings)
{
    declare(options, settings.experiment);
    options.group("Derivative");
    options.value<Truncation>("truncate", settings.truncation, "T[,T...]|auto",
                              "steps before T are not differentiated; auto: eight T, and the one chosen while running",
                              parse_truncation, show_truncation);
    options.group("Memory");
    options.list("schedule", settings.schedules, "NAME",
                 "how the run is kept: tape, step, periodic, binomial, online, disk, limit", parse_schedule, name_of);
    options.count("checkpoints", settings.room.checkpoints, {0, 1'000'000},
                  "states that binomial, online and disk keep");
    options.count("period", settings.room.period, {0, 10'000'000}, "steps from checkpoint to checkpoint; 0: sqrt(K)");
    options.bytes("limit", settings.room.limit, "what does not fit is not run; adds the schedule chosen for it");
    options.text("folder", settings.room.folder, "FOLDER", "where checkpoints on disk are kept while it runs");
    options.flag("estimate", settings.estimate, "predict bytes and seconds, run nothing");
    options.example("reel-memory --data data/diabetes.csv --start gaussian:1000 --iterations 2500 --plot memory.svg",
                    "memory and error against T");
    options.example("reel-memory --cols 200 --iterations 10000 --limit 1MB --truncate 0", "what fits a megabyte");
    options.example("reel-memory --cols 1000 --rows 2000 --iterations 100000 --estimate", "what it would take");
}

std::vector<reel::Step> truncations(const Settings& settings, long chosen)
{
    const reel::Step K = settings.experiment.iterations;
    if (!settings.truncation.automatic)
        return {settings.truncation.T.begin(), settings.truncation.T.end()};
    std::vector<reel::Step> T{chosen};
    for (int i = 0; i < 8; ++i)
        T.push_back(i * K / 8);
    std::sort(T.begin(), T.end());
    T.erase(std::unique(T.begin(), T.end()), T.end());
    return T;
}

std::vector<Keeping> schedules(const Settings& settings)
{
    std::vector<Keeping> all = settings.schedules;
    if (settings.room.limit && std::find(all.begin(), all.end(), Keeping::limit) == all.end())
        all.push_back(Keeping::limit);
    return all;
}

void add_row(Report& report, const Measured& row, bool estimated)
{
    const Taken& taken = row.taken;
    report.row({row.trial.T, name_of(row.trial.keeping), taken.bytes.tape, taken.bytes.checkpoints,
                estimated ? Cell() : Cell(taken.peak_rss), taken.seconds, taken.steps_replayed,
                estimated ? Cell() : Cell(taken.error)});
}

/// What was found before an interrupt, if one came.
struct Found {
    std::vector<Measured> rows;
    std::size_t too_large = 0; ///< Rows that do not fit the limit,
    std::string refused = {};  ///< and what the last one would have needed.
};

Found measure_all(const Experiment& experiment, const Settings& settings, const std::vector<reel::Step>& starts,
                  Report& report, bool quiet)
{
    const reel::Step K = settings.experiment.iterations;
    const bool estimating = settings.estimate;
    const auto kept = schedules(settings);
    Progress progress(estimating ? "estimating" : "running", static_cast<std::int64_t>(starts.size() * kept.size()),
                      quiet);
    const StepTime time = estimating ? time_of_steps(experiment, K) : StepTime{};
    const auto directions =
        estimating ? std::vector<Eigen::VectorXd>(starts.size()) : error_directions(experiment, K, starts);
    Found found;
    for (std::size_t i = 0; i < directions.size(); ++i)
        for (const Keeping keeping : kept) {
            const Trial trial{.K = K, .T = starts[i], .keeping = keeping};
            const Attempt attempt = estimating ? estimate(experiment, trial, settings.room, time)
                                               : run(experiment, trial, settings.room, directions[i]);
            if (interrupted())
                return found;
            if (attempt.taken) {
                found.rows.push_back({trial, *attempt.taken});
                add_row(report, found.rows.back(), estimating);
            }
            else {
                ++found.too_large;
                found.refused = attempt.refused;
                report.row({trial.T, name_of(keeping), {}, {}, {}, {}, {}, {}});
            }
            progress.advance();
        }
    return found;
}

void summarize(Report& report, const Found& found, const Experiment& experiment, const Settings& settings, long chosen)
{
    report.summary("iterations", settings.experiment.iterations,
                   experiment.method_name() + " steps, " + experiment.title);
    const auto less = [](const Measured& a, const Measured& b) {
        return a.taken.bytes.total() < b.taken.bytes.total();
    };
    const auto total = [&](const std::string& name, const Measured& row) {
        report.summary(name, row.taken.bytes.total(),
                       name_of(row.trial.keeping) + ", T = " + std::to_string(row.trial.T) + ", all counted");
    };
    if (!found.rows.empty()) {
        const auto [least, most] = std::minmax_element(found.rows.begin(), found.rows.end(), less);
        total("least_bytes", *least);
        total("most_bytes", *most);
    }
    if (settings.room.limit) {
        report.summary("limit", *settings.room.limit, "bytes allowed");
        report.summary("over_limit", found.too_large, "rows that would not fit, and were not run");
    }
    report.summary("chosen_T", chosen, "where the derivative starts best, found while running");
}

void check(const Options& options, const Settings& settings)
{
    const std::int64_t K = settings.experiment.iterations;
    if (!settings.truncation.T.empty() && settings.truncation.T.back() > K)
        options.refuse("truncate", "T = " + std::to_string(settings.truncation.T.back()) + " is past the last step",
                       "0 to " + std::to_string(K) + ", the number of --iterations");
    const auto kept = schedules(settings);
    if (!settings.room.limit && std::find(kept.begin(), kept.end(), Keeping::limit) != kept.end())
        options.refuse("schedule", "the schedule 'limit' without a limit", "together with --limit BYTES");
    if (!options.settings().plot.empty())
        check_plot_file(options.settings().plot);
}

void run_all(int argc, const char* const* argv)
{
    Settings settings;
    Options options("reel-memory",
                    "Measures the memory, the time and the error of a derivative, for each truncation index "
                    "and each way to keep the run.");
    declare_all(options, settings);
    if (!options.parse(argc, argv))
        return;
    check(options, settings);
    const Experiment experiment = build(options, settings.experiment);
    const long chosen = choose_truncation(experiment, settings.experiment.iterations);

    Report report("reel-memory", options.settings().seed,
                  {"truncate", "schedule", "tape_bytes", "checkpoint_bytes", "peak_rss_bytes", "seconds",
                   "steps_replayed", "error"});
    const Found found =
        measure_all(experiment, settings, truncations(settings, chosen), report, options.settings().quiet);
    summarize(report, found, experiment, settings, chosen);
    report.write(options.settings());
    if (interrupted())
        return;
    if (found.rows.empty())
        throw reel::MemoryLimit("nothing fits the limit: " + found.refused, 0,
                                static_cast<std::size_t>(*settings.room.limit));
    if (std::any_of(found.rows.begin(), found.rows.end(), [](const Measured& row) { return !row.taken.finite; }))
        throw Failure(experiment.method_name() + " does not converge; choose a smaller --step");
    if (!options.settings().plot.empty())
        draw(found.rows, settings.room, chosen, experiment.title + ", " + experiment.method_name(),
             options.settings().plot);
}

} // namespace

int main(int argc, char** argv)
{
    return reel::apps::run_app("reel-memory", argc, argv, run_all);
}
