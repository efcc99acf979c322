// What an export has done so far, one JSON line per frame, appended as it goes: the reason why a stopped
// export goes on.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <Eigen/Geometry>
#include <nlohmann/json_fwd.hpp>

#include "core/base/result.h"
#include "core/job/frame_facts.h"
#include "core/job/inspect.h"

namespace kerb {

/// 3x4 row-major.
using PoseNumbers = std::array<double, 12>;
PoseNumbers poseNumbers(const Eigen::Isometry3d& pose);
Eigen::Isometry3d poseFrom(const PoseNumbers& numbers);

/// One frame of an export.
struct FrameRecord {
  int64_t index = 0;
  std::string name;
  std::string error;  ///< empty: exported
  double time_s = 0;
  float read_ms = 0, predict_ms = 0, export_ms = 0;
  std::array<double, 2> range{};                 ///< of the colours; the smoothing over time goes on from it
  OutputSet requested;                           ///< outputs that were asked for
  OutputSet written;                             ///< those of them that the method and the source could give
  std::optional<PoseNumbers> world_from_camera;  ///< of the source
  std::optional<PoseNumbers> camera_from_previous;  ///< predicted
  FrameFacts facts;
};

class InspectJournal {
 public:
  /// Opens DIR/.inspect. An earlier journal of the same `identity` is read; one of another identity is an
  /// Error that names the first difference. A torn last line (the process was killed) is dropped.
  static Result<InspectJournal> open(const std::filesystem::path& folder,
                                     const nlohmann::ordered_json& identity);

  /// The journal of another rank than the leading one, which has opened the folder: knows what that one had
  /// then, and appends to a file of its own.
  static Result<InspectJournal> openBeside(const std::filesystem::path& folder, int64_t rank);

  /// By index; later lines of a frame replace earlier ones. Failed frames are not kept: they are tried again.
  const std::map<int64_t, FrameRecord>& records() const { return records_; }
  /// Whether `file` is there and was written after the last line.
  bool isOlderThan(const std::filesystem::path& file) const;
  /// Appends a line and hands it to the system; a full disk is an Error.
  Status add(FrameRecord record);
  /// Takes over what other ranks have written, and removes their files.
  Status absorb();

 private:
  std::shared_ptr<void> lock_;  ///< while it lives, the folder is ours
  std::filesystem::path file_;
  Status append(const std::string& lines);
  Status readFile(const std::filesystem::path& file);
  void remember(FrameRecord record);

  std::map<int64_t, FrameRecord> records_;
  std::shared_ptr<const PredictionKind> last_kind_;
};

}  // namespace kerb
