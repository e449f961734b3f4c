#include <reel/core/recording.hpp>

#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <string>
#include <thread>

BOOST_AUTO_TEST_SUITE(core_recording)

using reel::Recording;
using reel::Tape;

BOOST_AUTO_TEST_CASE(nothing_records_outside_of_a_scope)
{
    BOOST_TEST(!Recording::on());
    BOOST_CHECK_THROW(Recording::tape(), reel::InvalidUse);
}

BOOST_AUTO_TEST_CASE(the_error_where_nothing_records_names_the_remedy)
{
    const auto names_it = [](const reel::InvalidUse& error) {
        return std::string(error.what()).find("reel::Recording on(tape)") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(Recording::tape(), reel::InvalidUse, names_it);
}

BOOST_AUTO_TEST_CASE(a_tape_records_for_as_long_as_its_scope)
{
    Tape tape;
    {
        const Recording on(tape);
        BOOST_TEST(Recording::on());
        BOOST_TEST(&Recording::tape() == &tape);
    }
    BOOST_TEST(!Recording::on());
}

BOOST_AUTO_TEST_CASE(the_outer_tape_records_again_after_an_inner_scope)
{
    Tape outer;
    Tape inner;
    const Recording on_outer(outer);
    {
        const Recording on_inner(inner);
        BOOST_TEST(&Recording::tape() == &inner);
    }
    BOOST_TEST(&Recording::tape() == &outer);
}

BOOST_AUTO_TEST_CASE(an_exception_ends_the_scope)
{
    Tape tape;
    try {
        const Recording on(tape);
        throw std::runtime_error("anything");
    } catch (const std::runtime_error&) {
    }
    BOOST_TEST(!Recording::on());
    const Recording again(tape);
    BOOST_TEST(&Recording::tape() == &tape);
}

BOOST_AUTO_TEST_CASE(a_thread_may_open_the_same_tape_twice)
{
    Tape tape;
    Tape other;
    const Recording first(tape);
    const Recording between(other);
    {
        const Recording second(tape);
        BOOST_TEST(&Recording::tape() == &tape);
    }
    BOOST_TEST(&Recording::tape() == &other);
}

BOOST_AUTO_TEST_CASE(each_thread_has_its_own_tape)
{
    Tape mine;
    Tape theirs;
    const Recording on(mine);
    bool theirs_records = false;
    bool recorded_before = true;
    std::thread([&] {
        recorded_before = Recording::on();
        const Recording there(theirs);
        theirs_records = &Recording::tape() == &theirs;
    }).join();
    BOOST_TEST(!recorded_before);
    BOOST_TEST(theirs_records);
    BOOST_TEST(&Recording::tape() == &mine);
}

BOOST_AUTO_TEST_CASE(a_tape_that_another_thread_records_on_is_refused)
{
    Tape tape;
    const Recording on(tape);
    {
        const Recording again(tape); // its end does not end the outer one
    }
    bool refused = false;
    bool records_after = true;
    std::thread([&] {
        try {
            const Recording there(tape);
        } catch (const reel::InvalidUse&) {
            refused = true;
        }
        records_after = Recording::on();
    }).join();
    BOOST_TEST(refused);
    BOOST_TEST(!records_after);
}

BOOST_AUTO_TEST_CASE(a_tape_may_go_to_another_thread_between_two_recordings)
{
    Tape tape;
    {
        const Recording on(tape);
        tape.independent();
    }
    std::thread([&] {
        const Recording there(tape);
        tape.independent();
    }).join();
    BOOST_TEST(tape.values() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
