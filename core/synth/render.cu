// The CUDA twin of renderCpu(): one thread, one pixel, the same functions.
#include <algorithm>
#include <list>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAFunctions.h>

#include "core/synth/render.h"

namespace kerb::synth {
namespace {

constexpr unsigned kThreads = 128;
/// Node and Prim hold indices into their own arrays, so a copy is as good as the original.
class DeviceMemory {
 public:
  explicit DeviceMemory(cudaStream_t stream) : stream_(stream) {}
  ~DeviceMemory() {
    for (void* block : blocks_) c10::cuda::CUDACachingAllocator::raw_delete(block);
  }
  DeviceMemory(const DeviceMemory&) = delete;
  DeviceMemory& operator=(const DeviceMemory&) = delete;

  template <class T>
  T* allocate(int64_t count) {
    void* block = c10::cuda::CUDACachingAllocator::raw_alloc_with_stream(
        static_cast<size_t>(count > 0 ? count : 1) * sizeof(T), stream_);
    blocks_.push_back(block);
    return static_cast<T*>(block);
  }
  template <class T>
  T* copyIn(const T* host, int64_t count) {
    T* device = allocate<T>(count);
    if (count > 0)
      C10_CUDA_CHECK(cudaMemcpyAsync(device, host, static_cast<size_t>(count) * sizeof(T),
                                     cudaMemcpyHostToDevice, stream_));
    return device;
  }
  template <class T>
  void copyOut(T* host, const T* device, int64_t count) {
    if (host != nullptr)
      C10_CUDA_CHECK(cudaMemcpyAsync(host, device, static_cast<size_t>(count) * sizeof(T),
                                     cudaMemcpyDeviceToHost, stream_));
  }

 private:
  cudaStream_t stream_;
  std::vector<void*> blocks_;
};

Bvh uploaded(DeviceMemory& memory, const Bvh& bvh) {
  return {memory.copyIn(bvh.nodes, bvh.node_count), memory.copyIn(bvh.prims, bvh.count), bvh.count,
          bvh.node_count};
}

/// What stands still, on a device.
struct StillThings {
  explicit StillThings(cudaStream_t stream) : memory(stream) {}
  DeviceMemory memory;
  Bvh bvh{};
};

/// The copy of this stretch of the street on the current device, made at its first use. The last few are
/// kept: a loader's threads are in different stretches.
std::shared_ptr<const StillThings> stillThings(const SceneView& scene, cudaStream_t stream) {
  constexpr size_t kKept = 24;
  using Key = std::pair<int, uint64_t>;
  using Kept = std::list<std::pair<Key, std::shared_ptr<const StillThings>>>;
  static std::mutex mutex;
  static Kept& kept =
      *new Kept;  // most recently used first; at the end of the program CUDA is gone before it
  const Key key{c10::cuda::current_device(), scene.still_id};
  const std::lock_guard lock(mutex);
  const auto found =
      std::find_if(kept.begin(), kept.end(), [&](const auto& item) { return item.first == key; });
  if (found != kept.end()) {
    kept.splice(kept.begin(), kept, found);
    return kept.front().second;
  }
  auto made = std::make_shared<StillThings>(stream);
  made->bvh = uploaded(made->memory, scene.still);
  C10_CUDA_CHECK(cudaStreamSynchronize(stream));  // other threads read it from streams of their own
  kept.emplace_front(key, made);
  if (kept.size() > kKept) kept.pop_back();
  return made;
}

SceneView uploaded(DeviceMemory& memory, const SceneView& scene, const Bvh& still) {
  SceneView out = scene;
  out.still = still;
  out.moving = uploaded(memory, scene.moving);
  out.motions = memory.copyIn(scene.motions, scene.motion_count);
  out.blobs = memory.copyIn(scene.blobs, scene.blob_count);
  return out;
}

/// The scene of a neighbour in time is of the same stretch of the street (World::scene()).
OtherFrame* uploaded(DeviceMemory& memory, const OtherFrame* other, const Bvh& still) {
  if (other == nullptr) return nullptr;
  SceneView view = *other->scene;
  view.still = still;
  view.moving = uploaded(memory, view.moving);
  view.motions = nullptr;
  view.blobs = nullptr;
  OtherFrame copy{memory.copyIn(&view, 1), other->eye};
  return memory.copyIn(&copy, 1);
}

__device__ bool pixelOf(const Eye& eye, int32_t& x, int32_t& y) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  x = static_cast<int32_t>(i % eye.width);
  y = static_cast<int32_t>(i / eye.width);
  return y < eye.height;
}

__global__ void centrePixels(SceneView scene, Eye eye, const OtherFrame* next, const OtherFrame* previous,
                             Buffers out) {
  int32_t x, y;
  if (!pixelOf(eye, x, y)) return;
  const Ray ray = pixelRay(eye, static_cast<float>(x), static_cast<float>(y));
  centrePixel(scene, eye, next, previous, out, x, y, ray, nearest(scene, ray, kNear));
}
__global__ void samplePixels(SceneView scene, Eye eye, Buffers out) {
  int32_t x, y;
  if (pixelOf(eye, x, y)) samplePixel(scene, eye, out, x, y);
}
__global__ void filterPixels(Buffers out, Optics optics, Eye eye) {
  int32_t x, y;
  if (pixelOf(eye, x, y)) filterAcross(out.pixels, optics, eye.width, x, y, out.rows);
}
__global__ void finishPixels(const Moments* rows, Optics optics, Eye eye, float* rgb) {
  int32_t x, y;
  if (pixelOf(eye, x, y))
    finishPixel(rows, optics, eye.width, eye.height, x, y,
                rgb + 3 * (static_cast<int64_t>(y) * eye.width + x));
}

template <class T>
T* planeFor(DeviceMemory& memory, const T* host, int64_t pixels) {
  return host == nullptr ? nullptr : memory.allocate<T>(pixels);
}

Buffers allocated(DeviceMemory& memory, const Buffers& host, int64_t pixels) {
  return {planeFor(memory, host.light, pixels),      planeFor(memory, host.pixels, pixels),
          planeFor(memory, host.rows, pixels),       planeFor(memory, host.piece, pixels),
          planeFor(memory, host.prims, pixels),      planeFor(memory, host.depth_m, pixels),
          planeFor(memory, host.ids, pixels),        planeFor(memory, host.instances, pixels),
          planeFor(memory, host.flow_x, pixels),     planeFor(memory, host.flow_y, pixels),
          planeFor(memory, host.backward_x, pixels), planeFor(memory, host.backward_y, pixels)};
}

}  // namespace

void renderCuda(const Job& job) {
  const cudaStream_t stream = at::cuda::getCurrentCUDAStream();
  DeviceMemory memory(stream);
  const int64_t pixels = static_cast<int64_t>(job.eye.width) * job.eye.height;
  const auto still = stillThings(job.scene, stream);
  const SceneView scene = uploaded(memory, job.scene, still->bvh);
  const OtherFrame* next = uploaded(memory, job.next, still->bvh);
  const OtherFrame* previous = uploaded(memory, job.previous, still->bvh);
  const Buffers out = allocated(memory, job.out, pixels);
  const auto blocks = static_cast<unsigned>((pixels + kThreads - 1) / kThreads);
  centrePixels<<<blocks, kThreads, 0, stream>>>(scene, job.eye, next, previous, out);
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  if (job.rgb != nullptr) {
    float* rgb = memory.allocate<float>(3 * pixels);
    samplePixels<<<blocks, kThreads, 0, stream>>>(scene, job.eye, out);
    C10_CUDA_KERNEL_LAUNCH_CHECK();
    filterPixels<<<blocks, kThreads, 0, stream>>>(out, job.optics, job.eye);
    C10_CUDA_KERNEL_LAUNCH_CHECK();
    finishPixels<<<blocks, kThreads, 0, stream>>>(out.rows, job.optics, job.eye, rgb);
    C10_CUDA_KERNEL_LAUNCH_CHECK();
    memory.copyOut(job.rgb, rgb, 3 * pixels);
  }
  memory.copyOut(job.out.depth_m, out.depth_m, pixels);
  memory.copyOut(job.out.ids, out.ids, pixels);
  memory.copyOut(job.out.instances, out.instances, pixels);
  memory.copyOut(job.out.flow_x, out.flow_x, pixels);
  memory.copyOut(job.out.flow_y, out.flow_y, pixels);
  memory.copyOut(job.out.backward_x, out.backward_x, pixels);
  memory.copyOut(job.out.backward_y, out.backward_y, pixels);
  C10_CUDA_CHECK(cudaStreamSynchronize(stream));
}

}  // namespace kerb::synth
