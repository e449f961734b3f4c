#pragma once
/// The heap of this program, watched: how many bytes are held, how many were held at most, and an allocation that fails
/// when the test says so. For one file a program.
///
/// malloc itself is replaced, so that what Eigen takes is seen too. Under a sanitizer, which has its own malloc, only
/// operator new is replaced.

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace heap {

inline constinit std::atomic<std::int64_t> pieces{0};     // held now
inline constinit std::atomic<std::int64_t> taken_ever{0}; // ever
inline constinit std::atomic<std::int64_t> bytes{0};      // held now
inline constinit std::atomic<std::int64_t> most_bytes{0}; // since it was set to `bytes`
inline constinit std::atomic<std::int64_t> successes{
    -1}; // this many allocations succeed, then one fails; -1: none does

inline bool refuses()
{
    return successes >= 0 && successes-- == 0;
}
inline void* taken(void* piece)
{
    if (piece == nullptr)
        return nullptr;
    ++pieces;
    ++taken_ever;
    bytes += static_cast<std::int64_t>(::malloc_usable_size(piece));
    if (bytes > most_bytes)
        most_bytes = bytes.load();
    return piece;
}
inline void* given_back(void* piece)
{
    if (piece != nullptr) {
        --pieces;
        bytes -= static_cast<std::int64_t>(::malloc_usable_size(piece));
    }
    return piece;
}

/// Calls `work` once for each allocation that it makes, failing that one, and at last without a failure. Returns how
/// many failed. What `work` throws other than std::bad_alloc is not caught; `after` is called after each failure.
template <class Work, class After>
int fail_each_allocation(const Work& work, const After& after)
{
    for (int k = 0;; ++k) {
        successes = k;
        try {
            work();
            const bool failed = successes < 0;
            successes = -1;
            if (!failed)
                return k;
        }
        catch (const std::bad_alloc&) {
            successes = -1;
        }
        after();
    }
}

} // namespace heap

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HEAP_OF_NEW
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HEAP_OF_NEW
#endif
#endif

#ifdef HEAP_OF_NEW

void* operator new(std::size_t size, std::align_val_t alignment)
{
    const auto a = static_cast<std::size_t>(alignment);
    void* piece = heap::refuses() ? nullptr : std::aligned_alloc(a, (size + a - 1) / a * a);
    if (piece == nullptr)
        throw std::bad_alloc();
    return heap::taken(piece);
}
void* operator new(std::size_t size)
{
    return operator new (size, std::align_val_t{alignof(std::max_align_t)});
}
void operator delete(void* piece) noexcept
{
    std::free(heap::given_back(piece));
}
void operator delete(void* piece, std::size_t) noexcept
{
    std::free(heap::given_back(piece));
}
void operator delete(void* piece, std::align_val_t) noexcept
{
    std::free(heap::given_back(piece));
}
void operator delete(void* piece, std::size_t, std::align_val_t) noexcept
{
    std::free(heap::given_back(piece));
}

#else

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t size)
{
    return heap::refuses() ? nullptr : heap::taken(__libc_malloc(size));
}
void* aligned_alloc(std::size_t alignment, std::size_t size)
{
    return heap::refuses() ? nullptr : heap::taken(__libc_memalign(alignment, size));
}
void* memalign(std::size_t alignment, std::size_t size)
{
    return aligned_alloc(alignment, size);
}
int posix_memalign(void** piece, std::size_t alignment, std::size_t size)
{
    *piece = aligned_alloc(alignment, size);
    return *piece == nullptr ? ENOMEM : 0;
}
void* calloc(std::size_t count, std::size_t size)
{
    return heap::refuses() ? nullptr : heap::taken(__libc_calloc(count, size));
}
void* realloc(void* piece, std::size_t size)
{
    return heap::refuses() ? nullptr : heap::taken(__libc_realloc(heap::given_back(piece), size));
}
void free(void* piece)
{
    __libc_free(heap::given_back(piece));
}
}

#endif
