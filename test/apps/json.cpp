#include <common/json.hpp>

#include <boost/test/unit_test.hpp>
#include <limits>

BOOST_AUTO_TEST_SUITE(apps_json)

using reel::apps::json_number;
using reel::apps::json_text;

BOOST_AUTO_TEST_CASE(a_number_keeps_its_digits)
{
    BOOST_TEST(json_number(0.1) == "0.1");
    BOOST_TEST(json_number(1.0 / 3.0) == "0.3333333333333333");
    BOOST_TEST(json_number(-1e300) == "-1e+300");
}

BOOST_AUTO_TEST_CASE(a_number_that_is_not_finite_is_null)
{
    BOOST_TEST(json_number(std::numeric_limits<double>::infinity()) == "null");
    BOOST_TEST(json_number(std::numeric_limits<double>::quiet_NaN()) == "null");
}

BOOST_AUTO_TEST_CASE(quotes_backslashes_and_control_characters_are_escaped)
{
    BOOST_TEST(json_text("a \"b\" \\ c") == R"("a \"b\" \\ c")");
    BOOST_TEST(json_text("a\nb\tc\x01") == R"("a\nb\tc\u0001")");
}

BOOST_AUTO_TEST_CASE(utf8_is_kept)
{
    BOOST_TEST(json_text("\u03ba \u2265 \U0001D6FC") == "\"\u03ba \u2265 \U0001D6FC\"");
}

BOOST_AUTO_TEST_CASE(each_byte_that_is_no_utf8_becomes_the_replacement_character)
{
    BOOST_TEST(json_text("caf\xE9") == R"("caf\ufffd")");               // Latin 1, cut short
    BOOST_TEST(json_text("\x80") == R"("\ufffd")");                     // a continuation without a start
    BOOST_TEST(json_text("\xC0\xAF") == R"("\ufffd\ufffd")");           // '/' in two bytes
    BOOST_TEST(json_text("\xED\xA0\x80") == R"("\ufffd\ufffd\ufffd")"); // half of a surrogate pair
}

BOOST_AUTO_TEST_SUITE_END()
