#include "plot.hpp"

#include "exit.hpp"
#include "number.hpp"
#include "output.hpp"
#include "subprocess.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

namespace reel::apps {
namespace fs = std::filesystem;
namespace {

// Masataka Okabe and Kei Ito's colours for all kinds of vision, without the yellow that vanishes on white.
constexpr std::array colours = {"#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};

constexpr std::size_t most_points = 2000; // of a curve: more than a picture has pixels

struct Interval {
    double low = 0.0;
    double high = 0.0;
};

std::string quoted(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? "''" : c == '\n' ? " " : std::string(1, c);
    return quoted + "'";
}

std::string dash_type(Dash dash)
{
    switch (dash) {
    case Dash::dashed:
        return "(12,6)";
    case Dash::dotted:
        return "(2,4)";
    case Dash::dash_dotted:
        return "(12,5,2,5)";
    case Dash::solid:
        break;
    }
    return "solid";
}

std::string key_position(Legend legend)
{
    switch (legend) {
    case Legend::top_left:
        return "inside left top Left reverse";
    case Legend::bottom_right:
        return "inside right bottom";
    case Legend::bottom_left:
        return "inside left bottom Left reverse";
    case Legend::outside:
        return "outside right top Left reverse";
    case Legend::top_right:
        break;
    }
    return "inside right top";
}

bool drawable(double value, const Axis& axis)
{
    return std::isfinite(value) && (!axis.logarithmic || value > 0.0);
}

bool drawable(const Curve& curve, std::size_t i, const Panel& panel)
{
    return drawable(curve.x[i], panel.x) && drawable(curve.y[i], panel.y);
}

// The points to draw: all of a short curve; of a long one the lowest and the highest of each stretch, so that no peak
// is lost. A gap stays one.
std::vector<std::size_t> points(const Curve& curve, const Panel& panel)
{
    std::vector<std::size_t> kept;
    const std::size_t stretch = 1 + 2 * curve.x.size() / most_points;
    for (std::size_t start = 0; start < curve.x.size(); start += stretch) {
        std::size_t low = start;
        std::size_t high = start;
        for (std::size_t i = start; i < std::min(start + stretch, curve.x.size()); ++i) {
            if (!drawable(curve, i, panel)) {
                low = high = i;
                break;
            }
            low = curve.y[i] < curve.y[low] ? i : low;
            high = curve.y[i] > curve.y[high] ? i : high;
        }
        kept.push_back(std::min(low, high));
        if (low != high)
            kept.push_back(std::max(low, high));
    }
    return kept;
}

std::string data_block(const std::string& name, const Curve& curve, const Panel& panel)
{
    std::string block = name + " << END\n";
    for (const std::size_t i : points(curve, panel))
        block += drawable(curve, i, panel) ? number_text(curve.x[i]) + " " + number_text(curve.y[i]) + "\n" : "\n";
    return block + "END\n";
}

// What the drawable points of a panel span along y; whole decades on a logarithmic axis, so that one is labelled.
Interval span(const Panel& panel)
{
    Interval span{.low = INFINITY, .high = -INFINITY};
    for (const Curve& curve : panel.curves)
        for (std::size_t i = 0; i < curve.y.size(); ++i)
            if (drawable(curve, i, panel))
                span = {.low = std::min(span.low, curve.y[i]), .high = std::max(span.high, curve.y[i])};
    if (span.low > span.high)
        throw Failure("nothing to draw in the panel '" + panel.title +
                      "': no number is finite and, on a logarithmic axis, positive");
    if (!panel.y.logarithmic)
        return span;
    const double low = std::floor(std::log10(span.low));
    const double high = std::ceil(std::log10(span.high));
    return {.low = std::pow(10.0, low), .high = std::pow(10.0, std::max(high, low + 1.0))};
}

std::string axis_commands(const std::string& name, const Axis& axis)
{
    const std::string low = axis.low ? number_text(*axis.low) : "*";
    const std::string high = axis.high ? number_text(*axis.high) : "*";
    return "set " + name + "label " + quoted(axis.label) + "\n" +
           (axis.logarithmic ? "set logscale " + name + "\nset format " + name + " '10^{%L}'\n"
                             : "unset logscale " + name + "\nset format " + name + " '%h'\n") +
           "set " + name + "range [" + low + ":" + high + "]\n";
}

std::string key_commands(const Panel& panel)
{
    const bool labelled = std::ranges::any_of(panel.curves, [](const Curve& curve) { return !curve.label.empty(); });
    return labelled ? "set key " + key_position(panel.legend) + "\n" : "unset key\n";
}

std::string panel_commands(const Panel& panel, const std::string& data)
{
    Axis y = panel.y;
    if (const Interval range = span(panel); y.logarithmic) {
        y.low = y.low.value_or(range.low);
        y.high = y.high.value_or(range.high);
    }
    std::string script = "set title " + quoted(panel.title) + "\n" + axis_commands("x", panel.x) +
                         axis_commands("y", y) + "unset arrow\nunset label\n" + key_commands(panel);
    for (const VerticalLine& line : panel.lines) {
        const std::string x = "first " + number_text(line.x);
        script += "set arrow from " + x + ", graph 0 to " + x + ", graph 1 nohead back lw 1 lc rgb '#808080'\n";
        script += "set label " + quoted(line.label) + " at " + x +
                  ", graph 0.03 rotate by 90 offset character -0.7,0 front textcolor rgb '#404040' font ',11'\n";
    }
    std::string curves;
    for (std::size_t i = 0; i < panel.curves.size(); ++i) {
        const auto& [label, xs, ys, style] = panel.curves[i];
        const std::size_t every = std::max<std::size_t>(1, xs.size() / 10);
        curves += (i == 0 ? "plot " : ", \\\n     ") + data + std::to_string(i) + " with " +
                  (style.points ? "linespoints pointtype " + std::to_string(4 + i % 6) + " pointinterval " +
                                      std::to_string(every)
                                : "lines") +
                  " linewidth " + number_text(style.width) + " dashtype " + dash_type(style.dash) + " linecolor rgb '" +
                  style.colour + "' " + (label.empty() ? "notitle" : "title " + quoted(label));
    }
    return script + curves + "\n";
}

std::string terminal(const Figure& figure, const std::string& path, std::size_t columns, std::size_t rows)
{
    const std::size_t width = 560 * columns;
    const std::size_t height = 420 * rows + (figure.title.empty() ? 0 : 30);
    const auto size = [&](std::size_t scale) {
        return std::to_string(scale * width) + "," + std::to_string(scale * height);
    };
    const std::string extension = fs::path(path).extension();
    if (extension == ".svg")
        return "svg size " + size(1) + " enhanced font 'sans,13' background '#ffffff'";
    if (extension == ".png")
        return "pngcairo size " + size(2) +
               " enhanced font 'sans,13' fontscale 1.9 linewidth 2 pointscale 2 background '#ffffff'";
    return "pdfcairo size " + number_text(static_cast<double>(width) / 90.0) + "in," +
           number_text(static_cast<double>(height) / 90.0) +
           "in enhanced font 'sans,12' linewidth 0.8 background '#ffffff'";
}

fs::path script_path(const std::string& path)
{
    return fs::path(path).replace_extension(".gp");
}

} // namespace

Style style(std::size_t i)
{
    return {.colour = colours[i % colours.size()], .dash = static_cast<Dash>(i % 4)};
}

std::string gnuplot_script(const Figure& figure, const std::string& path)
{
    const std::size_t columns =
        std::clamp<std::size_t>(figure.panels.size(), 1, std::max<std::size_t>(1, figure.columns));
    const std::size_t rows = std::max<std::size_t>(1, (figure.panels.size() + columns - 1) / columns);
    std::string script =
        "# gnuplot " + script_path(path).filename().string() + " > " + fs::path(path).filename().string() +
        "\nset encoding utf8\nset terminal " + terminal(figure, path, columns, rows) +
        "\nset grid linecolor rgb '#c8c8c8' linewidth 0.7\nset border linewidth 0.8\nset tics nomirror\n"
        "set pointsize 0.7\n"
        "set key samplen 3 spacing 0.95 opaque box linecolor rgb '#a0a0a0' linewidth 0.5 font ',10'\n";
    std::string panels;
    for (std::size_t p = 0; p < figure.panels.size(); ++p) {
        const Panel& panel = figure.panels[p];
        const std::string data = "$panel" + std::to_string(p) + "_curve";
        for (std::size_t c = 0; c < panel.curves.size(); ++c)
            script += data_block(data + std::to_string(c), panel.curves[c], panel);
        panels += panel_commands(panel, data);
    }
    return script + "set multiplot layout " + std::to_string(rows) + "," + std::to_string(columns) +
           (figure.title.empty() ? "" : " title " + quoted(figure.title) + " font ',16'") + "\n" + panels +
           "unset multiplot\n";
}

void write_figure(const Figure& figure, const std::string& path)
{
    check_plot_file(path);
    const std::string script = script_path(path);
    write_output(script, gnuplot_script(figure, path));
    const Finished gnuplot = run_program({"gnuplot", script});
    if (gnuplot.status != 0)
        throw Failure("gnuplot could not draw '" + script +
                      "': " + gnuplot.errors.substr(0, gnuplot.errors.find('\n')));
    write_output(path, gnuplot.output);
}

void check_plot_file(const std::string& path)
{
    const fs::path extension = fs::path(path).extension();
    if (extension != ".svg" && extension != ".png" && extension != ".pdf")
        throw UsageError("--plot: '" + path + "' is no picture", "", "a file .svg, .png or .pdf");
    if (!on_path("gnuplot"))
        throw Failure("--plot needs gnuplot, which is not installed (Debian: gnuplot-nox)");
    check_writable(path);
    check_writable(script_path(path));
}

std::vector<double> scaled(std::vector<double> numbers, double factor)
{
    for (double& number : numbers)
        number *= factor;
    return numbers;
}

std::string plain_text(const std::string& text)
{
    std::string plain;
    for (const char c : text) {
        if (std::string_view("_^{}@&~\\").find(c) != std::string_view::npos)
            plain += '\\';
        plain += c;
    }
    return plain;
}

} // namespace reel::apps
