#include "core/job/inspect_journal.h"

#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

#include "core/base/file.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kFrames = "frames.jsonl";
constexpr const char* kRankPrefix = "frames.rank";

json toJson(const FrameRecord& r) {
  json line{{"index", r.index},
            {"name", r.name},
            {"time_s", r.time_s},
            {"ms", {r.read_ms, r.predict_ms, r.export_ms}},
            {"range", r.range},
            {"requested", r.requested.names()},
            {"written", r.written.names()}};
  if (r.facts.kind) line["facts"] = toJson(r.facts);
  if (!r.error.empty()) line["error"] = r.error;
  if (r.world_from_camera) line["world_from_camera"] = *r.world_from_camera;
  if (r.camera_from_previous) line["camera_from_previous"] = *r.camera_from_previous;
  return line;
}

FrameRecord fromJson(const json& line) {
  FrameRecord r;
  r.index = line.at("index").get<int64_t>();
  r.name = line.at("name").get<std::string>();
  r.time_s = line.at("time_s").get<double>();
  r.error = line.value("error", "");
  const auto ms = line.at("ms").get<std::array<float, 3>>();
  r.read_ms = ms[0];
  r.predict_ms = ms[1];
  r.export_ms = ms[2];
  r.range = line.at("range").get<std::array<double, 2>>();
  r.requested = OutputSet::fromNames(line.at("requested").get<std::vector<std::string>>());
  r.written = OutputSet::fromNames(line.at("written").get<std::vector<std::string>>());
  if (line.contains("facts")) r.facts = frameFactsFromJson(line["facts"]);
  if (line.contains("world_from_camera")) r.world_from_camera = line["world_from_camera"].get<PoseNumbers>();
  if (line.contains("camera_from_previous"))
    r.camera_from_previous = line["camera_from_previous"].get<PoseNumbers>();
  return r;
}

/// File names need not be UTF-8. A name that is changed here costs that frame's resuming, nothing else.
template <class Json>
std::string text(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Status checkIdentity(const fs::path& file, const nlohmann::ordered_json& identity) {
  if (!fs::exists(file)) return writeWhole(file, text(identity, 2) + "\n");
  KERB_TRY(const std::string recorded, readWhole(file));
  const json earlier = json::parse(recorded, nullptr, false);
  if (earlier == json::parse(text(identity, -1))) return {};
  std::string difference = "its record is damaged";
  if (earlier.is_object()) {
    const auto now = nlohmann::ordered_json::parse(text(identity, -1));
    for (const auto& [key, value] : now.items()) {
      if (!earlier.contains(key) || earlier[key] != json(value)) {
        difference = fmt::format("its {} was {}, not {}", key,
                                 earlier.contains(key) ? earlier[key].dump() : "none", value.dump());
        break;
      }
    }
  }
  const fs::path folder = file.parent_path().parent_path();
  return Error{"holds another export: " + difference, folder.string(),
               "Choose another --out, or remove that folder"};
}

}  // namespace

namespace {

/// An export goes into a new, an empty, or its own folder: never between somebody's files.
Status checkFolder(const fs::path& folder) {
  std::error_code failure;
  if (!fs::exists(folder, failure) || fs::exists(folder / ".inspect", failure) ||
      !fs::is_directory(folder, failure))
    return {};
  if (fs::directory_iterator(folder, failure) == fs::directory_iterator()) return {};
  return Error{"holds other files, not an export", folder.string(), "Choose a new folder for --out"};
}

Result<std::shared_ptr<void>> lockFolder(const fs::path& own) {
  const fs::path path = own / "lock";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return systemError("cannot open", path, errno);
  std::shared_ptr<void> lock(nullptr, [file](void*) { ::close(file); });
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return lock;
  return Error{"another kerb is writing there", own.parent_path().string(),
               "Wait for it, or choose another --out"};
}

/// We hold the lock, so every partial file is what a killed run left.
void removePartials(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with('.') && name.find(".partial") != std::string::npos)
      fs::remove(entry.path(), ignored);
  }
}

}  // namespace

PoseNumbers poseNumbers(const Eigen::Isometry3d& pose) {
  PoseNumbers numbers{};
  for (Eigen::Index row = 0; row < 3; ++row) {
    for (Eigen::Index column = 0; column < 4; ++column)
      numbers[static_cast<size_t>(row * 4 + column)] = pose(row, column);
  }
  return numbers;
}

Eigen::Isometry3d poseFrom(const PoseNumbers& numbers) {
  Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
  for (Eigen::Index row = 0; row < 3; ++row) {
    for (Eigen::Index column = 0; column < 4; ++column)
      pose(row, column) = numbers.at(static_cast<size_t>(row * 4 + column));
  }
  return pose;
}

Result<InspectJournal> InspectJournal::open(const fs::path& folder, const nlohmann::ordered_json& identity) {
  InspectJournal journal;
  const fs::path own = folder / ".inspect";
  KERB_CHECK(checkFolder(folder));
  KERB_CHECK(ensureWritableFolder(own));
  KERB_TRY(journal.lock_, lockFolder(own));
  removePartials(folder);
  KERB_CHECK(checkIdentity(own / "request.json", identity));
  journal.file_ = own / kFrames;
  KERB_CHECK(journal.readFile(journal.file_));
  // Ranks of a run that was killed left theirs.
  KERB_CHECK(journal.absorb());
  return journal;
}

Result<InspectJournal> InspectJournal::openBeside(const fs::path& folder, int64_t rank) {
  InspectJournal journal;
  const fs::path own = folder / ".inspect";
  KERB_CHECK(journal.readFile(own / kFrames));
  journal.file_ = own / fmt::format("{}{}.jsonl", kRankPrefix, rank);
  return journal;
}

Status InspectJournal::absorb() {
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(file_.parent_path(), failure)) {
    if (!entry.path().filename().string().starts_with(kRankPrefix)) continue;
    KERB_TRY(const std::string lines, readWhole(entry.path()));
    KERB_CHECK(append(lines));
    KERB_CHECK(readFile(entry.path()));
    fs::remove(entry.path(), failure);
  }
  return failure ? systemError("cannot list", file_.parent_path(), failure.value()) : Status();
}

Status InspectJournal::readFile(const fs::path& file) {
  if (!fs::exists(file)) return {};
  KERB_TRY(const std::string text, readWhole(file));
  for (const auto line : splitLines(text)) {
    const json parsed = json::parse(line, nullptr, false);
    if (parsed.is_discarded()) continue;  // torn
    try {
      FrameRecord record = fromJson(parsed);
      if (record.error.empty()) remember(std::move(record));
    } catch (const json::exception&) {
      continue;  // a line of something else: that frame is exported again
    }
  }
  return {};
}

bool InspectJournal::isOlderThan(const fs::path& file) const {
  std::error_code missing;
  const auto written = fs::last_write_time(file, missing);
  if (missing) return false;
  const auto last_line = fs::last_write_time(file_, missing);
  return !missing && last_line < written;
}

Status InspectJournal::add(FrameRecord record) {
  // A leading line end: a torn line of a killed run never swallows this one.
  KERB_CHECK(append(fmt::format("\n{}\n", text(toJson(record), -1))));
  if (record.error.empty()) remember(std::move(record));
  return {};
}

Status InspectJournal::append(const std::string& lines) {
  const int file = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) return systemError("cannot open", file_, errno);
  const ssize_t written = ::write(file, lines.data(), lines.size());
  const int failure = written < 0 ? errno : ENOSPC;
  ::close(file);
  if (written != static_cast<ssize_t>(lines.size())) return systemError("cannot write", file_, failure);
  return {};
}

void InspectJournal::remember(FrameRecord record) {
  record.facts.share(last_kind_);
  last_kind_ = record.facts.kind;
  const int64_t index = record.index;
  records_[index] = std::move(record);
}

}  // namespace kerb
