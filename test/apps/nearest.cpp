#include <common/nearest.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(apps_nearest)

using reel::apps::edit_distance;
using reel::apps::nearest;

BOOST_AUTO_TEST_CASE(each_edit_counts_one)
{
    BOOST_TEST(edit_distance("step", "step") == 0u);
    BOOST_TEST(edit_distance("step", "steps") == 1u); // inserted
    BOOST_TEST(edit_distance("step", "tep") == 1u);   // removed
    BOOST_TEST(edit_distance("step", "stop") == 1u);  // replaced
    BOOST_TEST(edit_distance("step", "setp") == 1u);  // swapped
    BOOST_TEST(edit_distance("", "step") == 4u);
}

BOOST_AUTO_TEST_CASE(the_distance_is_symmetric)
{
    BOOST_TEST(edit_distance("kitten", "sitting") == 3u);
    BOOST_TEST(edit_distance("sitting", "kitten") == 3u);
}

BOOST_AUTO_TEST_CASE(a_misspelt_name_finds_the_right_one)
{
    BOOST_TEST(nearest("iteratoins", {"output", "iterations", "step"}) == "iterations");
    BOOST_TEST(nearest("formt", {"format", "plot"}) == "format");
}

BOOST_AUTO_TEST_CASE(an_abbreviation_finds_the_whole_name)
{
    BOOST_TEST(nearest("iter", {"output", "iterations"}) == "iterations");
}

BOOST_AUTO_TEST_CASE(a_name_like_no_other_finds_nothing)
{
    BOOST_TEST(nearest("bogus", {"output", "iterations", "u"}) == "");
    BOOST_TEST(nearest("", {"u"}) == "u"); // one letter away
}

BOOST_AUTO_TEST_SUITE_END()
