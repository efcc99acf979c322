// Small pictures of frames that a hand is over, read beside everything else.
#pragma once

#include <QImage>
#include <QSize>
#include <functional>
#include <memory>

#include "widgets/bridge/frame_cache.h"
#include "widgets/bridge/latest_worker.h"

namespace kerb {

struct Thumbnail {
  qint64 wanted = 0;
  qint64 index = 0;  ///< of the frame that is seen: where only a key frame was quick, one before `wanted`
  QImage picture;
};

/// Lives on the UI thread; the newest wish counts. Its thread has a decoder of its own and gives way to
/// everything else on the machine. At most 16 MB of small pictures are kept. Destroying it returns at once.
class ThumbnailReader {
 public:
  using Read = std::function<void(Result<Thumbnail>)>;
  /// `room`: pictures are as large as fits into it, in device pixels.
  ThumbnailReader(std::shared_ptr<const FrameCache> frames, QSize room, Read read);

  /// The nearest frame that is quick to get.
  void want(qint64 index) { worker_.submit({index, false}); }
  /// This very frame, which in a video may take the decoding of all since the last key frame.
  void wantExact(qint64 index) { worker_.submit({index, true}); }

 private:
  struct Wish {
    qint64 index = 0;
    bool exact = false;
  };
  struct Work;
  static Result<Thumbnail> serve(Work& work, const Wish& wish);
  static Result<Frame> read(const Work& work, const Wish& wish);

  LatestWorker<Wish, Thumbnail> worker_;
};

}  // namespace kerb
