// TensorBoard's event files: append-only, each record framed by checksums.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"

namespace kerb {

/// Appends to one file. A record is handed to the system, whole, when its function returns: it survives a
/// killed process. What a crash of the machine cuts off, readers drop by its checksum.
class EventWriter {
 public:
  /// Creates folder/events.out.tfevents.<seconds>.<host>.<pid>.
  static Result<std::unique_ptr<EventWriter>> create(const std::filesystem::path& folder);
  ~EventWriter();
  EventWriter(const EventWriter&) = delete;
  EventWriter& operator=(const EventWriter&) = delete;

  /// Training goes on from here, maybe from before what earlier files end with: TensorBoard drops what they
  /// have from `step` on.
  Status restart(int64_t step);
  Status scalars(int64_t step, const std::vector<std::pair<std::string, double>>& values);
  /// image [3,H,W] uint8 RGB
  Status image(int64_t step, const std::string& tag, const at::Tensor& image);
  /// Shown as Markdown.
  Status text(int64_t step, const std::string& tag, const std::string& text);
  /// For TensorBoard's HPARAMS page: values that read as numbers or true/false become such.
  Status hyperParameters(const std::map<std::string, std::string>& values);
  const std::filesystem::path& path() const { return path_; }

 private:
  EventWriter(int descriptor, std::filesystem::path path) : descriptor_(descriptor), path_(std::move(path)) {}
  Status append(int64_t step, std::string_view field);

  int descriptor_;
  std::filesystem::path path_;
};

/// One scalar of an event file.
struct ScalarEvent {
  double wall_time_s = 0;
  int64_t step = 0;
  std::string tag;
  double value = 0;
};

/// All scalars of an event file, up to its first damaged record (a run that was killed ends in one).
Result<std::vector<ScalarEvent>> readScalars(const std::filesystem::path& path);

}  // namespace kerb
