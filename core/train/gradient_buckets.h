// Gradients averaged over ranks while the backward pass still runs.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/train/distributed.h"
#include "core/train/trainer.h"

namespace kerb {

/// Gradients lie in flat buckets, from the last parameter to the first, about the order in which backward
/// makes them; each is summed over the ranks as soon as its last gradient is there (as Li et al. 2020,
/// PyTorch Distributed, section 3.2), in the same order on all. Every set of parameters that is trained
/// together has buckets of its own. A parameter without a gradient on any rank is left without one: a
/// gradient of zeros would move it, by its momentum.
class GradientBuckets final : public GradientExchange {
 public:
  explicit GradientBuckets(std::shared_ptr<Ranks> ranks, int64_t bucket_bytes = int64_t{16} << 20);
  ~GradientBuckets() override;
  void start(const std::vector<NamedParameter>& trained) override;
  void lastPart() override;
  Status finish() override;
  Result<bool> allAgree(bool value) override;
  Status average(const std::vector<at::Tensor>& tensors) override;

  /// Of the last step: buckets in all, and those whose exchange began before the backward pass had ended.
  struct Counts {
    size_t buckets = 0, early = 0;
  };
  Counts counts() const;

 private:
  class Group;
  std::shared_ptr<Ranks> ranks_;
  int64_t bucket_bytes_;
  std::map<std::vector<std::string>, std::unique_ptr<Group>> groups_;  ///< by the names of their parameters
  Group* active_ = nullptr;
};

}  // namespace kerb
