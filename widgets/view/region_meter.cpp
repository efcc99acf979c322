#include "widgets/view/region_meter.h"

#include <cmath>

#include "core/labels/taxonomy.h"
#include "widgets/panel/translated.h"
#include "widgets/view/depth_view.h"
#include "widgets/view/image_canvas.h"
#include "widgets/view/semantic_view.h"
#include "widgets/view/view_link.h"

namespace kerb {
namespace {

constexpr size_t kMostClasses = 5;

QString percent(double share, const QLocale& locale) { return locale.toString(100 * share, 'f', 1); }

QString nameOf(uint8_t id, Taxonomy taxonomy) {
  const auto known = classes(taxonomy);
  if (id >= known.size()) return RegionMeter::tr("unlabelled");
  return translatedText("Classes", known[id].name);
}

}  // namespace

QStringList depthLines(const RegionStats& stats, const QLocale& locale) {
  if (stats.width == 0) return {};  // neither depth nor classes
  const auto number = [&](double value) {
    const QString digits = locale.toString(value, 'f', std::abs(value) < 10 ? 2 : 1);
    return stats.is_relative ? digits : RegionMeter::tr("%1 m").arg(digits);
  };
  const QString width = locale.toString(static_cast<qlonglong>(stats.width));
  const QString height = locale.toString(static_cast<qlonglong>(stats.height));
  QStringList lines;
  if (stats.has_depth && stats.is_relative)
    lines << RegionMeter::tr("%1 × %2 pixels · relative depth").arg(width, height);
  else
    lines << RegionMeter::tr("%1 × %2 pixels").arg(width, height);
  if (!stats.has_depth) return lines;
  if (!stats.depth) return lines << RegionMeter::tr("no depth");
  const DepthFigures& depth = *stats.depth;
  lines << RegionMeter::tr("mean %1 · median %2").arg(number(depth.mean), number(depth.median));
  lines << RegionMeter::tr("standard deviation %1").arg(number(depth.deviation));
  lines << RegionMeter::tr("5 % to 95 %: %1 to %2").arg(number(depth.low), number(depth.high));
  return lines << RegionMeter::tr("depth in %1 % of the pixels").arg(percent(stats.known, locale));
}

QStringList classLines(const RegionStats& stats, const QLocale& locale) {
  QStringList lines;
  double others = 0;
  for (size_t i = 0; i < stats.classes.size(); ++i) {
    const auto& [id, share] = stats.classes[i];
    if (i < kMostClasses)
      lines << RegionMeter::tr("%1: %2 %").arg(nameOf(id, stats.taxonomy), percent(share, locale));
    else
      others += share;
  }
  if (others > 0) lines << RegionMeter::tr("other classes: %1 %").arg(percent(others, locale));
  return lines;
}

RegionMeter::RegionMeter(ViewLink* link, SemanticView* picture, DepthView* depth, QObject* parent)
    : QObject(parent),
      link_(link),
      picture_(picture),
      depth_(depth),
      worker_([](const RegionJob& job,
                 const std::stop_token&) -> Result<RegionStats> { return measureRegion(job); },
              [this](const Result<RegionStats>& stats) { receive(stats); }) {
  translated(this, [this] { measure(); });  // its lines are texts
  connect(link, &ViewLink::regionChanged, this, &RegionMeter::measure);
  connect(picture, &SemanticView::labelsChanged, this, &RegionMeter::measure);
  connect(depth, &DepthView::predictionChanged, this, &RegionMeter::measure);
}

void RegionMeter::measure() {
  if (!link_ || !picture_ || !depth_) return;
  if (link_->region()) return worker_.submit({*link_->region(), depth_->prediction(), picture_->labels()});
  picture_->canvas()->setRegionText({});
  depth_->canvas()->setRegionText({});
}

void RegionMeter::receive(const Result<RegionStats>& stats) {
  if (!stats || !link_ || !link_->region() || !picture_ || !depth_) return;
  const QStringList depth = depthLines(*stats, picture_->locale());
  depth_->canvas()->setRegionText(depth);
  picture_->canvas()->setRegionText(depth + classLines(*stats, picture_->locale()));
}

}  // namespace kerb
