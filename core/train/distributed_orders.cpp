#include "core/train/distributed_orders.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

namespace kerb {
namespace {

using nlohmann::json;

std::string toText(const RunControl::Orders& orders) {
  return json(orders.learning_rates).dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

Result<RunControl::Orders> shareOrders(Ranks& ranks, const RunControl::Orders& mine) {
  const bool leads = ranks.leads();
  enum { kStop, kDiscard, kSave, kPaused, kRates, kCount };
  const at::Tensor counts = at::zeros({kCount}, at::kLong);
  auto* count = counts.mutable_data_ptr<int64_t>();
  count[kStop] = mine.stop ? 1 : 0;
  if (leads) {
    count[kDiscard] = mine.discard ? 1 : 0;
    count[kSave] = mine.save ? 1 : 0;
    count[kPaused] = mine.paused ? 1 : 0;
    count[kRates] = static_cast<int64_t>(mine.learning_rates.size());
  }
  KERB_CHECK(ranks.sum(counts));
  RunControl::Orders all;
  all.stop = count[kStop] > 0;
  all.discard = count[kDiscard] > 0;
  all.save = count[kSave] > 0;
  all.paused = count[kPaused] > 0 && !all.stop;
  if (count[kRates] == 0) return all;
  KERB_TRY(const auto said, ranks.gather(leads ? toText(mine) : ""));
  all.learning_rates = json::parse(said.front()).get<decltype(all.learning_rates)>();
  return all;
}

}  // namespace kerb
