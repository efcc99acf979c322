// What depth is worth without looking at the picture: the median true depth of each row of a training source.
// A network that is not better than this has learnt where the road lies, and no more.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/job/job.h"
#include "core/source/source.h"

namespace kerb {

class RowBaseline {
 public:
  /// Reads the true depth of at most `most_frames` frames, evenly spread over the source. Rows are taken
  /// relative to the image's height (kRows bands), so that images of other sizes can be judged; a band in
  /// which nothing is known (sky) takes the depth of the nearest one. Of each row at most kValuesOfARow
  /// values count, evenly spread. A source without depth, or no depth in any of these frames: an Error.
  static Result<RowBaseline> measure(const Source& source, int64_t most_frames, const JobContext& job);

  /// [height,width] float32, metres
  at::Tensor depth(int64_t height, int64_t width) const;

  int64_t frames() const { return frames_; }                ///< that were read and have depth
  int64_t frameCount() const { return frame_count_; }       ///< of the source
  int64_t unreadable() const { return unreadable_; }        ///< frames that could not be read
  const std::vector<float>& rows() const { return rows_; }  ///< metres, from the top

  static constexpr int64_t kRows = 384;
  static constexpr int64_t kValuesOfARow = 256;
  static constexpr int64_t kFrames = 100;  ///< a usual number of frames

 private:
  std::vector<float> rows_;
  int64_t frames_ = 0, frame_count_ = 0, unreadable_ = 0;
};

}  // namespace kerb
