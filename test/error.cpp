#include <reel/error.hpp>

#include <boost/test/unit_test.hpp>
#include <string>

BOOST_AUTO_TEST_SUITE(error)

BOOST_AUTO_TEST_CASE(a_requirement_that_holds_never_builds_its_message)
{
    bool built = false;
    reel::require(true, [&] {
        built = true;
        return std::string("never seen");
    });
    BOOST_TEST(!built);
}

BOOST_AUTO_TEST_CASE(a_broken_requirement_throws_its_message)
{
    const auto says_it = [](const reel::InvalidArgument& error) {
        return std::string(error.what()) == "A x: A is 2 by 3, x has 4 entries";
    };
    const auto break_it = [] { reel::require(false, [] { return "A x: A is 2 by 3, x has 4 entries"; }); };
    BOOST_CHECK_EXCEPTION(break_it(), reel::InvalidArgument, says_it);
}

BOOST_AUTO_TEST_CASE(a_memory_limit_carries_its_two_numbers)
{
    const reel::MemoryLimit error("tape: 100 bytes needed, 64 allowed", 100, 64);
    BOOST_TEST(error.needed() == 100u);
    BOOST_TEST(error.limit() == 64u);
}

BOOST_AUTO_TEST_CASE(every_error_of_reel_is_caught_as_Error)
{
    BOOST_CHECK_THROW(throw reel::InvalidArgument(""), reel::Error);
    BOOST_CHECK_THROW(throw reel::InvalidUse(""), reel::Error);
    BOOST_CHECK_THROW(throw reel::MemoryLimit("", 1, 0), reel::Error);
    BOOST_CHECK_THROW(throw reel::IndexOverflow(""), reel::Error);
}

BOOST_AUTO_TEST_SUITE_END()
