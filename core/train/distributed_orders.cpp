#include "core/train/distributed_orders.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

namespace kerb {
namespace {

using nlohmann::json;

enum { kStop, kDiscard, kSave, kPaused, kRates, kCount };

std::string toText(const RunControl::Orders& orders) {
  return json(orders.learning_rates).dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

Result<RunControl::Orders> SharedOrders::next(const RunControl::Orders& mine) {
  if (!under_way_) {
    begin(mine);
    auto first = end();
    begin({});
    return first;
  }
  auto orders = end();
  begin(mine);
  return orders;
}

void SharedOrders::begin(const RunControl::Orders& mine) {
  said_ = mine;
  counts_ = at::zeros({kCount}, at::kLong);
  auto* count = counts_.mutable_data_ptr<int64_t>();
  count[kStop] = mine.stop ? 1 : 0;
  if (ranks_.leads()) {
    count[kDiscard] = mine.discard ? 1 : 0;
    count[kSave] = mine.save ? 1 : 0;
    count[kPaused] = mine.paused ? 1 : 0;
    count[kRates] = static_cast<int64_t>(mine.learning_rates.size());
  }
  under_way_ = ranks_.beginSum(counts_);
}

Result<RunControl::Orders> SharedOrders::end() {
  KERB_CHECK(under_way_->wait());
  const auto* count = counts_.const_data_ptr<int64_t>();
  RunControl::Orders all;
  all.stop = count[kStop] > 0;
  all.discard = count[kDiscard] > 0;
  all.save = count[kSave] > 0;
  all.paused = count[kPaused] > 0 && !all.stop;
  if (ranks_.leads()) all.numbers = said_.numbers;
  if (count[kRates] == 0) return all;
  KERB_TRY(const auto said, ranks_.gather(ranks_.leads() ? toText(said_) : ""));
  all.learning_rates = json::parse(said.front()).get<decltype(all.learning_rates)>();
  return all;
}

}  // namespace kerb
