// The program reel-memory, seen from outside.
#include "../support/folder.hpp"
#include "../support/program.hpp"
#include "../support/sanitizer.hpp"

#include <map>

BOOST_AUTO_TEST_SUITE(apps_reel_memory)

using reel::apps::Finished;
using reel::apps::run_program;

namespace {

const std::string diabetes = REEL_DATA_DIR "/diabetes.csv";
const std::string header =
    "truncate,schedule,tape_bytes,checkpoint_bytes,peak_rss_bytes,seconds,steps_replayed,error";

/// The rows of a CSV by "T,schedule", each by the names of its columns.
using Row = std::map<std::string, std::string>;
std::map<std::string, Row> named_rows_of(const std::string& csv)
{
    std::map<std::string, Row> named;
    const auto rows = rows_of(csv);
    for (std::size_t i = 1; i < rows.size(); ++i)
        for (std::size_t j = 0; j < rows[0].size(); ++j)
            named[rows[i].at(0) + "," + rows[i].at(1)][rows[0][j]] = j < rows[i].size() ? rows[i][j] : "";
    return named;
}

std::map<std::string, Row> rows(std::vector<std::string> options)
{
    options.insert(options.end(), {"--format", "csv", "--quiet"});
    const Finished done = run(options);
    BOOST_TEST_CONTEXT(done.errors)
    {
        BOOST_TEST(done.status == 0);
    }
    BOOST_TEST(done.errors == "");
    return named_rows_of(done.output);
}

double number(const Row& row, const std::string& column)
{
    return std::stod(row.at(column));
}

} // namespace

BOOST_AUTO_TEST_CASE(each_truncation_index_and_each_schedule_has_a_row)
{
    const Finished done = run({"--iterations", "40", "--truncate", "0,30", "--schedule", "tape,step,periodic,binomial,"
                                                                                         "online,disk",
                               "--format", "csv"});
    BOOST_TEST(done.output.starts_with(header + "\n0,tape,"));
    BOOST_TEST(named_rows_of(done.output).size() == 12u);
    BOOST_TEST(done.errors.find("least_bytes") != std::string::npos); // the summary, which has no place in CSV
}

BOOST_AUTO_TEST_CASE(on_real_data_truncation_takes_less_and_errs_less)
{
    const auto table = rows({"--data", diabetes, "--start", "gaussian:1000", "--iterations", "1500", "--truncate",
                             "0,708", "--schedule", "tape,binomial"});
    const Row& full = table.at("0,tape");
    const Row& late = table.at("708,tape");
    BOOST_TEST(number(late, "tape_bytes") < 0.6 * number(full, "tape_bytes"));
    BOOST_TEST(number(late, "error") < 0.5 * number(full, "error"));
    BOOST_TEST(number(table.at("0,binomial"), "tape_bytes") < 0.01 * number(full, "tape_bytes"));
    // ten checkpoints of ten numbers, and what a state of any solver has besides its numbers
    BOOST_TEST(number(table.at("0,binomial"), "checkpoint_bytes") == 10 * (10 * 8 + 56));
    BOOST_TEST(number(full, "steps_replayed") == 0);
}

// |dx_K/du - J*| / |J*|, which reel-error finds forward: its column ebar_T in the row k = K.
BOOST_AUTO_TEST_CASE(the_error_is_that_of_the_truncated_derivative_whatever_is_kept)
{
    const std::vector<std::string> problem{"--data", diabetes, "--start", "gaussian:10", "--iterations", "300",
                                           "--truncate", "50"};
    auto words = problem;
    words.insert(words.begin(), {REEL_ERROR, "--relative", "--format", "csv", "--quiet"});
    const double ebar = std::stod(rows_of(run_program(words).output).at(301).at(4));
    for (const auto& [name, row] : rows(problem))
        BOOST_TEST(number(row, "error") == ebar, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(an_estimate_has_the_bytes_and_the_steps_of_the_run)
{
    for (const char* method : {"gd", "chebyshev"}) {
        std::vector<std::string> options{"--iterations", "200", "--truncate", "0,60,200", "--method", method,
                                         "--schedule", "tape,step,periodic,binomial,online,disk", "--limit", "1MB"};
        const auto measured = rows(options);
        options.emplace_back("--estimate");
        const auto estimated = rows(options);
        BOOST_TEST(estimated.size() == measured.size());
        for (const auto& [name, row] : measured) {
            for (const char* column : {"tape_bytes", "checkpoint_bytes", "steps_replayed"})
                BOOST_TEST(estimated.at(name).at(column) == row.at(column), name << " " << column);
            BOOST_TEST(estimated.at(name).at("error") == "");
            BOOST_TEST(estimated.at(name).at("peak_rss_bytes") == "");
        }
    }
}

// 500 steps of 50 numbers: 200 kB of states.
BOOST_AUTO_TEST_CASE(what_does_not_fit_the_limit_is_not_run_and_a_schedule_is_chosen_that_does)
{
    const auto table = rows({"--truncate", "0", "--limit", "100kB", "--schedule", "tape,binomial"});
    BOOST_TEST(table.at("0,tape").at("tape_bytes") == "");
    BOOST_TEST(number(table.at("0,binomial"), "tape_bytes") < 100'000);
    const Row& chosen = table.at("0,limit");
    BOOST_TEST(number(chosen, "tape_bytes") + number(chosen, "checkpoint_bytes") < 100'000);
    BOOST_TEST(number(chosen, "steps_replayed") < number(table.at("0,binomial"), "steps_replayed"));
}

BOOST_AUTO_TEST_CASE(a_limit_that_nothing_fits_ends_with_4_and_says_what_would)
{
    must_fail({"--truncate", "0", "--limit", "1kB", "--format", "csv", "--quiet"}, 4, {"1000", "allow"});
    must_fail({"--truncate", "0", "--limit", "1kB", "--estimate", "--format", "csv", "--quiet"}, 4, {"1000", "allow"});
}

#ifndef FREED_MEMORY_IS_KEPT
// A process that starts another one hands its peak on to getrusage.
BOOST_AUTO_TEST_CASE(the_peak_of_resident_memory_is_that_of_the_row_alone)
{
    const std::vector<char> hog(std::size_t{300} << 20, '\1');
    const auto table = rows({"--cols", "200", "--rows", "10", "--iterations", "4000", "--truncate", "0,3900", "--schedule",
                             "tape,periodic"});
    BOOST_TEST(hog[hog.size() / 2] == '\1');
    const double tape = number(table.at("0,tape"), "tape_bytes");
    const double peak = number(table.at("0,tape"), "peak_rss_bytes");
    BOOST_TEST(tape > 6e6);
    BOOST_TEST(peak > tape);
    BOOST_TEST(peak < 200e6);
    for (const char* small : {"0,periodic", "3900,tape", "3900,periodic"})
        BOOST_TEST(number(table.at(small), "peak_rss_bytes") < peak - 0.8 * tape);
}
#endif

BOOST_AUTO_TEST_CASE(json_is_one_object_with_rows_and_summary)
{
    const std::string json = run({"--iterations", "3", "--format", "json"}).output;
    for (const char* key :
         {"\"schema\"", "\"command\": \"reel-memory\"", "\"version\"", "\"seed\"", "\"complete\": true", "\"results\"",
          "\"summary\"", "\"truncate\": 0", "\"schedule\": \"tape\"", "\"tape_bytes\"", "\"checkpoint_bytes\"",
          "\"peak_rss_bytes\"", "\"seconds\"", "\"steps_replayed\"", "\"error\"", "\"chosen_T\""})
        BOOST_TEST(json.find(key) != std::string::npos, key);
}

BOOST_AUTO_TEST_CASE(the_picture_is_drawn_in_every_format_and_for_estimates)
{
    const Folder folder;
    for (const char* name : {"a.svg", "a.png", "a.pdf", "estimate.svg"}) {
        std::vector<std::string> options{"--iterations", "50", "--plot", folder / name, "--output", folder / "rows.csv",
                                         "--format", "csv", "--quiet"};
        if (name == std::string("estimate.svg"))
            options.emplace_back("--estimate");
        BOOST_TEST(run(options).status == 0);
        BOOST_TEST(std::filesystem::file_size(folder / name) > 1000u);
    }
    BOOST_TEST(folder.read("a.gp").find("error of the derivative") != std::string::npos);
    BOOST_TEST(folder.read("estimate.gp").find("error of the derivative") == std::string::npos);
}

// With no checkpoint, 30,000 steps are made about 30,000^2 / 2 times: that row does not come to its end.
// The signal goes to this process alone: a second one would end it at once. A busy machine is given more time.
BOOST_AUTO_TEST_CASE(an_interrupt_ends_with_130_and_writes_what_is_finished_marked_incomplete)
{
    Finished done;
    for (int seconds = 2; seconds <= 32 && done.output.find("tape,") == std::string::npos; seconds *= 4)
        done = run_program({"timeout", "--foreground", "--preserve-status", "-s", "INT", std::to_string(seconds),
                            REEL_PROGRAM, "--cols", "5", "--rows", "10", "--iterations", "30000", "--truncate", "0",
                            "--schedule", "tape,binomial", "--checkpoints", "0", "--format", "csv", "--quiet"});
    BOOST_TEST(done.status == 130);
    BOOST_TEST(done.output.starts_with(header + "\n0,tape,"));
    BOOST_TEST(done.output.ends_with("# incomplete: interrupted\n"));
    BOOST_TEST(done.output.find("binomial") == std::string::npos);
    BOOST_TEST(done.errors == "");
}

// Bad input: the exit code, and one line that names the place.

BOOST_AUTO_TEST_CASE(wrong_options_end_with_2)
{
    must_fail({"--iterations", "-5"}, 2, {"--iterations", "-5"});
    must_fail({"--iterations", "10", "--truncate", "11"}, 2, {"--truncate", "11", "0 to 10"});
    must_fail({"--schedule", "tape,spiral"}, 2, {"--schedule", "'spiral'", "binomial"});
    must_fail({"--schedule", "limit"}, 2, {"--schedule", "--limit"});
    must_fail({"--checkpoints", "-1"}, 2, {"--checkpoints", "-1"});
    must_fail({"--limit", "many"}, 2, {"--limit", "many"});
    must_fail({"--limt", "1MB"}, 2, {"--limt", "--limit"});
    must_fail({"--plot", "a.jpg"}, 2, {"a.jpg", "svg"});
    const Folder folder;
    must_fail({"--data", folder.write("word.csv", "a,b\n1,2\n3,x\n")}, 2, {"word.csv:3:3", "'x'"});
}

BOOST_AUTO_TEST_CASE(a_step_that_diverges_ends_with_1)
{
    must_fail({"--step", "10", "--iterations", "500", "--schedule", "tape", "--format", "csv", "--quiet"}, 1,
              {"does not converge", "--step"});
}

BOOST_AUTO_TEST_CASE(a_disk_that_is_full_or_a_folder_that_is_not_there_ends_with_1)
{
    const Folder folder;
    must_fail({"--output", "/dev/full", "--iterations", "5", "--truncate", "0"}, 1, {"/dev/full"});
    must_fail({"--schedule", "disk", "--folder", folder / "none", "--truncate", "0"}, 1, {"none"});
    BOOST_TEST(std::filesystem::is_empty(folder.path()));
}

BOOST_AUTO_TEST_SUITE_END()
