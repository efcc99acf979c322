#include "core/train/distributed.h"

#include <algorithm>
#include <cstdlib>

#include <ATen/ATen.h>
#include <c10/util/Logging.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/device.h"
#include "core/base/host_name.h"

#define USE_DISTRIBUTED 1
#define USE_C10D_GLOO 1
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef KERB_WITH_NCCL
#define USE_C10D_NCCL 1
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

namespace kerb {
namespace {

using c10::make_intrusive;
using std::chrono::milliseconds;

constexpr const char* kNote = "kerb/note";

/// The first line, as part of a sentence: the rest is a backtrace.
std::string firstLine(const std::exception& failure) {
  const auto* error = dynamic_cast<const c10::Error*>(&failure);
  std::string text = error != nullptr ? error->what_without_backtrace() : failure.what();
  text.resize(std::min(text.find('\n'), text.size()));
  while (text.ends_with('.')) text.pop_back();
  return text;
}

/// c10d prints warnings with backtraces while it tries again; what matters is in our Errors. A person who
/// wants them sets TORCH_CPP_LOG_LEVEL.
void silenceC10d() {
  constexpr int kFatal = 3;
  if (std::getenv("TORCH_CPP_LOG_LEVEL") == nullptr)  // NOLINT(concurrency-mt-unsafe)
    FLAGS_caffe2_log_level = kFatal;
}

std::string nameOf(const RankPlace& place) { return fmt::format("rank {} of {}", place.rank, place.world); }

Error lost(const RankPlace& place, const std::exception& failure) {
  return {fmt::format("another rank ended or cannot be reached ({})", firstLine(failure)), nameOf(place),
          "Its own message says why; --resume goes on from the last checkpoint"};
}

std::string meetingPlace(const RankPlace& place) { return fmt::format("{}:{}", place.host, place.port); }

Error notFound(const RankPlace& place, const std::exception& failure, const Patience& patience) {
  const std::string text = failure.what();
  if (text.find("EADDRINUSE") != std::string::npos) {
    return {"the port is in use", meetingPlace(place),
            "Set MASTER_PORT to a free one; another job may be running on this machine"};
  }
  const bool late = text.find("timed out") != std::string::npos;
  return {fmt::format("rank 0 was not found within {} s{}", patience.arrival.count(),
                      late ? "" : fmt::format(" ({})", firstLine(failure))),
          fmt::format("{}, {}", nameOf(place), meetingPlace(place)),
          "Check that every rank was started, and that MASTER_ADDR and MASTER_PORT are right for all"};
}

bool serves(const RankPlace& place) { return !place.agent && place.rank == 0; }

c10::intrusive_ptr<c10d::Store> storeWithin(milliseconds time, const RankPlace& place) {
  c10d::TCPStoreOptions options;
  options.port = place.port;
  options.isServer = serves(place);
  options.waitWorkers = false;  // who is missing could not be said
  options.timeout = time;
  return make_intrusive<c10d::TCPStore>(place.host, options);
}

/// In two tries: between them it says for whom it waits. What goes wrong in the last one is thrown.
c10::intrusive_ptr<c10d::Store> awaitStore(const RankPlace& place, const Patience& patience) {
  if (serves(place) || patience.notice >= patience.arrival) return storeWithin(patience.arrival, place);
  try {
    return storeWithin(patience.notice, place);
  } catch (const std::exception&) {
    if (patience.say)
      patience.say(fmt::format("{} waits for rank 0 at {}, {} s at most", nameOf(place), meetingPlace(place),
                               patience.arrival.count()));
  }
  return storeWithin(patience.arrival - patience.notice, place);
}

class WorkUnderWay final : public Exchange {
 public:
  WorkUnderWay(c10::intrusive_ptr<c10d::Work> work, const RankPlace& place)
      : work_(std::move(work)), place_(place) {}
  Status wait() override {
    try {
      work_->wait();
      return {};
    } catch (const std::exception& failure) {
      return lost(place_, failure);
    }
  }

 private:
  c10::intrusive_ptr<c10d::Work> work_;
  const RankPlace& place_;
};

class Failed final : public Exchange {
 public:
  explicit Failed(Error error) : error_(std::move(error)) {}
  Status wait() override { return error_; }

 private:
  Error error_;
};

std::string arrivalKey(int64_t rank) { return fmt::format("arrived/{}", rank); }

}  // namespace

struct Ranks::Connections {
  milliseconds answer{};
  c10::intrusive_ptr<c10d::Store> store;    ///< of the whole job
  c10::intrusive_ptr<c10d::Store> attempt;  ///< of this start of it
  c10::intrusive_ptr<c10d::Backend> cpu, device;

  c10d::Backend& of(const at::Tensor& tensor) const { return tensor.is_cpu() ? *cpu : *device; }
};

Ranks::Ranks(const RankPlace& place) : place_(place), connections_(std::make_unique<Connections>()) {}

Ranks::~Ranks() = default;

Result<std::shared_ptr<Ranks>> Ranks::join(const RankPlace& place, const Patience& patience) {
  const std::shared_ptr<Ranks> ranks(new Ranks(place));
  if (place.world > 1 || place.agent) KERB_CHECK(ranks->meet(patience));
  return ranks;
}

Status Ranks::meet(const Patience& patience) {
  connections_->answer = patience.answer;
  silenceC10d();
  KERB_CHECK(openStore(patience));
  if (place_.world == 1) return {};
  KERB_CHECK(awaitAll(patience));
  return connect(patience);
}

Status Ranks::openStore(const Patience& patience) {
  try {
    Connections& c = *connections_;
    const auto whole = awaitStore(place_, patience);
    whole->setTimeout(patience.arrival);
    c.store = make_intrusive<c10d::PrefixStore>("kerb" + place_.job, whole);
    c.attempt = make_intrusive<c10d::PrefixStore>(fmt::format("attempt/{}", place_.attempt), c.store);
    return {};
  } catch (const std::exception& failure) {
    return notFound(place_, failure, patience);
  }
}

/// The ranks that have not arrived by then.
Result<std::vector<int64_t>> Ranks::missingAfter(std::chrono::seconds time) {
  c10d::Store& store = *connections_->attempt;
  std::vector<std::string> keys;
  for (int64_t rank = 0; rank < place_.world; ++rank) keys.push_back(arrivalKey(rank));
  std::vector<int64_t> missing;
  try {
    store.wait(keys, time);
  } catch (const std::exception& failure) {
    try {
      for (int64_t rank = 0; rank < place_.world; ++rank) {
        if (!store.check({arrivalKey(rank)})) missing.push_back(rank);
      }
    } catch (const std::exception&) {
      return lost(place_, failure);  // rank 0 has gone
    }
  }
  return missing;
}

Status Ranks::awaitAll(const Patience& patience) {
  try {
    connections_->attempt->set(arrivalKey(place_.rank), std::vector<uint8_t>{1});
  } catch (const std::exception& failure) {
    return lost(place_, failure);
  }
  const auto notice = std::min(patience.notice, patience.arrival);
  KERB_TRY(std::vector<int64_t> missing, missingAfter(notice));
  if (!missing.empty() && patience.arrival > notice) {
    if (leads() && patience.say)
      patience.say(fmt::format("waits for rank {} of {}, {} s at most", fmt::join(missing, ", "),
                               place_.world, patience.arrival.count()));
    KERB_TRY(missing, missingAfter(patience.arrival - notice));
  }
  if (missing.empty()) return {};
  return Error{fmt::format("rank {} of {} did not arrive within {} s", fmt::join(missing, ", "), place_.world,
                           patience.arrival.count()),
               meetingPlace(place_), "Check that every rank was started with the same command"};
}

Status Ranks::connect(const Patience& patience) {
  Connections& c = *connections_;
  try {
    c.cpu = make_intrusive<c10d::ProcessGroupGloo>(
        make_intrusive<c10d::PrefixStore>("gloo", c.attempt), static_cast<int>(place_.rank),
        static_cast<int>(place_.world), c10d::ProcessGroupGloo::Options::create_default(patience.arrival));
    c.cpu->setTimeout(c.answer);
    return {};
  } catch (const std::exception& failure) {
    return Error{fmt::format("the ranks cannot connect to each other ({})", firstLine(failure)),
                 fmt::format("{}, {}", nameOf(place_), hostName()),
                 "Name the network interface between the machines with GLOO_SOCKET_IFNAME"};
  }
}

std::string Ranks::deviceName(const std::string& wanted) const {
  const bool any = wanted == "cuda" || (wanted == "auto" && chooseDevice("cuda"));
  return place_.world > 1 && any ? fmt::format("cuda:{}", place_.local_rank) : wanted;
}

Status Ranks::useDevice(at::Device device) {
  if (device.is_cpu() || place_.world == 1) return {};
#ifdef KERB_WITH_NCCL
  try {
    auto options = c10d::ProcessGroupNCCL::Options::create();
    options->timeout = connections_->answer;
    connections_->device = make_intrusive<c10d::ProcessGroupNCCL>(
        make_intrusive<c10d::PrefixStore>("nccl", connections_->attempt), static_cast<int>(place_.rank),
        static_cast<int>(place_.world), options);
    return {};
  } catch (const std::exception& failure) {
    return Error{fmt::format("NCCL cannot start ({})", firstLine(failure)),
                 fmt::format("{}, {}", nameOf(place_), device.str())};
  }
#else
  return Error{"this build has no NCCL, over which GPUs exchange gradients", device.str(),
               "Configure where nccl.h is found, or train with device=cpu"};
#endif
}

std::unique_ptr<Exchange> Ranks::beginSum(const at::Tensor& tensor) {
  try {
    std::vector<at::Tensor> tensors{tensor};
    return std::make_unique<WorkUnderWay>(connections_->of(tensor).allreduce(tensors), place_);
  } catch (const std::exception& failure) {
    return std::make_unique<Failed>(lost(place_, failure));
  }
}

Status Ranks::broadcast(const std::vector<at::Tensor>& tensors) {
  if (place_.world == 1) return {};
  try {
    for (const at::Tensor& tensor : tensors) {
      std::vector<at::Tensor> one{tensor.detach().contiguous()};
      connections_->of(tensor).broadcast(one)->wait();
      const at::NoGradGuard no_grad;
      if (!one[0].is_same(tensor) && one[0].data_ptr() != tensor.data_ptr()) tensor.copy_(one[0]);
    }
    return {};
  } catch (const std::exception& failure) {
    return lost(place_, failure);
  }
}

Result<std::vector<std::string>> Ranks::gather(const std::string& mine) {
  if (place_.world == 1) return std::vector<std::string>{mine};
  const at::Tensor sizes = at::zeros({place_.world}, at::kLong);
  auto* size = sizes.mutable_data_ptr<int64_t>();
  size[place_.rank] = static_cast<int64_t>(mine.size());
  KERB_CHECK(sum(sizes));
  std::vector<int64_t> begins{0};
  for (int64_t rank = 0; rank < place_.world; ++rank) begins.push_back(begins.back() + size[rank]);
  // Everyone else has zeros where a rank's bytes are.
  const at::Tensor bytes = at::zeros({std::max<int64_t>(begins.back(), 1)}, at::kByte);
  auto* byte = reinterpret_cast<char*>(bytes.mutable_data_ptr<uint8_t>());
  std::ranges::copy(mine, byte + begins[static_cast<size_t>(place_.rank)]);
  KERB_CHECK(sum(bytes));
  std::vector<std::string> all;
  for (size_t rank = 0; rank + 1 < begins.size(); ++rank)
    all.emplace_back(byte + begins[rank], byte + begins[rank + 1]);
  return all;
}

Status Ranks::agree(const Status& mine) {
  const auto all = gather(mine ? "" : (mine.error().cancelled ? "c" : "e") + mine.error().message());
  if (!mine) return mine;
  KERB_CHECK(all);
  for (size_t rank = 0; rank < all->size(); ++rank) {
    const std::string& said = (*all)[rank];
    if (said.starts_with('c')) return Error::cancelledByUser();
    if (!said.empty()) return Error{said.substr(1), fmt::format("rank {}", rank)};
  }
  return {};
}

Status Ranks::leaveNote(const std::string& note) {
  if (!place_.agent) return {};
  try {
    connections_->store->set(kNote, std::vector<uint8_t>(note.begin(), note.end()));
    return {};
  } catch (const std::exception& failure) {
    return lost(place_, failure);
  }
}

Result<std::string> Ranks::noteOfEarlierAttempt() {
  if (!place_.agent || place_.attempt == 0) return std::string();
  try {
    if (!connections_->store->check({kNote})) return std::string();
    const std::vector<uint8_t> note = connections_->store->get(kNote);
    return std::string(note.begin(), note.end());
  } catch (const std::exception& failure) {
    return lost(place_, failure);
  }
}

}  // namespace kerb
