#include <reel/unroll/flat.hpp>

#include <bit>

namespace reel::detail {

// Each line is one to one in `before` and in the number.
std::uint64_t fingerprint(const double* numbers, Eigen::Index count, std::uint64_t before)
{
    for (Eigen::Index i = 0; i < count; ++i) {
        before ^= std::bit_cast<std::uint64_t>(numbers[i]) * 0x9e3779b97f4a7c15U;
        before = std::rotl(before, 31) * 0xbf58476d1ce4e5b9U;
    }
    return before;
}

} // namespace reel::detail
