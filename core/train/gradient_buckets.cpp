#include "core/train/gradient_buckets.h"

#include <algorithm>
#include <mutex>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/utils/lambda_post_hook.h>
#include <torch/csrc/autograd/variable.h>

namespace kerb {

/// The buckets of one set of parameters.
class GradientBuckets::Group {
 public:
  Group(Ranks& ranks, const std::vector<NamedParameter>& parameters, int64_t bucket_bytes);

  void start();
  void stop() { active_ = false; }
  void lastPart();
  Status finish();
  Counts counts() const { return {buckets_.size(), early_}; }

 private:
  struct Member {
    at::Tensor parameter, gradient;  ///< the gradient is a part of its bucket
    size_t bucket = 0;
    int64_t mark = 0;      ///< where in its bucket is said whether there is a gradient
    bool arrived = false;  ///< in this step
    std::shared_ptr<torch::autograd::Node> accumulator;  ///< its tensor holds it weakly, and with it our hook
  };
  /// All gradients of its members, then one mark for each.
  struct Bucket {
    at::Tensor flat;
    std::vector<size_t> members;
    size_t waiting = 0;
    std::unique_ptr<Exchange> sum;
  };

  void fill(Bucket& bucket);
  void watch(size_t member);
  void arrived(size_t member);
  void launchReady();
  void mark(Bucket& bucket);
  void removeUnused(const Bucket& bucket);

  Ranks& ranks_;
  std::vector<Member> members_;
  std::vector<Bucket> buckets_;
  std::mutex mutex_;  // gradients of a GPU arrive on autograd's thread
  size_t launched_ = 0, early_ = 0;
  bool active_ = false, last_part_ = false;
};

GradientBuckets::Group::Group(Ranks& ranks, const std::vector<NamedParameter>& parameters,
                              int64_t bucket_bytes)
    : ranks_(ranks) {
  for (const NamedParameter& parameter : parameters) members_.emplace_back().parameter = parameter.tensor;
  int64_t bytes = 0;
  for (size_t i = members_.size(); i-- > 0;) {
    const at::Tensor& parameter = members_[i].parameter;
    const auto size = static_cast<int64_t>(parameter.nbytes());
    const bool other_kind =
        !buckets_.empty() && members_[buckets_.back().members[0]].parameter.dtype() != parameter.dtype();
    if (buckets_.empty() || other_kind || bytes + size > bucket_bytes) {
      buckets_.emplace_back();
      bytes = 0;
    }
    bytes += size;
    members_[i].bucket = buckets_.size() - 1;
    buckets_.back().members.push_back(i);
  }
  for (Bucket& bucket : buckets_) fill(bucket);
  for (size_t i = 0; i < members_.size(); ++i) watch(i);
}

void GradientBuckets::Group::fill(Bucket& bucket) {
  int64_t total = 0;
  for (const size_t i : bucket.members) total += members_[i].parameter.numel();
  const auto marks = static_cast<int64_t>(bucket.members.size());
  const at::Tensor& first = members_[bucket.members[0]].parameter;
  bucket.flat = at::zeros({total + marks}, first.options().requires_grad(false));
  int64_t at = 0, mark = total;
  for (const size_t i : bucket.members) {
    const at::Tensor& parameter = members_[i].parameter;
    const at::Tensor part = bucket.flat.narrow(0, at, parameter.numel());
    // In the order of the parameter's memory, which need not be that of its indices (channels_last).
    members_[i].gradient = parameter.is_non_overlapping_and_dense()
                               ? part.as_strided(parameter.sizes(), parameter.strides(), at)
                               : part.view(parameter.sizes());
    members_[i].mark = mark++;
    at += parameter.numel();
  }
}

void GradientBuckets::Group::watch(size_t member) {
  using torch::autograd::variable_list;
  auto accumulator = torch::autograd::impl::grad_accumulator(members_[member].parameter);
  accumulator->add_post_hook(std::make_unique<torch::autograd::utils::LambdaPostHook>(
      [this, member](const variable_list& outputs, const variable_list&) {
        arrived(member);
        return outputs;
      },
      [](torch::dynamo::autograd::CompiledNodeArgs&) {}));
  members_[member].accumulator = std::move(accumulator);
}

void GradientBuckets::Group::start() {
  for (Bucket& bucket : buckets_) {
    bucket.flat.zero_();
    bucket.waiting = bucket.members.size();
    bucket.sum.reset();
  }
  for (Member& member : members_) {
    member.arrived = false;
    at::Tensor(member.parameter).mutable_grad() = member.gradient;
  }
  launched_ = early_ = 0;
  last_part_ = false;
  active_ = true;
}

void GradientBuckets::Group::lastPart() {
  const std::lock_guard lock(mutex_);
  last_part_ = true;
}

void GradientBuckets::Group::arrived(size_t member) {
  const std::lock_guard lock(mutex_);
  if (!active_) return;
  members_[member].arrived = true;
  if (!last_part_) return;
  if (--buckets_[members_[member].bucket].waiting == 0) launchReady();
  early_ = launched_;
}

/// In the order of their numbers, however they become ready: all ranks must begin the same one.
void GradientBuckets::Group::launchReady() {
  const at::NoGradGuard no_grad;
  while (launched_ < buckets_.size() && buckets_[launched_].waiting == 0) {
    Bucket& bucket = buckets_[launched_++];
    mark(bucket);
    bucket.flat.div_(ranks_.world());
    bucket.sum = ranks_.beginSum(bucket.flat);
  }
}

void GradientBuckets::Group::mark(Bucket& bucket) {
  const auto there = [this](size_t i) { return members_[i].arrived; };
  const auto count = static_cast<int64_t>(bucket.members.size());
  if (std::ranges::all_of(bucket.members, there)) {
    bucket.flat.narrow(0, bucket.flat.numel() - count, count).fill_(1);
    return;
  }
  for (const size_t i : bucket.members) {
    if (there(i)) bucket.flat.narrow(0, members_[i].mark, 1).fill_(1);
  }
}

Status GradientBuckets::Group::finish() {
  {
    const std::lock_guard lock(mutex_);
    for (Bucket& bucket : buckets_) bucket.waiting = 0;  // what has not come by now will not
    launchReady();
    active_ = false;
  }
  Status status;
  for (const Bucket& bucket : buckets_) {
    const Status done = bucket.sum->wait();
    if (status && !done) status = done;
  }
  KERB_CHECK(status);
  for (const Bucket& bucket : buckets_) removeUnused(bucket);
  return {};
}

void GradientBuckets::Group::removeUnused(const Bucket& bucket) {
  const auto missing = [this](size_t i) { return !members_[i].arrived; };
  // The marks are read only where needed: on a GPU that waits for it.
  if (std::ranges::none_of(bucket.members, missing)) return;
  const at::Tensor flat = bucket.flat.cpu();
  for (const size_t i : bucket.members) {
    if (flat[members_[i].mark].item<double>() == 0)
      at::Tensor(members_[i].parameter).mutable_grad() = at::Tensor();
  }
}

GradientBuckets::GradientBuckets(std::shared_ptr<Ranks> ranks, int64_t bucket_bytes)
    : ranks_(std::move(ranks)), bucket_bytes_(bucket_bytes) {}

GradientBuckets::~GradientBuckets() = default;

void GradientBuckets::start(const std::vector<NamedParameter>& trained) {
  std::vector<std::string> names;
  for (const NamedParameter& parameter : trained) names.push_back(parameter.name);
  auto& group = groups_[names];
  if (!group) group = std::make_unique<Group>(*ranks_, trained, bucket_bytes_);
  if (active_ != nullptr) active_->stop();
  active_ = group.get();
  active_->start();
}

void GradientBuckets::lastPart() { active_->lastPart(); }

Status GradientBuckets::finish() { return active_->finish(); }

GradientBuckets::Counts GradientBuckets::counts() const { return active_->counts(); }

Result<bool> GradientBuckets::allAgree(bool value) {
  const at::Tensor against = at::full({1}, value ? 0 : 1, at::kLong);
  KERB_CHECK(ranks_->sum(against));
  return against.item<int64_t>() == 0;
}

Status GradientBuckets::average(const std::vector<at::Tensor>& tensors) {
  if (tensors.empty()) return {};
  std::vector<at::Tensor> parts;
  for (const at::Tensor& tensor : tensors) parts.push_back(tensor.flatten());
  const at::Tensor flat = at::cat(parts).div_(ranks_->world());
  KERB_CHECK(ranks_->sum(flat));
  int64_t at = 0;
  for (const at::Tensor& tensor : tensors) {
    tensor.copy_(flat.narrow(0, at, tensor.numel()).view(tensor.sizes()));
    at += tensor.numel();
  }
  return {};
}

}  // namespace kerb
