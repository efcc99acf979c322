// What is known of the open source: layout, frames, camera and where it came from, what it has besides
// images, notes.
#pragma once

#include <QWidget>
#include <optional>

#include "core/source/source.h"

class QFormLayout;

namespace kerb {

/// "KITTI raw · 12 frames · 1242 × 375 · stereo, depth"
QString sourceSummary(const SourceInfo& info);
/// "stereo, depth, classes"; empty: nothing but images.
QString groundTruthText(const SourceInfo& info);

class SourcePanel : public QWidget {
  Q_OBJECT

 public:
  explicit SourcePanel(QWidget* parent = nullptr);
  void show(const SourceInfo& info);
  void clear();

 private:
  void fill();
  void describe(const SourceInfo& info);
  void add(const QString& name, const QString& text);

  std::optional<SourceInfo> shown_;
  QFormLayout* form_;
};

}  // namespace kerb
