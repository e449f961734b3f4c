#include "measure.hpp"

#include <common/exit.hpp>
#include <common/interrupt.hpp>
#include <common/measure.hpp>
#include <common/number.hpp>
#include <common/output.hpp>
#include <common/subprocess.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string_view>

namespace reel::bench {
namespace {

constexpr const char* first_run_word = "first-run";
constexpr double shortest_timing = 1e-3;

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Seconds of one call, when `calls` of them are made.
template <class F>
double seconds_of(int calls, const F& f)
{
    const apps::ThreadStopwatch watch;
    for (int call = 0; call < calls; ++call)
        f();
    return watch.seconds() / calls;
}

void evaluate(Tool& tool)
{
    tool.record();
    tool.sweep();
}

/// How often to call what is to be timed, so that the clock is precise enough.
template <class F>
int calls_for(const F& f)
{
    const double once = seconds_of(1, f);
    return once > shortest_timing ? 1 : static_cast<int>(std::ceil(shortest_timing / std::max(once, 1e-8)));
}

/// A tool in the rounds, with its samples.
struct Runner {
    std::unique_ptr<Tool> tool;
    int calls = 1;
    double used = 0.0;
    std::vector<double> total = {};
    std::vector<double> record = {};

    bool takes_part(const Effort& effort) const { return used < effort.seconds_a_tool || total.size() < 3; }
    void run()
    {
        total.push_back(seconds_of(calls, [&] { evaluate(*tool); }));
        record.push_back(tool->records() ? seconds_of(calls, [&] { tool->record(); }) : 0.0);
        used += calls * (total.back() + record.back());
    }
};

Cost check(Runner& runner, const std::string& name, const Eigen::VectorXd& truth)
{
    Tool& tool = *runner.tool;
    evaluate(tool);
    const Eigen::VectorXd derivative = tool.derivative();
    Cost cost{.tool = name, .bytes = tool.bytes()};
    cost.error = derivative.size() == truth.size() ? (derivative - truth).norm() / truth.norm() : INFINITY;
    cost.timed = cost.error <= largest_error;
    if (cost.timed)
        runner.calls = calls_for([&] { evaluate(tool); });
    return cost;
}

void summarise(const Runner& runner, Cost& cost)
{
    cost.total = median(runner.total);
    cost.sweep = cost.total;
    if (runner.tool->records()) {
        cost.record = median(runner.record);
        cost.sweep = std::max(0.0, cost.total - *cost.record);
    }
}

} // namespace

Costs measure(const Workload& workload, const Effort& effort)
{
    Costs costs;
    std::vector<Runner> runners;
    Eigen::VectorXd truth;
    for (const Contestant& contestant : workload.contestants) {
        runners.push_back({contestant.make()});
        if (truth.size() == 0) {
            evaluate(*runners.back().tool);
            truth = runners.back().tool->derivative();
        }
        costs.tools.push_back(check(runners.back(), contestant.name, truth));
    }
    const int primal_calls = calls_for(workload.primal);
    std::vector<double> primal;
    for (int round = 0; round < effort.rounds && !(apps::interrupted() && round > 0); ++round) {
        primal.push_back(seconds_of(primal_calls, workload.primal));
        for (std::size_t i = 0; i < runners.size(); ++i)
            if (costs.tools[i].timed && runners[i].takes_part(effort))
                runners[i].run();
    }
    costs.primal = median(primal);
    for (std::size_t i = 0; i < runners.size(); ++i)
        if (costs.tools[i].timed)
            summarise(runners[i], costs.tools[i]);
    return costs;
}

double first_run_seconds(const std::string& workload, const std::string& tool, std::uint64_t seed)
{
    const std::string program = std::filesystem::read_symlink("/proc/self/exe");
    std::vector<double> samples;
    for (int process = 0; process < 3 && !(apps::interrupted() && process > 0); ++process) {
        const auto finished = apps::run_program({program, first_run_word, workload, tool, std::to_string(seed)});
        if (finished.status != 0)
            throw apps::Failure("the first run of " + tool + " on " + workload + " ended with status " +
                                std::to_string(finished.status) + ": " + finished.errors);
        samples.push_back(apps::parse_number(finished.output, apps::at_least(0)));
    }
    return median(samples);
}

bool is_first_run(int argc, const char* const* argv)
{
    return argc == 5 && argv[1] == std::string_view(first_run_word);
}

void first_run(const char* const* argv)
{
    for (const Entry& entry : all_entries()) {
        if (entry.name != argv[2])
            continue;
        const Workload workload = entry.make(static_cast<std::uint64_t>(apps::parse_count(argv[4], {})));
        for (const Contestant& contestant : workload.contestants)
            if (contestant.name == argv[3])
                return apps::write_output("", apps::number_text(seconds_of(1, [&] {
                                              const auto tool = contestant.make();
                                              evaluate(*tool);
                                          })));
    }
    throw apps::UsageError(std::string("no tool '") + argv[3] + "' on '" + argv[2] + "'", "", "");
}

} // namespace reel::bench
