#include <reel/core/arena.hpp>

#include <reel/error.hpp>

#include <algorithm>
#include <new>
#include <string>
#include <utility>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace reel {
namespace {

constexpr std::size_t first_chunk = std::size_t{64} << 10;
constexpr std::size_t largest_chunk = std::size_t{4} << 20;
constexpr std::size_t huge_page = std::size_t{2} << 20;

constexpr std::align_val_t alignment_of(std::size_t capacity)
{
    return std::align_val_t{capacity >= huge_page ? huge_page : 64};
}

} // namespace

Arena::Arena(Arena&& other) noexcept
    : cursor_(std::exchange(other.cursor_, nullptr)), end_(std::exchange(other.end_, nullptr)),
      current_(std::exchange(other.current_, 0)), chunks_(std::exchange(other.chunks_, {})),
      reserved_(std::exchange(other.reserved_, 0)), limit_(other.limit_)
{}

Arena& Arena::operator=(Arena&& other) noexcept
{
    if (this != &other) {
        release();
        cursor_ = std::exchange(other.cursor_, nullptr);
        end_ = std::exchange(other.end_, nullptr);
        current_ = std::exchange(other.current_, 0);
        chunks_ = std::exchange(other.chunks_, {});
        reserved_ = std::exchange(other.reserved_, 0);
        limit_ = other.limit_;
    }
    return *this;
}

Arena::~Arena() { release(); }

void Arena::release() noexcept
{
    for (const Chunk& chunk : chunks_)
        ::operator delete(chunk.begin, alignment_of(chunk.capacity));
}

Arena::Chunk Arena::allocate(std::size_t bytes) const
{
    const std::size_t room = limit_ - reserved_;
    if (bytes > room)
        throw MemoryLimit("tape: the next record needs " + std::to_string(bytes) + " bytes, " +
                              std::to_string(reserved_) + " of at most " + std::to_string(limit_) +
                              " are taken; raise the limit, record fewer steps, or replay from checkpoints",
                          reserved_ + bytes, limit_);
    const std::size_t usual =
        chunks_.empty() ? first_chunk : std::clamp(reserved_, first_chunk, largest_chunk) / first_chunk * first_chunk;
    const std::size_t capacity = std::max(bytes, std::min(usual, room / 8 * 8));
    auto* begin = static_cast<std::byte*>(::operator new(capacity, alignment_of(capacity)));
#ifdef __linux__
    if (capacity >= huge_page)
        ::madvise(begin, capacity, MADV_HUGEPAGE); // a hint: refusal changes nothing but the time
#endif
    return {begin, capacity, 0, 0};
}

void Arena::grow(std::size_t bytes)
{
    const bool first = chunks_.empty();
    const std::uint32_t next = first ? 0 : current_ + 1;
    if (next == chunks_.size() || chunks_[next].capacity < bytes) {
        if (chunks_.size() == chunks_.capacity())
            chunks_.reserve(2 * chunks_.size() + 8); // so that the insertion below cannot throw
        const Chunk fresh = allocate(bytes);
        chunks_.insert(chunks_.begin() + next, fresh);
        reserved_ += fresh.capacity;
    }
    if (!first)
        chunks_[current_].filled = static_cast<std::size_t>(cursor_ - chunks_[current_].begin);
    chunks_[next].before = first ? 0 : chunks_[current_].before + chunks_[current_].filled;
    enter(next);
    cursor_ = chunks_[next].begin;
}

void Arena::enter(std::uint32_t chunk) noexcept
{
    current_ = chunk;
    end_ = chunks_[chunk].begin + chunks_[chunk].capacity;
}

void Arena::rewind(Position position) noexcept
{
    if (chunks_.empty())
        return;
    enter(position.chunk);
    cursor_ = chunks_[position.chunk].begin + position.offset;
}

std::size_t Arena::used(Position position) const noexcept
{
    return chunks_.empty() ? 0 : chunks_[position.chunk].before + position.offset;
}

Arena::Extent Arena::extent(std::uint32_t chunk, Position position) const noexcept
{
    if (chunks_.empty())
        return {nullptr, nullptr};
    const Chunk& c = chunks_[chunk];
    return {c.begin, c.begin + (chunk == position.chunk ? position.offset : c.filled)};
}

} // namespace reel
