// A Var and its tape: use where it has no meaning, limits, rewinding, iteration marks.
#include <reel/scalar/var.hpp>

#include "../support/recorded.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(scalar_var_on_tape)

using namespace reel;
using namespace reel::test;

// Limits and errors

BOOST_AUTO_TEST_CASE(an_active_var_is_refused_while_nothing_records)
{
    Tape tape;
    Var x;
    {
        const Recording on(tape);
        x = independent(2.0);
    }
    BOOST_CHECK_THROW(Var(2.0 * x), InvalidUse);
    BOOST_CHECK_THROW(x *= 2.0, InvalidUse);
    BOOST_CHECK_THROW(independent(1.0), InvalidUse);
    BOOST_TEST(value_of(2.0 * x) == 4.0);
    BOOST_TEST(x.value() == 2.0);
}

BOOST_AUTO_TEST_CASE(a_var_of_another_tape_is_refused)
{
    Tape theirs;
    Tape mine;
    Var x;
    {
        const Recording on(theirs);
        x = independent(2.0);
    }
    const Recording on(mine);
    const Var y = independent(3.0);
    const std::size_t before = mine.memory().used();
    BOOST_CHECK_THROW(Var(x * y), InvalidUse);
    BOOST_TEST(mine.memory().used() == before);
    BOOST_TEST(mine.values() == 1u);
}

BOOST_AUTO_TEST_CASE(a_var_of_another_thread_is_refused)
{
    Tape mine;
    const Recording on(mine);
    const Var x = independent(2.0);
    bool without_tape = false;
    bool with_tape = false;
    std::thread([&] {
        try {
            Var(2.0 * x);
        } catch (const InvalidUse&) {
            without_tape = true;
        }
        Tape theirs;
        const Recording there(theirs);
        try {
            Var(2.0 * x);
        } catch (const InvalidUse&) {
            with_tape = true;
        }
    }).join();
    BOOST_TEST(without_tape);
    BOOST_TEST(with_tape);
}

// (A trap: ids that survive a tape reset.)
BOOST_FIXTURE_TEST_CASE(a_var_from_before_a_reset_is_refused, Recorded)
{
    const Var x = independent(2.0);
    tape.reset();
    const Var y = independent(3.0);
    BOOST_CHECK_THROW(Var(x + y), InvalidUse);
    Adjoints adjoints(tape);
    BOOST_CHECK_THROW(adjoints[x], InvalidUse);
}

BOOST_FIXTURE_TEST_CASE(a_refused_assignment_leaves_its_target, Recorded)
{
    const Var lost = independent(2.0);
    tape.reset();
    const Var x = independent(3.0);
    Var y = 2.0 * x;
    BOOST_CHECK_THROW(y = y * lost, InvalidUse);
    BOOST_CHECK_THROW(y += lost, InvalidUse);
    BOOST_TEST(y.value() == 6.0);
    BOOST_TEST(slope(y, x) == 2.0);
}

BOOST_FIXTURE_TEST_CASE(a_passive_var_has_no_adjoint, Recorded)
{
    Adjoints adjoints(tape);
    const Var x = 2.0;
    BOOST_CHECK_THROW(adjoints[x], InvalidUse);
}

BOOST_AUTO_TEST_CASE(a_byte_limit_stops_an_expression_before_it_is_recorded)
{
    Tape tape(64 * 1024);
    const Recording on(tape);
    const Var x = independent(1.0);
    Var y = x;
    int steps = 0;
    const auto fill = [&] {
        for (;; ++steps)
            y = 1.0 * y + 0.0 * x;
    };
    BOOST_CHECK_THROW(fill(), MemoryLimit);
    BOOST_TEST(steps == (64 * 1024 - 8) / 32);
    BOOST_TEST(tape.values() == static_cast<Index>(steps) + 1);
    BOOST_TEST(slope(y, x) == 1.0);
}

// Rewinding

BOOST_FIXTURE_TEST_CASE(vars_from_before_a_mark_are_good_after_a_rewind_to_it, Recorded)
{
    const Var x = independent(3.0);
    const Var square = x * x;
    const Tape::Mark mark = tape.mark();
    for (int round = 0; round < 3; ++round) {
        const Var y = square * x + round;
        const std::size_t before = used();
        const Var z = y * square * 2.0;
        BOOST_TEST(used() - before == record::statement_bytes(2));
        BOOST_TEST(slope(z, x) == 810.0 + 12.0 * round); // z = 2 x^5 + 2 round x^2
        tape.rewind(mark);
        BOOST_CHECK_THROW(Var(y + 1.0), InvalidUse);
    }
}

// A program long enough to fill several chunks of the tape.
Var program(const Var& x)
{
    Var y = x;
    for (int k = 0; k < 20'000; ++k)
        y = 0.999 * y + 1e-3 * sin(y) * x;
    return y;
}

BOOST_FIXTURE_TEST_CASE(recording_again_gives_the_same_bits, Recorded)
{
    Var x = independent(0.7);
    const double first = slope(program(x), x);
    const std::size_t bytes = used();
    tape.reset();
    x = independent(0.7);
    BOOST_TEST(slope(program(x), x) == first);
    BOOST_TEST(used() == bytes);
    const Tape::Mark mark = tape.mark();
    slope(program(x), x);
    tape.rewind(mark);
    BOOST_TEST(slope(program(x), x) == first);
}

// x_{k+1} = x_k - h (x_k^3 - u), in iterations marked on the tape, against the same without marks.
BOOST_FIXTURE_TEST_CASE(iteration_marks_change_no_bit, Recorded)
{
    const double h = 0.1;
    std::vector<double> slopes;
    for (const bool marked : {false, true}) {
        tape.reset();
        const Var u = independent(2.0);
        Var x = independent(1.0);
        for (int k = 0; k < 50; ++k) {
            if (marked) {
                const std::vector<Run> carried = {{tape.use(x.id()), 1}};
                x = Var(x.value(), tape.iteration(carried));
            }
            const Var cube = x * x * x;
            x -= h * (cube - u);
        }
        slopes.push_back(slope(x, u));
        BOOST_TEST(Adjoints(tape).bytes() == (marked ? 8u * (2 + 3) : 8u * (2 + 100)));
    }
    BOOST_TEST(slopes[0] == slopes[1]);
}

BOOST_FIXTURE_TEST_CASE(an_expression_that_reaches_over_an_iteration_mark_is_noticed, Recorded)
{
    const Var u = independent(2.0);
    Var x = u;
    Var early;
    for (int k = 0; k < 5; ++k) {
        const std::vector<Run> carried = {{tape.use(x.id()), 1}};
        x = Var(x.value(), tape.iteration(carried));
        const Var twice = 2.0 * x;
        if (k == 0)
            early = twice; // 2 u
        x = k == 3 ? Var(twice + early) : twice;
    }
    BOOST_TEST(slope(x, u) == (16.0 + 2.0) * 2.0);
    BOOST_TEST(Adjoints(tape).bytes() == tape.values() * 8u);
}

BOOST_AUTO_TEST_SUITE_END()
