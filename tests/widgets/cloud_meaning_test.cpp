// What points are: whose depth they have and what their colours mean, also where a frame lacks what was
// chosen.
#include <QApplication>
#include <set>

#include "tests/widgets/cloud_source.h"
#include "tests/widgets/qt_test.h"
#include "widgets/cloud/cloud_canvas.h"
#include "widgets/cloud/cloud_panel.h"

namespace kerb {
namespace {

/// A wall with depth and classes of its own in every second frame.
class HalfWall final : public Source {
 public:
  SourceInfo info() const override { return wall_.info(); }
  Result<Frame> at(int64_t index, FrameParts parts) const override {
    KERB_TRY(Frame frame, wall_.at(index, parts));
    if (index % 2 == 1) {
      frame.depth_m.reset();
      frame.semantics.reset();
    }
    return frame;
  }
  std::unique_ptr<Source> clone() const override { return std::make_unique<HalfWall>(*this); }

 private:
  WallSource wall_;
};

/// That the points of the job have.
std::set<uint8_t> classesOf(const CloudJob& job) {
  const auto built = buildCloud(job);
  if (!built) return {};
  return {built->points->class_id.begin(), built->points->class_id.end()};
}

}  // namespace

class CloudMeaningTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void whatTakesThePlaceOfWhatIsLackingIsKnown();
  void predictedDepthHasPredictedClasses();
  void theCornerSaysWhatTakesThePlace();
  void aMethodWithoutDepthIsNamed();
  void pointsOfAnotherRangeAreNotCollected();
  void collectedPointsKeepTheRangeOfTheFirst();

 private:
  bool has_gl_ = false;
};

void CloudMeaningTest::initTestCase() {
  std::optional<GlAnswer> answer;
  const GlProbe probe([&](const GlAnswer& got) { answer = got; });
  QVERIFY(eventually([&] { return answer.has_value(); }, 60'000));
  has_gl_ = answer->works;
}

void CloudMeaningTest::whatTakesThePlaceOfWhatIsLackingIsKnown() {
  CloudJob job{std::make_shared<HalfWall>(), 0, FrameParts::all(), flatPrediction(12.5), {}, {}};
  job.settings.of_truth = true;
  for (const CloudColours colours : {CloudColours::classes, CloudColours::error}) {
    job.settings.colours = colours;
    job.index = 0;
    const auto whole = buildCloud(job);
    QVERIFY(whole && whole->of_truth && !whole->lacks_prediction);
    QCOMPARE(whole->colours, colours);
    job.index = 1;
    const auto half = buildCloud(job);
    QVERIFY(half && !half->of_truth);
    QCOMPARE(half->points->xyz[2], 12.5F);
    QCOMPARE(half->colours, CloudColours::picture);
  }
  job.settings = {};
  job.index = 0;
  QVERIFY(!buildCloud(job)->of_truth);
  job.prediction = std::make_shared<Prediction>();
  const auto built = buildCloud(job);
  QVERIFY(built && built->of_truth && built->lacks_prediction);
}

void CloudMeaningTest::predictedDepthHasPredictedClasses() {
  const std::set<uint8_t> of_source{0, 13};
  auto prediction = std::make_shared<Prediction>(*flatPrediction(12.5));
  at::Tensor ids = at::full({WallSource::kHeight, WallSource::kWidth}, 3, at::kByte);
  ids.slice(1, 0, 5).fill_(4);
  prediction->semantics = SemanticMap{ids, Taxonomy::camvid};
  CloudJob job{std::make_shared<HalfWall>(), 0, FrameParts::all(), prediction, {}, {}};
  job.settings.colours = CloudColours::classes;
  QVERIFY((classesOf(job) == std::set<uint8_t>{3, 4}));
  QVERIFY(!buildCloud(job)->lacks_predicted_classes);
  job.settings.hidden[Taxonomy::camvid].at(3) = true;
  job.settings.hidden[Taxonomy::cityscapes].at(4) = true;
  QVERIFY((classesOf(job) == std::set<uint8_t>{4}));
  job.settings.of_truth = true;
  QVERIFY(classesOf(job) == of_source);
  job.settings.of_truth = false;
  job.prediction = flatPrediction(12.5);
  QVERIFY2(classesOf(job) == of_source, "a method without classes");
  QVERIFY(buildCloud(job)->lacks_predicted_classes);
}

void CloudMeaningTest::theCornerSaysWhatTakesThePlace() {
  if (!has_gl_) QSKIP("no OpenGL here");
  CloudPanel panel;
  panel.resize(400, 300);
  panel.show();
  const auto source = std::make_shared<HalfWall>();
  panel.setSource(source, source->info());
  CloudSettings settings = panel.settings();
  settings.of_truth = true;
  settings.colours = CloudColours::classes;
  panel.setSettings(settings, panel.look());
  const auto noteOf = [&](std::shared_ptr<const Prediction> prediction, int64_t index) {
    panel.setPrediction(std::move(prediction), index);
    (void)eventually([&] { return panel.lastCloud() && panel.lastCloud()->index == index; });
    return panel.canvas()->note();
  };
  QCOMPARE(noteOf(flatPrediction(8), 1), QStringLiteral("no ground truth in this frame: prediction · "
                                                        "no classes in this frame: picture colours"));
  QCOMPARE(noteOf(flatPrediction(8), 2), QString());
  settings.of_truth = false;
  settings.colours = CloudColours::error;
  panel.setSettings(settings, panel.look());
  QCOMPARE(noteOf(flatPrediction(8), 3), QStringLiteral("no known error in this frame: picture colours"));
  QCOMPARE(noteOf(std::make_shared<Prediction>(), 4),
           QStringLiteral("no predicted depth in this frame: ground truth · "
                          "no known error in this frame: picture colours"));
}

void CloudMeaningTest::aMethodWithoutDepthIsNamed() {
  if (!has_gl_) QSKIP("no OpenGL here");
  CloudPanel panel;
  panel.resize(400, 300);
  panel.show();
  const auto source = std::make_shared<HalfWall>();
  const auto says = [&](const char* text) {
    return eventually([&] { return panel.canvas()->emptyText().contains(QLatin1String(text)); });
  };
  SourceInfo info = source->info();
  info.has.depth = false;
  panel.setSource(source, info);
  panel.setExpectsDepth(true);
  QVERIFY(says("in a moment"));
  panel.setPrediction(std::make_shared<Prediction>(), 0);
  QVERIFY(says("The method gives it no depth"));
  panel.setPrediction(flatPrediction(8), 0);
  QVERIFY(says("in a moment"));
  panel.setSource(source, source->info());  // has depth, but not of this frame
  panel.setPrediction(std::make_shared<Prediction>(), 1);
  QVERIFY(says("The method gives it no depth"));
  panel.forgetPrediction();
  QVERIFY(says("in a moment"));
}

void CloudMeaningTest::pointsOfAnotherRangeAreNotCollected() {
  CloudJob job{std::make_shared<WallSource>(), 0, FrameParts::all(), nullptr, {}, {}};
  job.settings.collects = true;
  job.settings.colours = CloudColours::depth;
  CloudMap map;
  const auto frames = [&](int64_t index, double far_m) {
    job.index = index;
    job.depth_look.range = {1, far_m};
    return map.add(*buildCloud(job))->clouds.size();
  };
  QCOMPARE(frames(0, 50), size_t{1});
  QCOMPARE(frames(3, 50), size_t{2});
  QCOMPARE(frames(6, 20), size_t{1});
  QCOMPARE(frames(9, 20), size_t{2});
  job.settings.colours = CloudColours::picture;
  QCOMPARE(frames(0, 50), size_t{1});
  QCOMPARE(frames(3, 20), size_t{2});  // the range says nothing of them
}

void CloudMeaningTest::collectedPointsKeepTheRangeOfTheFirst() {
  if (!has_gl_) QSKIP("no OpenGL here");
  CloudPanel panel;
  panel.resize(400, 300);
  panel.show();
  const auto source = std::make_shared<WallSource>();
  panel.setSource(source, source->info());
  CloudSettings settings = panel.settings();
  settings.colours = CloudColours::depth;
  settings.collects = true;
  settings.leaves_out_moving = false;
  panel.setSettings(settings, panel.look());
  constexpr size_t kWhole = 64 * 32, kKept = kWhole / 4;
  // The far end of the colours, and points, when this frame was shown with this range.
  const auto shown = [&](int64_t index, double far_m, bool follows, size_t points) {
    panel.setPrediction(flatPrediction(8), index);
    panel.setDepthLook({{1, far_m}, ColourMap::turbo, Scaling::inverse}, follows);
    const bool is_there = eventually([&] {
      return panel.lastCloud() && panel.lastCloud()->index == index && panel.lastShot() &&
             panel.lastShot()->all == points;
    });
    return is_there ? panel.lastCloud()->bar->range.hi : -1;
  };
  QCOMPARE(shown(0, 20, true, kWhole), 20.0);
  QCOMPARE(shown(3, 30, true, kWhole + kKept), 20.0);
  QCOMPARE(shown(6, 40, true, kWhole + 2 * kKept), 20.0);
  QCOMPARE(shown(9, 50, false, kWhole), 50.0);  // by hand
  QCOMPARE(shown(12, 50, false, kWhole + kKept), 50.0);
  settings.collects = false;
  panel.setSettings(settings, panel.look());
  QCOMPARE(shown(15, 60, true, kWhole), 60.0);
  QCOMPARE(shown(18, 70, true, kWhole), 70.0);
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::CloudMeaningTest)
#include "cloud_meaning_test.moc"
