#include <common/report.hpp>

#include "../support/folder.hpp"

#include <reel/error.hpp>
#include <reel/version.hpp>

#include <boost/test/unit_test.hpp>
#include <limits>

BOOST_AUTO_TEST_SUITE(apps_report)

using namespace reel::apps;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

Report two_rows()
{
    Report report("reel-error", 7, {"k", "e", "method"});
    report.row({0, 1.0 / 3.0, "gd"});
    report.row({10, Cell(), "heavy, ball"});
    report.summary("rho", 0.98, "contraction");
    report.summary("chosen_T", 25);
    return report;
}

Report diverging()
{
    Report report("reel-error", 1, {"k", "e", "edot"});
    report.row({0, 1.0, 2.0});
    report.row({1, inf, 2.0});
    report.row({2, inf, -std::numeric_limits<double>::quiet_NaN()});
    return report;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_table_is_aligned_and_shows_six_digits)
{
    BOOST_TEST(two_rows().render(Format::table, true) == " k         e  method\n"
                                                         " 0  0.333333  gd\n"
                                                         "10         -  heavy, ball\n"
                                                         "\n"
                                                         "rho       0.98  contraction\n"
                                                         "chosen_T  25\n"
                                                         "status    ok\n");
}

BOOST_AUTO_TEST_CASE(csv_keeps_every_digit_and_quotes_what_needs_it)
{
    BOOST_TEST(two_rows().render(Format::csv, true) == "k,e,method\n"
                                                       "0,0.3333333333333333,gd\n"
                                                       "10,,\"heavy, ball\"\n");
}

BOOST_AUTO_TEST_CASE(a_quote_in_csv_is_doubled)
{
    Report report("x", 1, {"a\"b"});
    report.row({"c\nd"});
    BOOST_TEST(report.render(Format::csv, true) == "\"a\"\"b\"\n\"c\nd\"\n");
}

BOOST_AUTO_TEST_CASE(json_is_one_object_with_every_digit)
{
    BOOST_TEST(two_rows().render(Format::json, true) ==
               "{\n"
               "  \"schema\": \"reel-error/1\",\n"
               "  \"command\": \"reel-error\",\n"
               "  \"version\": \"" +
                   std::string(reel::version()) +
                   "\",\n"
                   "  \"seed\": 7,\n"
                   "  \"complete\": true,\n"
                   "  \"results\": [\n"
                   "    {\"k\": 0, \"e\": 0.3333333333333333, \"method\": \"gd\"},\n"
                   "    {\"k\": 10, \"e\": null, \"method\": \"heavy, ball\"}\n"
                   "  ],\n"
                   "  \"summary\": {\n"
                   "    \"rho\": 0.98,\n"
                   "    \"chosen_T\": 25,\n"
                   "    \"status\": \"ok\"\n"
                   "  }\n"
                   "}\n");
}

BOOST_AUTO_TEST_CASE(json_without_rows_has_an_empty_list)
{
    const std::string json = Report("x", 1, {"k"}).render(Format::json, true);
    BOOST_TEST(json.find("\"results\": [],") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_first_number_that_is_not_finite_makes_the_status)
{
    BOOST_TEST(diverging().status() == "e became inf at k = 1");
}

BOOST_AUTO_TEST_CASE(in_json_a_number_that_is_not_finite_is_null_and_its_row_says_which)
{
    const std::string json = diverging().render(Format::json, true);
    BOOST_TEST(json.find(R"({"k": 1, "e": null, "edot": 2, "status": "e is inf"})") != std::string::npos);
    BOOST_TEST(json.find(R"({"k": 2, "e": null, "edot": null, "status": "e is inf, edot is nan"})") !=
               std::string::npos);
    BOOST_TEST(json.find(R"("status": "e became inf at k = 1")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(in_csv_a_number_that_is_not_finite_is_named)
{
    BOOST_TEST(diverging().render(Format::csv, true) == "k,e,edot\n0,1,2\n1,inf,2\n2,inf,nan\n");
}

BOOST_AUTO_TEST_CASE(a_summary_that_is_not_finite_makes_the_status_too)
{
    Report report("x", 1, {"k"});
    report.summary("rho", inf);
    BOOST_TEST(report.status() == "rho is inf");
    BOOST_TEST(report.render(Format::json, true).find("\"rho\": null") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_interrupted_report_says_so_in_every_format)
{
    const Report report = two_rows();
    BOOST_TEST(report.render(Format::json, false).find("\"complete\": false") != std::string::npos);
    BOOST_TEST(report.render(Format::csv, false).ends_with("\n# incomplete: interrupted\n"));
    BOOST_TEST(report.render(Format::table, false).ends_with("\n# incomplete: interrupted\n"));
}

BOOST_AUTO_TEST_CASE(whole_numbers_and_truth_values_are_written_as_such)
{
    Report report("x", 1, {"n", "yes", "x"});
    report.row({std::size_t{12}, true, 500.0});
    BOOST_TEST(report.render(Format::csv, true) == "n,yes,x\n12,true,500\n");
}

BOOST_AUTO_TEST_CASE(a_row_has_one_cell_a_column)
{
    Report report("x", 1, {"k", "e"});
    BOOST_CHECK_THROW(report.row({1}), reel::InvalidArgument);
    BOOST_CHECK_THROW(Report("x", 1, {}), reel::InvalidArgument);
}

BOOST_AUTO_TEST_CASE(a_report_goes_to_the_file_that_was_asked_for)
{
    const Folder folder;
    two_rows().write({.format = Format::json, .output = folder / "r.json"});
    BOOST_TEST(folder.read("r.json") == two_rows().render(Format::json, true));
}

BOOST_AUTO_TEST_SUITE_END()
