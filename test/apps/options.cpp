#include <common/options.hpp>

#include <common/exit.hpp>

#include "../support/complaint.hpp"
#include "../support/folder.hpp"

#include <reel/error.hpp>

#include <algorithm>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(apps_options)

using namespace reel::apps;

namespace {

enum class Start { zero, gaussian };

std::int64_t parse_index(std::string_view text)
{
    return parse_count(text, {0, 1'000'000});
}
std::string show_index(std::int64_t index)
{
    return std::to_string(index);
}

// A program with one option of each kind.
struct Program {
    double u = 0.1;
    std::optional<double> condition;
    std::int64_t iterations = 500;
    std::vector<std::int64_t> truncate;
    std::optional<std::int64_t> limit;
    std::string data;
    bool relative = false;
    Start start = Start::zero;
    std::string step = "1/L";
    Options options = Options("probe", "Tries options.");

    Program()
    {
        options.group("Problem");
        options.number("u", u, above(0), "weight of the regularisation");
        options.number("condition", condition, at_least(1), "condition number");
        options.text("data", data, "FILE.csv", "a data set");
        options.group("Solver");
        options.count("iterations", iterations, {1, 1'000'000}, "steps to run");
        options.list("truncate", truncate, "T", "truncation indices", parse_index, show_index);
        options.bytes("limit", limit, "of the tape");
        options.flag("relative", relative, "divide the errors");
        options.choice("start", start, {{"zero", Start::zero}, {"gaussian", Start::gaussian}}, "where to start");
        options.value(
            "step", step, "1/L|NUMBER", "step size",
            [](std::string_view text) -> std::string {
                reel::require(text == "1/L", [] { return "only 1/L is known"; });
                return std::string(text);
            },
            [](const std::string& now) { return now; });
        options.example("probe --u 1", "a harder problem");
    }

    bool parse(std::vector<const char*> words)
    {
        words.insert(words.begin(), "probe");
        return options.parse(static_cast<int>(words.size()), words.data());
    }
};

std::string complaint_about(const std::vector<const char*>& words)
{
    return complaint([&] { Program().parse(words); });
}

} // namespace

BOOST_AUTO_TEST_CASE(without_options_every_variable_keeps_its_default)
{
    Program program;
    BOOST_TEST(program.parse({}));
    BOOST_TEST(program.u == 0.1);
    BOOST_TEST(!program.condition.has_value());
    BOOST_TEST(program.iterations == 500);
    BOOST_TEST(program.truncate.empty());
    BOOST_TEST(!program.relative);
    BOOST_TEST(program.options.settings().seed == 1);
    BOOST_TEST(!program.options.given("u"));
}

BOOST_AUTO_TEST_CASE(each_kind_of_option_reaches_its_variable)
{
    Program program;
    BOOST_TEST(program.parse({"--u", "1e-3", "--condition=100", "--iterations", "1e3", "--truncate", "0,10", "--limit",
                              "1MB", "--data", "d.csv", "--relative", "--start", "gaussian", "--seed", "7", "--format",
                              "json", "--quiet"}));
    BOOST_TEST(program.u == 1e-3);
    BOOST_TEST(program.condition.value() == 100.0);
    BOOST_TEST(program.iterations == 1000);
    BOOST_TEST(program.truncate == (std::vector<std::int64_t>{0, 10}), boost::test_tools::per_element());
    BOOST_TEST(program.limit.value() == 1'000'000);
    BOOST_TEST(program.data == "d.csv");
    BOOST_TEST(program.relative);
    BOOST_TEST((program.start == Start::gaussian));
    BOOST_TEST(program.options.settings().seed == 7);
    BOOST_TEST((program.options.settings().format == Format::json));
    BOOST_TEST(program.options.settings().quiet);
    BOOST_TEST(program.options.given("u"));
}

BOOST_AUTO_TEST_CASE(a_value_out_of_range_is_refused_with_what_is_allowed)
{
    BOOST_TEST(complaint_about({"--iterations", "-5"}) ==
               "--iterations: '-5' is out of range, allowed: a whole number from 1 to 1000000");
    BOOST_TEST(complaint_about({"--iterations=0"}) ==
               "--iterations: '0' is out of range, allowed: a whole number from 1 to 1000000");
    BOOST_TEST(complaint_about({"--u", "nan"}) == "--u: 'nan' is not finite, allowed: a number above 0");
    BOOST_TEST(complaint_about({"--u", "1e-400"}) ==
               "--u: '1e-400' is too small for a double, allowed: a number above 0");
    BOOST_TEST(complaint_about({"--start", "one"}) == "--start: unknown value 'one', allowed: zero, gaussian");
    BOOST_TEST(complaint_about({"--step", "2"}) == "--step: only 1/L is known");
    BOOST_TEST(complaint_about({"--data", ""}) == "--data: the text is empty, allowed: one character at least");
}

BOOST_AUTO_TEST_CASE(an_unknown_option_is_answered_with_the_nearest_one)
{
    BOOST_TEST(complaint_about({"--iteratoins", "5"}) ==
               "unknown option '--iteratoins' (did you mean '--iterations'?)");
    BOOST_TEST(complaint_about({"--iteratoins=5"}) == "unknown option '--iteratoins=5' (did you mean '--iterations'?)");
    BOOST_TEST(complaint_about({"--bogus"}) == "unknown option '--bogus'");
    BOOST_TEST(complaint_about({"-x"}) == "unknown option '-x' (did you mean '--u'?)");
}

BOOST_AUTO_TEST_CASE(an_option_is_never_abbreviated)
{
    BOOST_TEST(complaint_about({"--iter", "5"}) == "unknown option '--iter' (did you mean '--iterations'?)");
}

BOOST_AUTO_TEST_CASE(a_word_that_is_no_option_is_refused)
{
    BOOST_TEST(complaint_about({"data.csv"}) == "unexpected argument 'data.csv', allowed: options only");
    BOOST_TEST(complaint_about({"--", "--u"}) == "unexpected argument '--u', allowed: options only");
}

BOOST_AUTO_TEST_CASE(a_value_that_is_missing_or_too_much_is_refused)
{
    BOOST_TEST(complaint_about({"--u"}) == "the required argument for option '--u' is missing");
    BOOST_TEST(complaint_about({"--data", "--u", "1"}) == "the required argument for option '--data' is missing");
    BOOST_TEST(complaint_about({"--data", "--bogus", "--u", "x"}) ==
               "--u: 'x' is not a number, allowed: a number above 0"); // a file may be named so
    BOOST_TEST(complaint_about({"--quiet=1"}) == "option '--quiet' does not take any arguments");
    BOOST_TEST(complaint_about({"--u", "1", "--u", "2"}) == "--u: given twice, allowed: once");
}

BOOST_AUTO_TEST_CASE(an_option_file_is_read_before_the_command_line)
{
    const Folder folder;
    const std::string file = folder.write("run.ini", "u = 5\niterations = 7\nrelative = true\n");
    Program program;
    BOOST_TEST(program.parse({"--u", "3", "--config", file.c_str()}));
    BOOST_TEST(program.u == 3.0);
    BOOST_TEST(program.iterations == 7);
    BOOST_TEST(program.relative);
    BOOST_TEST(program.options.given("iterations"));
}

BOOST_AUTO_TEST_CASE(a_mistake_in_an_option_file_is_named_with_its_place)
{
    const Folder folder;
    const auto about = [&](const std::string& text) {
        const std::string file = folder.write("run.ini", text);
        std::string line = complaint_about({"--config", file.c_str()});
        return line.replace(line.find(file), file.size(), "run.ini");
    };
    BOOST_TEST(about("u = 1\niterations = many\n") ==
               "--iterations: 'many' is not a number, run.ini:2:14, allowed: a whole number from 1 to 1000000");
    BOOST_TEST(about("itertions = 5\n") == "unknown option 'itertions' (did you mean 'iterations'?), run.ini:1:13");
    BOOST_TEST(about("relative = yes\n") == "--relative: 'yes' is not a switch, run.ini:1:12, allowed: true or false");
    BOOST_TEST(about("config = other.ini\n") == "'config' is for the command line only, run.ini:1:10");
}

BOOST_AUTO_TEST_CASE(an_option_file_that_is_missing_is_named)
{
    BOOST_TEST(complaint_about({"--config", "/no/such.ini"}) ==
               "cannot read '/no/such.ini': No such file or directory, allowed: a text file that can be read");
}

BOOST_AUTO_TEST_CASE(the_printed_options_reproduce_the_run)
{
    Program first;
    first.parse({"--u", "0.3", "--truncate", "1,2", "--relative", "--start", "gaussian", "--limit", "64kB", "--data",
                 "a b#c=d.csv"});
    const Folder folder;
    const std::string file = folder.write("run.ini", first.options.config());
    Program second;
    BOOST_TEST(second.parse({"--config", file.c_str()}));
    BOOST_TEST(second.u == 0.3);
    BOOST_TEST(second.truncate == first.truncate, boost::test_tools::per_element());
    BOOST_TEST(second.relative);
    BOOST_TEST(second.limit.value() == 64000);
    BOOST_TEST(second.data == "a b#c=d.csv");
    BOOST_TEST(!second.condition.has_value());
    BOOST_TEST(second.options.config() == first.options.config());
}

BOOST_AUTO_TEST_CASE(a_value_that_an_option_file_cannot_hold_is_refused_when_printed)
{
    Program program;
    program.parse({"--data", "two\nlines.csv"});
    BOOST_CHECK_THROW(program.options.config(), UsageError);
}

BOOST_AUTO_TEST_CASE(the_program_can_refuse_an_option_in_the_same_words)
{
    Program program;
    program.parse({"--truncate", "600"});
    BOOST_TEST(complaint([&] { program.options.refuse("truncate", "600 is past the last step", "0 to 500"); }) ==
               "--truncate: 600 is past the last step, allowed: 0 to 500");
}

BOOST_AUTO_TEST_CASE(help_has_purpose_defaults_examples_and_exit_codes)
{
    const std::string help = Program().options.help();
    for (const char* part :
         {"probe: Tries options.", "Problem:", "--u NUMBER (=0.1)", "--condition NUMBER ", "--iterations COUNT (=500)",
          "--start zero|gaussian (=zero)", "--format table|csv|json (=table)",
          "Examples:\n  probe --u 1\n      a harder problem\n", "Exit codes:", "130  interrupted"})
        BOOST_TEST(help.find(part) != std::string::npos, part << " is missing in\n" << help);
    BOOST_TEST(help.find("Problem:") < help.find("General:"));
}

BOOST_AUTO_TEST_CASE(a_picture_of_an_unknown_kind_is_refused_before_the_run)
{
    BOOST_TEST(complaint_about({"--plot", "a.gif"}) ==
               "--plot: 'a.gif' is no picture, allowed: a file .svg, .png or .pdf");
}

BOOST_AUTO_TEST_CASE(an_output_that_cannot_be_written_is_refused_before_the_run)
{
    BOOST_CHECK_THROW(Program().parse({"--output", "/no/such/folder/a.csv"}), Failure);
}

BOOST_AUTO_TEST_SUITE_END()
