// For functions of one pixel, which the CPU and CUDA compile from one text. Also read by nvcc: C++17.
#pragma once

#include <limits>

#ifdef __CUDACC__
#define KERB_PIXEL __host__ __device__ __forceinline__
#else
#define KERB_PIXEL [[gnu::always_inline]] inline
#endif

namespace kerb {

template <class T>
KERB_PIXEL bool isNan(T x) {
  return !(x <= std::numeric_limits<T>::infinity());
}

}  // namespace kerb
