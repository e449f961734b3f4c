#include <common/progress.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(apps_progress)

using reel::apps::progress_line;

BOOST_AUTO_TEST_CASE(the_bar_is_as_full_as_the_share_that_is_done)
{
    BOOST_TEST(progress_line("unrolling", 0, 200) == "unrolling [..............................]   0%");
    BOOST_TEST(progress_line("unrolling", 100, 200) == "unrolling [###############...............]  50%");
    BOOST_TEST(progress_line("unrolling", 200, 200) == "unrolling [##############################] 100%");
}

BOOST_AUTO_TEST_CASE(more_than_all_is_all_and_of_nothing_all_is_done)
{
    BOOST_TEST(progress_line("x", 300, 200).ends_with("100%"));
    BOOST_TEST(progress_line("x", 0, 0).ends_with("100%"));
}

BOOST_AUTO_TEST_SUITE_END()
