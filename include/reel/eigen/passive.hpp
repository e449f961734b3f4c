#pragma once
/// Passive matrices are referred to, not copied: they must outlive the tape's last sweep, unchanged.
///
/// A Debug build watches them: the tape remembers a fingerprint of the numbers when a product is recorded and compares
/// before each sweep. A difference, or memory that is no longer there, is an `InvalidUse`. A Release build watches
/// nothing and pays nothing.

#include <reel/core/tape.hpp>

#include <Eigen/Core>

#include <cstddef>

namespace reel {

/// A dense matrix by its numbers, column by column or row by row, `stride` numbers from one to the next.
struct DenseMatrix {
    const double* numbers;
    Index rows;
    Index cols;
    Index stride;
    bool row_major;

    DenseMatrix transpose() const { return {numbers, cols, rows, stride, !row_major}; }
};
template <class M>
DenseMatrix dense_matrix(const Eigen::DenseBase<M>& matrix)
{
    const M& m = matrix.derived();
    return {m.data(), static_cast<Index>(m.rows()), static_cast<Index>(m.cols()), static_cast<Index>(m.outerStride()),
            bool(M::Flags & Eigen::RowMajorBit)};
}

namespace passive_matrix {

#ifdef NDEBUG
inline constexpr bool watching = false;
#else
inline constexpr bool watching = true;
#endif

/// `runs` runs of `run_bytes` bytes, `stride_bytes` apart.
struct Bytes {
    const void* begin;
    std::size_t run_bytes;
    std::size_t stride_bytes;
    std::size_t runs;
    bool operator==(const Bytes&) const = default;
};

/// Remembers what stands there now; `rows` and `cols` are for the message. Once for each place and size.
void watch(Tape& tape, const Bytes& bytes, Eigen::Index rows, Eigen::Index cols);

template <class M>
void watch([[maybe_unused]] Tape& tape, [[maybe_unused]] const Eigen::DenseBase<M>& matrix)
{
    if constexpr (watching) {
        const M& m = matrix.derived();
        const auto inner = static_cast<std::size_t>(m.innerSize()) * sizeof(double);
        watch(tape, {m.data(), inner, static_cast<std::size_t>(m.outerStride()) * sizeof(double),
                     static_cast<std::size_t>(m.outerSize())}, m.rows(), m.cols());
    }
}
/// The numbers and where they stand. A matrix that is not compressed is not watched: its gaps may change.
template <class M>
void watch([[maybe_unused]] Tape& tape, [[maybe_unused]] const Eigen::SparseMatrixBase<M>& matrix)
{
    if constexpr (watching) {
        const M& m = matrix.derived();
        const auto watch_row = [&](const auto* begin, Eigen::Index count) {
            const std::size_t bytes = static_cast<std::size_t>(count) * sizeof(*begin);
            watch(tape, {begin, bytes, bytes, 1}, m.rows(), m.cols());
        };
        if (m.isCompressed()) {
            watch_row(m.valuePtr(), m.nonZeros());
            watch_row(m.innerIndexPtr(), m.nonZeros());
            watch_row(m.outerIndexPtr(), m.outerSize() + 1);
        }
    }
}

template <class M>
std::size_t bytes_of(const Eigen::DenseBase<M>& matrix)
{
    return static_cast<std::size_t>(matrix.size()) * sizeof(double);
}
template <class M>
std::size_t bytes_of(const Eigen::SparseMatrixBase<M>& matrix)
{
    using StorageIndex = typename M::StorageIndex;
    const M& m = matrix.derived();
    return static_cast<std::size_t>(m.nonZeros()) * (sizeof(double) + sizeof(StorageIndex)) +
           static_cast<std::size_t>(m.outerSize() + 1) * sizeof(StorageIndex);
}

} // namespace passive_matrix
} // namespace reel
