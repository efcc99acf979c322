// Measures the rectangle that is drawn over the pictures, and says what is in it.
#pragma once

#include <QLocale>
#include <QObject>
#include <QPointer>
#include <QStringList>

#include "widgets/bridge/latest_worker.h"
#include "widgets/view/region_stats.h"

namespace kerb {

class DepthView;
class SemanticView;
class ViewLink;

/// Lives on the UI thread. Follows the video: every new depth and every new frame is measured, the newest
/// first.
class RegionMeter : public QObject {
  Q_OBJECT

 public:
  RegionMeter(ViewLink* link, SemanticView* picture, DepthView* depth, QObject* parent = nullptr);

 private:
  void measure();
  void receive(const Result<RegionStats>& stats);

  QPointer<ViewLink> link_;
  QPointer<SemanticView> picture_;
  QPointer<DepthView> depth_;
  LatestWorker<RegionJob, RegionStats> worker_;
};

/// For a plate: size, mean, median and spread of the depth, and how much of it is known.
QStringList depthLines(const RegionStats& stats, const QLocale& locale);
/// The largest classes, and how much all others have together.
QStringList classLines(const RegionStats& stats, const QLocale& locale);

}  // namespace kerb
