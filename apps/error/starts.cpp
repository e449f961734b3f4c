#include "starts.hpp"

#include "common/plot.hpp"
#include "error/taped_run.hpp"

#include <reel/analysis/curve.hpp>
#include <reel/analysis/run.hpp>

#include <numeric>

namespace reel::apps {
namespace {

std::vector<double> counted(std::size_t size)
{
    std::vector<double> numbers(size);
    std::iota(numbers.begin(), numbers.end(), 0.0);
    return numbers;
}

} // namespace

AllStarts measure_all_starts(const Experiment& x, long K)
{
    TapedRun run(x);
    for (long k = 0; k < K; ++k)
        run.advance();
    Adjoints rows = run.rows();
    AllStarts all;
    all.error.resize(static_cast<std::size_t>(K) + 1);
    for (std::size_t T = all.error.size(); T-- > 0;)
        all.error[T] = run.error_from(T, rows);
    const StepSize size = MapRun(x.solver, x.solver.init(x.x0), x.u).step_size();
    for (long T = 0; T <= K; ++T)
        all.bytes.push_back(static_cast<double>(size.from_truncation.bytes(K - T)));
    return all;
}

void draw_all_starts(const AllStarts& starts, const Experiment& x, long chosen, bool relative, const std::string& path)
{
    const std::vector<double> T = counted(starts.error.size());
    const std::string at_end = "k = " + std::to_string(T.size() - 1);
    const std::vector<VerticalLine> mark{{.x = static_cast<double>(chosen), .label = ""}}; // a label would lie on the curves
    Panel error{.title = plain_text("derivative at " + at_end),
                .x = {.label = "T"},
                .y = {.label = relative ? "relative error" : "error", .logarithmic = true},
                .lines = mark};
    error.curves.push_back({.label = "", .x = T, .y = scaled(starts.error, relative ? 1.0 / x.jacobian.norm() : 1.0), .style = style(0)});
    Panel bytes{.title = plain_text("tape of the steps T, ..., k-1"), .x = {.label = "T"}, .y = {.label = "bytes"}, .lines = mark};
    bytes.curves.push_back({.label = "", .x = T, .y = starts.bytes, .style = style(1)});
    const std::string title = x.title + ", " + x.method_name() + "; chosen: T = " + std::to_string(chosen);
    write_figure({.title = plain_text(title), .panels = {error, bytes}, .columns = 2}, path);
}

void draw_step_sizes(const Experiment& experiment, const std::vector<Experiment>& others, long K, bool relative,
                     const std::string& path)
{
    const char* const labels[] = {"1/L", "sqrt2/L", "2/(L+mu)"};
    Panel panel{.title = plain_text(experiment.title + ", gradient descent"),
                .x = {.label = "iteration k"},
                .y = {.label = relative ? "relative error of the derivative" : "error of the derivative", .logarithmic = true},
                .legend = Legend::top_right};
    for (std::size_t i = 0; i < others.size(); ++i) {
        const Experiment& x = others[i];
        Curve drawn{.label = std::string("step ") + labels[i], .x = counted(static_cast<std::size_t>(K) + 1), .y = {}, .style = style(i)};
        const double by = relative ? 1.0 / x.jacobian.norm() : 1.0;
        for (ErrorCurve curve(x.solver, x.x0, x.u, {x.solution, x.jacobian}, {0}); curve.k() <= K; curve.advance())
            drawn.y.push_back(by * curve.derivative_error(0));
        panel.curves.push_back(drawn);
    }
    write_figure({.title = "", .panels = {panel}, .columns = 1}, path);
}

} // namespace reel::apps
