// The program reel-tune, seen from outside.
#include "../support/folder.hpp"
#include "../support/program.hpp"

BOOST_AUTO_TEST_SUITE(apps_reel_tune)

using reel::apps::Finished;

namespace {

const std::string diabetes = REEL_DATA_DIR "/diabetes.csv";
const std::string breast_cancer = REEL_DATA_DIR "/breast_cancer.csv";
const std::string digits = REEL_DATA_DIR "/digits.csv";

} // namespace

BOOST_AUTO_TEST_CASE(there_is_a_row_for_each_outer_step_with_the_columns_of_the_contract)
{
    const auto rows = rows_of(run({"--data", diabetes, "--steps", "5", "--format", "csv"}).output);
    const std::vector<std::string> columns{"outer",          "u",                "train", "validation", "gradient",
                                           "gradient_error", "inner_iterations", "bytes", "seconds"};
    BOOST_TEST(rows.at(0) == columns, boost::test_tools::per_element());
    BOOST_TEST(rows.size() == 6U);
}

BOOST_AUTO_TEST_CASE(tuning_lowers_the_validation_loss_on_each_problem)
{
    const auto lowers = [](std::vector<std::string> options) {
        options.insert(options.end(), {"--format", "csv", "--steps", "6", "--reference", "100"});
        const auto rows = rows_of(run(options).output);
        BOOST_TEST(std::stod(rows.back().at(3)) < 0.999 * std::stod(rows.at(1).at(3)));
    };
    lowers({"--data", diabetes});
    lowers({"--problem", "elastic-net", "--data", diabetes, "--u", "300"});
    lowers({"--problem", "logistic", "--data", breast_cancer});
}

BOOST_AUTO_TEST_CASE(data_cleaning_finds_samples_with_wrong_labels)
{
    const Finished done =
        run({"--problem", "data-cleaning", "--data", digits, "--validation", "0.1", "--test", "0.8", "--outer", "adam",
             "--rate", "1", "--steps", "8", "--iterations", "40", "--reference", "100"});
    BOOST_TEST(done.status == 0);
    // 180 training samples, 36 of them wrong: at random 7 of them would be among the 36 of least weight
    const std::size_t at = done.output.find("of the 36 samples with the least weight, ");
    BOOST_REQUIRE(at != std::string::npos);
    BOOST_TEST(std::stoi(done.output.substr(at + 41)) >= 18);
}

BOOST_AUTO_TEST_CASE(every_strategy_has_the_exact_gradient_when_the_solver_runs_long_enough)
{
    for (const char* strategy : {"full", "truncated", "budget", "replay", "forward", "implicit", "neumann"}) {
        const Finished done = run({"--data", diabetes, "--check-gradient", "--strategy", strategy, "--iterations", "1500",
                                   "--terms", "1500"});
        BOOST_TEST(done.status == 0, strategy << ": " << done.errors);
    }
}

BOOST_AUTO_TEST_CASE(a_gradient_that_is_off_ends_with_3)
{
    must_fail({"--data", diabetes, "--check-gradient", "--strategy", "one-step"}, 3, {"off by", "--check-tolerance"});
}

BOOST_AUTO_TEST_CASE(all_strategies_are_compared_in_words)
{
    const Folder folder;
    const Finished done = run({"--data", diabetes, "--strategy", "all", "--steps", "4", "--iterations", "50", "--grid",
                               "--plot", folder / "tune.svg"});
    BOOST_TEST(done.status == 0);
    for (const char* word : {"full", "truncated", "budget", "replay", "forward", "implicit", "neumann", "one-step",
                             "was best: validation loss", "bytes", "against_grid"})
        BOOST_TEST(done.output.find(word) != std::string::npos, word);
    BOOST_TEST(std::filesystem::file_size(folder / "tune.svg") > 1000U);
}

BOOST_AUTO_TEST_CASE(the_same_seed_splits_alike_and_another_one_does_not)
{
    const auto test_of = [](const char* seed) {
        return summary(run({"--data", diabetes, "--steps", "2", "--seed", seed}).output, "test");
    };
    BOOST_TEST(test_of("3") == test_of("3"));
    BOOST_TEST(test_of("3") != test_of("4"));
}

BOOST_AUTO_TEST_CASE(few_inner_steps_from_far_away_end_at_a_worse_fit)
{
    const auto train_from = [](const char* start) {
        const auto rows = rows_of(
            run({"--data", diabetes, "--steps", "1", "--iterations", "5", "--start", start, "--format", "csv"}).output);
        return std::stod(rows.at(1).at(2));
    };
    BOOST_TEST(train_from("gaussian:1000") > train_from("zero"));
}

BOOST_AUTO_TEST_CASE(a_run_ends_when_its_work_is_done)
{
    const auto rows =
        rows_of(run({"--data", diabetes, "--steps", "1000", "--work", "2000", "--format", "csv"}).output);
    BOOST_TEST(rows.size() < 15U);
}

// Bad input.

BOOST_AUTO_TEST_CASE(wrong_options_end_with_2)
{
    must_fail({"--problem", "lasso"}, 2, {"--problem", "elastic-net"});
    must_fail({"--data", diabetes, "--truncate", "300"}, 2, {"--truncate", "0 to 200"});
    must_fail({"--data", diabetes, "--strategy", "all", "--check-gradient"}, 2, {"--check-gradient"});
    must_fail({"--data", diabetes, "--validation", "0.6", "--test", "0.6"}, 2, {"validation"});
    must_fail({"--data", diabetes, "--u", "-1"}, 2, {"--u"});
    must_fail({"--data", diabetes, "--start", "1000"}, 2, {"--start", "gaussian:SCALE"});
}

BOOST_AUTO_TEST_CASE(labels_outside_of_their_set_end_with_2)
{
    const Folder folder;
    const std::string three = folder.write("three.csv", "a,b,y\n1,2,0\n2,1,1\n3,3,2\n4,1,0\n1,5,1\n0,7,0\n");
    must_fail({"--problem", "logistic", "--data", three}, 2, {"three.csv:4", "0 or 1"});
    const std::string half = folder.write("half.csv", "a,b,y\n1,2,0\n2,1,1\n3,3,0.5\n4,1,0\n1,5,1\n0,7,0\n");
    must_fail({"--problem", "data-cleaning", "--data", half}, 2, {"half.csv", "whole numbers"});
}

BOOST_AUTO_TEST_CASE(one_class_alone_ends_with_an_error_that_says_so)
{
    const Folder folder;
    const std::string one = folder.write("one.csv", "a,b,y\n1,2,1\n2,1,1\n3,3,1\n4,1,1\n1,5,1\n0,7,1\n8,7,1\n0,1,1\n");
    must_fail({"--problem", "logistic", "--data", one}, 1, {"label"});
    must_fail({"--problem", "data-cleaning", "--data", one}, 1, {"label"});
}

// 6 samples, 8 features: A^T A is singular, but A^T A + u I is not.
BOOST_AUTO_TEST_CASE(more_features_than_samples_can_be_tuned)
{
    const Folder folder;
    std::string text = "a,b,c,d,e,f,g,h,y\n";
    for (int i = 0; i < 12; ++i) {
        for (int j = 0; j < 8; ++j)
            text += std::to_string((i * i * (j + 3) + 7 * j * i + 5 * j) % 11) + ",";
        text += std::to_string((i * 5) % 7) + "\n";
    }
    const Finished done = run({"--data", folder.write("wide.csv", text), "--u", "1", "--steps", "5"});
    BOOST_TEST(done.status == 0, done.errors);
}

BOOST_AUTO_TEST_CASE(a_step_that_diverges_ends_with_1)
{
    must_fail({"--data", diabetes, "--step", "10", "--iterations", "2000", "--steps", "3"}, 1, {"diverged", "1/L"});
}

BOOST_AUTO_TEST_SUITE_END()
