#include <reel/unroll/checkpoints.hpp>

#include "../support/folder.hpp"

#include <boost/test/unit_test.hpp>

#include <numeric>

BOOST_AUTO_TEST_SUITE(unroll_checkpoints)

using namespace reel;

namespace {

constexpr std::size_t length = 5;

/// Keeps the numbers first, first + 1, ... there.
void keep(Checkpoints& checkpoints, const Place& place, double first)
{
    double* row = checkpoints.blank(place);
    std::iota(row, row + length, first);
    checkpoints.keep(place);
}
bool holds(Checkpoints& checkpoints, const Place& place, double first)
{
    const double* row = checkpoints.row(place);
    for (std::size_t i = 0; i < length; ++i)
        if (row[i] != first + static_cast<double>(i))
            return false;
    return true;
}
constexpr Place memory(std::size_t number)
{
    return {Storage::memory, number};
}
constexpr Place disk(std::size_t number)
{
    return {Storage::disk, number};
}

} // namespace

BOOST_AUTO_TEST_CASE(what_is_kept_is_read_back_from_memory_and_from_disk)
{
    const Folder folder;
    Checkpoints checkpoints(length, {.checkpoints = 2, .on_disk = 3}, folder.path());
    const Place places[] = {memory(1), disk(2), memory(0), disk(0), disk(1)};
    for (std::size_t i = 0; i < 5; ++i)
        keep(checkpoints, places[i], 10.0 * static_cast<double>(i));
    for (std::size_t i = 0; i < 5; ++i)
        BOOST_TEST(holds(checkpoints, places[i], 10.0 * static_cast<double>(i)));
}

BOOST_AUTO_TEST_CASE(a_place_can_be_used_again)
{
    const Folder folder;
    Checkpoints checkpoints(length, {.checkpoints = 1, .on_disk = 1}, folder.path());
    for (const Place& place : {memory(0), disk(0)}) {
        keep(checkpoints, place, 1.0);
        keep(checkpoints, place, 2.0);
        BOOST_TEST(holds(checkpoints, place, 2.0));
    }
}

BOOST_AUTO_TEST_CASE(room_without_a_limit_grows_and_keeps_what_is_there)
{
    Checkpoints checkpoints(length, {.checkpoints = unbounded}, {});
    for (std::size_t i = 0; i < 100; ++i)
        keep(checkpoints, memory(i), static_cast<double>(i));
    for (std::size_t i = 0; i < 100; ++i)
        BOOST_TEST(holds(checkpoints, memory(i), static_cast<double>(i)));
}

BOOST_AUTO_TEST_CASE(the_file_has_no_name_from_the_beginning)
{
    const Folder folder;
    Checkpoints checkpoints(length, {.on_disk = 1}, folder.path());
    keep(checkpoints, disk(0), 1.0);
    BOOST_TEST(folder.files() == 0u);
}

BOOST_AUTO_TEST_CASE(a_folder_is_needed_for_places_on_disk_only)
{
    BOOST_CHECK_NO_THROW(Checkpoints(length, {.checkpoints = 2}, {}));
    BOOST_CHECK_THROW(Checkpoints(length, {.on_disk = 2}, {}), InvalidArgument);
    BOOST_CHECK_EXCEPTION(Checkpoints(length, {.on_disk = 2}, "/nowhere"), DiskFailure, [](const Error& error) {
        return std::string(error.what()).find("no file can be made in '/nowhere'") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_row_that_was_never_written_cannot_be_read_back)
{
    const Folder folder;
    Checkpoints checkpoints(length, {.on_disk = 2}, folder.path());
    keep(checkpoints, disk(0), 1.0);
    BOOST_CHECK_THROW(checkpoints.row(disk(1)), DiskFailure);
}

BOOST_AUTO_TEST_SUITE_END()
