#include <common/config.hpp>

#include "../support/complaint.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(apps_config)

using reel::apps::parse_config;

namespace {

std::string config_complaint(const std::string& text)
{
    return complaint([&] { parse_config(text, "run.ini"); });
}

} // namespace

BOOST_AUTO_TEST_CASE(an_entry_has_a_name_a_value_and_a_place)
{
    const auto entries = parse_config("step = 2/(L+mu)\n\n  u=0.1\n", "run.ini");
    BOOST_REQUIRE(entries.size() == 2u);
    BOOST_TEST(entries[0].name == "step");
    BOOST_TEST(entries[0].value == "2/(L+mu)");
    BOOST_TEST(entries[0].place == "run.ini:1:8");
    BOOST_TEST(entries[1].name == "u");
    BOOST_TEST(entries[1].value == "0.1");
    BOOST_TEST(entries[1].place == "run.ini:3:5");
}

BOOST_AUTO_TEST_CASE(a_comment_reaches_to_the_end_of_the_line)
{
    const auto entries = parse_config("# alone\nu = 0.1 # after a value\ndata = a#b.csv\n", "run.ini");
    BOOST_REQUIRE(entries.size() == 2u);
    BOOST_TEST(entries[0].value == "0.1");
    BOOST_TEST(entries[1].value == "a#b.csv");
}

BOOST_AUTO_TEST_CASE(a_value_may_be_empty_or_contain_an_equals_sign)
{
    const auto entries = parse_config("a =\nb = x=y\n", "run.ini");
    BOOST_REQUIRE(entries.size() == 2u);
    BOOST_TEST(entries[0].value == "");
    BOOST_TEST(entries[1].value == "x=y");
}

BOOST_AUTO_TEST_CASE(line_ends_of_other_systems_and_a_missing_last_one_are_taken)
{
    const auto entries = parse_config("\xEF\xBB\xBF"
                                      "a = 1\r\nb = 2",
                                      "run.ini");
    BOOST_REQUIRE(entries.size() == 2u);
    BOOST_TEST(entries[0].name == "a");
    BOOST_TEST(entries[0].value == "1");
    BOOST_TEST(entries[1].value == "2");
}

BOOST_AUTO_TEST_CASE(a_line_that_sets_nothing_is_refused_with_its_place)
{
    BOOST_TEST(config_complaint("a = 1\n  [section]\n") ==
               "'[section]' is not a setting, run.ini:2:3, allowed: name = value");
    BOOST_TEST(config_complaint("= 1\n") == "'= 1' is not a setting, run.ini:1:1, allowed: name = value");
}

BOOST_AUTO_TEST_CASE(a_name_that_is_set_twice_is_refused_with_its_second_place)
{
    BOOST_TEST(config_complaint("a = 1\na = 2\n") == "'a' is set twice, run.ini:2:5, allowed: each name once");
}

BOOST_AUTO_TEST_SUITE_END()
