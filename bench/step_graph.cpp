#include "bench/step_graph.h"

#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>

namespace kerb::bench {

struct StepGraph::State {
  c10::cuda::CUDAStream stream = c10::cuda::getStreamFromPool();
  at::cuda::CUDAGraph graph;
  at::Tensor result;
};

StepGraph::StepGraph(const std::function<at::Tensor()>& work) : state_(std::make_unique<State>()) {
  c10::cuda::getCurrentCUDAStream().synchronize();  // what the work reads is there
  const c10::cuda::CUDAStreamGuard guard(state_->stream);
  for (int i = 0; i < 3; ++i) work();
  state_->stream.synchronize();
  state_->graph.capture_begin();
  state_->result = work();
  state_->graph.capture_end();
}

StepGraph::~StepGraph() = default;

at::Tensor StepGraph::operator()() {
  const c10::cuda::CUDAStreamGuard guard(state_->stream);
  state_->graph.replay();
  state_->stream.synchronize();
  return state_->result;
}

}  // namespace kerb::bench
