#include "widgets/bridge/thumbnail_reader.h"

#include <QCache>
#include <algorithm>

#include <ATen/core/Tensor.h>

#include "core/base/one_thread.h"
#include "widgets/bridge/background.h"
#include "widgets/view/picture.h"

namespace kerb {
namespace {

constexpr qsizetype kKeptBytes = qsizetype{16} << 20;

/// Pixels are left out before the smooth scaling: a 4K frame costs hardly more than a small one.
QImage thinned(const at::Tensor& rgb, QSize room) {
  const QSize whole(static_cast<int>(rgb.size(2)), static_cast<int>(rgb.size(1)));
  const QSize size = whole.scaled(room, Qt::KeepAspectRatio).expandedTo({1, 1}).boundedTo(whole);
  const int64_t step = std::max(1, whole.width() / (2 * size.width()));
  const at::Tensor few = rgb.slice(1, 0, rgb.size(1), step).slice(2, 0, rgb.size(2), step);
  return toImage(few).scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

}  // namespace

/// Of the thread alone.
struct ThumbnailReader::Work {
  std::shared_ptr<const FrameCache> frames;
  QSize room;
  std::unique_ptr<Source> reader;  ///< opened with the first wish
  QCache<qint64, QImage> kept{kKeptBytes};
};

ThumbnailReader::ThumbnailReader(std::shared_ptr<const FrameCache> frames, QSize room, Read read)
    : worker_([work = std::make_shared<Work>(std::move(frames), room)](
                  const Wish& wish, const std::stop_token&) { return serve(*work, wish); },
              std::move(read)) {}

Result<Thumbnail> ThumbnailReader::serve(Work& work, const Wish& wish) {
  workOnOneThread();
  workInBackground(kNiceOfThumbnails);
  if (!work.reader) work.reader = work.frames->clone();
  if (const QImage* kept = work.kept.object(wish.index)) return Thumbnail{wish.index, wish.index, *kept};
  if (!wish.exact) {  // which frame it would be is known without decoding it
    KERB_TRY(const Frame near, work.reader->preview(wish.index, {.image = false}));
    if (const QImage* kept = work.kept.object(near.index)) return Thumbnail{wish.index, near.index, *kept};
  }
  KERB_TRY(const Frame frame, read(work, wish));
  const QImage picture = thinned(frame.image, work.room);
  work.kept.insert(frame.index, new QImage(picture), picture.sizeInBytes());
  return Thumbnail{wish.index, frame.index, picture};
}

/// Its image may be smaller than the source's.
Result<Frame> ThumbnailReader::read(const Work& work, const Wish& wish) {
  KERB_TRY(auto small, smallPictureOf(*work.reader, wish.index, work.room.width()));
  if (!small) return wish.exact ? work.reader->at(wish.index, {}) : work.reader->preview(wish.index, {});
  Frame frame;
  frame.index = wish.index;
  frame.image = *std::move(small);
  return frame;
}

}  // namespace kerb
