#include "tune/contest.hpp"

#include "common/plot.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace reel::apps {
namespace {

using Value = std::function<double(const TuneRow&)>;

/// A colour for each way, and a dash for those that share one; dashed for a cold start.
Style style_of(const Contestant& contestant)
{
    Style line = style(static_cast<std::size_t>(contestant.way));
    const bool repeats = contestant.way == Way::one_step; // there are seven colours
    line.dash = contestant.warm ? (repeats ? Dash::dash_dotted : Dash::solid) : (repeats ? Dash::dotted : Dash::dashed);
    line.points = contestant.warm;
    return line;
}

struct Quantity {
    std::string label;
    Value value;
};

Panel panel(const std::vector<Contestant>& contestants, const Quantity& x, const Quantity& y, bool legend)
{
    Panel panel{.title = "",
                .x = {.label = x.label},
                .y = {.label = y.label, .logarithmic = true},
                .legend = legend ? Legend::outside : Legend::top_right};
    for (const Contestant& contestant : contestants) {
        Curve curve{.label = legend ? contestant.name() : "", .x = {}, .y = {}, .style = style_of(contestant)};
        for (const TuneRow& row : contestant.rows) {
            curve.x.push_back(x.value(row));
            curve.y.push_back(y.value(row));
        }
        panel.curves.push_back(std::move(curve));
    }
    return panel;
}

double lowest(const std::vector<Contestant>& contestants)
{
    double loss = std::numeric_limits<double>::infinity();
    for (const Contestant& contestant : contestants)
        loss = std::min(loss, contestant.validation);
    return loss;
}

} // namespace

void draw(const std::vector<Contestant>& contestants, const Tuning& tuning, const std::string& path)
{
    const double best = lowest(contestants);
    const Quantity outer{"outer step", [](const TuneRow& row) { return row.outer; }};
    const Quantity work{"work, in thousands of steps and sweeps", [](const TuneRow& row) { return 1e-3 * row.work; }};
    const Quantity loss{"validation loss above " + number_text(std::round(1e4 * best) / 1e4) + ", the lowest",
                        [&](const TuneRow& row) { return row.validation - best; }};
    const Quantity error{"relative error of the hyper-gradient", [](const TuneRow& row) { return row.gradient_error; }};
    write_figure({.title = plain_text(tuning.title),
                  .panels = {panel(contestants, outer, loss, false), panel(contestants, work, loss, true),
                             panel(contestants, outer, error, false), panel(contestants, work, error, true)},
                  .columns = 2},
                 path);
}

} // namespace reel::apps
