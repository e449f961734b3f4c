/// reel-bench: what a derivative costs, next to the value alone, to the derivative by hand, and to other tools.
///
///     reel-bench --workload W1-n100,W5b
///
/// One row for each workload and tool; bench/tool.hpp says what is compared, bench/measure.hpp how it is timed.

#include "bench/measure.hpp"

#include <common/exit.hpp>
#include <common/interrupt.hpp>
#include <common/nearest.hpp>
#include <common/options.hpp>
#include <common/output.hpp>
#include <common/plot.hpp>
#include <common/progress.hpp>
#include <common/report.hpp>
#include <common/run_app.hpp>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>

namespace {

using namespace reel::apps;
using namespace reel::bench;

struct Settings {
    std::vector<std::string> workloads; ///< All when empty.
    bool list = false;
    std::int64_t rounds = Effort{}.rounds;
    bool warm_only = false;
};

std::string parse_workload(std::string_view text)
{
    const std::string name(text);
    std::vector<std::string> known;
    for (const Entry& entry : all_entries())
        known.push_back(entry.name);
    if (std::ranges::find(known, name) == known.end()) {
        const std::string guess = nearest(name, known);
        throw UsageError("there is no workload '" + name + "'" +
                             (guess.empty() ? "" : " (did you mean '" + guess + "'?)"),
                         "", "the names of reel-bench --list, separated by commas");
    }
    return name;
}

std::string listing()
{
    std::size_t width = 0;
    for (const Entry& entry : all_entries())
        width = std::max(width, entry.name.size());
    std::string text;
    for (const Entry& entry : all_entries())
        text += entry.name + std::string(width + 2 - entry.name.size(), ' ') + entry.purpose + '\n';
    return text;
}

/// The ratios to the plain value of each tool, by the number of the workload.
class Picture {
public:
    void add(const std::string& tool, double workload, double ratio)
    {
        Curve& curve = curves_[tool];
        curve.label = plain_text(tool);
        curve.x.push_back(workload);
        curve.y.push_back(ratio);
    }
    void write(const std::string& path)
    {
        Panel panel{.title = "time of the derivative / time of the value",
                    .x = {.label = "workload, in the order of the table"},
                    .y = {.label = "ratio", .logarithmic = true}};
        panel.legend = Legend::outside;
        for (auto& [tool, curve] : curves_) {
            curve.style = style(panel.curves.size());
            curve.style.points = true;
            panel.curves.push_back(curve);
        }
        write_figure({.title = "reel-bench", .panels = {panel}, .columns = 1}, path);
    }

private:
    std::map<std::string, Curve> curves_;
};

template <class Number>
Cell cell(const std::optional<Number>& number)
{
    return number ? Cell(*number) : Cell();
}

class Bench {
public:
    Bench(const Settings& settings, const RunSettings& run)
        : settings_(settings), run_(run),
          report_("reel-bench", run.seed,
                  {"workload", "tool", "primal_seconds", "record_seconds", "sweep_seconds", "ratio_primal",
                   "ratio_hand", "cold_ratio_primal", "tape_bytes", "gradient_error"})
    {}

    void run()
    {
        std::vector<Entry> entries = all_entries();
        std::erase_if(entries, [&](const Entry& entry) { return !asked_for(entry.name); });
        Progress progress("measuring", static_cast<std::int64_t>(entries.size()), run_.quiet);
        for (const Entry& entry : entries) {
            if (interrupted())
                break;
            add(entry);
            progress.advance();
        }
    }
    void write()
    {
        report_.summary("largest_gradient_error", largest_error_, "of all tools, relative to the derivative by hand");
        report_.write(run_);
        if (!run_.plot.empty())
            picture_.write(run_.plot);
        if (!wrong_.empty())
            throw CheckFailed("the derivative is not that of the hand-written one, so it was not timed: " + wrong_);
    }

private:
    bool asked_for(const std::string& name) const
    {
        return settings_.workloads.empty() || std::ranges::find(settings_.workloads, name) != settings_.workloads.end();
    }

    void add(const Entry& entry)
    {
        const auto seed = static_cast<std::uint64_t>(run_.seed);
        const Costs costs = measure(entry.make(seed), {.rounds = static_cast<int>(settings_.rounds)});
        ++workloads_;
        for (const Cost& cost : costs.tools) {
            largest_error_ = std::max(largest_error_, cost.error);
            if (cost.timed)
                add_timed(entry.name, cost, costs);
            else {
                wrong_ += (wrong_.empty() ? "" : ", ") + cost.tool + " on " + entry.name;
                report_.row({entry.name, cost.tool, costs.primal, {}, {}, {}, {}, {}, cell(cost.bytes), cost.error});
            }
        }
    }
    void add_timed(const std::string& workload, const Cost& cost, const Costs& costs)
    {
        Cell cold;
        if (!settings_.warm_only && !interrupted())
            cold = first_run_seconds(workload, cost.tool, static_cast<std::uint64_t>(run_.seed)) / costs.primal;
        report_.row({workload, cost.tool, costs.primal, cell(cost.record), cost.sweep, cost.total / costs.primal,
                     cost.total / costs.tools.front().total, cold, cell(cost.bytes), cost.error});
        picture_.add(cost.tool, workloads_, cost.total / costs.primal);
    }

    const Settings& settings_;
    const RunSettings& run_;
    Report report_;
    Picture picture_;
    double workloads_ = 0.0;
    double largest_error_ = 0.0;
    std::string wrong_;
};

void run(int argc, const char* const* argv)
{
    if (is_first_run(argc, argv))
        return first_run(argv);
    Settings settings;
    Options options("reel-bench", "Compares the cost of derivatives: by reel, by hand, and by other tools.");
    options.group("Workloads");
    options.list("workload", settings.workloads, "NAME", "what to measure; all workloads when not given",
                 parse_workload, std::identity());
    options.flag("list", settings.list, "list the workloads, and do nothing else");
    options.group("Effort");
    options.count("rounds", settings.rounds, {1, 10'000}, "measurements of each tool; the median counts");
    options.flag("warm-only", settings.warm_only, "leave out the first runs in fresh processes");
    options.example("reel-bench --list", "what can be measured");
    options.example("reel-bench --workload W1-n100,W5b", "two of them");
    options.example("reel-bench --format json --output bench.json", "all of them, for a script");
    if (!options.parse(argc, argv))
        return;
    if (settings.list)
        return write_output(options.settings().output, listing());
    Bench bench(settings, options.settings());
    bench.run();
    bench.write();
}

} // namespace

int main(int argc, char** argv)
{
    return reel::apps::run_app("reel-bench", argc, argv, run);
}
