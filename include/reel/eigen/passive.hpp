#pragma once
/// Passive matrices are referred to, not copied: they must outlive the tape's last sweep, unchanged.
///
/// A Debug build watches them: the tape remembers a fingerprint of the numbers when a product is recorded and compares
/// before each sweep. A difference, or memory that is no longer there, is an `InvalidUse`. A Release build watches
/// nothing and pays nothing.

#include <reel/core/tape.hpp>

#include <Eigen/Core>
#include <Eigen/SparseCore>

#include <cstddef>

namespace reel::passive_matrix {

#ifdef NDEBUG
inline constexpr bool watching = false;
#else
inline constexpr bool watching = true;
#endif

/// `rows` runs of `row_bytes` bytes, `stride_bytes` apart: the numbers of a dense matrix, column by column.
struct Bytes {
    const void* begin;
    std::size_t row_bytes;
    std::size_t stride_bytes;
    std::size_t rows;
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
template <class M>
void watch([[maybe_unused]] Tape& tape, [[maybe_unused]] const Eigen::SparseCompressedBase<M>& matrix)
{
    if constexpr (watching) {
        const M& m = matrix.derived();
        const std::size_t bytes = static_cast<std::size_t>(m.nonZeros()) * sizeof(double);
        if (m.isCompressed())
            watch(tape, {m.valuePtr(), bytes, bytes, 1}, m.rows(), m.cols());
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

} // namespace reel::passive_matrix
