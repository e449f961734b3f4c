// Adjoints and Tangents: what they hold, where they stand, and what they refuse.
#include "../support/statements.hpp"

#include <reel/core/sweep.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(core_workspace)

using namespace reel;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_CASE(a_workspace_has_one_number_for_each_value_and_column)
{
    const Program program(1, inputs, 100);
    BOOST_TEST(Adjoints(program.tape).bytes() == 105u * 8);
    BOOST_TEST(Tangents(program.tape, 3).bytes() == 3u * 105 * 8);
    BOOST_TEST(Adjoints(program.tape, program.marks[10], 2).bytes() == 2u * 15 * 8);
}

// (A trap: an adjoint iteration started from uninitialised memory.)
BOOST_AUTO_TEST_CASE(new_adjoints_and_tangents_are_zero_also_where_memory_was_used_before)
{
    const Program program(1, inputs, 500);
    for (int round = 0; round < 3; ++round) {
        Adjoints adjoints(program.tape);
        Tangents tangents(program.tape);
        for (const Id id : program.values) {
            BOOST_TEST(number(adjoints, id) == 0.0);
            BOOST_TEST(number(tangents, id) == 0.0);
            number(adjoints, id) = 7.0;
            number(tangents, id) = 7.0;
        }
    }
}

BOOST_AUTO_TEST_CASE(cleared_adjoints_give_the_same_bits_again)
{
    const Program program(2, inputs, 300);
    Adjoints adjoints(program.tape);
    for (int round = 0; round < 3; ++round) {
        adjoints.clear();
        number(adjoints, program.values.back()) = 1.0;
        reverse_sweep(program.tape, adjoints);
        BOOST_TEST(of_inputs(adjoints, program) == gradient(program), boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(cleared_tangents_give_the_same_bits_again)
{
    const Program program(2, inputs, 300);
    Tangents tangents(program.tape);
    double first = 0.0;
    for (int round = 0; round < 3; ++round) {
        tangents.clear();
        number(tangents, program.values[0]) = 1.0;
        forward_sweep(program.tape, tangents);
        const double slope = number(tangents, program.values.back());
        BOOST_TEST((round == 0 || slope == first));
        first = slope;
    }
}

// (A trap: a second sweep that silently returns 0.)
BOOST_AUTO_TEST_CASE(a_second_sweep_without_a_clear_goes_on_from_where_the_first_one_stopped)
{
    const Program program(3, inputs, 50);
    Adjoints adjoints(program.tape);
    number(adjoints, program.values.back()) = 1.0;
    reverse_sweep(program.tape, adjoints);
    const double before = number(adjoints, program.values[0]);
    reverse_sweep(program.tape, adjoints); // already at the beginning: nothing to do
    BOOST_TEST(number(adjoints, program.values[0]) == before);
    BOOST_CHECK_THROW(reverse_sweep(program.tape, adjoints, program.marks[20]), InvalidUse);
}

BOOST_AUTO_TEST_CASE(fewer_than_one_column_is_refused)
{
    const Tape tape;
    BOOST_CHECK_THROW(Adjoints(tape, 0), InvalidArgument);
    BOOST_CHECK_THROW(Tangents(tape, -1), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(a_passive_value_a_foreign_one_and_a_column_too_many_are_refused)
{
    Program program(3, inputs, 5);
    Tape other;
    const Id foreign = other.independent();
    Adjoints adjoints(program.tape, 2);
    BOOST_CHECK_THROW(adjoints.find(Id{}), InvalidUse);
    BOOST_CHECK_THROW(adjoints.find(foreign), InvalidUse);
    BOOST_CHECK_THROW(adjoints.find(program.values[0], 1, 2), InvalidArgument);
    BOOST_CHECK_THROW(adjoints.find(program.values[0], 1, -1), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(a_value_younger_than_the_workspace_is_refused)
{
    Program program(3, inputs, 5);
    Adjoints adjoints(program.tape);
    const Id late = program.tape.independent();
    BOOST_CHECK_THROW(adjoints.find(late), InvalidUse);
    BOOST_CHECK_THROW(adjoints.find(program.values.back(), 2), InvalidUse);
}

BOOST_AUTO_TEST_CASE(a_workspace_of_another_tape_is_refused)
{
    const Program program(3, inputs, 5);
    const Program other(3, inputs, 5);
    Adjoints adjoints(other.tape);
    Tangents tangents(other.tape);
    BOOST_CHECK_THROW(reverse_sweep(program.tape, adjoints), InvalidUse);
    BOOST_CHECK_THROW(forward_sweep(program.tape, tangents), InvalidUse);
    BOOST_CHECK_THROW(Adjoints(program.tape, other.marks[2]), InvalidUse);
}

BOOST_AUTO_TEST_CASE(a_workspace_whose_tape_was_rewound_below_it_is_refused)
{
    Program program(3, inputs, 5);
    Adjoints adjoints(program.tape);
    Tangents tangents(program.tape);
    Adjoints early(program.tape, program.marks[1]);
    program.tape.rewind(program.marks[3]);
    BOOST_CHECK_THROW(reverse_sweep(program.tape, adjoints), InvalidUse);
    BOOST_CHECK_THROW(forward_sweep(program.tape, tangents), InvalidUse);
    reverse_sweep(program.tape, early);
}

// Something on the tape that has changed since it was recorded.
struct Changed : Owned {
    std::size_t bytes() const noexcept override { return 0; }
    void verify() const override { throw InvalidUse("it was changed"); }
};
BOOST_AUTO_TEST_CASE(what_the_tape_owns_is_verified_before_each_sweep)
{
    Program program(3, inputs, 5);
    Adjoints adjoints(program.tape);
    Tangents tangents(program.tape);
    program.tape.own<Changed>();
    BOOST_CHECK_THROW(reverse_sweep(program.tape, adjoints), InvalidUse);
    BOOST_CHECK_THROW(forward_sweep(program.tape, tangents), InvalidUse);
}

// Marks

BOOST_DATA_TEST_CASE(a_sweep_in_pieces_gives_the_same_bits_as_a_sweep_at_once, data::xrange(0, 300, 37), at)
{
    const Program program(4, inputs, 300);
    const Tape::Mark& place = program.marks[static_cast<std::size_t>(at)];
    Adjoints adjoints(program.tape);
    number(adjoints, program.values.back()) = 1.0;
    reverse_sweep(program.tape, adjoints, place);
    BOOST_TEST(adjoints.position().values == place.values);
    reverse_sweep(program.tape, adjoints);
    BOOST_TEST(of_inputs(adjoints, program) == gradient(program), boost::test_tools::per_element());

    Tangents pieces(program.tape);
    Tangents whole(program.tape);
    number(pieces, program.values[1]) = number(whole, program.values[1]) = 1.0;
    forward_sweep(program.tape, pieces, place);
    forward_sweep(program.tape, pieces);
    forward_sweep(program.tape, whole);
    BOOST_TEST(number(pieces, program.values.back()) == number(whole, program.values.back()));
}

// The adjoints at a mark are the derivatives with respect to what is there: seeding them on a shorter tape goes on.
BOOST_AUTO_TEST_CASE(a_sweep_can_start_at_a_mark)
{
    const Program program(5, inputs, 300);
    const Tape::Mark& place = program.marks[100];
    Adjoints upper(program.tape);
    number(upper, program.values.back()) = 1.0;
    reverse_sweep(program.tape, upper, place);
    Adjoints lower(program.tape, place);
    for (std::size_t i = 0; i < 100 + inputs; ++i)
        number(lower, program.values[i]) = number(upper, program.values[i]);
    reverse_sweep(program.tape, lower);
    BOOST_TEST(of_inputs(lower, program) == gradient(program), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_sweep_to_the_wrong_side_is_refused)
{
    const Program program(5, inputs, 20);
    Adjoints adjoints(program.tape, program.marks[10]);
    BOOST_CHECK_THROW(reverse_sweep(program.tape, adjoints, program.marks[11]), InvalidUse);
    Tangents tangents(program.tape, program.marks[10]);
    BOOST_CHECK_THROW(forward_sweep(program.tape, tangents, program.marks[11]), InvalidUse);
    forward_sweep(program.tape, tangents, program.marks[5]);
    BOOST_CHECK_THROW(forward_sweep(program.tape, tangents, program.marks[4]), InvalidUse);
}

// y = 2 x, and in its place w = 3 x, y = 5 w + 7 x: a seed of 1 on each gives 2 + 5 * 3 + 7 = 24, one of 10 ten times as
// much.
BOOST_AUTO_TEST_CASE(renewed_adjoints_go_on_summing_for_the_values_that_are_kept)
{
    Tape tape;
    const Id before = tape.independent();
    const Id first = sum(tape, {{2.0, before}});
    Adjoints adjoints(tape, 2);
    number(adjoints, first, 0) = 1.0;
    number(adjoints, first, 1) = 10.0;
    reverse_sweep(tape, adjoints);
    tape.reset();
    const Id x = tape.independent();
    const Id w = sum(tape, {{3.0, x}});
    const Id second = sum(tape, {{5.0, w}, {7.0, x}});
    adjoints.renew(1, tape.mark());
    for (const int column : {0, 1}) {
        BOOST_TEST(number(adjoints, w, column) == 0.0);
        BOOST_TEST(number(adjoints, second, column) == 0.0);
    }
    number(adjoints, second, 0) = 1.0;
    number(adjoints, second, 1) = 10.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(number(adjoints, x, 0) == 24.0);
    BOOST_TEST(number(adjoints, x, 1) == 240.0);
}

// As many values as before: the memory is the same, and what was left in it is not.
BOOST_AUTO_TEST_CASE(renewed_adjoints_of_new_values_are_zero)
{
    Tape tape;
    const Id x = tape.independent();
    const Tape::Mark kept = tape.mark();
    Adjoints adjoints(tape);
    for (int round = 0; round < 3; ++round) {
        tape.rewind(kept);
        const Id y = sum(tape, {{2.0, x}});
        adjoints.renew(1, tape.mark());
        BOOST_TEST(number(adjoints, y) == 0.0);
        number(adjoints, y) = 1.0;
        BOOST_TEST(number(adjoints, x) == 0.0);
    }
}

BOOST_AUTO_TEST_CASE(adjoints_are_not_kept_for_more_values_than_there_were_or_are)
{
    Tape tape;
    tape.independent();
    const Tape::Mark one = tape.mark();
    Adjoints shorter(tape);
    tape.independent();
    BOOST_CHECK_THROW(shorter.renew(2, tape.mark()), InvalidUse);
    Adjoints longer(tape);
    tape.rewind(one);
    BOOST_CHECK_THROW(longer.renew(2, tape.mark()), InvalidUse);
    Adjoints none(tape);
    none.renew(0, tape.mark());
    BOOST_TEST(none.bytes() == 8u);
}

BOOST_AUTO_TEST_CASE(nor_for_values_behind_an_iteration_mark)
{
    Tape tape;
    const Run carried[] = {run(tape, tape.independent())};
    tape.iteration(carried);
    Adjoints adjoints(tape);
    BOOST_CHECK_THROW(adjoints.renew(2, tape.mark()), InvalidUse);
    adjoints.renew(1, tape.mark());
}

BOOST_AUTO_TEST_SUITE_END()
