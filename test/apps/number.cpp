#include <common/number.hpp>

#include "../support/complaint.hpp"

#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <random>

BOOST_AUTO_TEST_SUITE(apps_number)

using namespace reel::apps;

std::string number_complaint(std::string_view text, const Range& range = any_number())
{
    return complaint([&] { parse_number(text, range); });
}

std::string count_complaint(std::string_view text, const CountRange& range = {1, 1000})
{
    return complaint([&] { parse_count(text, range); });
}

BOOST_AUTO_TEST_CASE(a_decimal_number_is_read_exactly)
{
    BOOST_TEST(parse_number("0.1", any_number()) == 0.1);
    BOOST_TEST(parse_number("-2.5e-3", any_number()) == -2.5e-3);
    BOOST_TEST(parse_number("+1", any_number()) == 1.0);
    BOOST_TEST(parse_number("5e-324", any_number()) == 5e-324); // the smallest double
}

BOOST_AUTO_TEST_CASE(what_is_not_a_finite_number_is_refused)
{
    BOOST_TEST(number_complaint("nan") == "'nan' is not finite, allowed: a finite number");
    BOOST_TEST(number_complaint("inf") == "'inf' is not finite, allowed: a finite number");
    BOOST_TEST(number_complaint("-infinity") == "'-infinity' is not finite, allowed: a finite number");
    BOOST_TEST(number_complaint("abc") == "'abc' is not a number, allowed: a finite number");
    BOOST_TEST(number_complaint("") == "a number is missing, allowed: a finite number");
}

BOOST_AUTO_TEST_CASE(a_number_that_would_round_to_zero_or_infinity_is_refused)
{
    BOOST_TEST(number_complaint("1e-400") == "'1e-400' is too small for a double, allowed: a finite number");
    BOOST_TEST(number_complaint("1e400") == "'1e400' is too large for a double, allowed: a finite number");
}

BOOST_AUTO_TEST_CASE(a_number_is_the_whole_text)
{
    for (const char* text : {"0,5", "1 ", " 1", "1.5x", "0x1p-3", "1/L", "--1", "+-1", "1e", "."})
        BOOST_TEST(number_complaint(text) == "'" + std::string(text) + "' is not a number, allowed: a finite number");
}

BOOST_AUTO_TEST_CASE(a_complaint_quotes_the_start_of_a_long_text_only)
{
    const std::string forty(40, 'x');
    BOOST_TEST(number_complaint(forty + "xx") == "'" + forty + "...' is not a number, allowed: a finite number");
}

BOOST_AUTO_TEST_CASE(a_range_refuses_what_it_says_it_refuses)
{
    BOOST_TEST(number_complaint("0", above(0)) == "'0' is out of range, allowed: a number above 0");
    BOOST_TEST(number_complaint("-1", at_least(0)) == "'-1' is out of range, allowed: a number of at least 0");
    BOOST_TEST(number_complaint("2", between(0, 1)) == "'2' is out of range, allowed: a number from 0 to 1");
    BOOST_TEST(number_complaint("0", at_least(0)) == "no error");
    BOOST_TEST(number_complaint("1", between(0, 1)) == "no error");
}

BOOST_AUTO_TEST_CASE(a_count_may_be_written_with_an_exponent)
{
    BOOST_TEST(parse_count("1000", {1, 1000}) == 1000);
    BOOST_TEST(parse_count("1e3", {1, 1000}) == 1000);
    BOOST_TEST(parse_count("2.5e2", {1, 1000}) == 250);
}

BOOST_AUTO_TEST_CASE(a_count_that_is_negative_or_broken_or_too_large_is_refused)
{
    const std::string allowed = ", allowed: a whole number from 1 to 1000";
    BOOST_TEST(count_complaint("-5") == "'-5' is out of range" + allowed);
    BOOST_TEST(count_complaint("0") == "'0' is out of range" + allowed);
    BOOST_TEST(count_complaint("3.5") == "'3.5' is not a whole number" + allowed);
    BOOST_TEST(count_complaint("1e4") == "'1e4' is out of range" + allowed);
    BOOST_TEST(count_complaint("99999999999999999999") == "'99999999999999999999' is out of range" + allowed);
    BOOST_TEST(count_complaint("nan") == "'nan' is not finite" + allowed);
    BOOST_TEST(count_complaint("") == "a number is missing" + allowed);
}

BOOST_AUTO_TEST_CASE(bytes_come_with_units_of_1000_or_1024)
{
    BOOST_TEST(parse_bytes("65536") == 65536);
    BOOST_TEST(parse_bytes("64kB") == 64000);
    BOOST_TEST(parse_bytes("64KiB") == 65536);
    BOOST_TEST(parse_bytes("1.5MB") == 1500000);
    BOOST_TEST(parse_bytes("2GiB") == 2147483648);
    BOOST_TEST(parse_bytes("1e6") == 1000000);
    BOOST_TEST(parse_bytes("12B") == 12);
}

BOOST_AUTO_TEST_CASE(bytes_that_mean_nothing_are_refused)
{
    for (const char* text : {"", "MB", "-1", "0", "0.5", "1TB", "1e300", "nan", "12 MB"})
        BOOST_CHECK_THROW(parse_bytes(text), UsageError);
}

BOOST_AUTO_TEST_CASE(a_number_written_as_text_reads_back_the_same)
{
    std::mt19937_64 random(1);
    for (int i = 0; i < 10000; ++i) {
        const double value = std::bit_cast<double>(random());
        if (std::isfinite(value))
            BOOST_TEST(parse_number(number_text(value), any_number()) == value);
    }
}

BOOST_AUTO_TEST_CASE(a_number_is_written_as_short_as_possible)
{
    BOOST_TEST(number_text(0.1) == "0.1");
    BOOST_TEST(number_text(500.0) == "500");
    BOOST_TEST(number_text(-std::numeric_limits<double>::infinity()) == "-inf");
    BOOST_TEST(number_text(-std::nan("")) == "nan");
}

BOOST_AUTO_TEST_SUITE_END()
