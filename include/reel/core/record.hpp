#pragma once
/// What a tape is made of: the names of values, the terms of statements, the operations of blocks, and how their records
/// lie in memory.
///
/// A record ends in its tag, so a tape is read from its end without an index of its own:
///
///     statement      partial ... partial   argument ... argument   [4 bytes free]   tag
///     block          operation   payload ...                              results   tag
///     numbers        double ... double                                          0   tag
///     independent                                                         results   tag

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace reel {

class Adjoints;
class Tangents;

using Index = std::uint32_t; ///< The number of a value.
using Stamp = std::uint32_t; ///< Names a stretch of recording; 0 is no recording at all.

/// Which value of which recording. Passive (it has no derivative) when the stamp is 0.
struct Id {
    Index index = 0;
    Stamp stamp = 0;
    bool active() const noexcept { return stamp != 0; }
};

/// One factor of the chain rule.
struct Term {
    double partial;
    Index argument;
};

/// Values first, ..., first + count - 1.
struct Run {
    Index first;
    Index count;
};

/// How a kind of block is read back; one constant for each kind.
struct Operation {
    const char* name;
    void (*pull)(const std::byte* payload, Run result, Adjoints& adjoints);  ///< x_bar += F'(x)^T y_bar
    void (*push)(const std::byte* payload, Run result, Tangents& tangents);  ///< y_dot  = F'(x) x_dot
};

/// Something that must live as long as the records that point at it.
class Owned {
public:
    Owned() = default;
    Owned(const Owned&) = delete;
    Owned& operator=(const Owned&) = delete;
    virtual ~Owned() = default;
    virtual std::size_t bytes() const noexcept = 0; ///< All that is freed with it.
    virtual void verify() const {}                  ///< Throws when what it stands for has changed; before each sweep.
};

namespace record {

enum Kind : std::uint32_t { statement = 0, block = 1, numbers = 2, independent = 3 };

/// The last 8 bytes of a record. For a statement only the tag is meant, and its count is the number of terms; else the
/// count is the record's size in units of 8 bytes, its trailer included.
struct Trailer {
    std::uint32_t results;
    std::uint32_t tag;
    Kind kind() const noexcept { return static_cast<Kind>(tag & 3U); }
    std::uint32_t count() const noexcept { return tag >> 2U; }
};

constexpr std::size_t max_count = (std::size_t{1} << 30U) - 1;

constexpr std::uint32_t tag(Kind kind, std::size_t count) { return static_cast<std::uint32_t>(count << 2U) | kind; }
constexpr std::size_t statement_bytes(std::size_t terms) { return (12 * terms + 4 + 7) / 8 * 8; }

} // namespace record

namespace detail {

template <class Payload>
const Payload& payload_at(const std::byte* bytes)
{
    return *reinterpret_cast<const Payload*>(bytes);
}

/// The operation of a payload type: its own pull and push behind two function pointers.
template <class Payload>
inline constexpr Operation operation_of{
    "block",
    [](const std::byte* bytes, Run result, Adjoints& adjoints) {
        payload_at<Payload>(bytes).pull(result, adjoints);
    },
    [](const std::byte* bytes, Run result, Tangents& tangents) {
        payload_at<Payload>(bytes).push(result, tangents);
    },
};

} // namespace detail
} // namespace reel
