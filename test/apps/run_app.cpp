// The frame of a program, seen from outside: each test runs the program probe.cpp as a child.
#include <common/run_app.hpp>

#include "../support/folder.hpp"
#include "../support/program.hpp"

BOOST_AUTO_TEST_SUITE(apps_run_app)

using reel::apps::Finished;
using reel::apps::run_program;

namespace {

const std::string probe = REEL_PROGRAM;

Finished shell(const std::string& command)
{
    return run_program({"sh", "-c", command});
}

} // namespace

BOOST_AUTO_TEST_CASE(a_run_that_is_done_ends_with_0_and_writes_nothing_to_stderr)
{
    const Finished done = run({"--format", "csv", "--quiet"});
    BOOST_TEST(done.status == 0);
    BOOST_TEST(done.output == "k,u\n0,0.1\n1,0.1\n");
    BOOST_TEST(done.errors == "");
}

BOOST_AUTO_TEST_CASE(wrong_usage_ends_with_2_and_one_line_that_names_help)
{
    const Finished wrong = run({"--rows", "-5"});
    BOOST_TEST(wrong.status == 2);
    BOOST_TEST(wrong.output == "");
    BOOST_TEST(wrong.errors == "probe: error: --rows: '-5' is out of range, allowed: a whole number from 1 to 1000000; "
                               "try 'probe --help'\n");
}

BOOST_AUTO_TEST_CASE(each_failure_has_its_exit_code_and_one_line)
{
    const std::vector<std::pair<std::string, int>> codes = {
        {"failure", 1}, {"check", 3}, {"limit", 4}, {"reel", 1}, {"memory", 1}};
    for (const auto& [fail, code] : codes) {
        const Finished failed = run({"--fail", fail});
        BOOST_TEST(failed.status == code);
        BOOST_TEST(failed.errors.starts_with("probe: error: "));
        BOOST_TEST(is_one_line(failed.errors));
    }
}

BOOST_AUTO_TEST_CASE(an_error_stays_one_line_whatever_the_user_typed)
{
    BOOST_TEST(is_one_line(run({"--two\nlines"}).errors));
    BOOST_TEST(is_one_line(run({"--config", "a\nb\x1b[31m"}).errors));
}

BOOST_AUTO_TEST_CASE(help_and_version_go_to_stdout_and_end_with_0)
{
    const Finished help = run({"--rows", "1", "--help"});
    BOOST_TEST(help.status == 0);
    BOOST_TEST(help.output.starts_with("probe: Counts.\n"));
    const Finished version = run({"--version"});
    BOOST_TEST(version.status == 0);
    BOOST_TEST(version.output.starts_with("probe 0."));
    BOOST_TEST(version.output.find("Boost 1.") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_printed_options_are_an_option_file)
{
    const Folder folder;
    const std::string file = folder.write("run.ini", run({"--u", "0.3", "--print-config"}).output);
    BOOST_TEST(run({"--config", file, "--format", "csv", "--quiet"}).output == "k,u\n0,0.3\n1,0.3\n");
}

BOOST_AUTO_TEST_CASE(a_full_disk_ends_with_1_and_one_line)
{
    for (const char* option : {"", " --help", " --version", " --format csv --quiet"}) {
        const Finished full = shell(probe + option + " > /dev/full");
        BOOST_TEST(full.status == 1);
        BOOST_TEST(full.errors == "probe: error: cannot write to standard output: No space left on device\n");
    }
}

BOOST_AUTO_TEST_CASE(a_closed_pipe_ends_with_1_and_one_line)
{
    const Finished closed = shell("{ sleep 0.3; " + probe + " --rows 10; echo $? >&2; } | true");
    BOOST_TEST(closed.errors == "probe: error: cannot write to standard output: Broken pipe\n1\n");
}

BOOST_AUTO_TEST_CASE(a_closed_standard_output_ends_with_1_and_one_line)
{
    const Finished closed = shell(probe + " >&-");
    BOOST_TEST(closed.status == 1);
    BOOST_TEST(closed.errors == "probe: error: cannot write to standard output: Bad file descriptor\n");
}

BOOST_AUTO_TEST_CASE(an_output_file_never_receives_messages_of_a_closed_stderr)
{
    const Folder folder;
    const std::string file = folder / "a.csv";
    const Finished run = shell(probe + " --format csv --output " + file + " 2>&- 0<&-");
    BOOST_TEST(run.status == 0);
    BOOST_TEST(folder.read("a.csv") == "k,u\n0,0.1\n1,0.1\n");
}

BOOST_AUTO_TEST_CASE(a_signal_ends_with_130_and_what_was_finished_is_written)
{
    for (const char* signal : {"INT", "TERM"}) {
        const Folder folder;
        const std::string file = folder / "a.json";
        const Finished stopped = shell(probe + " --rows 1000 --pause 20 --format json --output " + file +
                                       " & pid=$!; sleep 0.4; kill -" + signal + " $pid; wait $pid");
        BOOST_TEST(stopped.status == 130);
        const std::string json = folder.read("a.json");
        BOOST_TEST(json.find("\"complete\": false") != std::string::npos);
        BOOST_TEST(json.find("{\"k\": 0, \"u\": 0.1}") != std::string::npos);
        BOOST_TEST(folder.files() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(a_run_without_a_terminal_draws_no_progress)
{
    BOOST_TEST(run({"--rows", "10", "--pause", "50"}).errors == "");
}

BOOST_AUTO_TEST_CASE(a_run_on_a_terminal_draws_its_progress_unless_it_is_quiet)
{
    if (!reel::apps::on_path("script")) // which gives its child a terminal
        return;
    const auto on_terminal = [](const std::string& options) {
        return shell("TERM=xterm script -qec '" + probe + " --rows 12 --pause 50" + options + "' /dev/null").output;
    };
    BOOST_TEST(on_terminal("").find("counting [####") != std::string::npos);
    BOOST_TEST(on_terminal(" --quiet").find("counting") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
