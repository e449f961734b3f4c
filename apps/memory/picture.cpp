#include "picture.hpp"

#include "common/plot.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace reel::apps {
namespace {

std::string label(Keeping keeping, const Room& room, Step K)
{
    const std::string places = std::to_string(room.checkpoints);
    switch (keeping) {
    case Keeping::tape:
        return "one tape of all steps";
    case Keeping::step:
        return "every state, tape of one step";
    case Keeping::periodic:
        return "every " + std::to_string(period_of(room, K)) + "th state, tape between two";
    case Keeping::binomial:
        return places + " states, tape of one step";
    case Keeping::online:
        return places + " states, end not known";
    case Keeping::disk:
        return places + " states, and " + std::to_string(9 * room.checkpoints) + " on disk";
    case Keeping::limit:
        return "chosen for " + std::to_string(room.limit.value_or(0)) + " bytes";
    }
    return "";
}

/// What `value` gives over T, for the rows of one schedule, or the first row of each T.
template <class Value>
Curve over_truncation(const std::vector<Measured>& rows, std::optional<Keeping> keeping, const Value& value)
{
    Curve curve;
    curve.style.points = true;
    for (const Measured& row : rows) {
        const auto T = static_cast<double>(row.trial.T);
        if (keeping ? row.trial.keeping == *keeping : curve.x.empty() || curve.x.back() < T) {
            curve.x.push_back(T);
            curve.y.push_back(value(row.taken));
        }
    }
    return curve;
}

/// Leaves the upper part of a logarithmic panel free for its legend, and a lower part for the names of its lines.
void leave_room(Panel& panel)
{
    constexpr double of_a_row = 0.065, of_names = 0.3; // of the height
    double low = INFINITY, high = 0.0;
    for (const Curve& curve : panel.curves)
        for (const double y : curve.y)
            if (y > 0.0 && std::isfinite(y)) {
                low = std::min(low, y);
                high = std::max(high, y);
            }
    if (low > high)
        return;
    const double above = of_a_row * static_cast<double>(panel.curves.size() + 1);
    const double below = panel.lines.empty() ? 0.05 : of_names;
    const double decades = std::max(std::log10(high / low), 1.0) / (1.0 - above - below);
    panel.y.low = low * std::pow(10.0, -below * decades);
    panel.y.high = *panel.y.low * std::pow(10.0, decades);
}

} // namespace

void draw(const std::vector<Measured>& rows, const Room& room, long chosen, const std::string& title,
          const std::string& path)
{
    const Step K = rows.front().trial.K;
    const Axis truncation{.label = "truncation index T: steps before T are not differentiated",
                          .low = 0.0,
                          .high = static_cast<double>(std::max<Step>(K, 1))};
    Panel memory{.title = "memory for the derivative after " + std::to_string(K) + " steps, by what is kept",
                 .x = truncation,
                 .y = {.label = "bytes", .logarithmic = true},
                 .legend = Legend::top_right};
    for (std::size_t i = 0; i < keeping_names().size(); ++i) {
        const auto keeping = static_cast<Keeping>(i);
        Curve curve = over_truncation(rows, keeping,
                                      [](const Taken& taken) { return static_cast<double>(taken.bytes.total()); });
        if (curve.x.empty())
            continue;
        curve.label = label(keeping, room, K);
        const Style own = style(memory.curves.size());
        curve.style.colour = own.colour;
        curve.style.dash = own.dash;
        memory.curves.push_back(std::move(curve));
    }
    leave_room(memory);
    std::vector<Panel> panels{memory};
    const bool measured = rows.front().taken.peak_rss > 0;
    if (measured) {
        Curve error = over_truncation(rows, std::nullopt, [](const Taken& taken) { return taken.error; });
        error.label = "the same, whatever is kept";
        Panel errors{.title = "error of the derivative",
                     .x = truncation,
                     .y = {.label = "relative error", .logarithmic = true},
                     .curves = {error},
                     .lines = {{.x = static_cast<double>(chosen), .label = "chosen T"}}};
        leave_room(errors);
        panels.push_back(std::move(errors));
    }
    write_figure({.title = plain_text(title), .panels = panels, .columns = 1}, path);
}

} // namespace reel::apps
