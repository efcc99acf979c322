// The CUDA form of the fused reprojection loss. A block of threads holds a tile of the picture with a border
// of two pixels: warped pixels, from them windows, from those the derivatives of its own pixels. Sums are
// written per block and added elsewhere, so that the result is the same in every run.
#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDAException.h>

#include "core/loss/block_sum.cuh"
#include "core/loss/reprojection_cuda.h"
#include "core/loss/tie_noise.h"

namespace kerb {
namespace {

constexpr int kTile = 16, kThreads = kTile * kTile;
constexpr int kWindows = kTile + 2, kWindowCount = kWindows * kWindows;  // one around the tile
constexpr int kPixels = kTile + 4, kPixelCount = kPixels * kPixels;      // and what they look at

template <class T>
struct Shared {
  T target[3][kPixelCount];
  T image[3][kPixelCount];  // of one source, warped or as it stands
  T identity[kMostSources][kWindowCount];
  T best[kWindowCount], mean[kWindowCount];
  T coefficients[9][kWindowCount];  // by sum, square, product of each channel
  int32_t choice[kWindowCount];
  double lanes[kThreads];
};

__device__ int reflect(int i, int size) {
  const int once = i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i;
  return min(max(once, 0), size - 1);  // beyond what any window inside the picture looks at
}

/// What every thread of a block knows.
template <class T>
struct Tile {
  const CudaReprojection<T>& a;
  Shared<T>& s;
  int item, left, top, block;  // the last: among those of all items

  __device__ size_t plane() const { return static_cast<size_t>(a.height) * a.width; }
  __device__ const T* pictureOf(const T* images) const { return images + item * 3 * plane(); }
  __device__ int identities() const { return !a.auto_mask ? 0 : a.minimum ? a.sources : 1; }
  __device__ Projection<T> projection(int k) const {
    Projection<T> p;
    const double* ray = a.ray + (k * a.batch + item) * 9;
    const double* offset = a.offset + (k * a.batch + item) * 3;
    for (int i = 0; i < 9; ++i) p.ray[i / 3][i % 3] = static_cast<T>(ray[i]);
    for (int i = 0; i < 3; ++i) p.offset[i] = static_cast<T>(offset[i] + (i == 2 ? 1e-7 : 0));
    return p;
  }
  __device__ T depthAt(int scale, int y, int x) const {
    const T sigmoid = a.sigmoid[scale][item * plane() + static_cast<size_t>(y) * a.width + x];
    return T(1) / (a.disparity_offset + a.disparity_slope * sigmoid);
  }
  __device__ T share(int k, int y, int x) const {
    const size_t pixel = item * plane() + static_cast<size_t>(y) * a.width + x;
    int count = 0;
    for (int i = 0; i < a.sources; ++i) count += a.valid[i] == nullptr || a.valid[i][pixel];
    const bool counts = a.valid[k] == nullptr || a.valid[k][pixel];
    return !counts ? T(0) : a.minimum ? T(1) : T(1) / static_cast<T>(count);
  }
};

/// Bilinear value and derivatives of one channel.
template <class T>
struct Sample {
  T value, by_x, by_y;
};

template <class T>
__device__ Sample<T> sampleAt(const T* channel, int width, const Position<T>& at) {
  const T* cell = channel + static_cast<size_t>(at.cell_y) * width + at.cell_x;
  const T upper = cell[0], lower = cell[width];
  const T upper_step = cell[1] - upper, lower_step = cell[width + 1] - lower;
  const T top = upper + at.fraction_x * upper_step;
  const T by_y = lower + at.fraction_x * lower_step - top;
  const T by_x = upper_step + at.fraction_y * (lower_step - upper_step);
  return {top + at.fraction_y * by_y, by_x * at.movable_x, by_y * at.movable_y};
}

/// Fills s.image with source k as it stands, or s.target where k < 0.
template <class T>
__device__ void loadPicture(const Tile<T>& t, int k) {
  T(*to)[kPixelCount] = k < 0 ? t.s.target : t.s.image;
  const T* from = t.pictureOf(k < 0 ? t.a.target : t.a.source[k]);
  for (int i = threadIdx.x; i < kPixelCount; i += kThreads) {
    const int y = reflect(t.top - 2 + i / kPixels, t.a.height),
              x = reflect(t.left - 2 + i % kPixels, t.a.width);
    for (int c = 0; c < 3; ++c) to[c][i] = from[c * t.plane() + static_cast<size_t>(y) * t.a.width + x];
  }
  __syncthreads();
}

template <class T>
__device__ void loadWarped(const Tile<T>& t, int k, int scale) {
  const Projection<T> projection = t.projection(k);
  const T* from = t.pictureOf(t.a.source[k]);
  for (int i = threadIdx.x; i < kPixelCount; i += kThreads) {
    const int y = reflect(t.top - 2 + i / kPixels, t.a.height),
              x = reflect(t.left - 2 + i % kPixels, t.a.width);
    const Position<T> at = locate(projection, static_cast<T>(x), static_cast<T>(y), t.depthAt(scale, y, x),
                                  t.a.width, t.a.height);
    for (int c = 0; c < 3; ++c) t.s.image[c][i] = sampleAt(from + c * t.plane(), t.a.width, at).value;
  }
  __syncthreads();
}

/// One channel of the window whose centre is pixel `centre` of the tile.
template <class T>
__device__ WindowError<T> channelError(const Shared<T>& s, int channel, int centre) {
  WindowMeans<T> m{0, 0, 0, 0, 0};
  for (int dy = -1; dy <= 1; ++dy) {
    for (int dx = -1; dx <= 1; ++dx) {
      const int i = centre + dy * kPixels + dx;
      const T x = s.image[channel][i], y = s.target[channel][i];
      m.x += x;
      m.y += y;
      m.xx += x * x;
      m.yy += y * y;
      m.xy += x * y;
    }
  }
  constexpr T ninth = T(1.0 / 9);
  return windowError<T>({m.x * ninth, m.y * ninth, m.xx * ninth, m.yy * ninth, m.xy * ninth});
}

__device__ int centreOf(int window) { return (window / kWindows + 1) * kPixels + window % kWindows + 1; }

template <class T>
__device__ T errorOf(const Shared<T>& s, int window) {
  const int centre = centreOf(window);
  T error = 0;
  for (int c = 0; c < 3; ++c) {
    error += channelError(s, c, centre).error + absoluteError(s.image[c][centre], s.target[c][centre]);
  }
  return error;
}

/// Calls body(window, y, x) for the windows inside the picture; a window is always of the same thread.
template <class T, class Body>
__device__ void forWindows(const Tile<T>& t, const Body& body) {
  for (int w = threadIdx.x; w < kWindowCount; w += kThreads) {
    const int y = t.top - 1 + w / kWindows, x = t.left - 1 + w % kWindows;
    if (y >= 0 && y < t.a.height && x >= 0 && x < t.a.width) body(w, y, x);
  }
  __syncthreads();
}

template <class T>
__device__ void offer(Shared<T>& s, int window, T error, int index) {
  if (!(error < s.best[window]) && !isNan(error)) return;
  s.best[window] = error;
  s.choice[window] = index;
}

template <class T>
__device__ void offerIdentities(const Tile<T>& t, int scale, int window, int y, int x) {
  T mean = 0;
  bool any = false;
  for (int k = 0; k < t.a.sources; ++k) {
    const T share = t.share(k, y, x);
    if (share > 0) mean += share * t.s.identity[k][window];
    any |= share > 0;
  }
  for (int index = 0; index < t.identities(); ++index) {
    const bool counts = t.a.minimum ? t.share(index, y, x) > 0 : any;
    if (!counts) continue;
    T error = t.a.minimum ? t.s.identity[index][window] : mean;
    if (t.a.noisy) {
      const uint32_t map = tieMap(scale, t.a.first_item + t.item, index, t.identities());
      const auto pixel = static_cast<uint32_t>(y) * t.a.width + x;
      error += T(kTieAmplitude) * tieNoise<T>(tieKey(t.a.tie_seed, map), pixel);
    }
    offer(t.s, window, error, index);
  }
}

template <class T>
__device__ void chooseAll(const Tile<T>& t, int scale) {
  forWindows(t, [&](int w, int y, int x) {
    t.s.best[w] = static_cast<T>(INFINITY);
    t.s.choice[w] = kNoChoice;
    t.s.mean[w] = 0;
    offerIdentities(t, scale, w, y, x);
  });
  for (int k = 0; k < t.a.sources; ++k) {
    loadWarped(t, k, scale);
    forWindows(t, [&](int w, int y, int x) {
      const T share = t.share(k, y, x);
      if (!(share > 0)) return;
      const T error = errorOf(t.s, w);
      if (t.a.minimum) return offer(t.s, w, error, t.identities() + k);
      t.s.mean[w] += share * error;
    });
  }
  if (t.a.minimum) return;
  forWindows(t, [&](int w, int y, int x) {
    bool any = false;
    for (int k = 0; k < t.a.sources; ++k) any |= t.share(k, y, x) > 0;
    if (any) offer(t.s, w, t.s.mean[w], t.identities());
  });
}

/// The sum over the block, in every thread.
template <class T>
__device__ double sumOf(Shared<T>& s, double value) {
  return blockSum<kThreads>(s.lanes, value);
}

template <class T>
__device__ T weightOf(const Tile<T>& t, int k, int window, int y, int x) {
  const int index = t.identities() + (t.a.minimum ? k : 0);
  return t.s.choice[window] == index ? t.share(k, y, x) : T(0);
}

template <class T>
__device__ void loadCoefficients(const Tile<T>& t, int k) {
  forWindows(t, [&](int w, int y, int x) {
    const T weight = weightOf(t, k, w, y, x);
    for (int c = 0; c < 3; ++c) {
      const WindowError<T> error = channelError(t.s, c, centreOf(w));
      t.s.coefficients[3 * c][w] = weight * error.by_sum;
      t.s.coefficients[3 * c + 1][w] = weight * error.by_square;
      t.s.coefficients[3 * c + 2][w] = weight * error.by_product;
    }
  });
}

/// How often the window `step` rows (columns) away contains row (column) i: at the border, reflected, twice.
__device__ int timesSeen(int i, int step, int size) {
  const int window = i + step;
  if (window < 0 || window >= size) return 0;
  return (step == -1 && i == 1) || (step == 1 && i == size - 2) ? 2 : 1;
}

/// The derivative of the loss by one channel of the warped pixel (y, x), whose window is `window`.
template <class T>
__device__ T byPixel(const Tile<T>& t, int k, int channel, int window, int y, int x) {
  T sum = 0, square = 0, product = 0;
  for (int dy = -1; dy <= 1; ++dy) {
    for (int dx = -1; dx <= 1; ++dx) {
      const int times = timesSeen(y, dy, t.a.height) * timesSeen(x, dx, t.a.width);
      if (times == 0) continue;
      const int w = window + dy * kWindows + dx;
      sum += times * t.s.coefficients[3 * channel][w];
      square += times * t.s.coefficients[3 * channel + 1][w];
      product += times * t.s.coefficients[3 * channel + 2][w];
    }
  }
  const T from = t.s.image[channel][centreOf(window)], to = t.s.target[channel][centreOf(window)];
  return sum + from * square + to * product + weightOf(t, k, window, y, x) * absoluteErrorSlope(from, to);
}

/// Adds the derivative by depth, and returns that by q.
template <class T>
__device__ ByPoint<T> byPointOf(const Tile<T>& t, int k, int window, int y, int x, T depth) {
  const Projection<T> projection = t.projection(k);
  const T u = static_cast<T>(x), v = static_cast<T>(y);
  const Position<T> at = locate(projection, u, v, depth, t.a.width, t.a.height);
  const T* from = t.pictureOf(t.a.source[k]);
  T by_x = 0, by_y = 0;
  for (int c = 0; c < 3; ++c) {
    const Sample<T> sample = sampleAt(from + c * t.plane(), t.a.width, at);
    const T by_pixel = byPixel(t, k, c, window, y, x);
    by_x += by_pixel * sample.by_x;
    by_y += by_pixel * sample.by_y;
  }
  return byPoint(projection, u, v, at.x, at.y, at.inverse_z, by_x, by_y);
}

template <class T>
__device__ void writeMotion(const Tile<T>& t, int scale, int k, const ByPoint<T>& by, T depth, int y, int x) {
  double* to = t.a.motions + ((static_cast<size_t>(t.block) * t.a.scales + scale) * t.a.sources + k) * 12;
  for (int i = 0; i < 3; ++i) {
    const double q = by.q[i], moved = q * static_cast<double>(depth);
    const double sums[4] = {sumOf(t.s, moved * x), sumOf(t.s, moved * y), sumOf(t.s, moved), sumOf(t.s, q)};
    if (threadIdx.x != 0) continue;
    for (int j = 0; j < 3; ++j) to[3 * i + j] = sums[j];
    to[9 + i] = sums[3];
  }
}

template <class T>
__device__ void differentiate(const Tile<T>& t, int scale, int window, int y, int x, bool inside) {
  const T depth = inside ? t.depthAt(scale, y, x) : T(0);
  T by_depth = 0;
  for (int k = 0; k < t.a.sources; ++k) {
    loadWarped(t, k, scale);
    loadCoefficients(t, k);
    ByPoint<T> by{{0, 0, 0}, 0};
    if (inside) by = byPointOf(t, k, window, y, x, depth);
    by_depth += by.depth;
    writeMotion(t, scale, k, by, depth, y, x);
  }
  if (!inside) return;
  t.a.by_sigmoid[scale][t.item * t.plane() + static_cast<size_t>(y) * t.a.width + x] =
      -t.a.disparity_slope * depth * depth * by_depth;
}

template <class T>
__device__ void writeSums(const Tile<T>& t, int scale, int window, int y, int x, bool inside) {
  const int choice = inside ? t.s.choice[window] : kNoChoice;
  const bool counts = choice != kNoChoice;
  const T best = counts ? t.s.best[window] : T(0);
  const double sums[3] = {sumOf(t.s, static_cast<double>(best)), sumOf(t.s, counts ? 1.0 : 0.0),
                          sumOf(t.s, counts && choice >= t.identities() ? 1.0 : 0.0)};
  double* to = t.a.sums + (static_cast<size_t>(t.block) * t.a.scales + scale) * 3;
  if (threadIdx.x == 0) {
    for (int i = 0; i < 3; ++i) to[i] = sums[i];
  }
  if (!inside || scale > 0 || t.a.error == nullptr) return;
  const size_t pixel = t.item * t.plane() + static_cast<size_t>(y) * t.a.width + x;
  t.a.error[pixel] = best;
  t.a.choice[pixel] = static_cast<uint8_t>(choice);
}

template <class T>
__global__ void __launch_bounds__(kThreads) reprojectionKernel(const CudaReprojection<T> a) {
  extern __shared__ __align__(16) unsigned char memory[];
  Shared<T>& shared = *reinterpret_cast<Shared<T>*>(memory);
  const int block = (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  const Tile<T> t{a,
                  shared,
                  static_cast<int>(blockIdx.z),
                  static_cast<int>(blockIdx.x) * kTile,
                  static_cast<int>(blockIdx.y) * kTile,
                  block};
  const int row = threadIdx.x / kTile, column = threadIdx.x % kTile;
  const int y = t.top + row, x = t.left + column, window = (row + 1) * kWindows + column + 1;
  const bool inside = y < a.height && x < a.width;
  loadPicture(t, -1);
  for (int k = 0; k < a.sources && a.auto_mask; ++k) {
    loadPicture(t, k);
    forWindows(t, [&](int w, int, int) { shared.identity[k][w] = errorOf(shared, w); });
  }
  for (int scale = 0; scale < a.scales; ++scale) {
    chooseAll(t, scale);
    writeSums(t, scale, window, y, x, inside);
    if (a.derivatives) differentiate(t, scale, window, y, x, inside);
    __syncthreads();
  }
}

int64_t tilesIn(int64_t size) { return (size + kTile - 1) / kTile; }

template <class T>
void launch(const CudaReprojection<T>& a) {
  const dim3 grid(static_cast<unsigned>(tilesIn(a.width)), static_cast<unsigned>(tilesIn(a.height)),
                  static_cast<unsigned>(a.batch));
  constexpr size_t bytes = sizeof(Shared<T>);
  C10_CUDA_CHECK(cudaFuncSetAttribute(reprojectionKernel<T>, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                      static_cast<int>(bytes)));
  reprojectionKernel<T><<<grid, kThreads, bytes, at::cuda::getCurrentCUDAStream()>>>(a);
  C10_CUDA_KERNEL_LAUNCH_CHECK();
}

}  // namespace

int64_t cudaReprojectionBlocks(int64_t height, int64_t width) { return tilesIn(height) * tilesIn(width); }

void launchReprojection(const CudaReprojection<float>& arguments) { launch(arguments); }
void launchReprojection(const CudaReprojection<double>& arguments) { launch(arguments); }

}  // namespace kerb
