#include "widgets/bridge/camera_change.h"

#include <exception>

#include "core/source/mapped_source.h"
#include "widgets/bridge/retire.h"
#include "widgets/bridge/source_opening.h"

namespace kerb {
namespace {

Result<std::shared_ptr<const Source>> changedSource(const std::shared_ptr<const Source>& own,
                                                    const SourceOptions& options) {
  if (!changesCamera(options)) return own;
  try {
    KERB_TRY(auto source, withChosenCamera(own->clone(), options));
    if (options.undistort) {
      KERB_TRY(source, undistorted(std::move(source)));
    }
    return endedElsewhere(std::move(source));
  } catch (const std::exception& failure) {  // nothing throws across a thread
    return Error{failure.what(), own->info().path.string(), "This is a bug of Kerb: please report it"};
  }
}

}  // namespace

bool changesCamera(const SourceOptions& options) {
  return !options.camera.empty() || !options.camera_file.empty() || options.undistort;
}

CameraChange::CameraChange(std::shared_ptr<const Source> own, SourceOptions options, Changed changed)
    : changed_(std::move(changed)) {
  thread_ = std::jthread([own = std::move(own), options = std::move(options), to = changed_.sender()] {
    to.send(changedSource(own, options));
  });
}

CameraChange::~CameraChange() { retire(std::move(thread_)); }

}  // namespace kerb
