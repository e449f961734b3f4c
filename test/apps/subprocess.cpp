#include <common/subprocess.hpp>

#include <common/exit.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(apps_subprocess)

using namespace reel::apps;

BOOST_AUTO_TEST_CASE(output_errors_and_status_come_back_apart)
{
    const Finished shell = run_program({"sh", "-c", "echo out; echo err >&2; exit 3"});
    BOOST_TEST(shell.status == 3);
    BOOST_TEST(shell.output == "out\n");
    BOOST_TEST(shell.errors == "err\n");
}

BOOST_AUTO_TEST_CASE(much_output_does_not_block)
{
    const Finished shell = run_program({"sh", "-c", "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2"});
    BOOST_TEST(shell.output.size() == 1'000'000u);
    BOOST_TEST(shell.errors.size() == 1'000'000u);
}

BOOST_AUTO_TEST_CASE(a_signal_counts_from_128)
{
    BOOST_TEST(run_program({"sh", "-c", "kill -9 $$"}).status == 137);
}

BOOST_AUTO_TEST_CASE(the_child_has_an_empty_standard_input)
{
    BOOST_TEST(run_program({"cat"}).output == "");
}

BOOST_AUTO_TEST_CASE(a_program_that_is_missing_is_a_failure)
{
    BOOST_CHECK_THROW(run_program({"no-such-program-of-reel"}), Failure);
    BOOST_TEST(!on_path("no-such-program-of-reel"));
    BOOST_TEST(on_path("sh"));
}

BOOST_AUTO_TEST_SUITE_END()
