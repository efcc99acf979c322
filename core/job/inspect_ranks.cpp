#include "core/job/inspect_ranks.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace kerb {
namespace {

using nlohmann::json;

std::string textOf(const auto& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

std::vector<int64_t> shareOf(const std::vector<int64_t>& indices, int64_t rank, int64_t world) {
  const auto count = static_cast<int64_t>(indices.size());
  return {indices.begin() + count * rank / world, indices.begin() + count * (rank + 1) / world};
}

Result<InspectJournal> openShared(const std::filesystem::path& folder, const nlohmann::ordered_json& identity,
                                  Ranks& ranks) {
  KERB_TRY(const auto identities, ranks.gather(textOf(identity)));
  if (std::ranges::any_of(identities, [&](const auto& other) { return other != identities.front(); }))
    return Error{"the ranks were started with different commands or see different files", folder.string(),
                 "Start all of them with the same command, and with the same folders"};
  if (ranks.leads()) {
    auto journal = InspectJournal::open(folder, identity);
    KERB_CHECK(ranks.agree(journal ? Status() : journal.error()));
    return journal;
  }
  KERB_CHECK(ranks.agree({}));
  return InspectJournal::openBeside(folder, ranks.rank());
}

Result<InspectReport> sumOf(const InspectReport& mine, Ranks& ranks) {
  const json said{mine.exported, mine.resumed, mine.failed, mine.errors};
  KERB_TRY(const auto all, ranks.gather(textOf(said)));
  InspectReport sum;
  for (const std::string& text : all) {
    const json one = json::parse(text);
    sum.exported += one[0].get<int64_t>();
    sum.resumed += one[1].get<int64_t>();
    sum.failed += one[2].get<int64_t>();
    for (const json& error : one[3]) sum.errors.push_back(error.get<std::string>());
  }
  return sum;
}

}  // namespace kerb
