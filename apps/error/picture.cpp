#include "picture.hpp"

#include "common/plot.hpp"

#include <numeric>

namespace reel::apps {
void draw(const Curves& curves, const Experiment& experiment, Picture picture, bool relative, const std::string& path)
{
    const double in_x = relative ? 1.0 / experiment.solution.norm() : 1.0;
    const double in_J = relative ? 1.0 / experiment.jacobian.norm() : 1.0;
    std::vector<double> k(curves.e.size());
    std::iota(k.begin(), k.end(), 0.0);

    Panel panel{.title = plain_text(experiment.title + ", " + experiment.method_name()),
                .x = {.label = "iteration k"},
                .y = {.label = relative ? "relative error" : "error", .logarithmic = true},
                .legend = picture == Picture::figure1 ? Legend::top_right : Legend::outside};
    const auto add = [&](const std::string& label, const std::vector<double>& y, double by, std::size_t number, bool bound) {
        Style line = style(number);
        line.dash = bound ? Dash::dashed : Dash::solid;
        line.width = bound ? 1.0 : 2.0;
        line.points = !bound;
        panel.curves.push_back({.label = label, .x = k, .y = scaled(y, by), .style = line});
    };
    add("iterate  |x_k - x*|", curves.e, in_x, 0, false);
    add("derivative |Z_k - J*|", curves.edot, in_J, 1, false);
    if (picture == Picture::figure2) {
        if (!curves.bound.empty())
            add("its bound", curves.bound, in_J, 1, true);
        for (std::size_t i = 0; i < curves.T.size(); ++i) {
            const std::string T = std::to_string(curves.T[i]);
            add("started at T = " + T, curves.ebar[i], in_J, i + 2, false);
            if (!curves.bound_T.empty())
                add("its bound", curves.bound_T[i], in_J, i + 2, true);
            panel.lines.push_back({.x = static_cast<double>(curves.T[i]), .label = "T = " + T});
        }
    }
    write_figure({.title = "", .panels = {panel}, .columns = 1}, path);
}

} // namespace reel::apps
