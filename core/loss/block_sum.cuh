// A sum over the threads of a block that is the same in every run.
#pragma once

namespace kerb {

/// The sum of `value` over a block of kThreads threads, in each of them; all of them must call it.
///   lanes  kThreads numbers in shared memory, free again afterwards
template <int kThreads>
__device__ double blockSum(double* lanes, double value) {
  static_assert((kThreads & (kThreads - 1)) == 0,
                "a power of two: each round adds the upper half to the lower");
  lanes[threadIdx.x] = value;
  __syncthreads();
  for (int half = kThreads / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) lanes[threadIdx.x] += lanes[threadIdx.x + half];
    __syncthreads();
  }
  const double sum = lanes[0];
  __syncthreads();
  return sum;
}

}  // namespace kerb
