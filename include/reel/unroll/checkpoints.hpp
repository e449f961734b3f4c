#pragma once
/// Where checkpoints lie: rows of numbers, in one piece of memory and in one file.
///
///     Checkpoints checkpoints(flat_size(x), schedule.room(), folder);
///     flatten(x, checkpoints.blank(place));          // write the row,
///     checkpoints.keep(place);                       // and it is kept; on disk, when the place is there
///     unflatten(checkpoints.row(place), x);
///
/// The file has no name: it is removed as soon as it is open, so that nothing is left behind however the process ends.
/// A disk that is full, or a file that cannot be read back whole, is a `DiskFailure`.

#include <reel/error.hpp>
#include <reel/unroll/schedule.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace reel {

/// The system refused to make, write or read the file of checkpoints.
class DiskFailure : public Error {
public:
    using Error::Error;
};

namespace detail {

/// A file without a name, in rows of one length.
class RowFile {
public:
    RowFile() = default; ///< No file yet.
    RowFile(const std::filesystem::path& folder, std::size_t row_bytes);
    RowFile(RowFile&& other) noexcept;
    RowFile& operator=(RowFile&& other) noexcept;
    ~RowFile();

    void write(std::size_t row, const double* numbers) const;
    void read(std::size_t row, double* numbers) const;

private:
    [[noreturn]] void fail(const char* what, std::size_t row) const;

    int file_ = -1;
    std::size_t row_bytes_ = 0;
    std::string folder_;
};

} // namespace detail

class Checkpoints {
public:
    /// Rows of `numbers` numbers, as many as `room` has places. Memory is taken now, or, where the room has no limit,
    /// when it is needed; the file is made in `folder` when the room has places on disk. Throws `InvalidArgument` when
    /// that has no folder, `DiskFailure`, `std::bad_alloc`.
    Checkpoints(std::size_t numbers, const Schedule::Room& room, const std::filesystem::path& folder);

    double* blank(const Place& place);     ///< Room for the row at this place. Valid until the next call.
    void keep(const Place& place);         ///< The row that was written to `blank(place)` is complete.
    const double* row(const Place& place); ///< The row that is kept there. Valid until the next call.

private:
    void grow(std::size_t rows);

    std::size_t numbers_;
    std::size_t rows_ = 0;                // in memory
    std::unique_ptr<double[]> in_memory_; // not touched before it is needed
    std::vector<double> passing_;         // a row on its way to the disk and back
    detail::RowFile file_;
};

} // namespace reel
