// Several processes that work on one thing: how they find each other and what they tell each other.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "core/train/distributed_place.h"

namespace kerb {

/// Something between all ranks that is under way.
class Exchange {
 public:
  virtual ~Exchange() = default;
  /// Blocks until it is done. The death of another rank, a time-out: an Error.
  virtual Status wait() = 0;
};

/// How long ranks wait for each other.
struct Patience {
  std::chrono::seconds arrival{60};      ///< for all to be there
  std::chrono::seconds answer{30 * 60};  ///< in an exchange, for one that lives and is busy
  std::chrono::seconds notice{5};        ///< then it is said for whom this rank waits
  std::function<void(const std::string&)> say = {};
};

/// All ranks must call the same functions in the same order. Over the CPU by Gloo; tensors on CUDA devices by
/// NCCL, after useDevice(). Not thread-safe.
class Ranks {
 public:
  /// Waits for all others. One that does not come in time, a port that is taken, a host that is not found: an
  /// Error that says which.
  static Result<std::shared_ptr<Ranks>> join(const RankPlace& place, const Patience& patience = {});
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int64_t rank() const { return place_.rank; }
  int64_t world() const { return place_.world; }
  /// Writes files and speaks for all.
  bool leads() const { return place_.rank == 0; }
  const RankPlace& place() const { return place_; }

  /// "cuda" and "auto" as this rank's own device, by its number on its machine; others as they are.
  std::string deviceName(const std::string& wanted) const;
  /// Before the first exchange of tensors on a CUDA device; a build without NCCL: an Error.
  Status useDevice(at::Device device);

  /// In place: the sum over ranks. `tensor` must be contiguous and live until wait().
  std::unique_ptr<Exchange> beginSum(const at::Tensor& tensor);
  Status sum(const at::Tensor& tensor) { return beginSum(tensor)->wait(); }
  /// In place: what the leading rank has.
  Status broadcast(const std::vector<at::Tensor>& tensors);
  /// What every rank said, by rank.
  Result<std::vector<std::string>> gather(const std::string& mine);
  /// Success if all ranks had it; else the own Error, else that of the first one that failed.
  Status agree(const Status& mine);

  /// A note that outlives this process where torchrun starts its job again; empty: none.
  Status leaveNote(const std::string& note);
  Result<std::string> noteOfEarlierAttempt();

 private:
  struct Connections;
  explicit Ranks(const RankPlace& place);
  Status meet(const Patience& patience);
  Status openStore(const Patience& patience);
  Status awaitAll(const Patience& patience);
  Result<std::vector<int64_t>> missingAfter(std::chrono::seconds time);
  Status connect(const Patience& patience);

  RankPlace place_;
  std::unique_ptr<Connections> connections_;
};

}  // namespace kerb
