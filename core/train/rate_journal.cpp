#include "core/train/rate_journal.h"

#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/descriptor.h"
#include "core/base/file.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

using nlohmann::json;

fs::path journalOf(const fs::path& run) { return run / "learning_rates.jsonl"; }

Result<RateChange> changeIn(std::string_view line) {
  const json object = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return Error{"is no JSON object"};
  const auto iteration = object.find("iteration"), optimiser = object.find("optimiser"),
             rate = object.find("learning_rate");
  if (iteration == object.end() || !iteration->is_number_integer() || optimiser == object.end() ||
      !optimiser->is_string() || rate == object.end() || !rate->is_number())
    return Error{"is no change of a learning rate"};
  return RateChange{iteration->get<int64_t>(), optimiser->get<std::string>(), rate->get<double>()};
}

std::string lineOf(const RateChange& change) {
  const json object{
      {"iteration", change.iteration}, {"optimiser", change.optimiser}, {"learning_rate", change.rate}};
  return object.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

/// A full disk cut it off.
bool endsInHalfALine(const Descriptor& file) {
  char last = '\n';
  return ::lseek(file.number(), -1, SEEK_END) >= 0 && ::read(file.number(), &last, 1) == 1 && last != '\n';
}

}  // namespace

Status appendRateChange(const fs::path& run, const RateChange& change) {
  const fs::path path = journalOf(run);
  const Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!file) return systemError("cannot open", path, errno);
  std::string line = lineOf(change);
  if (endsInHalfALine(file)) line.insert(line.begin(), '\n');
  const ssize_t n = ::write(file.number(), line.data(), line.size());
  if (n != static_cast<ssize_t>(line.size()))
    return systemError("cannot write", path, n < 0 ? errno : ENOSPC);
  if (::fsync(file.number()) != 0) return systemError("cannot write", path, errno);
  return {};
}

Status forgetRateChanges(const fs::path& run, int64_t iteration) {
  std::error_code failure;
  if (iteration > 0 && fs::exists(journalOf(run), failure)) {
    KERB_TRY(const auto changes, readRateChanges(run));
    std::string kept;
    for (const RateChange& change : changes) {
      if (change.iteration < iteration) kept += lineOf(change);
    }
    return writeWhole(journalOf(run), kept);
  }
  fs::remove(journalOf(run), failure);
  return failure ? systemError("cannot delete", journalOf(run), failure.value()) : Status();
}

Result<std::vector<RateChange>> readRateChanges(const fs::path& run) {
  const fs::path path = journalOf(run);
  std::vector<RateChange> changes;
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return changes;
  KERB_TRY(const std::string text, readWhole(path, uint64_t{1} << 26U));
  const auto lines = splitLines(text);
  for (size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].ends_with('}')) continue;
    const Result<RateChange> change = changeIn(lines[i]);
    if (!change) return Error{change.error().what, fmt::format("{}, line {}", path.string(), i + 1)};
    std::erase_if(changes, [&](const RateChange& other) { return other.iteration > change->iteration; });
    changes.push_back(*change);
  }
  return changes;
}

}  // namespace kerb
