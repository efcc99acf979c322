// What is used of own footage: fewer frames a second, without those that stand still, without bonnet and sky.
// Works on any source.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/job/job.h"
#include "core/source/source.h"

namespace kerb {

struct FootageOptions {
  /// Frames are dropped until about so many a second are left: 30 a second have hardly any motion between
  /// them (methods.md section 8). 0: all stay.
  double sample_fps = 0;
  /// Frames that differ less than this from the one before are dropped (see motionOf()). 0: all stay.
  double static_threshold = 0;
  double crop_top = 0, crop_bottom = 0;  ///< shares of the height that are cut off: sky, bonnet

  bool operator==(const FootageOptions&) const = default;
};

/// "0.1,0.25": crop_top and crop_bottom. Not two shares, or shares that leave nothing: an Error.
Status parseCrop(const std::string& text, FootageOptions& options);
/// Shares, rates and thresholds that mean something: else an Error with the option's name.
Status checkFootage(const FootageOptions& options);

/// Images, stereo partners and ground truth without these shares of their rows (rounded to whole rows); the
/// cameras' fy and cy follow. None: the source as it is. Nothing left: an Error.
Result<std::unique_ptr<Source>> cropped(std::unique_ptr<Source> source, double top, double bottom);

/// Of each recording the frame nearest to each multiple of 1/fps seconds. Those of successive multiples are
/// neighbours in time; where there is no frame for a multiple there is no neighbour. A source that has about
/// so many frames a second stays as it is, also where a split reaches neighbours that it does not list. One
/// without times, or with fewer frames a second: an Error. 0: the source as it is.
Result<std::unique_ptr<Source>> sampledInTime(std::unique_ptr<Source> source, double fps,
                                              const JobContext& job);

/// The crop and the sampling of these options, not the static frames.
Result<std::unique_ptr<Source>> asFootage(std::unique_ptr<Source> source, const FootageOptions& options,
                                          const JobContext& job);

/// How much each frame differs from the one before in its recording: the mean absolute difference, in grey
/// levels of 255, of both pictures shrunk to 64x36 grey pixels, rounded to thousandths. What has no frame
/// before it is kNoFrameBefore, what cannot be compared because either cannot be read kUnreadable.
/// The same whatever the number of threads (0: one per core).
struct Motion {
  static constexpr double kNoFrameBefore = -1, kUnreadable = -2;
  std::vector<double> difference;  ///< of each frame of the source

  bool isStatic(size_t index, double threshold) const {
    return difference[index] >= 0 && difference[index] < threshold;
  }
};
Result<Motion> motionOf(const Source& source, int threads, const JobContext& job);

/// Without the frames whose difference is below the threshold. A frame whose neighbour was dropped has none.
/// A motion of another number of frames, or none that moves: an Error.
Result<std::unique_ptr<Source>> withoutStatic(std::unique_ptr<Source> source, const Motion& motion,
                                              double threshold, const JobContext& job);

/// What withoutStatic() keeps and drops, in a line for people: "77 of 89 frames kept: ...".
std::string motionSummary(const Motion& motion, double threshold);

}  // namespace kerb
