// The program reel-error, seen from outside.
#include "../support/folder.hpp"
#include "../support/program.hpp"

#include <cmath>

BOOST_AUTO_TEST_SUITE(apps_reel_error)

using reel::apps::Finished;

namespace {

const std::string diabetes = REEL_DATA_DIR "/diabetes.csv";

// Column `column` of the CSV row that starts with k.
double cell(const std::string& csv, int k, std::size_t column)
{
    for (const std::vector<std::string>& row : rows_of(csv))
        if (row.at(0) == std::to_string(k))
            return std::stod(row.at(column));
    return std::nan("");
}

} // namespace

BOOST_AUTO_TEST_CASE(on_real_data_a_far_start_makes_the_derivative_worse_before_it_converges)
{
    const Finished done = run({"--data", diabetes, "--start", "gaussian:1000", "--iterations", "2500"});
    BOOST_TEST(done.status == 0);
    BOOST_TEST(summary(done.output, "peak_ratio") > 10.0);
    BOOST_TEST(summary(done.output, "curse_number") > 1.0);
    BOOST_TEST(summary(done.output, "burn_in") > summary(done.output, "peak_k"));
    BOOST_TEST(summary(done.output, "chosen_T") > 0.0);
}

BOOST_AUTO_TEST_CASE(forward_and_reverse_give_the_same_curves)
{
    const std::vector<std::string> options{"--cols", "8", "--rows", "20", "--start", "gaussian:10", "--iterations", "60",
                                           "--truncate", "7,30", "--format", "csv", "--quiet"};
    auto reverse = options;
    reverse.insert(reverse.end(), {"--mode", "reverse"});
    const std::string a = run(options).output;
    const std::string b = run(reverse).output;
    for (const int k : {0, 1, 30, 60})
        for (const std::size_t column : {1U, 2U})
            BOOST_TEST(cell(a, k, column) == cell(b, k, column), boost::test_tools::tolerance(1e-10));
    for (const std::size_t column : {4U, 6U})
        BOOST_TEST(cell(a, 60, column) == cell(b, 60, column), boost::test_tools::tolerance(1e-10));
}

// k, e, edot, bound, ebar_5, bound_5
BOOST_AUTO_TEST_CASE(the_bounds_hold_at_every_step)
{
    const std::string csv = run({"--condition", "50", "--start", "gaussian:100", "--iterations", "400", "--truncate", "5",
                                 "--format", "csv", "--quiet"})
                                .output;
    for (int k = 0; k <= 400; ++k) {
        BOOST_TEST(cell(csv, k, 2) <= cell(csv, k, 3) * (1.0 + 1e-12));
        if (k >= 5)
            BOOST_TEST(cell(csv, k, 4) <= cell(csv, k, 5) * (1.0 + 1e-12));
    }
}

BOOST_AUTO_TEST_CASE(every_method_converges_on_real_data)
{
    for (const char* method : {"gd", "heavy-ball", "nesterov", "chebyshev"}) {
        const std::string csv = run({"--data", diabetes, "--method", method, "--iterations", "4000", "--relative",
                                     "--format", "csv", "--quiet"})
                                    .output;
        BOOST_TEST(cell(csv, 4000, 2) < 1e-4);
    }
}

// k, e, edot, bound, ebar_5, bound_5, observed, forcing, observed_5, forcing_5
BOOST_AUTO_TEST_CASE(all_bounds_are_ordered_at_every_step)
{
    const std::string csv = run({"--problem", "logistic", "--cols", "6", "--rows", "30", "--start", "gaussian:100", "--step",
                                 "1/L", "--iterations", "200", "--truncate", "5", "--bounds", "all", "--format", "csv", "--quiet"})
                                .output;
    BOOST_TEST(csv.starts_with("k,e,edot,bound,ebar_5,bound_5,observed,forcing,observed_5,forcing_5\n"));
    const double slack = 1.0 + 1e-9;
    for (int k = 5; k <= 200; k += 5)
        for (const std::size_t first : {0U, 1U}) {
            const double truth = cell(csv, k, first == 0 ? 2 : 4);
            const double observed = cell(csv, k, 6 + 2 * first);
            const double forcing = cell(csv, k, 7 + 2 * first);
            BOOST_TEST(truth <= forcing * slack);
            BOOST_TEST(forcing <= observed * slack);
            BOOST_TEST(observed <= cell(csv, k, first == 0 ? 3 : 5) * slack);
        }
}

BOOST_AUTO_TEST_CASE(every_problem_runs_by_its_default_method_and_says_what_to_do)
{
    for (const char* problem : {"weighted-ridge", "logistic", "svm", "tanh-regression", "data-cleaning", "lasso", "elastic-net",
                                "group-lasso", "transport", "equilibrium", "linear-system"}) {
        const Finished done = run({"--problem", problem, "--cols", "6", "--rows", "20", "--iterations", "200"});
        BOOST_TEST(done.status == 0, problem << ": " << done.errors);
        BOOST_TEST(!line_of(done.output, "advice").empty(), problem);
    }
}

BOOST_AUTO_TEST_CASE(the_chosen_start_is_compared_with_all_of_them)
{
    const Finished done = run({"--data", diabetes, "--start", "gaussian:1000", "--iterations", "1500", "--all-starts"});
    BOOST_TEST(summary(done.output, "chosen_over_best") >= 1.0);
    BOOST_TEST(summary(done.output, "chosen_over_best") < summary(done.output, "full_over_best"));
}

BOOST_AUTO_TEST_CASE(a_method_of_another_problem_is_refused_with_those_it_has)
{
    must_fail({"--problem", "lasso", "--method", "heavy-ball"}, 2, {"--method", "lasso", "ista", "fista"});
    must_fail({"--problem", "logistic", "--data", diabetes}, 2, {"2 classes"});
}

BOOST_AUTO_TEST_CASE(the_comparison_names_each_way_with_its_error_and_bytes)
{
    const Finished done = run({"--data", diabetes, "--start", "gaussian:1000", "--iterations", "1500", "--compare"});
    BOOST_TEST(done.status == 0);
    BOOST_TEST(std::stod(line_of(done.output, "truncated,").at(4)) < std::stod(line_of(done.output, "full").at(2)));
    BOOST_TEST(std::stod(line_of(done.output, "truncated,").at(5)) < std::stod(line_of(done.output, "full").at(3)));
}

BOOST_AUTO_TEST_CASE(both_pictures_are_drawn_in_every_format)
{
    const Folder folder;
    for (const char* picture : {"1", "2", "starts", "steps"})
        for (const char* name : {"a.svg", "a.png", "a.pdf"}) {
            BOOST_TEST(run({"--iterations", "50", "--picture", picture, "--plot", folder / name, "--output",
                            folder / "rows.csv", "--format", "csv", "--quiet"})
                           .status == 0);
            BOOST_TEST(std::filesystem::file_size(folder / name) > 1000u);
        }
}

BOOST_AUTO_TEST_CASE(json_is_one_object_with_rows_and_summary)
{
    const std::string json = run({"--iterations", "3", "--format", "json"}).output;
    for (const char* key : {"\"schema\"", "\"command\"", "\"version\"", "\"seed\"", "\"results\"", "\"summary\"", "\"rho\"",
                            "\"curse_number\"", "\"chosen_T\"", "\"edot\""})
        BOOST_TEST(json.find(key) != std::string::npos);
}

// Bad input: the exit code, and one line that names the place.

BOOST_AUTO_TEST_CASE(wrong_options_end_with_2)
{
    must_fail({"--iterations", "-5"}, 2, {"--iterations", "-5"});
    must_fail({"--iterations", "10", "--truncate", "11"}, 2, {"--truncate", "11", "0 to 10"});
    must_fail({"--truncate", "3,x"}, 2, {"--truncate", "'x'"});
    must_fail({"--step", "nan"}, 2, {"--step", "nan"});
    must_fail({"--step", "-1"}, 2, {"--step", "-1"});
    must_fail({"--method", "secant"}, 2, {"--method", "secant", "heavy-ball"});
    must_fail({"--method", "nesterov", "--step", "0.1"}, 2, {"--step"});
    must_fail({"--start", "gaussian"}, 2, {"--start", "gaussian:SCALE"});
    must_fail({"--u", "0"}, 2, {"--u"});
    must_fail({"--data", diabetes, "--rows", "5"}, 2, {"--rows", "--data"});
    must_fail({"--plot", "a.jpg"}, 2, {"a.jpg", "svg"});
}

BOOST_AUTO_TEST_CASE(bad_files_end_with_2_and_their_place)
{
    const Folder folder;
    must_fail({"--data", folder / "none.csv"}, 2, {"none.csv"});
    must_fail({"--data", folder.write("empty.csv", "")}, 2, {"empty.csv"});
    must_fail({"--data", folder.write("word.csv", "a,b\n1,2\n3,x\n")}, 2, {"word.csv:3:3", "'x'"});
    must_fail({"--data", folder.write("nan.csv", "a,b\n1,2\nnan,4\n")}, 2, {"nan.csv:3:1"});
    must_fail({"--data", folder.write("constant.csv", "a,c,b\n1,7,2\n3,7,4\n5,7,1\n")}, 2, {"constant.csv", "c"});
}

BOOST_AUTO_TEST_CASE(a_step_that_diverges_ends_with_1_and_says_which_would_not)
{
    must_fail({"--step", "10", "--iterations", "5000", "--format", "csv", "--quiet"}, 1, {"does not converge", "2/L"});
}

BOOST_AUTO_TEST_CASE(nothing_is_left_half_written)
{
    const Folder folder;
    must_fail({"--output", folder / "no/such/folder.csv"}, 1, {"folder.csv"});
    must_fail({"--output", "/dev/full"}, 1, {"/dev/full"});
    BOOST_TEST(std::filesystem::is_empty(folder.path()));
}

BOOST_AUTO_TEST_SUITE_END()
