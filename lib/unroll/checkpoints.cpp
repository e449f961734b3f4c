#include <reel/unroll/checkpoints.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <sys/types.h>
#include <unistd.h>

namespace reel {
namespace detail {
namespace {

/// Moves a whole row by as many calls as the system takes for it; what `move` returns is as for read() and write().
template <class Byte, class Move>
bool move_all(Byte* bytes, std::size_t count, off_t place, const Move& move)
{
    while (count > 0) {
        const ssize_t moved = move(bytes, count, place);
        if (moved < 0 && errno == EINTR)
            continue;
        if (moved == 0)
            errno = ENODATA; // the file ends before the row does
        if (moved <= 0)
            return false;
        bytes += moved;
        count -= static_cast<std::size_t>(moved);
        place += moved;
    }
    return true;
}

} // namespace

RowFile::RowFile(const std::filesystem::path& folder, std::size_t row_bytes) : RowFile()
{
    row_bytes_ = row_bytes; // from here on the destructor closes the file, whatever throws
    folder_ = folder.string();
    std::string name = (folder / "reel-checkpoints-XXXXXX").string();
    file_ = ::mkstemp(name.data());
    if (file_ < 0 || ::unlink(name.c_str()) != 0)
        throw DiskFailure("checkpoints on disk: no file can be made in '" + folder_ + "': " + std::strerror(errno) +
                          "; choose a folder that exists and can be written");
}

RowFile::RowFile(RowFile&& other) noexcept
    : file_(std::exchange(other.file_, -1)), row_bytes_(other.row_bytes_), folder_(std::move(other.folder_))
{}

RowFile& RowFile::operator=(RowFile&& other) noexcept
{
    std::swap(file_, other.file_);
    std::swap(row_bytes_, other.row_bytes_);
    std::swap(folder_, other.folder_);
    return *this;
}

RowFile::~RowFile()
{
    if (file_ >= 0)
        ::close(file_);
}

void RowFile::fail(const char* what, std::size_t row) const
{
    throw DiskFailure("checkpoints on disk: row " + std::to_string(row) + " of " + std::to_string(row_bytes_) +
                      " bytes cannot be " + what + " in '" + folder_ + "': " + std::strerror(errno) +
                      "; choose a folder with more room, or fewer places on disk");
}

void RowFile::write(std::size_t row, const double* numbers) const
{
    const auto* bytes = reinterpret_cast<const char*>(numbers);
    const auto put = [&](const char* from, std::size_t count, off_t place) {
        return ::pwrite(file_, from, count, place);
    };
    if (!move_all(bytes, row_bytes_, static_cast<off_t>(row * row_bytes_), put))
        fail("written", row);
}

void RowFile::read(std::size_t row, double* numbers) const
{
    auto* bytes = reinterpret_cast<char*>(numbers);
    const auto get = [&](char* to, std::size_t count, off_t place) { return ::pread(file_, to, count, place); };
    if (!move_all(bytes, row_bytes_, static_cast<off_t>(row * row_bytes_), get))
        fail("read back", row);
}

} // namespace detail

Checkpoints::Checkpoints(std::size_t numbers, const Schedule::Room& room, const std::filesystem::path& folder)
    : numbers_(numbers)
{
    if (room.checkpoints != unbounded)
        grow(static_cast<std::size_t>(room.checkpoints));
    if (room.on_disk == 0)
        return;
    require(!folder.empty(), [&] {
        return "a schedule with " + std::to_string(room.on_disk) +
               " checkpoints on disk, but no folder for them; name one";
    });
    passing_.resize(numbers_);
    file_ = detail::RowFile(folder, numbers_ * sizeof(double));
}

void Checkpoints::grow(std::size_t rows)
{
    std::unique_ptr<double[]> longer(new double[rows * numbers_]);
    std::copy_n(in_memory_.get(), rows_ * numbers_, longer.get());
    in_memory_ = std::move(longer);
    rows_ = rows;
}

double* Checkpoints::blank(const Place& place)
{
    if (place.storage == Storage::disk)
        return passing_.data();
    if (place.number >= rows_)
        grow(std::max(2 * rows_, place.number + 1));
    return in_memory_.get() + place.number * numbers_;
}

void Checkpoints::keep(const Place& place)
{
    if (place.storage == Storage::disk)
        file_.write(place.number, passing_.data());
}

const double* Checkpoints::row(const Place& place)
{
    if (place.storage == Storage::memory)
        return in_memory_.get() + place.number * numbers_;
    file_.read(place.number, passing_.data());
    return passing_.data();
}

} // namespace reel
