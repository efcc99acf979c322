// The views, by the pixels they show: a depth ramp, labels, zoom, links, colour bar.
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QTreeWidget>

#include <ATen/ATen.h>

#include "core/labels/taxonomy.h"
#include "tests/widgets/qt_test.h"
#include "widgets/view/class_legend.h"
#include "widgets/view/colour_bar.h"
#include "widgets/view/depth_view.h"
#include "widgets/view/image_canvas.h"
#include "widgets/view/look.h"
#include "widgets/view/semantic_view.h"

namespace kerb {
namespace {

/// Columns of one value each: 1, 2, ... metres.
std::shared_ptr<Prediction> ramp(int64_t width, int64_t height) {
  auto prediction = std::make_shared<Prediction>();
  prediction->depth = at::arange(1, width + 1, at::kFloat).expand({height, width}).contiguous();
  prediction->scale = {ScaleKind::metric, "test"};
  return prediction;
}

QColor colourOf(const Colour& c) { return {c[0], c[1], c[2]}; }

/// What the widget shows at a point of the picture, which is asked for by pixel.
QColor shownAt(ImageCanvas& canvas, QSize picture, QPoint pixel) {
  const QSize size = canvas.sizeOnScreen(picture);
  const double scale = static_cast<double>(size.width()) / picture.width();
  const QPointF corner((canvas.width() * canvas.devicePixelRatioF() - size.width()) / 2,
                       (canvas.height() * canvas.devicePixelRatioF() - size.height()) / 2);
  const QPointF at = corner + (QPointF(pixel) + QPointF(0.5, 0.5)) * scale;
  return canvas.grab().toImage().pixelColor(at.toPoint());
}

std::shared_ptr<Frame> greyFrame(int64_t width, int64_t height, int grey) {
  auto frame = std::make_shared<Frame>();
  frame->image = at::full({3, height, width}, grey, at::kByte);
  return frame;
}

}  // namespace

class ViewTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void placesFitZoomAndPan();
  void zoomKeepsThePointUnderTheCursor();
  void picturesKeepTheirColours();
  void magnifiedPixelsStaySharp();
  void reducedPicturesAreExactCopies();
  void depthRampHasTheColoursOfTheTable();
  void rangeFollowsSlowlyAndCanBeLocked();
  void relativeDepthSaysSo();
  void readoutTellsDepthOfTheLinkedView();
  void depthWithoutValuesSaysSo();
  void whatWasPutInPlaceIsSaid();
  void labelsAreMixedWithThePicture();
  void hiddenClassesShowThePicture();
  void labelsOfAnotherSizeAreNotShown();
  void legendCountsPixels();
  void ticksAreRoundAndApart();
  void everyViewSurvivesBeingTiny();
};

/// CTest runs these twice: with one device pixel for a pixel of the window, and with two.
void ViewTest::initTestCase() {
  const double wanted =
      qEnvironmentVariableIsSet("QT_SCALE_FACTOR") ? qgetenv("QT_SCALE_FACTOR").toDouble() : 1;
  QCOMPARE(QWidget().devicePixelRatioF(), wanted);
}

void ViewTest::placesFitZoomAndPan() {
  QCOMPARE(placeOfPicture({}, {200, 100}, {400, 400}), QRectF(0, 100, 400, 200));
  const ViewPlace moved = panned({}, {200, 100}, {400, 400}, {40, 10});
  QCOMPARE(placeOfPicture(moved, {200, 100}, {400, 400}), QRectF(40, 110, 400, 200));
  const ViewPlace far_away = panned({}, {200, 100}, {400, 400}, {99999, 99999});
  QVERIFY(placeOfPicture(far_away, {200, 100}, {400, 400}).intersects({0, 0, 400, 400}));
  // A view of half the resolution shows the same part.
  QCOMPARE(placeOfPicture(moved, {100, 50}, {400, 400}), QRectF(40, 110, 400, 200));
}

void ViewTest::zoomKeepsThePointUnderTheCursor() {
  const QSizeF picture(1242, 375), view(700, 300);
  const QPointF cursor(480, 170);
  ViewPlace place;
  const auto under = [&] {
    const QRectF rect = placeOfPicture(place, picture, view);
    return QPointF((cursor.x() - rect.left()) / rect.width(), (cursor.y() - rect.top()) / rect.height());
  };
  const QPointF before = under();
  for (int i = 0; i < 12; ++i) place = zoomedAt(place, picture, view, cursor, 1.2, 0.1, 64);
  QVERIFY(QLineF(before, under()).length() < 1e-9);
  for (int i = 0; i < 100; ++i) place = zoomedAt(place, picture, view, cursor, 1.2, 0.1, 64);
  QCOMPARE(place.width_on_screen / picture.width(), 64.0);
}

void ViewTest::picturesKeepTheirColours() {
  const at::Tensor planar = at::arange(0, 24, at::kByte).reshape({3, 2, 4});
  for (const at::Tensor& image : {planar, planar.permute({1, 2, 0}).contiguous().permute({2, 0, 1})}) {
    const QImage picture = toImage(image);
    QCOMPARE(picture.size(), QSize(4, 2));
    QCOMPARE(picture.pixelColor(3, 1), QColor(7, 15, 23));
  }
  QVERIFY_EXCEPTION_THROWN(toImage(at::zeros({1, 4, 4}, at::kByte)), std::invalid_argument);
}

void ViewTest::magnifiedPixelsStaySharp() {
  ViewLink link;
  ImageCanvas canvas(&link);
  canvas.resize(400, 200);
  QImage picture(4, 2, QImage::Format_RGB32);
  picture.fill(Qt::black);
  picture.setPixelColor(1, 0, Qt::white);
  canvas.setPicture(pictureOf(picture, {}, 0));
  const QImage shown = canvas.grab().toImage();
  const int left = qRound(100 * canvas.devicePixelRatioF()), right = 2 * left;  // of the white pixel
  QCOMPARE(shown.width(), 4 * left);
  const int slack = canvas.devicePixelRatioF() > 1 ? 1 : 0;  // Qt rounds in its own units, not the screen's
  for (const int x : {left + slack, right - 1 - slack})
    QCOMPARE(shown.pixelColor(x, left / 2), QColor(Qt::white));
  for (const int x : {left - 1 - slack, right + slack})
    QCOMPARE(shown.pixelColor(x, left / 2), QColor(Qt::black));
  QCOMPARE(canvas.pixelAt({199.5, 99.5}), std::optional(QPoint(1, 0)));
  QCOMPARE(canvas.pixelAt({400.5, 99.5}), std::optional<QPoint>());
}

void ViewTest::reducedPicturesAreExactCopies() {
  ViewLink link;
  ImageCanvas canvas(&link);
  canvas.resize(300, 150);
  const QSize shown = (QSizeF(canvas.size()) * canvas.devicePixelRatioF()).toSize();
  const QPoint middle(shown.width() / 2, shown.height() / 2);
  QImage picture(4 * shown, QImage::Format_RGB32);
  for (int x = 0; x < picture.width(); ++x)
    for (int y = 0; y < picture.height(); ++y)
      picture.setPixelColor(x, y, (x / 2) % 2 == 0 ? Qt::black : Qt::white);
  canvas.setPicture(pictureOf(picture, canvas.sizeOnScreen(picture.size()), 0));
  // Stripes finer than the screen become even grey, not a random choice of them.
  const QColor grey = canvas.grab().toImage().pixelColor(middle);
  QVERIFY(std::abs(grey.red() - 128) < 12);
  // Without a copy of that size the canvas makes one itself.
  canvas.setPicture(pictureOf(picture, {}, 1));
  QVERIFY(eventually([&] { return std::abs(canvas.grab().toImage().pixelColor(middle).red() - 128) < 12; }));
}

void ViewTest::depthRampHasTheColoursOfTheTable() {
  ViewLink link;
  DepthView view(&link);
  view.resize(900, 400);
  DepthSettings settings;
  settings.mode = RangeMode::byHand;
  settings.range = {1, 9};
  settings.scaling = Scaling::linear;
  settings.colours = ColourMap::viridis;
  view.setSettings(settings);
  view.show();
  view.setPrediction(ramp(9, 4), 0, 0);
  QVERIFY(eventually([&] { return view.canvas()->hasPicture(); }));
  const ColourTable& table = colourTable(ColourMap::viridis);
  QCOMPARE(shownAt(*view.canvas(), {9, 4}, {0, 1}), colourOf(table[0]));
  QCOMPARE(shownAt(*view.canvas(), {9, 4}, {4, 1}), colourOf(table[128]));
  QCOMPARE(shownAt(*view.canvas(), {9, 4}, {8, 1}), colourOf(table[255]));
  settings.scaling = Scaling::inverse;  // the near end gets the last colour
  view.setSettings(settings);
  QVERIFY(eventually([&] { return shownAt(*view.canvas(), {9, 4}, {0, 1}) == colourOf(table[255]); }));
}

void ViewTest::rangeFollowsSlowlyAndCanBeLocked() {
  DepthPainter painter;
  const auto frame = [](double depth) {
    auto prediction = std::make_shared<Prediction>();
    prediction->depth = at::full({4, 4}, depth, at::kFloat);
    return prediction;
  };
  DepthJob job{frame(10), {}, 0, 0.0, {}};
  QCOMPARE(painter.paint(job)->range.hi, 10.0);
  job = {frame(20), {}, 1, 0.1, {}};
  const double next = painter.paint(job)->range.hi;
  QVERIFY2(next > 10 && next < 12, "one frame must not make the colours jump");
  QCOMPARE(painter.paint(job)->range.hi, next);  // painted again: nothing moves
  job = {frame(20), {}, 2, 0.1, {}};
  QVERIFY2(painter.paint(job)->range.hi > next, "another drive's frame of the same time");
  job = {frame(30), {}, 90, 9.0, {}};
  QCOMPARE(painter.paint(job)->range.hi, 30.0);  // after a cut it starts anew
  job.settings.mode = RangeMode::locked;
  job.settings.range = {2, 5};
  QCOMPARE(painter.paint(job)->range.hi, 5.0);
  QVERIFY(!painter.paint({std::make_shared<Prediction>(), {}, 0, 0, {}}));
}

void ViewTest::relativeDepthSaysSo() {
  ViewLink link;
  DepthView view(&link);
  view.resize(600, 300);
  auto prediction = ramp(8, 4);
  prediction->scale = {ScaleKind::relative, "monocular"};
  view.setPrediction(prediction, 0, 0);
  QVERIFY(eventually([&] { return view.canvas()->hasPicture(); }));
  QVERIFY(view.findChild<QLabel*>(QStringLiteral("depthScale"))->text().contains(QStringLiteral("relative")));
  link.setCrosshair(QPointF(0.3, 0.5));
  QVERIFY2(view.canvas()->readoutText().contains(QStringLiteral("3.00 relative")),
           qPrintable(view.canvas()->readoutText()));
  link.setCrosshair(QPointF(0.95, 0.9));
  view.setPrediction(ramp(4, 2), 1, 0.1);  // the next drive's frames are smaller; not painted yet
  QVERIFY2(view.canvas()->readoutText().contains(QStringLiteral("no depth")),
           qPrintable(view.canvas()->readoutText()));
}

void ViewTest::readoutTellsDepthOfTheLinkedView() {
  ViewLink link;
  DepthView depth(&link);
  SemanticView picture(&link);
  depth.resize(600, 300);
  picture.resize(500, 300);
  auto prediction = ramp(8, 4);
  prediction->disparity = at::full({2, 4}, 0.25, at::kFloat);
  prediction->disparity_unit = "px";
  depth.setPrediction(prediction, 0, 0);
  auto frame = greyFrame(8, 4, 10);
  frame->semantics = SemanticMap{at::full({4, 8}, 13, at::kByte), Taxonomy::cityscapes};
  picture.setFrame(frame);
  QVERIFY(eventually([&] { return depth.canvas()->hasPicture() && picture.canvas()->hasPicture(); }));
  picture.show();
  depth.show();
  QTest::mouseMove(picture.canvas(), picture.canvas()->rect().center() + QPoint(4, 4));
  QVERIFY(eventually([&] { return link.crosshair().has_value(); }));
  QVERIFY(QLineF(*link.crosshair(), QPointF(0.5, 0.5)).length() < 0.1);
  link.setCrosshair(QPointF(0.55, 0.6));
  QCOMPARE(depth.canvas()->readoutText(), QStringLiteral("4, 2   5.00 m   disparity 0.25 px"));
  QCOMPARE(picture.canvas()->readoutText(), QStringLiteral("4, 2   car"));
}

void ViewTest::depthWithoutValuesSaysSo() {
  ViewLink link;
  DepthView view(&link);
  view.resize(600, 300);
  auto prediction = std::make_shared<Prediction>();
  prediction->depth = at::zeros({4, 8}, at::kFloat);
  view.setPrediction(prediction, 0, 0);
  QVERIFY(eventually([&] { return view.canvas()->hasPicture(); }));
  QCOMPARE(shownAt(*view.canvas(), {8, 4}, {4, 2}), colourOf(kNoValueColour));
  view.setPrediction(std::make_shared<Prediction>(), 1, 0);
  QVERIFY(!view.canvas()->hasPicture());
}

void ViewTest::whatWasPutInPlaceIsSaid() {
  ViewLink link;
  DepthView view(&link);
  view.resize(600, 300);
  auto prediction = std::make_shared<Prediction>();
  prediction->depth = at::zeros({4, 8}, at::kFloat);
  prediction->fallbacks = {"no road was found", "computed in float32"};
  view.setPrediction(prediction, 0, 0);
  const QString said = QStringLiteral("no road was found · computed in float32");
  QVERIFY(eventually([&] { return view.canvas()->hasPicture(); }));
  QCOMPARE(view.canvas()->note(), said + QStringLiteral(" · no pixel of this frame has depth"));
  view.setPrediction(ramp(8, 4), 1, 0);
  QVERIFY2(eventually([&] { return view.canvas()->note().isEmpty(); }), "of its own frame only");
  prediction = std::make_shared<Prediction>(*prediction);
  prediction->depth.reset();
  view.setPrediction(prediction, 2, 0);
  QCOMPARE(view.canvas()->note(), said);
}

void ViewTest::labelsAreMixedWithThePicture() {
  ViewLink link;
  SemanticView view(&link);
  view.resize(400, 200);
  auto frame = greyFrame(8, 4, 100);
  at::Tensor ids = at::zeros({4, 8}, at::kByte);
  ids.slice(1, 4, 8).fill_(kIgnoreLabel);
  frame->semantics = SemanticMap{ids, Taxonomy::cityscapes};
  OverlaySettings settings;
  settings.opacity = 1;
  view.setSettings(settings);
  view.setFrame(frame);
  QVERIFY(eventually([&] { return view.canvas()->hasPicture(); }));
  QCOMPARE(shownAt(*view.canvas(), {8, 4}, {1, 1}), QColor(128, 64, 128));   // road
  QCOMPARE(shownAt(*view.canvas(), {8, 4}, {6, 1}), QColor(100, 100, 100));  // unlabelled
  settings.opacity = 0.5;
  view.setSettings(settings);
  QVERIFY(eventually([&] { return shownAt(*view.canvas(), {8, 4}, {1, 1}) == QColor(114, 82, 114); }));
}

void ViewTest::hiddenClassesShowThePicture() {
  auto frame = greyFrame(8, 4, 100);
  frame->semantics = SemanticMap{at::zeros({4, 8}, at::kByte), Taxonomy::cityscapes};
  OverlaySettings settings;
  settings.opacity = 1;
  settings.hidden[Taxonomy::cityscapes][0] = true;
  const auto painted = paintOverlay({frame, frame->semantics, settings, {}});
  QCOMPARE(painted->picture.image.pixelColor(3, 3), QColor(100, 100, 100));
  QCOMPARE(painted->shares[0], 1.0);
  frame->semantics->taxonomy = Taxonomy::camvid;
  const auto other = paintOverlay({frame, frame->semantics, settings, {}});
  QVERIFY2(other->picture.image.pixelColor(3, 3) != QColor(100, 100, 100), "its class 0 is not hidden");
}

void ViewTest::labelsOfAnotherSizeAreNotShown() {
  const auto frame = greyFrame(8, 4, 100);
  const SemanticMap labels{at::zeros({2, 3}, at::kByte), Taxonomy::cityscapes};
  const auto painted = paintOverlay({frame, labels, {}, {}});
  QVERIFY(painted && !painted->has_labels);
  QVERIFY(painted->note.find("3 × 2") != std::string::npos);
  QCOMPARE(painted->picture.image.pixelColor(0, 0), QColor(100, 100, 100));
}

void ViewTest::legendCountsPixels() {
  ClassLegend legend;
  PaintedOverlay painted;
  painted.has_labels = true;
  painted.shares[0] = 0.625;
  painted.shares[kIgnoreLabel] = 0.375;
  legend.show(painted);
  auto* tree = legend.findChild<QTreeWidget*>(QStringLiteral("classes"));
  QCOMPARE(tree->topLevelItemCount(), 20);
  QCOMPARE(tree->topLevelItem(0)->text(0), QStringLiteral("road"));
  QCOMPARE(tree->topLevelItem(0)->text(1), QStringLiteral("62.5 %"));
  QCOMPARE(tree->topLevelItem(19)->text(1), QStringLiteral("37.5 %"));
  QSignalSpy changed(&legend, &ClassLegend::settingsChanged);
  tree->topLevelItem(13)->setCheckState(0, Qt::Unchecked);
  QCOMPARE(changed.count(), 1);
  QVERIFY(hiddenOf(legend.settings().hidden, Taxonomy::cityscapes)[13]);
  legend.show(painted);  // the next frame leaves the choice alone
  QCOMPARE(tree->topLevelItem(13)->checkState(0), Qt::Unchecked);
  painted.taxonomy = Taxonomy::camvid;
  legend.show(painted);
  QCOMPARE(tree->topLevelItemCount(), 12);
  QVERIFY(!hiddenOf(legend.settings().hidden, Taxonomy::camvid)[10]);
}

void ViewTest::ticksAreRoundAndApart() {
  for (const Scaling scaling : {Scaling::linear, Scaling::log, Scaling::inverse}) {
    for (const Range range : {Range{1, 80}, Range{0.013, 0.4}, Range{4.9, 5.1}, Range{3, 1200}}) {
      const auto ticks = ticksOf(range, scaling, 0.08);
      QVERIFY(ticks.size() <= 13);
      for (size_t i = 1; i < ticks.size(); ++i)
        QVERIFY(positionOnBar(ticks[i], range, scaling) - positionOnBar(ticks[i - 1], range, scaling) >=
                0.08);
    }
  }
  QCOMPARE(ticksOf({0, 10}, Scaling::linear, 0.19), (std::vector<double>{0, 2, 4, 6, 8, 10}));
  QVERIFY(ticksOf({5, 5}, Scaling::linear, 0.1).empty());
  QVERIFY(ticksOf({0, 5}, Scaling::log, 0.1).empty());
  QVERIFY(ticksOf({1, HUGE_VAL}, Scaling::log, 0.1).empty());
  QCOMPARE(positionOnBar(2, {1, 4}, Scaling::log), 0.5);
}

void ViewTest::everyViewSurvivesBeingTiny() {
  ViewLink link;
  DepthView depth(&link);
  SemanticView picture(&link);
  ColourBar bar;
  bar.show({1, 80}, ColourMap::turbo, Scaling::inverse, QStringLiteral("m"));
  depth.setPrediction(ramp(64, 32), 0, 0);
  picture.setFrame(greyFrame(64, 32, 5));
  QVERIFY(eventually([&] { return depth.canvas()->hasPicture() && picture.canvas()->hasPicture(); }));
  for (const QSize size : {QSize(1, 1), QSize(3, 200), QSize(900, 2)}) {
    for (QWidget* view : std::initializer_list<QWidget*>{depth.canvas(), picture.canvas(), &bar}) {
      view->resize(size);
      view->grab();
    }
  }
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::ViewTest)
#include "view_test.moc"
