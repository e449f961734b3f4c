#pragma once
/// The memory of a tape: records laid one behind the other in a few large chunks.
///
/// Taking bytes is a comparison and an addition. Chunks never move, so a pointer into one stays good until the arena is
/// wound back past it; they double in size from 64 kB to 4 MB, and are kept when the arena is wound back, so a second
/// recording of the same length allocates nothing. Chunks of 2 MB and more ask for huge pages: the first touch of fresh
/// memory costs many times a warm write.
///
///     Arena arena(limit);
///     std::byte* record = arena.claim(48);     // at least 48 bytes, aligned to 8
///     arena.commit(48);                        // they are in use now

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace reel {

class Arena {
public:
    /// A position between two records: chunk number and bytes into it.
    struct Position {
        std::uint32_t chunk = 0;
        std::size_t offset = 0;
        auto operator<=>(const Position&) const = default;
    };
    /// What lies in one chunk.
    struct Extent {
        const std::byte* begin;
        const std::byte* end;
    };

    static constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

    explicit Arena(std::size_t limit = no_limit) noexcept;
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;
    ~Arena();

    /// `bytes` free bytes in one piece, aligned to 8. Throws `MemoryLimit` before it would reserve past the limit, and
    /// `std::bad_alloc` when there is no memory; what is in use is unchanged then.
    std::byte* claim(std::size_t bytes)
    {
        if (static_cast<std::size_t>(end_ - cursor_) < bytes) [[unlikely]]
            grow(bytes);
        return cursor_;
    }
    /// Puts the first `bytes` of the last claim to use. `bytes` is a multiple of 8.
    void commit(std::size_t bytes) noexcept { cursor_ += bytes; }

    Position position() const noexcept
    {
        return {current_, chunks_.empty() ? 0 : static_cast<std::size_t>(cursor_ - chunks_[current_].begin)};
    }
    /// Forgets all behind `position`; the chunks are kept. O(1).
    void rewind(Position position) noexcept;

    /// Counts bytes that are held elsewhere for the records here against the limit. Throws `MemoryLimit`.
    void charge(std::size_t bytes);
    void refund(std::size_t bytes) noexcept { charged_ -= bytes; }

    std::size_t used(Position position) const noexcept; ///< Bytes in use up to `position`.
    std::size_t used() const noexcept { return used(position()); }
    std::size_t reserved() const noexcept { return reserved_; } ///< Bytes held from the system, in use or not.
    std::size_t charged() const noexcept { return charged_; }
    std::size_t limit() const noexcept { return limit_; }

    /// The part of chunk `chunk` before `position`.
    Extent extent(std::uint32_t chunk, Position position) const noexcept;

private:
    struct Chunk {
        std::byte* begin;
        std::size_t capacity;
        std::size_t before; // bytes in use in all chunks before this one
        std::size_t filled; // bytes in use here, once the cursor has moved on
    };

    void grow(std::size_t bytes);
    void enter(std::uint32_t chunk) noexcept;
    void allocate(std::size_t bytes);
    void make_room(std::size_t bytes);
    /// The chunks from here on hold nothing.
    std::uint32_t first_free() const noexcept { return position() == Position{} ? 0 : current_ + 1; }
    std::size_t room() const noexcept { return limit_ - reserved_ - charged_; }
    void release(std::uint32_t from) noexcept;

    std::byte* cursor_ = nullptr;
    std::byte* end_ = nullptr;
    std::uint32_t current_ = 0;
    std::vector<Chunk> chunks_;
    std::size_t reserved_ = 0;
    std::size_t charged_ = 0;
    std::size_t limit_;
};

} // namespace reel
