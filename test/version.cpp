#include <reel/version.hpp>

#include <algorithm>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(version)

BOOST_AUTO_TEST_CASE(the_version_has_three_numbers_separated_by_dots)
{
    const std::string_view version = reel::version();
    BOOST_TEST(std::ranges::count(version, '.') == 2);
    BOOST_TEST(version.find_first_not_of("0123456789.") == std::string_view::npos);
}

BOOST_AUTO_TEST_SUITE_END()
