#pragma once
/// The program under test, REEL_PROGRAM, run as a child and seen from outside, and what it printed, taken apart.
#include <common/subprocess.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

inline reel::apps::Finished run(std::vector<std::string> options)
{
    options.insert(options.begin(), REEL_PROGRAM);
    return reel::apps::run_program(options);
}

inline bool is_one_line(const std::string& text)
{
    return std::ranges::count(text, '\n') == 1 && text.ends_with('\n');
}

/// The run ends with this status and one line, "program: error: ...", in which these words are.
inline void must_fail(const std::vector<std::string>& options, int status, const std::vector<std::string>& words)
{
    const std::string program = REEL_PROGRAM;
    const reel::apps::Finished failed = run(options);
    BOOST_TEST_CONTEXT(failed.errors)
    {
        BOOST_TEST(failed.status == status);
        BOOST_TEST(is_one_line(failed.errors));
        BOOST_TEST(failed.errors.starts_with(program.substr(program.rfind('/') + 1) + ": error: "));
        for (const std::string& word : words)
            BOOST_TEST(failed.errors.find(word) != std::string::npos, word);
    }
}

inline std::vector<std::string> split(const std::string& text, char separator)
{
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);)
        parts.push_back(part);
    return parts;
}

/// The rows of a CSV, its header first.
inline std::vector<std::vector<std::string>> rows_of(const std::string& csv)
{
    std::vector<std::vector<std::string>> rows;
    for (const std::string& line : split(csv, '\n'))
        rows.push_back(split(line, ','));
    return rows;
}

/// The line of a table that starts with `name`, as words; empty when there is none.
inline std::vector<std::string> line_of(const std::string& table, const std::string& name)
{
    for (const std::string& line : split(table, '\n')) {
        std::istringstream stream(line);
        std::vector<std::string> words;
        for (std::string word; stream >> word;)
            words.push_back(word);
        if (!words.empty() && words.front() == name)
            return words;
    }
    return {};
}

/// The number of that name in the summary of a table.
inline double summary(const std::string& table, const std::string& name)
{
    return std::stod(line_of(table, name).at(1));
}
