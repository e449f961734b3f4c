#include <common/list.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(apps_list)

using reel::apps::parse_list;
using reel::apps::show_list;
using Words = std::vector<std::string>;

namespace {

Words words(std::string_view text)
{
    return parse_list(text, [](std::string_view word) { return std::string(word); });
}

} // namespace

BOOST_AUTO_TEST_CASE(a_list_has_a_value_for_each_part_between_commas)
{
    const auto length = [](std::string_view part) { return part.size(); };
    BOOST_TEST(parse_list("a,bcd,ef", length) == std::vector<std::size_t>({1, 3, 2}), boost::test_tools::per_element());
    BOOST_TEST(words("tape") == Words({"tape"}), boost::test_tools::per_element());
}

// So whoever reads the parts refuses an empty one.
BOOST_AUTO_TEST_CASE(an_empty_part_is_a_part)
{
    BOOST_TEST(words("") == Words({""}), boost::test_tools::per_element());
    BOOST_TEST(words("1,") == Words({"1", ""}), boost::test_tools::per_element());
    BOOST_TEST(words("1,,2") == Words({"1", "", "2"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_list_that_is_shown_is_read_back)
{
    const std::string text = show_list(std::vector{3, 10, -1}, [](int value) { return std::to_string(value); });
    BOOST_TEST(text == "3,10,-1");
    BOOST_TEST(words(text) == Words({"3", "10", "-1"}), boost::test_tools::per_element());
    BOOST_TEST(show_list(Words(), [](const std::string& word) { return word; }) == "");
}

BOOST_AUTO_TEST_SUITE_END()
