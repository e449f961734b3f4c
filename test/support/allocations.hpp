#pragma once
// Replaces the global operator new, so that a test can see what is allocated and make it fail. For one file a program.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace allocations {
inline std::atomic<std::int64_t> live{0}; // pieces that are allocated and not freed
inline std::atomic<std::int64_t> made{0}; // pieces that were ever allocated
inline std::atomic<bool> refused{false};  // shall the next allocation fail?

inline void* allocate(std::size_t bytes, std::size_t alignment)
{
    if (refused)
        throw std::bad_alloc();
    ++live;
    ++made;
    const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
    if (void* place = std::aligned_alloc(alignment, rounded))
        return place;
    throw std::bad_alloc();
}

inline void release(void* place) noexcept
{
    if (place != nullptr)
        --live;
    std::free(place);
}
} // namespace allocations

void* operator new(std::size_t bytes)
{
    return allocations::allocate(bytes, alignof(std::max_align_t));
}
void* operator new(std::size_t bytes, std::align_val_t alignment)
{
    return allocations::allocate(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* place) noexcept
{
    allocations::release(place);
}
void operator delete(void* place, std::size_t) noexcept
{
    allocations::release(place);
}
void operator delete(void* place, std::align_val_t) noexcept
{
    allocations::release(place);
}
void operator delete(void* place, std::size_t, std::align_val_t) noexcept
{
    allocations::release(place);
}
