// The man page and the completion of each program say what its --help says.
#include <common/subprocess.hpp>

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(house_manual)

using reel::apps::run_program;

namespace {

const std::string folder = REEL_MANUAL_DIR;

std::vector<std::string> programs()
{
    std::istringstream words(REEL_PROGRAMS);
    return {std::istream_iterator<std::string>(words), std::istream_iterator<std::string>()};
}

std::string name_of(const std::string& program)
{
    return program.substr(program.find_last_of('/') + 1);
}

std::string text_of(const std::string& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The options that --help explains.
std::vector<std::string> options_of(const std::string& program)
{
    std::istringstream lines(run_program({program, "--help"}).output);
    std::vector<std::string> options;
    static const std::regex option("  (?:-h \\[ )?(--[a-z-]+).*");
    std::smatch match;
    for (std::string line; std::getline(lines, line);)
        if (std::regex_match(line, match, option))
            options.push_back(match[1]);
    return options;
}

// What bash offers at the end of these words.
std::string completed(const std::string& program, const std::string& words)
{
    const std::string name = name_of(program);
    const std::string script = "source " + folder + "/" + name + "; COMP_WORDS=(" + name + " " + words +
                               "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
                               "$(complete -p " + name + " | sed 's/.*-F \\([^ ]*\\).*/\\1/') " + name +
                               " \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD - 1]}\"; "
                               "echo \"${COMPREPLY[@]}\"";
    return run_program({"bash", "--norc", "-c", script}).output;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_option_is_in_the_man_page_and_is_completed)
{
    for (const std::string& program : programs()) {
        const std::string page = text_of(folder + "/" + name_of(program) + ".1");
        const std::vector<std::string> options = options_of(program);
        BOOST_TEST(options.size() >= 9, program); // those that all programs have
        for (const std::string& option : options) {
            const std::string escaped = std::regex_replace(option, std::regex("-"), "\\-");
            BOOST_TEST(page.find(escaped) != std::string::npos, program << " " << option);
            const std::string offered = completed(program, option); // --step, and --steps after it
            BOOST_TEST((offered == option + "\n" || offered.starts_with(option + " ")), program << " " << option);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_value_is_completed_from_the_words_that_are_allowed)
{
    for (const std::string& program : programs()) {
        BOOST_TEST(completed(program, "--format j") == "json\n");
        BOOST_TEST(completed(program, "--format = c") == "csv\n"); // how bash splits --format=c
        BOOST_TEST(completed(program, "--format =") == "table csv json\n");
    }
}

BOOST_AUTO_TEST_CASE(groff_finds_nothing_wrong_with_the_man_pages)
{
    if (!reel::apps::on_path("groff"))
        return;
    for (const std::string& program : programs()) {
        const auto finished = run_program({"groff", "-man", "-ww", "-z", folder + "/" + name_of(program) + ".1"});
        BOOST_TEST(finished.status == 0);
        BOOST_TEST(finished.errors == "");
    }
}

BOOST_AUTO_TEST_SUITE_END()
