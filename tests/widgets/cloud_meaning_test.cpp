// What points are: whose depth they have and what their colours mean, also where a frame lacks what was
// chosen.
#include <QApplication>

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

}  // namespace

class CloudMeaningTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void whatTakesThePlaceOfWhatIsLackingIsKnown();
  void theCornerSaysWhatTakesThePlace();

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

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::CloudMeaningTest)
#include "cloud_meaning_test.moc"
