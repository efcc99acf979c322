// Classes that a method predicts: over its own frame, shortly after it, and not anywhere else.
#include "widgets/view/semantic_view.h"

#include <QApplication>
#include <QComboBox>
#include <QMenu>

#include <ATen/ATen.h>

#include "tests/widgets/qt_test.h"
#include "widgets/view/class_legend.h"
#include "widgets/view/image_canvas.h"

namespace kerb {
namespace {

constexpr double kFrameS = 0.04;

std::shared_ptr<Frame> frameOf(int64_t index, int64_t width = 8) {
  auto frame = std::make_shared<Frame>();
  frame->index = index;
  frame->time_s = kFrameS * static_cast<double>(index);
  frame->clip = "drive";
  frame->image = at::full({3, 4, width}, 100, at::kByte);
  return frame;
}

/// With labels of its own.
std::shared_ptr<Frame> labelledFrame(int64_t index, int id, Taxonomy taxonomy) {
  auto frame = frameOf(index);
  frame->semantics = SemanticMap{at::full({4, 8}, id, at::kByte), taxonomy};
  return frame;
}

PredictedLabels labelsOf(int64_t index, int id) {
  return {SemanticMap{at::full({4, 8}, id, at::kByte), Taxonomy::cityscapes}, index,
          kFrameS * static_cast<double>(index), "drive"};
}

}  // namespace

class SemanticViewTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void labelsOfAFrameBeforeStayAndSaySo();
  void labelsDoNotFollowElsewhere();
  void labelsThatComeTooLateSaySo();
  void forgottenLabelsAreGone();
  void ownLabelsComeFirst();
  void predictedLabelsComeFirstWhereTheyAreChosen();
  void theLegendOffersLabelsWhereThereAreBoth();
  void whatIsSaidOfAFrameIsShown();
};

void SemanticViewTest::labelsOfAFrameBeforeStayAndSaySo() {
  ViewLink link;
  SemanticView view(&link);
  std::optional<PaintedOverlay> painted;
  connect(&view, &SemanticView::overlayPainted, this, [&](const PaintedOverlay& each) { painted = each; });
  view.setFrame(frameOf(10));
  view.setPredictedLabels(labelsOf(10, 13));
  QVERIFY(eventually([&] { return painted && painted->has_labels; }));
  QVERIFY(view.canvas()->note().isEmpty());
  view.setFrame(frameOf(12));
  QVERIFY(eventually([&] { return painted->picture.index == 12; }));
  QVERIFY(painted->has_labels);
  QCOMPARE(painted->shares[13], 1.0);
  QCOMPARE(view.canvas()->note(), QStringLiteral("classes of frame 10"));
  view.setPredictedLabels(labelsOf(12, 11));
  QVERIFY(eventually([&] { return painted->shares[11] == 1.0; }));
  QVERIFY(view.canvas()->note().isEmpty());
  view.setFrame(frameOf(9));  // played backwards
  QVERIFY(eventually([&] { return painted->picture.index == 9; }));
  QCOMPARE(view.canvas()->note(), QStringLiteral("classes of frame 12"));
}

void SemanticViewTest::labelsDoNotFollowElsewhere() {
  ViewLink link;
  SemanticView view(&link);
  view.setPredictedLabels(labelsOf(10, 13));
  view.setFrame(frameOf(34));
  QVERIFY(view.labels());
  view.setFrame(frameOf(36));
  QVERIFY2(!view.labels(), "more than a second later");
  auto other = frameOf(11);
  other->clip = "another drive";
  view.setFrame(other);
  QVERIFY(!view.labels());
  view.setFrame(frameOf(11, 6));
  QVERIFY2(!view.labels(), "of another size");
}

void SemanticViewTest::labelsThatComeTooLateSaySo() {
  ViewLink link;
  SemanticView view(&link);
  view.setFrame(frameOf(40));
  view.setPredictedLabels(labelsOf(10, 13));
  QVERIFY(eventually([&] { return view.canvas()->note().startsWith(QStringLiteral("classes come more")); }));
  QVERIFY(!view.labels());
  view.setPredictedLabels(labelsOf(40, 13));  // the video stands
  QVERIFY(view.labels());
  QVERIFY(eventually([&] { return view.canvas()->note().isEmpty(); }));
  view.setFrame(frameOf(80));  // a jump: those of this frame may well be here in a moment
  QVERIFY(eventually([&] { return view.canvas()->hasPicture(); }));
  QVERIFY(view.canvas()->note().isEmpty());
}

void SemanticViewTest::forgottenLabelsAreGone() {
  ViewLink link;
  SemanticView view(&link);
  std::optional<PaintedOverlay> painted;
  connect(&view, &SemanticView::overlayPainted, this, [&](const PaintedOverlay& each) { painted = each; });
  view.setFrame(frameOf(10));
  view.setPredictedLabels(labelsOf(10, 13));
  QVERIFY(eventually([&] { return painted && painted->has_labels; }));
  QSignalSpy changed(&view, &SemanticView::labelsChanged);
  view.forgetPredictedLabels();
  QVERIFY(!view.labels());
  QCOMPARE(changed.count(), 1);
  QVERIFY2(eventually([&] { return !painted->has_labels; }), "the picture is painted without them");
}

void SemanticViewTest::ownLabelsComeFirst() {
  ViewLink link;
  SemanticView view(&link);
  view.setPredictedLabels(labelsOf(9, 13));
  view.setFrame(labelledFrame(10, 0, Taxonomy::cityscapes));
  QVERIFY(eventually([&] { return view.canvas()->hasPicture(); }));
  QCOMPARE(view.labels()->ids.max().item<int>(), 0);
  QVERIFY(view.canvas()->note().isEmpty());
}

void SemanticViewTest::predictedLabelsComeFirstWhereTheyAreChosen() {
  ViewLink link;
  SemanticView view(&link);
  std::optional<PaintedOverlay> painted;
  connect(&view, &SemanticView::overlayPainted, this, [&](const PaintedOverlay& each) { painted = each; });
  view.setFrame(labelledFrame(10, 3, Taxonomy::camvid));
  view.setPredictedLabels(labelsOf(10, 13));
  QCOMPARE(view.labels()->taxonomy, Taxonomy::camvid);
  QSignalSpy changed(&view, &SemanticView::labelsChanged);
  OverlaySettings settings;
  settings.of_prediction = true;
  view.setSettings(settings);
  QCOMPARE(changed.count(), 1);
  QVERIFY(eventually([&] { return painted && painted->shares[13] == 1.0; }));
  QCOMPARE(painted->taxonomy, Taxonomy::cityscapes);
  QVERIFY(view.canvas()->note().isEmpty());
  view.setPredictedLabels(labelsOf(10, 11));
  QVERIFY2(eventually([&] { return painted->shares[11] == 1.0; }), "the next prediction is shown");
  view.setFrame(labelledFrame(60, 3, Taxonomy::camvid));
  QVERIFY(eventually([&] { return painted->picture.index == 60; }));
  QCOMPARE(painted->taxonomy, Taxonomy::camvid);
  QCOMPARE(view.canvas()->note(), QStringLiteral("no predicted classes: ground truth"));
  view.setFrame(frameOf(10), {}, true);
  QVERIFY(eventually([&] { return painted->picture.index == 10 && painted->shares[11] == 1.0; }));
  QVERIFY2(view.canvas()->note().isEmpty(), "nobody asked for its labels");
}

void SemanticViewTest::theLegendOffersLabelsWhereThereAreBoth() {
  ClassLegend legend;
  QMenu menu;
  legend.addTo(&menu);
  const auto* box = legend.findChild<QComboBox*>(QStringLiteral("labels"));
  auto* prediction = menu.findChild<QAction*>(QStringLiteral("classes-labels-2"));
  QVERIFY(box != nullptr && prediction != nullptr);
  legend.setLabelChoices(true, false);
  QVERIFY(!box->isEnabled() && !prediction->isEnabled());
  QVERIFY(box->toolTip().contains(QStringLiteral("No classes are predicted")));
  legend.setLabelChoices(false, true);
  QVERIFY(!box->isEnabled());
  QVERIFY(box->toolTip().contains(QStringLiteral("no labels of its own")));
  QCOMPARE(box->currentIndex(), 1);  // what is seen
  legend.setLabelChoices(true, true);
  QVERIFY(box->isEnabled() && prediction->isEnabled());
  QCOMPARE(box->currentIndex(), 0);
  QSignalSpy changed(&legend, &ClassLegend::settingsChanged);
  prediction->trigger();
  QCOMPARE(changed.count(), 1);
  QVERIFY(legend.settings().of_prediction);
  QCOMPARE(box->currentIndex(), 1);
  legend.setLabelChoices(true, false);
  QCOMPARE(box->currentIndex(), 0);
  QVERIFY2(legend.settings().of_prediction, "it is wanted again as soon as there is a prediction");
}

void SemanticViewTest::whatIsSaidOfAFrameIsShown() {
  ViewLink link;
  SemanticView view(&link);
  view.setPredictedLabels(labelsOf(9, 13));
  view.setFrame(frameOf(10), QStringLiteral("label.png: damaged"));
  QVERIFY(eventually([&] { return view.canvas()->hasPicture(); }));
  QCOMPARE(view.canvas()->note(), QStringLiteral("label.png: damaged · classes of frame 9"));
  view.setFrame(frameOf(10), {}, true);
  QVERIFY(eventually([&] {
    return view.canvas()->note() == QStringLiteral("no labels for this frame · classes of frame 9");
  }));
  view.stayInPlaceOf(10);
  view.setFrame(frameOf(9));
  view.stayInPlaceOf(11);
  QVERIFY(eventually([&] { return view.canvas()->note() == QStringLiteral("picture of frame 9"); }));
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::SemanticViewTest)
#include "semantic_view_test.moc"
