// What a tape takes of memory, and what becomes of it.
#include <reel/core/tape.hpp>

#include <reel/core/sweep.hpp>

#include "../support/allocations.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(core_tape_memory)

using namespace reel;
namespace data = boost::unit_test::data;

std::size_t used(const Tape& tape) { return tape.memory().used(); }

// y = c x
Id scaled(Tape& tape, double c, Id x) { return tape.push({{c, tape.use(x)}}); }

struct Idle { // a block that is never swept
    double factor;
    Index argument;
    void pull(Run, Adjoints&) const {}
    void push(Run, Tangents&) const {}
};

struct Counted : Owned {
    static inline int alive = 0;
    std::size_t size;
    explicit Counted(std::size_t bytes) : size(bytes) { ++alive; }
    ~Counted() override { --alive; }
    std::size_t bytes() const noexcept override { return size; }
};

// What records take

BOOST_DATA_TEST_CASE(a_statement_of_c_terms_takes_12_c_and_4_bytes_rounded_up_to_8, data::xrange(0, 20), c)
{
    Tape tape;
    const Index x = tape.independent().index;
    const std::size_t before = used(tape);
    tape.push(std::vector<Term>(static_cast<std::size_t>(c), Term{1.0, x}));
    BOOST_TEST(used(tape) - before == static_cast<std::size_t>((12 * c + 4 + 7) / 8 * 8));
}

BOOST_AUTO_TEST_CASE(a_statement_takes_what_its_terms_need_not_what_it_could_hold)
{
    Tape tape;
    const Id x = tape.independent();
    const std::size_t before = used(tape);
    Tape::Statement<9> statement(tape);
    statement.add(1.0, x);
    statement.add(2.0, x);
    statement.finish();
    BOOST_TEST(used(tape) - before == 32u);
}

BOOST_AUTO_TEST_CASE(independent_values_take_8_bytes_however_many_they_are)
{
    Tape tape;
    tape.independent(1);
    BOOST_TEST(used(tape) == 8u);
    tape.independent(1'000'000);
    BOOST_TEST(used(tape) == 16u);
}

BOOST_AUTO_TEST_CASE(a_block_takes_16_bytes_and_its_payload_however_long_its_result)
{
    Tape tape;
    const Id x = tape.independent(500);
    const std::size_t before = used(tape);
    tape.block(Idle{2.0, tape.use(x, 500)}, 500);
    BOOST_TEST(used(tape) - before == 16u + sizeof(Idle));
}

BOOST_AUTO_TEST_CASE(n_numbers_take_8_n_and_8_bytes)
{
    Tape tape;
    tape.numbers(5);
    BOOST_TEST(used(tape) == 48u);
}

BOOST_AUTO_TEST_CASE(an_iteration_mark_takes_24_bytes_and_8_for_each_run)
{
    Tape tape;
    const Index x = tape.independent(100).index;
    const std::size_t before = used(tape);
    const std::vector<Run> runs = {{x, 40}, {x + 40, 60}};
    tape.iteration(runs);
    BOOST_TEST(used(tape) - before == 24u + 16u);
}

BOOST_AUTO_TEST_CASE(an_unused_tape_reserves_nothing_and_a_fresh_one_less_than_100_kB)
{
    Tape tape;
    BOOST_TEST(tape.memory().reserved == 0u);
    tape.independent();
    BOOST_TEST(tape.memory().reserved < 100'000u);
}

// Memory

BOOST_AUTO_TEST_CASE(the_pool_does_not_grow_over_100000_rounds_of_record_sweep_and_reset)
{
    Tape tape;
    const auto round = [&] {
        const Id x = tape.independent();
        Id y = x;
        for (int i = 0; i < 5; ++i)
            y = scaled(tape, 2.0, y);
        Adjoints adjoints(tape);
        *adjoints.find(y) = 1.0;
        reverse_sweep(tape, adjoints);
        const double slope = *adjoints.find(x);
        tape.reset();
        return slope;
    };
    round();
    const std::size_t reserved = tape.memory().reserved;
    const std::int64_t live = allocations::live;
    double sum = 0.0;
    for (int i = 0; i < 100'000; ++i)
        sum += round();
    BOOST_TEST(sum == 32.0 * 100'000);
    BOOST_TEST(tape.memory().reserved == reserved);
    BOOST_TEST(allocations::live == live);
}

BOOST_AUTO_TEST_CASE(a_reset_frees_and_allocates_nothing_however_much_is_recorded)
{
    Tape tape;
    tape.reset();
    const Id x = tape.independent();
    for (int i = 0; i < 1'000'000; ++i)
        scaled(tape, 2.0, x);
    const std::int64_t live = allocations::live;
    const std::int64_t made = allocations::made;
    tape.reset();
    BOOST_TEST(allocations::live == live);
    BOOST_TEST(allocations::made == made);
    BOOST_TEST(used(tape) == 0u);
}

BOOST_AUTO_TEST_CASE(a_byte_limit_is_an_error_before_it_is_passed_and_leaves_the_tape_usable)
{
    Tape tape(64 * 1024);
    const Id x = tape.independent();
    const auto fill = [&] {
        for (int i = 0; i < 100'000; ++i)
            scaled(tape, 2.0, x);
    };
    const auto numbers = [](const MemoryLimit& error) { return error.limit() == 64u * 1024 && error.needed() > 64u * 1024; };
    BOOST_CHECK_EXCEPTION(fill(), MemoryLimit, numbers);
    BOOST_TEST(used(tape) == 8u + 4095 * 16); // the next 16 bytes would end 8 behind the limit
    BOOST_TEST(tape.memory().reserved == 64u * 1024);
    const Index values = tape.values();
    BOOST_CHECK_THROW(tape.numbers(2), MemoryLimit);
    BOOST_TEST(tape.values() == values);
    Adjoints adjoints(tape);
    *adjoints.find(Id{values - 1, x.stamp}) = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(*adjoints.find(x) == 2.0);
    tape.reset();
    tape.independent();
    BOOST_TEST(tape.values() == 1u);
}

BOOST_AUTO_TEST_CASE(no_memory_is_an_error_that_leaves_the_tape_as_it_was)
{
    Tape tape;
    const Id x = tape.independent();
    allocations::refused = true;
    bool thrown = false;
    try {
        for (int i = 0; i < 100'000; ++i)
            scaled(tape, 2.0, x);
    } catch (const std::bad_alloc&) {
        thrown = true;
    }
    allocations::refused = false;
    BOOST_TEST(thrown);
    const Index values = tape.values();
    BOOST_TEST(values == 1u + (64 * 1024 - 8) / 16);
    scaled(tape, 2.0, x);
    BOOST_TEST(tape.values() == values + 1);
}

// Owned objects

BOOST_AUTO_TEST_CASE(owned_objects_live_until_a_rewind_past_them_and_are_counted)
{
    Tape tape;
    tape.independent();
    tape.own<Counted>(1000u);
    const Tape::Mark mark = tape.mark();
    tape.own<Counted>(500u);
    BOOST_TEST(Counted::alive == 2);
    BOOST_TEST(tape.memory().owned == 1500u);
    BOOST_TEST(used(tape) == 1508u);
    tape.rewind(mark);
    BOOST_TEST(Counted::alive == 1);
    BOOST_TEST(tape.memory().owned == 1000u);
    tape.reset();
    BOOST_TEST(Counted::alive == 0);
}

BOOST_AUTO_TEST_CASE(a_tape_frees_what_it_owns)
{
    {
        Tape tape;
        tape.own<Counted>(8u);
    }
    BOOST_TEST(Counted::alive == 0);
}

BOOST_AUTO_TEST_CASE(owned_objects_count_against_the_limit)
{
    Tape tape(100'000);
    tape.own<Counted>(90'000u);
    BOOST_CHECK_THROW(tape.own<Counted>(20'000u), MemoryLimit);
    BOOST_CHECK_THROW(tape.numbers(2000), MemoryLimit);
    BOOST_TEST(Counted::alive == 1);
    BOOST_TEST(tape.memory().owned == 90'000u);
}

// All or nothing

BOOST_AUTO_TEST_CASE(what_a_failed_operation_recorded_is_forgotten)
{
    Tape tape;
    const Id x = tape.independent();
    const std::size_t bytes = used(tape);
    Id lost;
    const auto fails = [&] {
        tape.own<Counted>(100u);
        tape.numbers(10);
        lost = scaled(tape, 2.0, x);
        throw InvalidArgument("half way");
    };
    BOOST_CHECK_THROW(tape.all_or_nothing(fails), InvalidArgument);
    BOOST_TEST(used(tape) == bytes);
    BOOST_TEST(tape.values() == 1u);
    BOOST_TEST(Counted::alive == 0);
    scaled(tape, 3.0, x);
    BOOST_CHECK_THROW(tape.use(lost), InvalidUse);
}

BOOST_AUTO_TEST_CASE(what_a_successful_operation_returns_is_handed_on)
{
    Tape tape;
    const Id x = tape.independent();
    const Id y = tape.all_or_nothing([&] { return scaled(tape, 2.0, x); });
    BOOST_TEST(tape.use(y) == y.index);
}

BOOST_AUTO_TEST_SUITE_END()
