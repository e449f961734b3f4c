#include "../support/statements.hpp"

#include <reel/core/sweep.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <pthread.h>
#include <random>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(core_sweep)

using namespace reel;
namespace data = boost::unit_test::data;

const double infinity = std::numeric_limits<double>::infinity();

struct Shift { // y_i = factor x_{i + 1}, and y_{n - 1} = 0
    double factor;
    Index argument;
    void pull(Run result, Adjoints& adjoints) const
    {
        for (int column = 0; column < adjoints.columns(); ++column)
            for (Index i = 0; i + 1 < result.count; ++i)
                adjoints.at(argument, column)[i + 1] += factor * adjoints.at(result.first, column)[i];
    }
    void push(Run result, Tangents& tangents) const
    {
        for (int column = 0; column < tangents.columns(); ++column) {
            for (Index i = 0; i + 1 < result.count; ++i)
                tangents.at(result.first, column)[i] = factor * tangents.at(argument, column)[i + 1];
            tangents.at(result.first, column)[result.count - 1] = 0.0;
        }
    }
};

// One record at a time

// z = 3 x + 5 y
BOOST_AUTO_TEST_CASE(a_statement_hands_its_adjoint_to_its_arguments)
{
    Tape tape;
    const Id x = tape.independent();
    const Id y = tape.independent();
    const Id z = sum(tape, {{3.0, x}, {5.0, y}});
    Adjoints adjoints(tape);
    number(adjoints, z) = 2.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(number(adjoints, x) == 6.0);
    BOOST_TEST(number(adjoints, y) == 10.0);
}

BOOST_AUTO_TEST_CASE(a_statement_takes_its_tangent_from_its_arguments)
{
    Tape tape;
    const Id x = tape.independent();
    const Id y = tape.independent();
    const Id z = sum(tape, {{3.0, x}, {5.0, y}});
    Tangents tangents(tape);
    number(tangents, x) = 1.0;
    number(tangents, y) = 10.0;
    forward_sweep(tape, tangents);
    BOOST_TEST(number(tangents, z) == 53.0);
}

BOOST_AUTO_TEST_CASE(a_statement_without_terms_depends_on_nothing)
{
    Tape tape;
    const Id x = tape.independent();
    const Id y = tape.push({});
    Adjoints adjoints(tape);
    number(adjoints, y) = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(number(adjoints, x) == 0.0);
    Tangents tangents(tape);
    number(tangents, x) = 1.0;
    forward_sweep(tape, tangents);
    BOOST_TEST(number(tangents, y) == 0.0);
}

// y = 2 (x_1, x_2, 0), with numbers in between that no sweep looks at
BOOST_AUTO_TEST_CASE(a_block_is_pulled_and_pushed_by_its_own_functions)
{
    Tape tape;
    const Id x = tape.independent(3);
    std::fill_n(tape.numbers(7), 7, infinity);
    const Id y = tape.block(Shift{2.0, tape.use(x, 3)}, 3);
    std::fill_n(tape.numbers(2), 2, infinity);

    Adjoints adjoints(tape);
    std::copy_n(std::vector<double>{1.0, 10.0, 100.0}.data(), 3, adjoints.find(y, 3));
    reverse_sweep(tape, adjoints);
    const double* x_bar = adjoints.find(x, 3);
    BOOST_TEST((std::vector<double>(x_bar, x_bar + 3) == std::vector<double>{0.0, 2.0, 20.0}));

    Tangents tangents(tape);
    std::copy_n(std::vector<double>{1.0, 10.0, 100.0}.data(), 3, tangents.find(x, 3));
    forward_sweep(tape, tangents);
    const double* y_dot = tangents.find(y, 3);
    BOOST_TEST((std::vector<double>(y_dot, y_dot + 3) == std::vector<double>{20.0, 200.0, 0.0}));
}

// Accuracy

// An exactly zero adjoint or tangent adds nothing, whatever it is multiplied by.
BOOST_AUTO_TEST_CASE(an_infinite_partial_times_zero_is_zero_in_both_modes)
{
    Tape tape;
    const Id x = tape.independent();
    const Id y = sum(tape, {{infinity, x}});
    const Id z = sum(tape, {{0.0, y}});
    Adjoints adjoints(tape);
    number(adjoints, z) = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(number(adjoints, x) == 0.0);
    Tangents tangents(tape);
    forward_sweep(tape, tangents);
    BOOST_TEST(number(tangents, y) == 0.0);
}

BOOST_AUTO_TEST_CASE(an_infinite_partial_times_anything_else_is_infinite)
{
    Tape tape;
    const Id x = tape.independent();
    const Id y = sum(tape, {{infinity, x}});
    Adjoints adjoints(tape);
    number(adjoints, y) = 1e-300;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(number(adjoints, x) == infinity);
    Tangents tangents(tape);
    number(tangents, x) = -1e-300;
    forward_sweep(tape, tangents);
    BOOST_TEST(number(tangents, y) == -infinity);
}

// 1e-300 * 1e-20 is subnormal, and still there. (A trap: adjoints below 2 eps dropped.)
BOOST_AUTO_TEST_CASE(adjoints_are_never_dropped_for_being_small)
{
    Tape tape;
    const Id x = tape.independent();
    const Id y = sum(tape, {{1e-20, x}});
    const Id z = sum(tape, {{1e-300, y}});
    Adjoints adjoints(tape);
    number(adjoints, z) = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(number(adjoints, x) == 1e-300 * 1e-20);
    BOOST_TEST(number(adjoints, x) > 0.0);
}

// y <- y + y, 1000 times: 2^1000, over 2^1000 paths. (A trap: sweeps that follow each path.)
BOOST_AUTO_TEST_CASE(a_value_used_twice_at_each_of_1000_steps_is_swept_once_a_step)
{
    Tape tape;
    const Id x = tape.independent();
    Id y = x;
    for (int k = 0; k < 1000; ++k)
        y = sum(tape, {{1.0, y}, {1.0, y}});
    Adjoints adjoints(tape);
    number(adjoints, y) = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(number(adjoints, x) == std::ldexp(1.0, 1000));
}

// y <- -y, 10^7 times. (A trap: a sweep that recurses.) A call for each statement would need more than 100 MB of stack.
BOOST_AUTO_TEST_CASE(a_chain_of_ten_million_statements_is_swept_in_256_kB_of_stack)
{
    Tape tape;
    const Id x = tape.independent();
    Id y = x;
    for (int k = 0; k < 10'000'000; ++k)
        y = tape.push({{-1.0, tape.use(y)}});
    struct Job {
        const Tape& tape;
        Id x, y;
        double x_bar = 0.0, y_dot = 0.0;
    } job{tape, x, y};
    const auto work = [](void* argument) -> void* {
        Job& mine = *static_cast<Job*>(argument);
        Adjoints adjoints(mine.tape);
        number(adjoints, mine.y) = 1.0;
        reverse_sweep(mine.tape, adjoints);
        mine.x_bar = number(adjoints, mine.x);
        Tangents tangents(mine.tape);
        number(tangents, mine.x) = 1.0;
        forward_sweep(mine.tape, tangents);
        mine.y_dot = number(tangents, mine.y);
        return nullptr;
    };
    pthread_attr_t small;
    pthread_attr_init(&small);
    BOOST_REQUIRE(pthread_attr_setstacksize(&small, 256 * 1024) == 0);
    pthread_t thread;
    BOOST_REQUIRE(pthread_create(&thread, &small, work, &job) == 0);
    pthread_join(thread, nullptr);
    BOOST_TEST(job.x_bar == 1.0);
    BOOST_TEST(job.y_dot == 1.0);
}

// <J v, w> = <v, J^T w>
BOOST_DATA_TEST_CASE(the_two_modes_are_transposes_of_each_other, data::xrange(20u), seed)
{
    const Program program(seed, inputs, 200);
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    Tangents tangents(program.tape);
    Adjoints adjoints(program.tape);
    std::vector<double> v;
    for (std::size_t i = 0; i < inputs; ++i)
        v.push_back(number(tangents, program.values[i]) = normal(random));
    forward_sweep(program.tape, tangents);
    double jv_w = 0.0;
    double size = 0.0;
    for (std::size_t i = 195; i < 205; ++i) {
        const double w = number(adjoints, program.values[i]) = normal(random);
        jv_w += w * number(tangents, program.values[i]);
        size += std::abs(w * number(tangents, program.values[i]));
    }
    reverse_sweep(program.tape, adjoints);
    double v_jw = 0.0;
    for (std::size_t i = 0; i < inputs; ++i)
        v_jw += v[i] * number(adjoints, program.values[i]);
    BOOST_TEST(std::abs(jv_w - v_jw) <= 1e-13 * size);
}

// Columns and threads

BOOST_AUTO_TEST_CASE(several_columns_give_the_same_bits_as_one_after_the_other)
{
    const Program program(6, inputs, 300);
    const int columns = 5;
    Adjoints adjoints(program.tape, columns);
    for (int column = 0; column < columns; ++column)
        number(adjoints, program.values.back(), column) = column - 1.5;
    reverse_sweep(program.tape, adjoints);
    for (int column = 0; column < columns; ++column) {
        const std::vector<double> expected = gradient(program, column - 1.5);
        for (std::size_t i = 0; i < inputs; ++i)
            BOOST_TEST(number(adjoints, program.values[i], column) == expected[i]);
    }

    Tangents together(program.tape, inputs);
    for (int column = 0; column < inputs; ++column)
        number(together, program.values[static_cast<std::size_t>(column)], column) = 1.0;
    forward_sweep(program.tape, together);
    for (int column = 0; column < inputs; ++column) {
        Tangents alone(program.tape);
        number(alone, program.values[static_cast<std::size_t>(column)]) = 1.0;
        forward_sweep(program.tape, alone);
        BOOST_TEST(number(together, program.values.back(), column) == number(alone, program.values.back()));
    }
}

BOOST_AUTO_TEST_CASE(threads_sweep_one_const_tape_at_the_same_time)
{
    const Program program(7, inputs, 20'000);
    std::vector<std::vector<double>> found(4);
    std::vector<std::thread> threads;
    for (std::size_t k = 0; k < found.size(); ++k)
        threads.emplace_back([&, k] { found[k] = gradient(program, 1.0 + static_cast<double>(k)); });
    for (std::thread& thread : threads)
        thread.join();
    for (std::size_t k = 0; k < found.size(); ++k)
        BOOST_TEST((found[k] == gradient(program, 1.0 + static_cast<double>(k))));
}

BOOST_AUTO_TEST_SUITE_END()
