// Gives a source another camera without the UI thread waiting for a file.
#pragma once

#include <functional>
#include <memory>
#include <thread>

#include "core/source/source.h"
#include "widgets/bridge/mailbox.h"

namespace kerb {

/// Reads a copy of `own`, which stays as it is, with the camera, camera_file and undistort of `options`; none
/// of them: `own` itself. Lives on the UI thread, where `changed` is called, once; that may destroy this.
/// Destroying it returns at once.
class CameraChange {
 public:
  using Changed = std::function<void(Result<std::shared_ptr<const Source>>)>;
  CameraChange(std::shared_ptr<const Source> own, SourceOptions options, Changed changed);
  ~CameraChange();
  CameraChange(const CameraChange&) = delete;
  CameraChange& operator=(const CameraChange&) = delete;

 private:
  Latest<Result<std::shared_ptr<const Source>>> changed_;
  std::jthread thread_;
};

/// Whether anything else than the source's own camera is chosen.
bool changesCamera(const SourceOptions& options);

}  // namespace kerb
