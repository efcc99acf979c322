// Opens a source without the UI thread waiting for a disk.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <thread>

#include "core/source/source.h"
#include "widgets/bridge/mailbox.h"

namespace kerb {

/// Whoever lets go of a source last does not wait: closing a video joins the thread that indexes it.
std::shared_ptr<const Source> endedElsewhere(std::unique_ptr<Source> source);

/// Lives on the UI thread. Destroying it cancels, and returns at once.
class SourceOpening {
 public:
  using Opened = std::function<void(Result<std::shared_ptr<const Source>>)>;
  /// `report` and, once, `opened` are called on the UI thread; `opened` may destroy this.
  SourceOpening(std::filesystem::path path, SourceOptions options, std::function<void(Progress)> report,
                Opened opened);
  ~SourceOpening();
  SourceOpening(const SourceOpening&) = delete;
  SourceOpening& operator=(const SourceOpening&) = delete;

 private:
  Latest<Progress> progress_;
  Latest<Result<std::shared_ptr<const Source>>> opened_;
  std::jthread thread_;
};

}  // namespace kerb
