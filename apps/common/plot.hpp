#pragma once
/// Pictures by gnuplot: panels of curves, readable in black and white.
///
///     Panel panel{.title = "gradient descent", .x = {.label = "k"}, .y = {.label = "error", .logarithmic = true}};
///     panel.curves.push_back({.label = "iterate", .x = k, .y = e, .style = style(0)});
///     panel.lines.push_back({.x = 50, .label = "T = 50"});
///     write_figure({.title = "Ridge regression", .panels = {panel}}, "error.svg");
///
/// writes error.svg, and beside it error.gp, which holds the numbers too: `gnuplot error.gp > error.svg` draws the
/// picture again, by hand. Titles and labels are gnuplot's enhanced text, "x_k", "10^{-3}"; `plain_text` makes any text
/// safe.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace reel::apps {

enum class Dash { solid, dashed, dotted, dash_dotted };

struct Style {
    std::string colour = "#000000";
    Dash dash = Dash::solid;
    double width = 2.0;
    bool points = false; ///< About ten symbols along the curve.
};

/// The i-th of 28 styles: no two have both colour and dash in common, neighbours neither. The colours stay apart for
/// the colour-blind, the first four styles in black and white too.
Style style(std::size_t i);

struct Curve {
    std::string label; ///< In the legend; none when empty.
    std::vector<double> x;
    std::vector<double> y; ///< As many as x. What cannot be drawn (not finite, not positive on a log axis) is a gap.
    Style style = {};
};

struct VerticalLine {
    double x = 0.0;
    std::string label;
};

struct Axis {
    std::string label;
    bool logarithmic = false;
    std::optional<double> low = {}; ///< Both ends follow the curves unless they are given.
    std::optional<double> high = {};
};

/// Where the legend of a panel stands: in a corner, over what is drawn there, or beside the panel at its right.
enum class Legend { top_right, top_left, bottom_right, bottom_left, outside };

struct Panel {
    std::string title;
    Axis x;
    Axis y;
    std::vector<Curve> curves = {};
    std::vector<VerticalLine> lines = {};
    Legend legend = Legend::top_right; ///< Curves that decay leave that corner free.
};

struct Figure {
    std::string title;
    std::vector<Panel> panels;
    std::size_t columns = 2; ///< Panels side by side.
};

/// Draws to a file .svg, .png or .pdf. Throws `Failure` when gnuplot is missing or refuses, the file cannot be written,
/// or a panel has no point to draw.
void write_figure(const Figure& figure, const std::string& path);

/// The script that draws the figure to standard output, in the format of the file's extension.
std::string gnuplot_script(const Figure& figure, const std::string& path);

/// What can be seen before a long run: `UsageError` for another extension; `Failure` without gnuplot, or where the
/// picture or its script cannot be written.
void check_plot_file(const std::string& path);

/// Each number times a factor.
std::vector<double> scaled(std::vector<double> numbers, double factor);

/// The text with every character that enhanced text would interpret made harmless.
std::string plain_text(const std::string& text);

} // namespace reel::apps
