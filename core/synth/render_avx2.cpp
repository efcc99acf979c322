// The renderer's loops compiled for AVX2. Its functions have internal linkage, so that the linker cannot give
// them to a processor that lacks it.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <vector>

#define KERB_HD static inline
#pragma GCC target("avx2")
#include "core/synth/render_rows.h"

namespace kerb::synth {
RowLoops rowLoopsAvx2() { return kRowLoops; }
}  // namespace kerb::synth
#endif
