#include "core/train/run_footage.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/train/run_folder.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* kLooking = "looking";

/// What must be equal for a stored motion to be of this data; the number of frames is looked at where it is
/// used. The threshold is not part of it: it decides later.
ordered_json identityOf(const DataSpec& data) {
  return {{"source", data.source},
          {"sample_fps", data.footage.sample_fps},
          {"crop_top", data.footage.crop_top},
          {"crop_bottom", data.footage.crop_bottom}};
}

Status writeMotion(const fs::path& file, const DataSpec& data, const Motion& motion) {
  const ordered_json all{
      {"what",
       "grey levels by which each frame differs from the one before; -1: none before, -2: unreadable"},
      {"of", identityOf(data)},
      {"difference", motion.difference}};
  return writeWhole(file, all.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n");
}

Result<Motion> readMotion(const fs::path& file, const DataSpec& data) {
  KERB_TRY(const std::string text, readWhole(file));
  const auto all = ordered_json::parse(text, nullptr, false);
  const Error damaged{"is damaged: it does not say how much its frames move", file.string(),
                      "Delete it; it is made again from the footage"};
  if (!all.is_object() || !all.contains("of") || !all.contains("difference")) return damaged;
  if (!all["difference"].is_array()) return damaged;
  if (all["of"] != identityOf(data))
    return Error{fmt::format("is of other footage than {}", data.source), file.string(),
                 "Start a new run for other data"};
  Motion motion;
  for (const auto& value : all["difference"]) {
    if (!value.is_number()) return damaged;
    motion.difference.push_back(value.get<double>());
  }
  return motion;
}

}  // namespace

Result<Motion> FootageScans::lookOrRead(const fs::path& file, const DataSpec& data, const Source& source,
                                        const JobContext& job) const {
  std::error_code ignored;
  if (resume_ && fs::exists(file, ignored)) return readMotion(file, data);
  KERB_TRY(Motion motion, motionOf(source, 0, job));
  KERB_CHECK(writeMotion(file, data, motion));
  return motion;
}

Result<Motion> FootageScans::leadersMotion(const fs::path& file, const DataSpec& data, const Source& source,
                                           const JobContext& job) const {
  auto told = std::chrono::steady_clock::now();
  Status others;
  JobContext telling = job;
  telling.report = [&](const Progress& progress) {
    if (job.report) job.report(progress);
    if (!others || std::chrono::steady_clock::now() - told < beat_) return;
    told = std::chrono::steady_clock::now();
    if (const auto heard = ranks_->gather(kLooking); !heard) others = heard.error();
  };
  auto motion = lookOrRead(file, data, source, telling);
  KERB_CHECK(others);
  KERB_CHECK(ranks_->gather("done"));
  return motion;
}

Status FootageScans::awaitLeader() const {
  while (true) {
    KERB_TRY(const auto said, ranks_->gather(""));
    if (said.front() != kLooking) return {};
  }
}

Result<Motion> FootageScans::motionIn(const DataSpec& data, int64_t number, const Source& source,
                                      const JobContext& job) const {
  if (ranks_ == nullptr) return motionOf(source, 0, job);
  const fs::path file = motionFile(folder_, static_cast<size_t>(number));
  std::optional<Result<Motion>> motion;
  if (ranks_->leads())
    motion = leadersMotion(file, data, source, job);
  else
    KERB_CHECK(awaitLeader());
  KERB_CHECK(ranks_->agree(motion && !*motion ? motion->error() : Status()));
  return motion ? *std::move(motion) : readMotion(file, data);
}

Result<std::unique_ptr<Source>> openFootage(const DataSpec& data, int64_t number, const FootageScans& scans,
                                            const JobContext& job) {
  KERB_TRY(auto source, openSource(data.source, data.opening, job));
  KERB_TRY(source, asFootage(std::move(source), data.footage, job));
  const double threshold = data.footage.static_threshold;
  if (threshold == 0) return source;
  KERB_TRY(const Motion motion, scans.motionIn(data, number, *source, job));
  return withoutStatic(std::move(source), motion, threshold, job);
}

}  // namespace kerb
