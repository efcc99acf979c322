// Functions that the compiler vectorises once per instruction set; which one runs is chosen at run time.
#pragma once

// Cloned functions are resolved before a sanitizer is ready, so sanitized builds use the default only.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define KERB_SIMD __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define KERB_SIMD
#endif

/// A body shared by several KERB_SIMD functions: inlined, so that it is compiled for each of them.
#define KERB_INLINE [[gnu::always_inline]] inline
