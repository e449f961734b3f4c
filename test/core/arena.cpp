#include <reel/core/arena.hpp>

#include <reel/error.hpp>

#include "../support/allocations.hpp"

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <vector>

BOOST_AUTO_TEST_SUITE(core_arena)

using reel::Arena;

constexpr std::size_t kB = 1024;

std::byte* put(Arena& arena, std::size_t bytes)
{
    std::byte* place = arena.claim(bytes);
    arena.commit(bytes);
    return place;
}

BOOST_AUTO_TEST_CASE(an_unused_arena_holds_no_memory)
{
    const std::int64_t before = allocations::made;
    const Arena arena;
    BOOST_TEST(allocations::made == before);
    BOOST_TEST(arena.reserved() == 0u);
    BOOST_TEST(arena.used() == 0u);
}

BOOST_AUTO_TEST_CASE(the_first_claim_reserves_64_kB)
{
    Arena arena;
    arena.claim(8);
    BOOST_TEST(arena.reserved() == 64 * kB);
}

BOOST_AUTO_TEST_CASE(only_what_is_committed_is_in_use)
{
    Arena arena;
    arena.claim(800);
    BOOST_TEST(arena.used() == 0u);
    arena.commit(24);
    BOOST_TEST(arena.used() == 24u);
    const std::byte* next = put(arena, 8);
    BOOST_TEST(arena.used() == 32u);
    BOOST_TEST(arena.claim(8) == next + 8);
}

// 64, 64, 128, 256, ..., 2048 kB double what there is; from 4 MB on all chunks are alike.
BOOST_AUTO_TEST_CASE(chunks_double_up_to_4_MB)
{
    Arena arena;
    std::vector<std::size_t> chunks;
    for (std::size_t reserved = 0; chunks.size() < 10;) {
        put(arena, 8);
        if (arena.reserved() != reserved)
            chunks.push_back((arena.reserved() - reserved) / kB);
        reserved = arena.reserved();
    }
    const std::vector<std::size_t> expected = {64, 64, 128, 256, 512, 1024, 2048, 4096, 4096, 4096};
    BOOST_TEST(chunks == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_claim_longer_than_a_chunk_gets_one_of_its_length)
{
    Arena arena;
    put(arena, 10'000 * kB);
    BOOST_TEST(arena.reserved() == 10'000 * kB);
}

BOOST_AUTO_TEST_CASE(what_was_written_stays_where_it_is_while_the_arena_grows)
{
    Arena arena;
    std::vector<std::byte*> places;
    for (int i = 0; i < 1000; ++i) {
        places.push_back(put(arena, 8 * kB));
        std::memset(places.back(), i % 251, 8 * kB);
    }
    std::size_t wrong = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(places[static_cast<std::size_t>(i)]);
        for (std::size_t k = 0; k < 8 * kB; ++k)
            wrong += bytes[k] != i % 251;
    }
    BOOST_TEST(wrong == 0u);
    BOOST_TEST(arena.used() == 8000 * kB);
}

BOOST_AUTO_TEST_CASE(the_extents_of_the_chunks_are_what_is_in_use)
{
    Arena arena;
    for (int i = 0; i < 1000; ++i)
        put(arena, 24 * static_cast<std::size_t>(1 + i % 100));
    const Arena::Position end = arena.position();
    std::size_t sum = 0;
    for (std::uint32_t chunk = 0; chunk <= end.chunk; ++chunk)
        sum += static_cast<std::size_t>(arena.extent(chunk, end).end - arena.extent(chunk, end).begin);
    BOOST_TEST(end.chunk > 2u);
    BOOST_TEST(sum == arena.used());
}

BOOST_AUTO_TEST_CASE(a_second_recording_of_the_same_length_lies_at_the_same_place_and_allocates_nothing)
{
    Arena arena;
    const auto record = [&] {
        std::vector<std::byte*> places;
        for (std::size_t i = 0; i < 2000; ++i)
            places.push_back(put(arena, 8 * (1 + i * 7919 % 2000)));
        return places;
    };
    const std::vector<std::byte*> first = record();
    const std::size_t reserved = arena.reserved();
    arena.rewind({});
    BOOST_TEST(arena.used() == 0u);
    BOOST_TEST((record() == first));
    BOOST_TEST(arena.reserved() == reserved);
}

BOOST_AUTO_TEST_CASE(winding_back_frees_and_allocates_nothing)
{
    Arena arena;
    put(arena, 40 * kB);
    const Arena::Position place = arena.position();
    for (int i = 0; i < 100; ++i)
        put(arena, 40 * kB);
    const std::int64_t made = allocations::made;
    const std::int64_t live = allocations::live;
    arena.rewind(place);
    BOOST_TEST(allocations::made == made);
    BOOST_TEST(allocations::live == live);
    BOOST_TEST(arena.used() == 40 * kB);
}

// The chunks after the first round are 64, 64 and 5000 kB. A claim of 100 kB skips the second one.
BOOST_AUTO_TEST_CASE(a_free_chunk_that_is_long_enough_is_used_before_a_fresh_one)
{
    Arena arena;
    put(arena, 60 * kB);
    put(arena, 60 * kB);
    std::byte* longest = put(arena, 5000 * kB);
    const std::size_t reserved = arena.reserved();
    arena.rewind({});
    put(arena, 60 * kB);
    BOOST_TEST(put(arena, 100 * kB) == longest);
    BOOST_TEST(arena.used() == 160 * kB);
    BOOST_TEST(arena.reserved() == reserved);
}

BOOST_AUTO_TEST_CASE(an_empty_arena_needs_no_more_than_its_first_claim)
{
    Arena arena(100 * kB);
    put(arena, 8);
    arena.rewind({});
    put(arena, 100 * kB);
    BOOST_TEST(arena.reserved() == 100 * kB);
}

BOOST_AUTO_TEST_CASE(a_limit_is_refused_with_its_numbers_before_anything_is_allocated)
{
    Arena arena(100 * kB);
    put(arena, 60 * kB);
    const std::int64_t made = allocations::made;
    const auto numbers = [](const reel::MemoryLimit& error) {
        return error.needed() == 64 * kB + 40 * kB && error.limit() == 100 * kB;
    };
    BOOST_CHECK_EXCEPTION(arena.claim(40 * kB), reel::MemoryLimit, numbers);
    BOOST_TEST(allocations::made - made < 5); // the error and its text
    BOOST_TEST(arena.used() == 60 * kB);
    BOOST_TEST(arena.reserved() == 64 * kB);
}

BOOST_AUTO_TEST_CASE(all_that_a_limit_allows_can_be_used)
{
    Arena arena(100 * kB);
    for (int i = 0; i < 100; ++i)
        put(arena, kB);
    BOOST_TEST(arena.used() == 100 * kB);
    BOOST_CHECK_THROW(arena.claim(8), reel::MemoryLimit);
}

BOOST_AUTO_TEST_CASE(a_limit_below_the_first_chunk_is_kept)
{
    Arena arena(1000);
    put(arena, 1000);
    BOOST_TEST(arena.reserved() == 1000u);
}

// 64 + 64 kB are there, of which 60 are in use: 100 more fit below 200 once the free 64 are given back.
BOOST_AUTO_TEST_CASE(free_chunks_are_given_back_where_the_limit_needs_it)
{
    Arena arena(200 * kB);
    put(arena, 60 * kB);
    const Arena::Position place = arena.position();
    put(arena, 60 * kB);
    arena.rewind(place);
    put(arena, 130 * kB);
    BOOST_TEST(arena.used() == 190 * kB);
    BOOST_TEST(arena.reserved() <= 200 * kB);
}

BOOST_AUTO_TEST_CASE(what_is_held_elsewhere_counts_against_the_limit)
{
    Arena arena(100 * kB);
    arena.charge(90 * kB);
    BOOST_CHECK_THROW(arena.claim(20 * kB), reel::MemoryLimit);
    BOOST_CHECK_THROW(arena.charge(20 * kB), reel::MemoryLimit);
    arena.refund(90 * kB);
    arena.claim(20 * kB);
    BOOST_TEST(arena.charged() == 0u);
}

BOOST_AUTO_TEST_CASE(a_failed_allocation_leaves_what_is_in_use)
{
    Arena arena;
    put(arena, 60 * kB);
    allocations::refused = true;
    bool thrown = false;
    try {
        arena.claim(60 * kB);
    } catch (const std::bad_alloc&) {
        thrown = true;
    }
    allocations::refused = false;
    BOOST_TEST(thrown);
    BOOST_TEST(arena.used() == 60 * kB);
    BOOST_TEST(arena.reserved() == 64 * kB);
    put(arena, 60 * kB);
    BOOST_TEST(arena.used() == 120 * kB);
}

BOOST_AUTO_TEST_CASE(an_arena_gives_back_all_it_took)
{
    const std::int64_t live = allocations::live;
    {
        Arena arena;
        for (int i = 0; i < 1000; ++i)
            put(arena, 10 * kB);
    }
    BOOST_TEST(allocations::live == live);
}

BOOST_AUTO_TEST_SUITE_END()
