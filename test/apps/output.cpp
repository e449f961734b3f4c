#include <common/output.hpp>

#include <common/exit.hpp>

#include "../support/folder.hpp"

#include <boost/test/unit_test.hpp>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(apps_output)

using namespace reel::apps;
namespace fs = std::filesystem;

namespace {

std::string failure(const std::string& path)
{
    try {
        write_output(path, "text");
    }
    catch (const Failure& error) {
        return error.what();
    }
    return "no error";
}

} // namespace

BOOST_AUTO_TEST_CASE(a_file_is_written_whole_and_nothing_else_is_left)
{
    const Folder folder;
    write_output(folder / "a.csv", "k,e\n0,1\n");
    BOOST_TEST(folder.read("a.csv") == "k,e\n0,1\n");
    BOOST_TEST(folder.files() == 1u);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_replaced_keeps_its_permissions)
{
    const Folder folder;
    const std::string path = folder.write("a.csv", "old");
    fs::permissions(path, fs::perms(0640));
    write_output(path, "new");
    BOOST_TEST(folder.read("a.csv") == "new");
    BOOST_TEST((fs::status(path).permissions() == fs::perms(0640)));
}

BOOST_AUTO_TEST_CASE(through_a_symbolic_link_the_file_is_replaced_and_not_the_link)
{
    const Folder folder;
    folder.write("real.csv", "old");
    fs::create_symlink(folder / "real.csv", folder / "link.csv");
    write_output(folder / "link.csv", "new");
    BOOST_TEST(fs::is_symlink(folder / "link.csv"));
    BOOST_TEST(folder.read("real.csv") == "new");
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_noticed)
{
    BOOST_TEST(failure("/dev/full") == "cannot write '/dev/full': No space left on device");
    BOOST_TEST(fs::is_character_file("/dev/full")); // written to, not replaced
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_missing_is_named)
{
    const Folder folder;
    BOOST_TEST(failure(folder / "no/a.csv") ==
               "cannot write '" + (folder / "no/a.csv") + "': there is no folder '" + (folder / "no") + "'");
}

BOOST_AUTO_TEST_CASE(a_folder_is_no_file)
{
    const Folder folder;
    BOOST_TEST(failure(folder.path()) == "cannot write '" + folder.path().string() + "': Is a directory");
}

// The superuser may write anywhere but to a read-only file system; /sys is one that even its files are fixed in.
BOOST_AUTO_TEST_CASE(a_folder_that_is_read_only_is_noticed)
{
    const Folder folder;
    fs::permissions(folder.path(), fs::perms(0555));
    const std::string path = ::geteuid() == 0 ? "/proc/self/a.csv" : folder / "a.csv";
    BOOST_TEST(failure(path).starts_with("cannot write '" + path + "': "));
    fs::permissions(folder.path(), fs::perms(0755));
    BOOST_TEST(folder.files() == 0u);
}

BOOST_AUTO_TEST_CASE(a_file_that_could_not_be_written_stays_as_it_was)
{
    const Folder folder;
    const std::string path = folder.write("a.csv", "old");
    fs::permissions(path, fs::perms(0444));
    if (::geteuid() != 0) // the superuser may
        BOOST_TEST(failure(path) == "cannot write '" + path + "': Permission denied");
    BOOST_TEST(folder.files() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
