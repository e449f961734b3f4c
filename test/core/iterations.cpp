// Iteration marks: sweeps over a tape that has them share the memory of one iteration, and must not be seen to do so.
#include "../support/statements.hpp"

#include <reel/core/sweep.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(core_iterations)
using namespace reel;
namespace data = boost::unit_test::data;

// The linear iteration
//
//     s   = 0.5 x_k + u
//     x_{k+1} = s + 0.25 y_k + 2 u
//     y_{k+1} = x_k - 0.125 s
//
// recorded by hand, with or without iteration marks; odd iterations make a value more that nobody needs, and a mark is
// taken in the middle of each. All factors are powers of two, so every order of summation gives the same bits.
struct Unrolled {
    Tape tape;
    Id u, x0, y0, x, y;                  // x and y are of the last iterate
    std::vector<Tape::Mark> starts;      // before iteration k
    std::vector<Tape::Mark> middles;     // after s
    std::vector<Id> s;

    struct Choice {
        bool marked = true;
        bool crossing = false;           // does iteration 3 use the s of iteration 1?
    };
    Unrolled(int iterations, Choice choice)
    {
        u = tape.independent();
        x0 = tape.independent();
        y0 = tape.independent();
        x = x0;
        y = y0;
        for (int k = 0; k < iterations; ++k) {
            starts.push_back(tape.mark());
            if (choice.marked) {
                const std::vector<Run> carried = {run(tape, x), run(tape, y)};
                x = tape.iteration(carried);
                y = next_to(x);
            }
            s.push_back(tape.push({{0.5, tape.use(x)}, {1.0, tape.use(u)}}));
            middles.push_back(tape.mark());
            if (k % 2 == 1)
                tape.push({{8.0, tape.use(s.back())}});
            Id other = s.back();
            if (choice.crossing && k == 3)
                other = s[1];
            const Id next_x = tape.push({{1.0, tape.use(s.back())}, {0.25, tape.use(y)}, {2.0, tape.use(u)}});
            const Id next_y = tape.push({{1.0, tape.use(x)}, {-0.125, tape.use(other)}});
            x = next_x;
            y = next_y;
        }
    }
    std::vector<double> gradient(int column = 0, int columns = 1) const
    {
        Adjoints adjoints(tape, columns);
        number(adjoints, x, column) = 1.0;
        number(adjoints, y, column) = 4.0;
        reverse_sweep(tape, adjoints);
        return {number(adjoints, u, column), number(adjoints, x0, column), number(adjoints, y0, column)};
    }
    std::vector<double> tangent(double u_dot, double x_dot, double y_dot) const
    {
        Tangents tangents(tape);
        number(tangents, u) = u_dot;
        number(tangents, x0) = x_dot;
        number(tangents, y0) = y_dot;
        forward_sweep(tape, tangents);
        return {number(tangents, x), number(tangents, y)};
    }
};
const Unrolled::Choice plain{.marked = false};
const Unrolled::Choice marked{};

BOOST_DATA_TEST_CASE(marks_change_no_bit_of_a_gradient, data::xrange(0, 9), iterations)
{
    BOOST_TEST((Unrolled(iterations, marked).gradient() == Unrolled(iterations, plain).gradient()));
}

BOOST_DATA_TEST_CASE(marks_change_no_bit_of_a_tangent, data::xrange(0, 9), iterations)
{
    const Unrolled with(iterations, marked);
    const Unrolled without(iterations, plain);
    BOOST_TEST((with.tangent(1.0, 0.0, 0.0) == without.tangent(1.0, 0.0, 0.0)));
    BOOST_TEST((with.tangent(0.0, 1.0, 0.0) == without.tangent(0.0, 1.0, 0.0)));
    BOOST_TEST((with.tangent(0.0, 0.0, 1.0) == without.tangent(0.0, 0.0, 1.0)));
}

BOOST_AUTO_TEST_CASE(marks_change_no_bit_of_any_column)
{
    for (int column = 0; column < 3; ++column)
        BOOST_TEST((Unrolled(6, marked).gradient(column, 3) == Unrolled(6, plain).gradient()));
}

// Three values before the first mark; two carried and s, x, y in an iteration, and one more in an odd one.
BOOST_AUTO_TEST_CASE(sweeps_need_the_memory_of_one_iteration_however_many_there_are)
{
    BOOST_TEST(Adjoints(Unrolled(1, marked).tape).bytes() == (3u + 5) * 8);
    BOOST_TEST(Adjoints(Unrolled(2, marked).tape).bytes() == (3u + 6) * 8);
    BOOST_TEST(Adjoints(Unrolled(1000, marked).tape).bytes() == (3u + 6) * 8);
    BOOST_TEST(Tangents(Unrolled(1000, marked).tape, 2).bytes() == 2 * (3u + 6) * 8);
    BOOST_TEST(Adjoints(Unrolled(1000, plain).tape).bytes() == (3u + 3 * 1000 + 500) * 8);
}

// An iteration that uses an earlier one's values breaks the promise: each value has an adjoint of its own again.
BOOST_AUTO_TEST_CASE(an_iteration_that_reaches_back_costs_memory_but_no_bit)
{
    const Unrolled with(6, {.marked = true, .crossing = true});
    const Unrolled without(6, {.marked = false, .crossing = true});
    BOOST_TEST((with.gradient() == without.gradient()));
    BOOST_TEST((with.tangent(1.0, 2.0, 3.0) == without.tangent(1.0, 2.0, 3.0)));
    BOOST_TEST((with.gradient() != Unrolled(6, marked).gradient()));
    BOOST_TEST(Adjoints(with.tape).bytes() == with.tape.values() * 8u);
}

BOOST_AUTO_TEST_CASE(a_sweep_that_ends_before_the_reaching_back_shares_memory)
{
    const Unrolled with(6, {.marked = true, .crossing = true});
    BOOST_TEST(Adjoints(with.tape, with.starts[3]).bytes() == (3u + 6) * 8);
    BOOST_TEST(Adjoints(with.tape, with.starts[4]).bytes() == with.starts[4].values * 8u);
}

// After a sweep down into iteration 2, what is at hand are the values before the first mark and those of iteration 2.
BOOST_AUTO_TEST_CASE(values_of_other_iterations_are_not_at_hand)
{
    const Unrolled unrolled(6, marked);
    Adjoints adjoints(unrolled.tape);
    BOOST_CHECK_THROW(number(adjoints, unrolled.s[4]), InvalidUse);
    number(adjoints, unrolled.s[5]);
    number(adjoints, unrolled.x) = 1.0;
    number(adjoints, unrolled.y) = 4.0;
    reverse_sweep(unrolled.tape, adjoints, unrolled.middles[2]);
    BOOST_CHECK_THROW(number(adjoints, unrolled.s[1]), InvalidUse);
    BOOST_CHECK_THROW(number(adjoints, unrolled.s[3]), InvalidUse);
    BOOST_CHECK_THROW(number(adjoints, unrolled.x), InvalidUse);
    number(adjoints, unrolled.u);

    const Unrolled reference(6, plain);
    Adjoints all(reference.tape);
    number(all, reference.x) = 1.0;
    number(all, reference.y) = 4.0;
    reverse_sweep(reference.tape, all, reference.middles[2]);
    BOOST_TEST(number(adjoints, unrolled.s[2]) == number(all, reference.s[2]));
}

BOOST_AUTO_TEST_CASE(the_error_names_the_value_and_the_remedy)
{
    const Unrolled unrolled(6, marked);
    Adjoints adjoints(unrolled.tape);
    const auto says_it = [&](const InvalidUse& error) {
        const std::string text = error.what();
        return text.find("value " + std::to_string(unrolled.s[4].index)) != std::string::npos &&
               text.find("sweep to a mark inside its iteration") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(number(adjoints, unrolled.s[4]), InvalidUse, says_it);
}

BOOST_AUTO_TEST_CASE(tangents_of_other_iterations_are_not_at_hand)
{
    const Unrolled unrolled(6, marked);
    Tangents tangents(unrolled.tape);
    BOOST_CHECK_THROW(number(tangents, unrolled.s[0]), InvalidUse);
    number(tangents, unrolled.u) = 1.0;
    forward_sweep(unrolled.tape, tangents, unrolled.middles[2]);
    BOOST_CHECK_THROW(number(tangents, unrolled.s[1]), InvalidUse);
    BOOST_CHECK_THROW(number(tangents, unrolled.s[3]), InvalidUse);

    const Unrolled reference(6, plain);
    Tangents all(reference.tape);
    number(all, reference.u) = 1.0;
    forward_sweep(reference.tape, all);
    BOOST_TEST(number(tangents, unrolled.s[2]) == number(all, reference.s[2]));
}

// A cost at every iteration: its adjoint is seeded when the sweep stands there.
BOOST_AUTO_TEST_CASE(adjoints_may_be_seeded_on_the_way)
{
    const Unrolled with(6, marked);
    const Unrolled without(6, plain);
    Adjoints windowed(with.tape);
    Adjoints whole(without.tape);
    for (int k = 5; k >= 0; --k) {
        const std::size_t i = static_cast<std::size_t>(k);
        reverse_sweep(with.tape, windowed, with.middles[i]);
        number(windowed, with.s[i]) += 1.0 + k;
        reverse_sweep(without.tape, whole, without.middles[i]);
        number(whole, without.s[i]) += 1.0 + k;
    }
    reverse_sweep(with.tape, windowed);
    reverse_sweep(without.tape, whole);
    BOOST_TEST(number(windowed, with.u) == number(whole, without.u));
    BOOST_TEST(number(windowed, with.x0) == number(whole, without.x0));
}

BOOST_DATA_TEST_CASE(a_sweep_in_pieces_is_a_sweep_at_once, data::xrange(0, 6), k)
{
    const Unrolled unrolled(6, marked);
    for (const auto* marks : {&unrolled.starts, &unrolled.middles}) {
        const Tape::Mark& place = (*marks)[static_cast<std::size_t>(k)];
        Adjoints adjoints(unrolled.tape);
        number(adjoints, unrolled.x) = 1.0;
        number(adjoints, unrolled.y) = 4.0;
        reverse_sweep(unrolled.tape, adjoints, place);
        reverse_sweep(unrolled.tape, adjoints);
        BOOST_TEST(number(adjoints, unrolled.u) == unrolled.gradient()[0]);
        Tangents tangents(unrolled.tape);
        number(tangents, unrolled.u) = 1.0;
        forward_sweep(unrolled.tape, tangents, place);
        forward_sweep(unrolled.tape, tangents);
        BOOST_TEST(number(tangents, unrolled.x) == unrolled.tangent(1.0, 0.0, 0.0)[0]);
    }
}

BOOST_AUTO_TEST_CASE(cleared_workspaces_start_again_at_their_end)
{
    const Unrolled unrolled(6, marked);
    Adjoints adjoints(unrolled.tape);
    Tangents tangents(unrolled.tape);
    for (int round = 0; round < 3; ++round) {
        adjoints.clear();
        number(adjoints, unrolled.x) = 1.0;
        number(adjoints, unrolled.y) = 4.0;
        reverse_sweep(unrolled.tape, adjoints);
        BOOST_TEST(number(adjoints, unrolled.u) == unrolled.gradient()[0]);
        tangents.clear();
        number(tangents, unrolled.u) = 1.0;
        forward_sweep(unrolled.tape, tangents);
        BOOST_TEST(number(tangents, unrolled.x) == unrolled.tangent(1.0, 0.0, 0.0)[0]);
    }
}

// A stretch of the tape is recorded again and again behind one mark, as a replay does it.
BOOST_AUTO_TEST_CASE(iterations_can_be_rewound_and_recorded_again)
{
    Unrolled unrolled(3, marked);
    const std::vector<double> before = unrolled.gradient();
    const Tape::Mark end = unrolled.tape.mark();
    const Id x = unrolled.x;
    for (int round = 0; round < 3; ++round) {
        const std::vector<Run> carried = {run(unrolled.tape, x), run(unrolled.tape, unrolled.y)};
        const Id copy = unrolled.tape.iteration(carried);
        unrolled.x = unrolled.tape.push({{2.0, unrolled.tape.use(copy)}});
        const Id x_plus = unrolled.x;
        Adjoints adjoints(unrolled.tape);
        BOOST_TEST(adjoints.bytes() == (3u + 6) * 8);
        number(adjoints, x_plus) = 0.5;
        number(adjoints, next_to(copy)) = 4.0;
        reverse_sweep(unrolled.tape, adjoints);
        BOOST_TEST(number(adjoints, unrolled.u) == before[0]);
        unrolled.tape.rewind(end);
        unrolled.x = x;
        BOOST_TEST((unrolled.gradient() == before));
    }
}

BOOST_AUTO_TEST_CASE(reaching_back_is_forgotten_with_what_did_it)
{
    Unrolled unrolled(6, {.marked = true, .crossing = true});
    unrolled.tape.rewind(unrolled.starts[3]);
    BOOST_TEST(Adjoints(unrolled.tape).bytes() == (3u + 6) * 8);
}

BOOST_AUTO_TEST_CASE(a_reset_forgets_the_iterations)
{
    Unrolled unrolled(6, marked);
    Tape& tape = unrolled.tape;
    tape.reset();
    const Id x = tape.independent();
    Id y = x;
    for (int k = 0; k < 100; ++k)
        y = tape.push({{2.0, tape.use(x)}, {1.0, tape.use(y)}});
    Adjoints adjoints(tape);
    BOOST_TEST(adjoints.bytes() == 101u * 8);
    number(adjoints, y) = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(number(adjoints, x) == 201.0);
}

// A sweep for a place inside an iteration, as a checkpointed run needs it.
BOOST_DATA_TEST_CASE(a_workspace_for_a_mark_inside_of_an_iteration_is_as_good, data::xrange(0, 6), k)
{
    const std::size_t i = static_cast<std::size_t>(k);
    const Unrolled with(6, marked);
    const Unrolled without(6, plain);
    Adjoints windowed(with.tape, with.middles[i]);
    Adjoints whole(without.tape, without.middles[i]);
    number(windowed, with.s[i]) = 1.0;
    number(whole, without.s[i]) = 1.0;
    reverse_sweep(with.tape, windowed);
    reverse_sweep(without.tape, whole);
    BOOST_TEST(number(windowed, with.u) == number(whole, without.u));
    BOOST_TEST(number(windowed, with.x0) == number(whole, without.x0));
}
BOOST_AUTO_TEST_SUITE_END()
