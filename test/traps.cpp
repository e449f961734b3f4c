// What other libraries for automatic differentiation were seen to get wrong, as a user would meet it. Not here: a linear
// solver whose failure is dropped (implicit/implicit.cpp), momentum that leaks into the next run (solver/gradient.cpp),
// and products of matrices (eigen/product.cpp).
#include "support/sweeps.hpp"

#include <reel/eigen/vector.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>
#include <new>

BOOST_AUTO_TEST_SUITE(traps)

using namespace reel;
using namespace reel::test;
using Eigen::VectorXd;

double slope(const Tape& tape, const Var& y, const Var& x)
{
    Adjoints adjoints(tape);
    adjoints[y] = 1.0;
    reverse_sweep(tape, adjoints);
    return adjoints[x];
}

// y <- y + y, 900 times: dy/dx = 2^900. A sweep along every path would never end.
BOOST_AUTO_TEST_CASE(a_value_that_is_used_twice_is_swept_once)
{
    Tape tape;
    Recording on(tape);
    const Var x = independent(1.0);
    Var y = x;
    for (int i = 0; i < 900; ++i)
        y = y + y;
    BOOST_TEST(slope(tape, y, x) == std::ldexp(1.0, 900));
}

BOOST_AUTO_TEST_CASE(a_chain_of_a_million_statements_does_not_overflow_the_stack)
{
    Tape tape;
    Recording on(tape);
    const Var x = independent(1.0);
    Var y = x;
    for (int i = 0; i < 1'000'000; ++i)
        y = -y;
    BOOST_TEST(slope(tape, y, x) == 1.0);
}

auto expression_of_locals(const Var& x)
{
    const Var a = 2.0 * x;
    const Var b = 3.0 * x;
    auto e = a * b + x;
    return e;
}
BOOST_AUTO_TEST_CASE(an_expression_that_is_returned_by_auto_is_right)
{
    Tape tape;
    Recording on(tape);
    const Var x = independent(0.5);
    const Var y = expression_of_locals(x); // 6 x^2 + x
    BOOST_TEST(y.value() == 2.0);
    BOOST_TEST(slope(tape, y, x) == 7.0);
}

// Recorded in two stretches with a rewind between them, as from checkpoints: no sweep returns a silent 0.
BOOST_AUTO_TEST_CASE(a_second_sweep_gives_what_the_first_one_gave)
{
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(VectorXd{{1.0, 2.0}});
    const Tape::Mark mark = tape.mark();
    const VectorXd gradient{{2.0, 4.0}};
    for (int stretch = 0; stretch < 3; ++stretch) {
        tape.rewind(mark);
        const Var y = x.squaredNorm();
        Adjoints adjoints(tape);
        for (int sweep = 0; sweep < 2; ++sweep) {
            adjoints.clear();
            adjoints[y] = 1.0;
            reverse_sweep(tape, adjoints);
            BOOST_TEST(distance(adjoints[x], gradient) == 0.0);
        }
    }
}

BOOST_AUTO_TEST_CASE(adjoints_start_at_zero_whatever_their_memory_held)
{
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(VectorXd::Ones(1000));
    const Var y = x.sum();
    for (int round = 0; round < 10; ++round) {
        const std::size_t bytes = 8 * tape.values();
        void* memory = ::operator new(bytes);
        std::memset(memory, 0x7f, bytes); // huge numbers
        ::operator delete(memory);
        Adjoints adjoints(tape);
        adjoints[y] = 1.0;
        reverse_sweep(tape, adjoints);
        BOOST_TEST(distance(adjoints[x], VectorXd::Ones(1000)) == 0.0);
    }
}

// d/dx of 1e-300 (1e-10 x) is 1e-310, and of the sum of 64 terms 2^-60 x is 2^-54: below any epsilon, but not 0.
BOOST_AUTO_TEST_CASE(small_adjoints_are_not_dropped)
{
    Tape tape;
    Recording on(tape);
    const Var x = independent(1.0);
    const Var small = 1e-10 * x;
    const Var y = 1e-300 * small;
    BOOST_TEST(slope(tape, y, x) == 1e-300 * 1e-10);
    Var sum = 0.0;
    for (int i = 0; i < 64; ++i)
        sum += std::ldexp(1.0, -60) * x;
    BOOST_TEST(slope(tape, sum, x) == std::ldexp(1.0, -54));
}

BOOST_AUTO_TEST_CASE(ids_do_not_survive_a_reset)
{
    Tape tape;
    Recording on(tape);
    const Var x = independent(1.0);
    const VarVector v = independent(VectorXd::Ones(2));
    tape.reset();
    const Var y = independent(1.0);
    const VarVector w = independent(VectorXd::Ones(2));
    BOOST_CHECK_THROW(Var(x + y), InvalidUse);
    BOOST_CHECK_THROW(VarVector(v + w), InvalidUse);
    Adjoints adjoints(tape);
    BOOST_CHECK_THROW(adjoints[x], InvalidUse);
    BOOST_CHECK_THROW(adjoints[v], InvalidUse);
}

BOOST_AUTO_TEST_CASE(an_empty_tape_takes_nothing_and_a_small_one_less_than_100_kB)
{
    Tape tape;
    BOOST_TEST(tape.memory().reserved == 0u);
    Recording on(tape);
    const Var x = independent(1.0);
    const Var y = sin(x);
    BOOST_TEST(y.active());
    BOOST_TEST(tape.memory().reserved < 100'000u);
}

BOOST_AUTO_TEST_CASE(a_byte_limit_refuses_a_block_before_it_is_recorded)
{
    const Eigen::Index n = 1000;
    Tape tape(64 * 1024);
    Recording on(tape);
    VarVector x = independent(VectorXd::Ones(n));
    const auto fill = [&] {
        for (;;)
            x = x.cwiseProduct(exp(x.array()).matrix()) * 0.1;
    };
    BOOST_CHECK_THROW(fill(), MemoryLimit);
    BOOST_TEST(tape.memory().reserved <= 64u * 1024);
    const std::size_t used = tape.memory().used();
    const Index values = tape.values();
    BOOST_CHECK_THROW(VarVector(x.cwiseProduct(exp(x.array()).matrix())), MemoryLimit);
    BOOST_TEST(tape.memory().used() == used);
    BOOST_TEST(tape.values() == values);
    BOOST_TEST(VarVector(2.0 * x).active()); // a block without numbers still fits
}

BOOST_AUTO_TEST_CASE(more_entries_than_can_be_numbered_are_refused)
{
    Tape tape;
    Recording on(tape);
    tape.independent(~Index{0} - 8);
    const VarVector x = independent(VectorXd::Ones(5));
    const std::size_t used = tape.memory().used();
    BOOST_CHECK_THROW(VarVector(2.0 * x), IndexOverflow);
    BOOST_CHECK_THROW(independent(VectorXd::Ones(5)), IndexOverflow);
    BOOST_TEST(tape.memory().used() == used);
    BOOST_TEST(x.sum().active()); // one number is left
}

BOOST_AUTO_TEST_SUITE_END()
