// What an iteration mark carries over, and what lies beside it.
#include "../support/statements.hpp"

#include <reel/core/sweep.hpp>

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(core_carried)

using namespace reel;

// Runs of several values, one of them twice, and one from before the first mark:
// (a, b, c) carried as (b, c | a, b | u).
BOOST_AUTO_TEST_CASE(an_iteration_carries_any_runs_in_order)
{
    Tape tape;
    const Id u = tape.independent();
    const Id a = tape.independent(3);
    const std::vector<Run> carried = {{a.index + 1, 2}, {a.index, 2}, {u.index, 1}};
    const Id copy = tape.iteration(carried);
    BOOST_TEST(copy.index == 4u);
    BOOST_TEST(tape.values() == 9u);

    Adjoints adjoints(tape);
    for (Index i = 0; i < 5; ++i)
        number(adjoints, next_to(copy, i)) = static_cast<double>(1U << (4 * i));
    reverse_sweep(tape, adjoints);
    BOOST_TEST(number(adjoints, a) == 0x100);
    BOOST_TEST(number(adjoints, next_to(a)) == 0x1001);
    BOOST_TEST(number(adjoints, next_to(a, 2)) == 0x10);
    BOOST_TEST(number(adjoints, u) == 0x10000);

    Tangents tangents(tape);
    number(tangents, next_to(a)) = 3.0;
    number(tangents, u) = 5.0;
    forward_sweep(tape, tangents);
    const double* dots = tangents.find(copy, 5);
    BOOST_TEST((std::vector<double>(dots, dots + 5) == std::vector<double>{3.0, 0.0, 0.0, 3.0, 5.0}));
}

// (x, y, z) <- (y, z, 2 x): three steps double all. Each state is one run, of which two values were carried over.
BOOST_AUTO_TEST_CASE(a_state_may_overlap_the_one_before)
{
    Tape tape;
    const Id start = tape.independent(3);
    Id state = start;
    for (int k = 0; k < 6; ++k) {
        const std::vector<Run> carried = {{tape.use(state, 3), 3}};
        state = tape.iteration(carried);
        tape.push({{2.0, state.index}});
        state = next_to(state);
    }
    for (const int column : {0, 1}) {
        Adjoints adjoints(tape, 2);
        for (Index i = 0; i < 3; ++i)
            number(adjoints, next_to(state, i), column) = 1.0 + i;
        reverse_sweep(tape, adjoints);
        for (Index i = 0; i < 3; ++i)
            BOOST_TEST(number(adjoints, next_to(start, i), column) == 4.0 * (1.0 + i));
    }
}

// x <- 5 x, with a value behind it that nobody needs, and x <- 3 (2 x), which lies there.
BOOST_AUTO_TEST_CASE(what_follows_a_state_in_its_iteration_starts_with_adjoint_zero)
{
    Tape tape;
    const Id start = tape.independent();
    Id x = start;
    for (int k = 0; k < 4; ++k) {
        const std::vector<Run> carried = {run(tape, x)};
        const Id old = tape.iteration(carried);
        if (k % 2 == 0) {
            x = tape.push({{5.0, old.index}});
            tape.push({{7.0, old.index}});
        } else {
            x = tape.push({{3.0, tape.push({{2.0, old.index}}).index}});
        }
    }
    Adjoints adjoints(tape);
    number(adjoints, x) = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(number(adjoints, start) == 900.0);
}

// An independent inside of an iteration lies where an earlier iteration's values lay: its tangent is zero all the same,
// until it is seeded on the way.
BOOST_AUTO_TEST_CASE(a_parameter_of_one_iteration_starts_with_tangent_zero)
{
    Tape tape;
    Id x = tape.independent();
    std::vector<Id> parameters;
    std::vector<Tape::Mark> marks;
    for (int k = 0; k < 3; ++k) {
        const std::vector<Run> carried = {run(tape, x)};
        x = tape.iteration(carried);
        parameters.push_back(tape.independent());
        marks.push_back(tape.mark());
        x = tape.push({{2.0, tape.use(x)}, {1.0, tape.use(parameters.back())}});
    }
    Tangents tangents(tape);
    number(tangents, Id{0, x.stamp}) = 1.0;
    forward_sweep(tape, tangents, marks[1]);
    BOOST_TEST(number(tangents, parameters[1]) == 0.0);
    number(tangents, parameters[1]) = 10.0;
    forward_sweep(tape, tangents);
    BOOST_TEST(number(tangents, x) == 8.0 + 20.0); // 2^3, and 2 * 10 from the last step but one
}

BOOST_AUTO_TEST_CASE(carrying_over_a_value_of_an_earlier_iteration_is_reaching_back)
{
    Tape tape;
    Id x = tape.independent();
    std::vector<Id> iterates;
    for (int k = 0; k < 4; ++k) {
        const std::vector<Run> carried = {{k == 3 ? iterates[1].index : x.index, 1}};
        x = tape.iteration(carried);
        iterates.push_back(x);
        x = tape.push({{2.0, tape.use(x)}});
    }
    BOOST_TEST(Adjoints(tape).bytes() == tape.values() * 8u);
    Adjoints adjoints(tape);
    number(adjoints, x) = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(number(adjoints, Id{0, x.stamp}) == 4.0); // x -> iterate 0 -> 2 x = iterate 1 -> iterate 3 -> 4 x
}

BOOST_AUTO_TEST_SUITE_END()
