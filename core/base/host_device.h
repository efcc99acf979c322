// Marks functions that the CPU and CUDA compile from one text.
#pragma once

#ifdef __CUDACC__
#define KERB_HOST_DEVICE __host__ __device__
#else
#define KERB_HOST_DEVICE
#endif
