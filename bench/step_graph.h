// A piece of work recorded once as a CUDA graph: its kernels are then launched together.
#pragma once

#include <functional>
#include <memory>

#include <ATen/core/Tensor.h>

namespace kerb::bench {

class StepGraph {
 public:
  /// Runs the work a few times, on a stream of its own, then records it. The work must neither wait for the
  /// device nor give anything to it that changes from call to call. Throws c10::Error where it cannot be
  /// recorded.
  explicit StepGraph(const std::function<at::Tensor()>& work);
  ~StepGraph();
  StepGraph(const StepGraph&) = delete;
  StepGraph& operator=(const StepGraph&) = delete;
  /// Runs what was recorded; the tensor is the same every time.
  at::Tensor operator()();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kerb::bench
