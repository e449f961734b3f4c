#include <reel/core/arena.hpp>

#include <reel/error.hpp>

#include <algorithm>
#include <new>
#include <string>

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

Arena::Arena(std::size_t limit) noexcept : limit_(limit) {}
Arena::~Arena() { release(0); }

void Arena::release(std::uint32_t from) noexcept
{
    for (; chunks_.size() > from; chunks_.pop_back()) {
        reserved_ -= chunks_.back().capacity;
        ::operator delete(chunks_.back().begin, alignment_of(chunks_.back().capacity));
    }
    if (chunks_.empty())
        cursor_ = end_ = nullptr;
}

/// Room for `bytes` more below the limit, if need be by giving free chunks back.
void Arena::make_room(std::size_t bytes)
{
    const std::uint32_t free = first_free();
    std::size_t in_use = charged_;
    for (std::uint32_t chunk = 0; chunk < free; ++chunk)
        in_use += chunks_[chunk].capacity;
    if (bytes > limit_ - in_use)
        throw MemoryLimit("tape: the next record needs " + std::to_string(bytes) + " bytes, " +
                              std::to_string(in_use) + " of at most " + std::to_string(limit_) +
                              " are taken; raise the limit, record fewer steps, or replay from checkpoints",
                          in_use + bytes, limit_);
    if (bytes > room())
        release(free);
}

void Arena::charge(std::size_t bytes)
{
    make_room(bytes);
    charged_ += bytes;
}

/// A fresh chunk behind all others.
void Arena::allocate(std::size_t bytes)
{
    make_room(bytes);
    if (chunks_.size() == chunks_.capacity())
        chunks_.reserve(2 * chunks_.size() + 8); // so that what follows the allocation cannot throw
    const std::size_t usual =
        chunks_.empty() ? first_chunk : std::clamp(reserved_, first_chunk, largest_chunk) / first_chunk * first_chunk;
    const std::size_t capacity = std::max(bytes, std::min(usual, room() / 8 * 8));
    auto* begin = static_cast<std::byte*>(::operator new(capacity, alignment_of(capacity)));
#ifdef __linux__
    if (capacity >= huge_page)
        ::madvise(begin, capacity, MADV_HUGEPAGE); // a hint: refusal changes nothing but the time
#endif
    chunks_.push_back({begin, capacity, 0, 0});
    reserved_ += capacity;
}

/// Goes on in the next chunk: a free one that is long enough, wherever it is, else a fresh one.
void Arena::grow(std::size_t bytes)
{
    const auto long_enough = [&](const Chunk& chunk) { return chunk.capacity >= bytes; };
    const std::size_t before = used();
    const std::size_t filled = position().offset;
    const std::uint32_t next = first_free();
    auto found = std::find_if(chunks_.begin() + next, chunks_.end(), long_enough);
    if (found == chunks_.end()) {
        allocate(bytes);
        found = chunks_.end() - 1;
    }
    std::rotate(chunks_.begin() + next, found, found + 1);
    if (next > 0)
        chunks_[current_].filled = filled;
    chunks_[next].before = before;
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
