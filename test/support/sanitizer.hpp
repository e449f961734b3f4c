#pragma once
// FREED_MEMORY_IS_KEPT under the address sanitizer, which keeps freed memory as it was and finds its use by itself.
#if defined(__SANITIZE_ADDRESS__)
#define FREED_MEMORY_IS_KEPT
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FREED_MEMORY_IS_KEPT
#endif
#endif
