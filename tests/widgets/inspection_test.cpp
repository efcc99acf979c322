// What the views measure: the rectangle over the pictures, and the histogram beside the colours.
#include <QApplication>
#include <limits>
#include <numeric>

#include <ATen/ATen.h>

#include "tests/widgets/qt_test.h"
#include "widgets/view/colour_bar.h"
#include "widgets/view/depth_histogram.h"
#include "widgets/view/depth_view.h"
#include "widgets/view/image_canvas.h"
#include "widgets/view/look.h"
#include "widgets/view/region_meter.h"
#include "widgets/view/semantic_view.h"

namespace kerb {
namespace {

/// Columns of 1, 2, ... 8 metres; the last one is unknown.
std::shared_ptr<Prediction> ramp(double factor = 1) {
  auto prediction = std::make_shared<Prediction>();
  at::Tensor depth = factor * at::arange(1, 9, at::kFloat).expand({4, 8}).contiguous();
  depth.select(1, 7).zero_();
  prediction->depth = depth;
  prediction->scale = {ScaleKind::metric, "test"};
  return prediction;
}

/// The left half road, the right half car.
std::shared_ptr<Frame> halves(int64_t index = 0) {
  auto frame = std::make_shared<Frame>();
  frame->index = index;
  frame->image = at::full({3, 4, 8}, 90, at::kByte);
  at::Tensor ids = at::zeros({4, 8}, at::kByte);
  ids.slice(1, 4, 8).fill_(13);
  frame->semantics = SemanticMap{ids, Taxonomy::cityscapes};
  return frame;
}

/// Picture and depth with one link, and what measures.
struct Panes {
  ViewLink link;
  SemanticView picture{&link};
  DepthView depth{&link};
  RegionMeter meter{&link, &picture, &depth};

  Panes() {
    picture.resize(480, 240);
    depth.resize(700, 300);
    picture.show();
    depth.show();
    picture.setFrame(halves());
    depth.setPrediction(ramp(), 0, 0);
  }
  bool areThere() { return picture.canvas()->hasPicture() && depth.canvas()->hasPicture(); }
  /// A point of the picture, 0..1, in its canvas.
  QPoint at(double x, double y) {
    const QRectF rect = placeOfPicture(link.place(), {8, 4}, picture.canvas()->size());
    return {qRound(rect.left() + x * rect.width()), qRound(rect.top() + y * rect.height())};
  }
  void drag(QPoint from, QPoint to, Qt::KeyboardModifiers keys) {
    ImageCanvas* canvas = picture.canvas();
    QTest::mousePress(canvas, Qt::LeftButton, keys, from);
    QMouseEvent move(QEvent::MouseMove, to, canvas->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, keys);
    QApplication::sendEvent(canvas, &move);
    QTest::mouseRelease(canvas, Qt::LeftButton, keys, to);
  }
};

}  // namespace

class InspectionTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void figuresOfARegion();
  void regionsTouchAtLeastOnePixel();
  void regionsWithoutDepthSaySo();
  void shiftAndDragMeasures();
  void toolDrawsAndPanningStays();
  void clickAndEscapeRemoveTheRegion();
  void figuresFollowTheVideo();
  void plateLiesBesideTheRegion();
  void relativeDepthHasNoUnit();
  void histogramCountsAlongTheBar();
  void histogramIsPaintedBesideTheBar();
};

void InspectionTest::figuresOfARegion() {
  const RegionStats stats = measureRegion({{0.25, 0, 0.75, 1}, ramp(), halves()->semantics});
  QCOMPARE(stats.width, 6);
  QCOMPARE(stats.height, 4);
  QVERIFY(stats.depth);
  QCOMPARE(stats.depth->mean, 5.0);  // columns of 3 to 7 m, and one that is unknown
  QCOMPARE(stats.depth->median, 5.0);
  QVERIFY(std::abs(stats.depth->deviation - std::sqrt(2.0)) < 1e-9);
  QCOMPARE(stats.depth->low, 3.0);
  QCOMPARE(stats.depth->high, 7.0);
  QVERIFY(std::abs(stats.known - 5.0 / 6) < 1e-9);
  QCOMPARE(stats.classes.size(), 2U);
  QCOMPARE(stats.classes[0].id, uint8_t{13});
  QVERIFY(std::abs(stats.classes[0].share - 4.0 / 6) < 1e-9);
  QVERIFY(std::abs(stats.classes[1].share - 2.0 / 6) < 1e-9);
}

void InspectionTest::regionsTouchAtLeastOnePixel() {
  for (const QRectF& region : {QRectF(0.3, 0.6, 0, 0), QRectF(1, 1, 0, 0), QRectF(0, 0, 0, 0)}) {
    const RegionStats stats = measureRegion({region, ramp(), {}});
    QCOMPARE(stats.width * stats.height, 1);
    QVERIFY(stats.classes.empty());
  }
}

void InspectionTest::regionsWithoutDepthSaySo() {
  const RegionStats unknown = measureRegion({{0.9, 0, 0.1, 1}, ramp(), {}});
  QVERIFY(unknown.has_depth && !unknown.depth);
  QCOMPARE(unknown.known, 0.0);
  QVERIFY(depthLines(unknown, QLocale::c()).contains(QStringLiteral("no depth")));
  const RegionStats labels = measureRegion({{0, 0, 1, 1}, nullptr, halves()->semantics});
  QCOMPARE(depthLines(labels, QLocale::c()), QStringList{QStringLiteral("8 × 4 pixels")});
  QCOMPARE(classLines(labels, QLocale::c()),
           (QStringList{QStringLiteral("road: 50.0 %"), QStringLiteral("car: 50.0 %")}));
  QVERIFY(depthLines(measureRegion({{0, 0, 1, 1}, nullptr, {}}), QLocale::c()).isEmpty());
}

void InspectionTest::shiftAndDragMeasures() {
  Panes panes;
  QVERIFY(eventually([&] { return panes.areThere(); }));
  panes.drag(panes.at(0.75, 0.5), panes.at(0, 0), Qt::ShiftModifier);  // either way round
  QVERIFY(panes.link.region());
  QVERIFY(std::abs(panes.link.region()->right() - 0.75) < 0.01);
  QVERIFY(panes.link.place().fits);
  QVERIFY(eventually([&] { return !panes.depth.canvas()->regionText().isEmpty(); }));
  const QStringList depth = panes.depth.canvas()->regionText();
  QCOMPARE(depth.first(), QStringLiteral("6 × 2 pixels"));
  QCOMPARE(depth[1], QStringLiteral("mean 3.50 m · median %1 m").arg(QStringLiteral("4.00")));
  QCOMPARE(depth.last(), QStringLiteral("depth in 100.0 % of the pixels"));
  const QStringList picture = panes.picture.canvas()->regionText();
  QVERIFY2(picture.contains(QStringLiteral("road: 66.7 %")), qPrintable(picture.join(QLatin1Char('|'))));
  QVERIFY(picture.contains(depth[1]));
}

void InspectionTest::toolDrawsAndPanningStays() {
  Panes panes;
  QVERIFY(eventually([&] { return panes.areThere(); }));
  panes.drag(panes.at(0.2, 0.2), panes.at(0.6, 0.6), {});
  QVERIFY(!panes.link.region());
  QVERIFY2(!panes.link.place().fits, "dragging alone moves the picture");
  panes.link.setPlace({});
  panes.link.setDrawsRegion(true);
  panes.drag(panes.at(0.2, 0.2), panes.at(0.6, 0.6), {});
  QVERIFY(panes.link.region());
  QVERIFY(panes.link.place().fits);
}

void InspectionTest::clickAndEscapeRemoveTheRegion() {
  Panes panes;
  QVERIFY(eventually([&] { return panes.areThere(); }));
  panes.link.setRegion(QRectF(0, 0, 0.5, 0.5));
  QVERIFY(eventually([&] { return !panes.depth.canvas()->regionText().isEmpty(); }));
  QTest::mouseClick(panes.picture.canvas(), Qt::LeftButton, {}, panes.at(0.8, 0.8));
  QVERIFY(!panes.link.region());
  QVERIFY(panes.depth.canvas()->regionText().isEmpty());
  panes.link.setDrawsRegion(true);
  panes.link.setRegion(QRectF(0, 0, 0.5, 0.5));
  QTest::keyClick(panes.depth.canvas(), Qt::Key_Escape);
  QVERIFY(!panes.link.region());
  QVERIFY(panes.link.drawsRegion());
  QTest::keyClick(panes.depth.canvas(), Qt::Key_Escape);
  QVERIFY(!panes.link.drawsRegion());
}

void InspectionTest::figuresFollowTheVideo() {
  Panes panes;
  panes.link.setRegion(QRectF(0, 0, 0.25, 1));
  const auto says = [&](const char* text) {
    return panes.picture.canvas()->regionText().join(QLatin1Char('|')).contains(QString::fromUtf8(text));
  };
  QVERIFY(eventually([&] { return says("mean 1.50 m"); }));
  panes.depth.setPrediction(ramp(10), 1, 0.04);
  QVERIFY(eventually([&] { return says("mean 15.0 m"); }));
  auto other = halves(1);
  other->semantics->ids.fill_(13);
  panes.picture.setFrame(other);
  QVERIFY(eventually([&] { return says("car: 100.0 %"); }));
  panes.depth.clear();
  QVERIFY(eventually([&] { return !says("mean"); }));
}

void InspectionTest::plateLiesBesideTheRegion() {
  Panes panes;
  QVERIFY(eventually([&] { return panes.areThere(); }));
  panes.link.setRegion(QRectF(0.05, 0.1, 0.1, 0.3));
  QVERIFY(eventually([&] { return !panes.picture.canvas()->regionText().isEmpty(); }));
  QImage shown = panes.picture.canvas()->grab().toImage();
  const QPoint inside = panes.at(0.1, 0.25);
  const QPoint beside = panes.at(0.15, 0.1) + QPoint(look::kGap + 3, 5);
  const QPoint border = panes.at(0.05, 0.25);
  QVERIFY2(shown.pixelColor(beside).lightness() < shown.pixelColor(inside).lightness() - 20,
           "the dark plate is beside the rectangle, not over it");
  int lightest = 0;
  for (int x = -2; x <= 2; ++x)
    lightest = std::max(lightest, shown.pixelColor(border + QPoint(x, 0)).lightness());
  QVERIFY2(lightest > 200, "the rectangle has a light border");
  panes.link.setRegion(QRectF(0, 0, 1, 1));  // no room beside it
  panes.picture.canvas()->grab();
  panes.picture.canvas()->resize(40, 20);
  panes.picture.canvas()->grab();
}

void InspectionTest::relativeDepthHasNoUnit() {
  auto prediction = ramp();
  prediction->scale = {ScaleKind::relative, "monocular"};
  const QStringList lines = depthLines(measureRegion({{0, 0, 0.5, 1}, prediction, {}}), QLocale::c());
  QCOMPARE(lines[0], QStringLiteral("4 × 4 pixels · relative depth"));
  QCOMPARE(lines[1], QStringLiteral("mean 2.50 · median 3.00"));
}

void InspectionTest::histogramCountsAlongTheBar() {
  // Half of the pixels at 2 m, a quarter at 9 m, the rest outside of the range or unknown.
  at::Tensor depth = at::full({4, 4}, 2.0, at::kFloat);
  depth[2].fill_(9.0);
  depth[3] = at::tensor({0.0F, 100.0F, 0.5F, std::numeric_limits<float>::quiet_NaN()});
  for (const Scaling scaling : {Scaling::linear, Scaling::log, Scaling::inverse}) {
    const auto bins = depthHistogram(depth, {1, 10}, scaling);
    const auto bin = [&](double value) {
      return bins[static_cast<size_t>(positionOnBar(value, {1, 10}, scaling) *
                                      static_cast<double>(bins.size()))];
    };
    QCOMPARE(bin(2), 1.0F);
    QCOMPARE(bin(9), 0.5F);
    QCOMPARE(std::accumulate(bins.begin(), bins.end(), 0.0F), 1.5F);
  }
  const auto none = depthHistogram(at::zeros({4, 4}), {1, 10}, Scaling::log);
  QVERIFY(std::ranges::all_of(none, [](float bin) { return bin == 0; }));
  QCOMPARE(depthHistogram(depth, {5, 5}, Scaling::log), none);
}

void InspectionTest::histogramIsPaintedBesideTheBar() {
  ColourBar bar;
  bar.show({1, 10}, ColourMap::grey, Scaling::linear, QStringLiteral("m"));
  const int narrow = bar.sizeHint().width();
  bar.show({1, 10}, ColourMap::grey, Scaling::linear, QStringLiteral("m"), {1, 0});  // all near
  QVERIFY(bar.sizeHint().width() > narrow);
  bar.resize(bar.sizeHint().width(), 300);
  const QImage shown = bar.grab().toImage();
  const int x = look::kGap + 4;
  QCOMPARE(shown.pixelColor(x, 280), look::kStageFaint);
  QCOMPARE(shown.pixelColor(x, 100), look::kStage);
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::InspectionTest)
#include "inspection_test.moc"
