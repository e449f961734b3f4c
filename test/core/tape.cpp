#include <reel/core/tape.hpp>

#include <reel/core/sweep.hpp>

#include "../support/allocations.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <span>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(core_tape)

using namespace reel;

std::size_t used(const Tape& tape) { return tape.memory().used(); }

// y = c x
Id scaled(Tape& tape, double c, Id x) { return tape.push({{c, tape.use(x)}}); }

struct Scale { // y = factor x for two runs of equal length
    double factor;
    Index argument;
    void pull(Run result, Adjoints& adjoints) const
    {
        for (Index i = 0; i < result.count; ++i)
            adjoints.at(argument)[i] += factor * adjoints.at(result.first)[i];
    }
    void push(Run result, Tangents& tangents) const
    {
        for (Index i = 0; i < result.count; ++i)
            tangents.at(result.first)[i] = factor * tangents.at(argument)[i];
    }
};

// Numbers of values

BOOST_AUTO_TEST_CASE(values_are_numbered_in_the_order_they_are_created)
{
    Tape tape;
    const Id x = tape.independent(3);
    BOOST_TEST(x.index == 0u);
    BOOST_TEST(scaled(tape, 1.0, x).index == 3u);
    BOOST_TEST(tape.block(Scale{2.0, tape.use(x, 3)}, 3).index == 4u);
    BOOST_TEST(tape.push({}).index == 7u);
    BOOST_TEST(tape.values() == 8u);
}

BOOST_AUTO_TEST_CASE(more_values_than_can_be_numbered_are_an_error_and_change_nothing)
{
    Tape tape;
    tape.independent(4'000'000'000);
    const std::size_t before = used(tape);
    BOOST_CHECK_THROW(tape.independent(4'000'000'000), IndexOverflow);
    BOOST_TEST(tape.values() == 4'000'000'000u);
    BOOST_TEST(used(tape) == before);
}

BOOST_AUTO_TEST_CASE(the_last_number_is_used_and_none_after_it)
{
    Tape tape;
    const Id x = tape.independent(std::numeric_limits<Index>::max() - 1);
    const Id last = scaled(tape, 1.0, x);
    BOOST_TEST(last.index == std::numeric_limits<Index>::max() - 1);
    const Index i = tape.use(last);
    BOOST_CHECK_THROW(tape.push({{1.0, i}}), IndexOverflow);
    BOOST_CHECK_THROW(tape.block(Scale{2.0, i}, 1), IndexOverflow);
    BOOST_CHECK_THROW(
        [&] {
            Tape::Statement<1> statement(tape);
            statement.add(1.0, i);
            statement.finish();
        }(),
        IndexOverflow);
    const std::vector<Run> runs = {{0, 4'000'000'000}, {0, 4'000'000'000}};
    BOOST_CHECK_THROW(tape.iteration(runs), IndexOverflow);
    BOOST_TEST(tape.use(last) == i);
}

BOOST_AUTO_TEST_CASE(a_record_too_long_for_its_count_is_an_error)
{
    Tape tape;
    const std::size_t too_many = std::size_t{1} << 30U;
    const Term one{1.0, 0};
    const Operation operation = detail::operation_of<Scale>;
    BOOST_CHECK_THROW(tape.numbers(too_many), IndexOverflow);
    BOOST_CHECK_THROW(tape.push(std::span(&one, too_many)), IndexOverflow);
    BOOST_CHECK_THROW(tape.raw_block(operation, 8 * too_many, 1), IndexOverflow);
    BOOST_TEST(tape.memory().reserved == 0u);
}

// Which values may be used

BOOST_AUTO_TEST_CASE(a_passive_id_is_not_on_any_tape)
{
    Tape tape;
    tape.independent();
    BOOST_TEST(!tape.holds(Id{}));
    BOOST_CHECK_THROW(tape.use(Id{}), InvalidUse);
}

BOOST_AUTO_TEST_CASE(a_value_of_another_tape_is_refused)
{
    Tape tape;
    Tape other;
    tape.independent();
    const Id x = other.independent();
    BOOST_CHECK_THROW(tape.use(x), InvalidUse);
}

BOOST_AUTO_TEST_CASE(ids_do_not_survive_a_reset)
{
    Tape tape;
    const Id x = tape.independent();
    tape.reset();
    tape.independent();
    BOOST_TEST(!tape.holds(x));
    BOOST_CHECK_THROW(tape.use(x), InvalidUse);
}

BOOST_AUTO_TEST_CASE(ids_do_not_survive_a_rewind_past_them_and_those_before_it_do)
{
    Tape tape;
    const Id kept = tape.independent(2);
    const Tape::Mark mark = tape.mark();
    const Id lost = scaled(tape, 2.0, kept);
    tape.rewind(mark);
    const Id fresh = scaled(tape, 3.0, kept);
    BOOST_TEST(fresh.index == lost.index);
    BOOST_CHECK_THROW(tape.use(lost), InvalidUse);
    BOOST_TEST(tape.use(kept, 2) == kept.index);
    BOOST_TEST(tape.use(fresh) == fresh.index);
}

BOOST_AUTO_TEST_CASE(a_run_that_ends_behind_what_is_held_is_refused)
{
    Tape tape;
    const Id x = tape.independent(3);
    const Tape::Mark mark = tape.mark();
    tape.independent();
    tape.rewind(mark);
    tape.independent();
    BOOST_TEST(tape.holds(x, 3));
    BOOST_TEST(!tape.holds(x, 4));
    BOOST_TEST(!tape.holds(Id{x.index + 2, x.stamp}, 2));
}

BOOST_AUTO_TEST_CASE(the_error_of_a_lost_value_has_its_number_and_the_remedy)
{
    Tape tape;
    tape.independent(7);
    const Id x = tape.independent();
    tape.reset();
    const auto says_it = [](const InvalidUse& error) {
        const std::string text = error.what();
        return text.find("value 7") != std::string::npos && text.find("record it again") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(tape.use(x), InvalidUse, says_it);
}

// Between the k-th kept value and the next, something is recorded and forgotten: each kept value has its own stamp.
BOOST_AUTO_TEST_CASE(values_kept_across_a_thousand_rewinds_are_all_found)
{
    Tape tape;
    std::vector<Id> kept;
    std::vector<Id> lost;
    for (int k = 0; k < 1000; ++k) {
        kept.push_back(tape.independent());
        const Tape::Mark mark = tape.mark();
        lost.push_back(tape.independent(2));
        tape.rewind(mark);
    }
    for (const Id id : kept)
        BOOST_TEST(tape.holds(id));
    for (const Id id : lost)
        BOOST_TEST(!tape.holds(id));
}

// Marks

BOOST_AUTO_TEST_CASE(a_rewound_tape_is_as_it_was_at_the_mark)
{
    Tape tape;
    const Id x = tape.independent(3);
    const std::size_t bytes = used(tape);
    const Tape::Mark mark = tape.mark();
    for (int i = 0; i < 10'000; ++i)
        scaled(tape, 2.0, x);
    tape.numbers(1000);
    tape.rewind(mark);
    BOOST_TEST(tape.values() == 3u);
    BOOST_TEST(used(tape) == bytes);
    BOOST_TEST(tape.holds(mark));
}

BOOST_AUTO_TEST_CASE(one_mark_serves_any_number_of_rewinds)
{
    Tape tape;
    const Id x = tape.independent();
    const Tape::Mark mark = tape.mark();
    for (int round = 0; round < 100'000; ++round) {
        scaled(tape, 2.0, x);
        tape.rewind(mark);
    }
    const std::int64_t made = allocations::made;
    for (int round = 0; round < 100'000; ++round) {
        scaled(tape, 2.0, x);
        tape.rewind(mark);
    }
    BOOST_TEST(allocations::made == made);
    BOOST_TEST(tape.use(x) == x.index);
}

BOOST_AUTO_TEST_CASE(a_mark_that_was_itself_forgotten_is_refused)
{
    Tape tape;
    const Tape::Mark start = tape.mark();
    const Id x = tape.independent();
    const Tape::Mark early = tape.mark();
    scaled(tape, 2.0, x);
    const Tape::Mark late = tape.mark();
    tape.rewind(early);
    BOOST_TEST(!tape.holds(late));
    BOOST_CHECK_THROW(tape.rewind(late), InvalidUse);
    scaled(tape, 2.0, x);
    scaled(tape, 2.0, x);
    BOOST_CHECK_THROW(tape.rewind(late), InvalidUse);
    tape.rewind(early);
    tape.rewind(start);
    BOOST_CHECK_THROW(tape.rewind(early), InvalidUse);
}

BOOST_AUTO_TEST_CASE(a_mark_of_another_tape_is_refused_unless_it_is_a_beginning)
{
    Tape tape;
    Tape other;
    const Tape::Mark beginning = other.mark();
    other.independent();
    tape.independent();
    BOOST_CHECK_THROW(tape.rewind(other.mark()), InvalidUse);
    tape.rewind(beginning);
    BOOST_TEST(tape.values() == 0u);
}

// Numbers and independent(0) hold no value: the places before and behind them differ all the same.
BOOST_AUTO_TEST_CASE(marks_tell_places_apart_that_no_value_lies_between)
{
    Tape tape;
    const Tape::Mark before = tape.mark();
    tape.numbers(10);
    const Tape::Mark behind = tape.mark();
    BOOST_TEST(tape.holds(behind));
    tape.rewind(before);
    tape.numbers(3);
    tape.numbers(30);
    BOOST_TEST(!tape.holds(behind));
    BOOST_CHECK_THROW(tape.rewind(behind), InvalidUse);
}

BOOST_AUTO_TEST_CASE(a_mark_is_held_after_a_rewind_to_its_own_place)
{
    Tape tape;
    tape.independent();
    const Tape::Mark mark = tape.mark();
    tape.independent();
    tape.rewind(mark);
    BOOST_TEST(tape.holds(tape.mark()));
    BOOST_TEST((tape.mark().stamp == mark.stamp));
    tape.independent();
    tape.rewind(mark);
    BOOST_TEST(tape.values() == 1u);
}

BOOST_AUTO_TEST_CASE(an_epoch_lasts_until_records_are_forgotten)
{
    Tape tape;
    const Stamp epoch = tape.epoch();
    tape.independent();
    BOOST_TEST(tape.epoch() == epoch);
    tape.rewind(tape.mark());
    BOOST_TEST(tape.epoch() != epoch);
}

BOOST_AUTO_TEST_SUITE_END()
