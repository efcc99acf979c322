// Draws the point cloud on a thread of its own; the UI thread gets pictures.
#pragma once

#include <QImage>
#include <QString>
#include <functional>
#include <memory>
#include <thread>

#include "widgets/bridge/mailbox.h"
#include "widgets/cloud/cloud_eye.h"
#include "widgets/cloud/cloud_points.h"

namespace kerb {

/// What is to be seen.
struct CloudWish {
  std::shared_ptr<const CloudContent> content;
  CloudEye eye;
  QSize size;             ///< device pixels
  double point_size = 2;  ///< device pixels
  bool shows_frustum = true;
  int64_t round = 0;  ///< comes back with the picture, so that nothing of an earlier source is shown
};

struct CloudShot {
  QImage picture;  ///< Format_RGB32
  CloudEye eye;
  std::shared_ptr<const CloudContent> content;
  size_t drawn = 0, all = 0;  ///< points
  double milliseconds = 0;    ///< of the last pass
  int64_t round = 0;
};

/// Lives on the UI thread. The newest wish counts: a sample of the points that can be drawn within a frame is
/// shown at once; when nothing new is wished for, the rest is added bit by bit. Destroying it returns at
/// once. Needs OpenGL (GlProbe).
class CloudRenderer {
 public:
  /// `warned`: what VTK complains of.
  CloudRenderer(std::function<void(CloudShot)> shown, std::function<void(QString)> warned);
  ~CloudRenderer();
  CloudRenderer(const CloudRenderer&) = delete;
  CloudRenderer& operator=(const CloudRenderer&) = delete;

  void want(CloudWish wish);

 private:
  struct Work;
  Latest<CloudShot> shown_;
  Ordered<QString> warned_;
  std::shared_ptr<Work> work_;
  std::jthread thread_;
};

}  // namespace kerb
