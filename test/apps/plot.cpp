#include <common/plot.hpp>

#include <common/exit.hpp>

#include "../support/complaint.hpp"
#include "../support/folder.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <set>

BOOST_AUTO_TEST_SUITE(apps_plot)

using namespace reel::apps;

namespace {

Figure decay(std::size_t points = 20)
{
    Curve curve{.label = "0.5^k", .x = {}, .y = {}};
    for (std::size_t k = 0; k < points; ++k) {
        curve.x.push_back(static_cast<double>(k));
        curve.y.push_back(std::pow(0.5, static_cast<double>(k % 100)));
    }
    Panel panel{.title = "decay", .x = {.label = "k"}, .y = {.label = "error", .logarithmic = true}};
    panel.curves = {curve};
    panel.lines = {{.x = 5, .label = "T = 5"}};
    return {.title = "A figure", .panels = {panel}};
}

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

std::size_t lines(const std::string& text)
{
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

} // namespace

BOOST_AUTO_TEST_CASE(each_extension_is_drawn_in_its_format)
{
    const Folder folder;
    for (const char* name : {"a.svg", "a.png", "a.pdf"})
        write_figure(decay(), folder / name);
    BOOST_TEST(contains(folder.read("a.svg").substr(0, 200), "<svg"));
    BOOST_TEST(folder.read("a.png").substr(1, 3) == "PNG");
    BOOST_TEST(folder.read("a.pdf").substr(0, 5) == "%PDF-");
}

BOOST_AUTO_TEST_CASE(the_script_stands_beside_the_picture_and_holds_the_numbers)
{
    const Folder folder;
    write_figure(decay(), folder / "a.svg");
    BOOST_TEST(folder.files() == 2u);
    const std::string script = folder.read("a.gp");
    BOOST_TEST(script.starts_with("# gnuplot a.gp > a.svg\n"));
    BOOST_TEST(contains(script, "\n3 0.125\n"));
}

BOOST_AUTO_TEST_CASE(a_logarithmic_axis_spans_whole_decades_labelled_as_powers_of_ten)
{
    const std::string script = gnuplot_script(decay(5), "a.svg"); // from 1 down to 1/16
    BOOST_TEST(contains(script, "set yrange [0.01:1]"));
    BOOST_TEST(contains(script, "set format y '10^{%L}'"));
}

BOOST_AUTO_TEST_CASE(what_a_logarithmic_axis_cannot_show_is_a_gap)
{
    Figure figure = decay(4);
    figure.panels[0].curves[0].y = {1.0, 0.0, std::numeric_limits<double>::quiet_NaN(), 0.5};
    BOOST_TEST(contains(gnuplot_script(figure, "a.svg"), "<< END\n0 1\n\n\n3 0.5\nEND\n"));
}

BOOST_AUTO_TEST_CASE(a_long_curve_is_thinned_and_keeps_its_peak)
{
    Figure figure = decay(1'000'000);
    figure.panels[0].curves[0].y[765'432] = 1e6;
    const std::string script = gnuplot_script(figure, "a.svg");
    BOOST_TEST(lines(script) < 2100u);
    BOOST_TEST(contains(script, "\n765432 1e+06\n"));
}

BOOST_AUTO_TEST_CASE(a_vertical_line_has_its_label)
{
    BOOST_TEST(contains(gnuplot_script(decay(), "a.svg"), "set label 'T = 5' at first 5, graph"));
}

BOOST_AUTO_TEST_CASE(a_panel_without_a_point_is_a_failure)
{
    Figure figure = decay();
    figure.panels[0].curves[0].y.assign(20, 0.0);
    BOOST_CHECK_THROW(gnuplot_script(figure, "a.svg"), Failure);
    figure.panels[0].curves.clear();
    BOOST_CHECK_THROW(gnuplot_script(figure, "a.svg"), Failure);
}

BOOST_AUTO_TEST_CASE(a_constant_curve_can_be_drawn_on_either_axis)
{
    const Folder folder;
    Figure figure = decay();
    figure.panels[0].curves[0].y.assign(20, 1.0);
    write_figure(figure, folder / "a.svg");
    figure.panels[0].y.logarithmic = false;
    write_figure(figure, folder / "b.svg");
    BOOST_TEST(folder.files() == 4u);
}

BOOST_AUTO_TEST_CASE(a_file_name_in_a_title_is_shown_as_it_is)
{
    BOOST_TEST(plain_text("my_data^2{x}.csv") == "my\\_data\\^2\\{x\\}.csv");
    const Folder folder;
    Figure figure = decay();
    figure.title = plain_text("it's a_b \\ \"c\" @ & ~ {");
    write_figure(figure, folder / "a.svg");
    BOOST_TEST(contains(folder.read("a.svg"), "it's a_b"));
}

BOOST_AUTO_TEST_CASE(the_first_28_styles_differ)
{
    std::set<std::pair<std::string, Dash>> seen;
    for (std::size_t i = 0; i < 28; ++i)
        seen.insert({style(i).colour, style(i).dash});
    BOOST_TEST(seen.size() == 28u);
}

BOOST_AUTO_TEST_CASE(another_extension_is_refused)
{
    BOOST_TEST(complaint([] { check_plot_file("a.jpg"); }) ==
               "--plot: 'a.jpg' is no picture, allowed: a file .svg, .png or .pdf");
    BOOST_TEST(complaint([] { check_plot_file("a"); }) ==
               "--plot: 'a' is no picture, allowed: a file .svg, .png or .pdf");
}

BOOST_AUTO_TEST_CASE(a_missing_gnuplot_is_named_with_its_package)
{
    const std::string path = std::getenv("PATH");
    ::setenv("PATH", "/nowhere", 1);
    BOOST_CHECK_EXCEPTION(check_plot_file("a.svg"), Failure,
                          [](const Failure& error) { return contains(error.what(), "gnuplot-nox"); });
    ::setenv("PATH", path.c_str(), 1);
}

BOOST_AUTO_TEST_SUITE_END()
