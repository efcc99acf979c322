// The point cloud: known points at known pixels, without OpenGL, while closing and switching, and as a file.
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <algorithm>
#include <atomic>
#include <ctime>
#include <thread>

#include <ATen/ATen.h>
#include <vtkObject.h>

#include "core/base/file.h"
#include "core/labels/taxonomy.h"
#include "core/prediction/ply.h"
#include "tests/widgets/cloud_source.h"
#include "tests/widgets/qt_test.h"
#include "widgets/cloud/cloud_bounds.h"
#include "widgets/cloud/cloud_canvas.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/cloud/cloud_scene.h"

namespace kerb {
namespace {

constexpr int kPerPixel = 10;  // of the view, for one pixel of the wall

CloudJob wallJob(const CloudSettings& settings = {}, int64_t index = 0) {
  return {std::make_shared<WallSource>(), index, FrameParts::all(), nullptr, settings, {}};
}

CloudSettings withoutEdges() {
  CloudSettings settings;
  settings.removes_edges = false;
  return settings;
}

std::shared_ptr<const CloudContent> contentOf(const BuiltCloud& built) {
  auto content = std::make_shared<CloudContent>();
  content->clouds.push_back({built.points});
  content->frustum = built.frustum;
  return content;
}

CloudEye cameraEye() { return cloudPreset(CloudPreset::camera, 1, 1, 0.5); }

/// Where the middle of a pixel of the wall is, seen from the camera: its centre is on the wall's pixel
/// 32, 16.
QPoint viewOf(int column, int row) { return {320 + (column - 32) * kPerPixel, 160 + (row - 16) * kPerPixel}; }

bool isNear(const QColor& a, const QColor& b) {
  return std::abs(a.red() - b.red()) <= 2 && std::abs(a.green() - b.green()) <= 2 &&
         std::abs(a.blue() - b.blue()) <= 2;
}

double threadMilliseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// Points all over a box, for what takes long.
std::shared_ptr<const CloudContent> manyPoints(size_t count) {
  CloudPoints points;
  for (size_t i = 0; i < count; ++i) {
    const auto hash = static_cast<float>((i * 2654435761U) % 100003U) / 100003.0F;
    points.xyz.insert(points.xyz.end(), {hash * 20 - 10, static_cast<float>(i % 1009) / 100.9F - 5,
                                         5 + static_cast<float>(i % 4001) / 100.0F});
    points.rgb.insert(points.rgb.end(), {200, 100, static_cast<uint8_t>(i % 256)});
  }
  for (size_t level = 0; level < kCloudLevels; ++level)
    points.level_end[level] = count >> (kCloudLevels - 1 - level);
  points.bounds = Eigen::AlignedBox3f(Eigen::Vector3f(-10, -5, 5), Eigen::Vector3f(10, 5, 46));
  auto content = std::make_shared<CloudContent>();
  content->clouds.push_back({std::make_shared<const CloudPoints>(std::move(points))});
  return content;
}

/// A wall whose frames take long to read, without depth of its own.
class SlowWall final : public Source {
 public:
  static constexpr int kDelayMs = 250;

  SourceInfo info() const override {
    SourceInfo info = wall_.info();
    info.has.depth = false;
    return info;
  }
  Result<Frame> at(int64_t index, FrameParts parts) const override {
    ++reads;
    std::this_thread::sleep_for(std::chrono::milliseconds(kDelayMs));
    KERB_TRY(Frame frame, wall_.at(index, parts));
    frame.depth_m.reset();
    return frame;
  }
  std::unique_ptr<Source> clone() const override { return std::make_unique<SlowWall>(); }

  mutable std::atomic<int> reads{0};

 private:
  WallSource wall_;
};

}  // namespace

class CloudTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void levelsAreEvenSamples();
  void eyeGoesRoundAndIsRemembered();
  void fittedPointsAreSeenWhole();
  void pointsFarOutsideAreNotFitted();
  void pointsLieWhereThePinholeSays();
  void hiddenAndFarPointsAreLeftOut();
  void errorIsRelativeToTheTruth();
  void coloursAreThoseOfTheMode();
  void earlierFramesLieWhereTheyWere();
  void collectingIsBounded();
  void knownPointsAtKnownPixels();
  void nearPointsHideFarOnesAndTheFrustumIsSeen();
  void largeCloudsAreRefined();
  void complaintsOfVtkAreKept();
  void panelShowsTruthAndPrediction();
  void actionsMoveTheEyeAsAHandDoes();
  void theCanvasSaysHowAHandMovesIt();
  void panelFitsItsPoints();
  void pointsOfAnEarlierMethodNeverCome();
  void truthFollowsAMethodWithoutDepth();
  void aFrameWithoutDepthHasNoPoints();
  void anotherCameraLeavesTheViewAlone();
  void panelFollowsSourcesWhileDrawing();
  void savedFileIsWhatIsShown();
  void savedFileIsWhatItsNameSays();
  void withoutOpenGlThePanelSaysSo();
  void aLargeCloudCostsTheWindowLittle();
  void closesInTheMiddleAtOnce();

 private:
  CloudShot finalShot(const CloudWish& wish);
  bool has_gl_ = false;
};

#define KERB_NEEDS_GL \
  if (!has_gl_) QSKIP("no OpenGL here")

void CloudTest::initTestCase() {
  std::optional<GlAnswer> answer;
  const GlProbe probe([&](const GlAnswer& got) { answer = got; });
  QVERIFY(eventually([&] { return answer.has_value(); }, 60'000));
  has_gl_ = answer->works;
  QVERIFY(answer->works ? !answer->device.isEmpty() : !answer->reason.isEmpty());
  if (QGuiApplication::platformName() == QStringLiteral("xcb")) QVERIFY2(has_gl_, qPrintable(answer->reason));
}

CloudShot CloudTest::finalShot(const CloudWish& wish) {
  std::optional<CloudShot> last;
  CloudRenderer renderer([&](CloudShot shot) { last = std::move(shot); },
                         [](const QString& text) { qWarning("VTK: %s", qPrintable(text)); });
  renderer.want(wish);
  (void)eventually([&] { return last && last->drawn == last->all; }, 60'000);
  return last.value_or(CloudShot{});
}

void CloudTest::levelsAreEvenSamples() {
  std::array<int, kCloudLevels> counts{};
  for (uint32_t row = 0; row < 64; ++row)
    for (uint32_t column = 0; column < 64; ++column) ++counts[cloudLevel(row, column)];
  int expected = 64 * 64;
  for (size_t level = kCloudLevels - 1; level > 0; --level) QCOMPARE(counts[level], expected /= 2);
  QCOMPARE(counts[0], expected);
}

void CloudTest::eyeGoesRoundAndIsRemembered() {
  const CloudEye start = cameraEye();
  QVERIFY(start.position().norm() < 1e-12);
  QVERIFY((start.right() - Eigen::Vector3d(1, 0, 0)).norm() < 1e-12);
  const CloudEye round = orbited(start, 0.3, 0.2);
  QVERIFY(std::abs((round.position() - round.focus).norm() - start.distance) < 1e-12);
  QVERIFY2(round.position().y() < 0, "dragged down, it is looked at from above");
  QVERIFY(std::abs(round.up().dot(round.forward())) < 1e-12);
  QCOMPARE(orbited(start, 0, 9).pitch, orbited(start, 0, 5).pitch);  // not over the top
  // Moved by a tenth of the height to the right, the scene at the focus goes with the cursor.
  const CloudEye moved = shifted(start, 0.1, 0, 2);
  QVERIFY((moved.focus - Eigen::Vector3d(-1, 0, 10)).norm() < 1e-9);
  QCOMPARE(zoomed(start, 2).distance, 5.0);
  QCOMPARE(parseCloudEye(textOf(round))->yaw, round.yaw);
  for (const char* wrong : {"", "1 2 3", "a b c d e f g h", "0 0 0 0 0 -1 1 1"})
    QVERIFY(!parseCloudEye(wrong));
}

void CloudTest::fittedPointsAreSeenWhole() {
  const Eigen::AlignedBox3d box(Eigen::Vector3d(-3, -1, 20), Eigen::Vector3d(5, 2, 60));
  for (const CloudPreset preset :
       {CloudPreset::camera, CloudPreset::behind, CloudPreset::side, CloudPreset::top}) {
    for (const QSize view : {QSize(640, 320), QSize(300, 600)}) {
      const CloudEye before = cloudPreset(preset, 1, 0.8, 0.5);
      const CloudEye eye = fitted(before, box, view.width(), view.height(), 1);
      QCOMPARE(eye.yaw, before.yaw);
      QCOMPARE(eye.pitch, before.pitch);
      const double half_height = eye.halfHeightIn(view.width(), view.height());
      const double half_width = half_height * view.width() / view.height();
      double outermost = 0;  // 1: at the border of the view
      for (int i = 0; i < 8; ++i) {
        const Eigen::Vector3d at =
            box.corner(static_cast<Eigen::AlignedBox3d::CornerType>(i)) - eye.position();
        QVERIFY(at.dot(eye.forward()) > 0);
        outermost = std::max({outermost, std::abs(at.dot(eye.right()) / at.dot(eye.forward())) / half_width,
                              std::abs(at.dot(eye.up()) / at.dot(eye.forward())) / half_height});
      }
      QVERIFY2(outermost > 0.9 && outermost < 1, qPrintable(QString::number(outermost)));
    }
  }
  const Eigen::AlignedBox3d point(Eigen::Vector3d(1, 2, 3), Eigen::Vector3d(1, 2, 3));
  QCOMPARE(fitted(cameraEye(), point, 640, 320, 1.5).distance, 1.5);
}

void CloudTest::pointsFarOutsideAreNotFitted() {
  CloudJob job = wallJob(withoutEdges());
  const auto prediction = std::make_shared<Prediction>(*flatPrediction(10));
  prediction->depth->slice(0, 0, 1).slice(1, 0, 30).fill_(5000);
  job.prediction = prediction;
  const auto built = buildCloud(job);
  QCOMPARE(built->points->bounds.max().z(), 5000.0F);
  const auto near = [](double a, double b) { return std::abs(a - b) < 0.5; };
  CloudContent content{{{built->points}}, std::nullopt};
  Eigen::AlignedBox3d box = usualBounds(content);
  QVERIFY(near(box.min().x(), -10) && near(box.max().x(), 9.7) && near(box.min().y(), -5));
  QVERIFY(box.min().z() == 10 && box.max().z() == 10);
  // An earlier frame counts where it lies now; one without points does not.
  content.clouds.push_back({built->points, Eigen::Isometry3d(Eigen::Translation3d(0, 0, -3))});
  content.clouds.push_back({std::make_shared<const CloudPoints>()});
  box = usualBounds(content);
  QVERIFY(box.min().z() == 7 && box.max().z() == 10);
  QVERIFY(usualBounds(CloudContent{}).isEmpty());
}

void CloudTest::pointsLieWhereThePinholeSays() {
  const auto built = buildCloud(wallJob(withoutEdges()));
  QVERIFY(built);
  const CloudPoints& points = *built->points;
  QCOMPARE(points.size(), size_t{64 * 32});
  QCOMPARE(points.level_end.back(), points.size());
  for (size_t i = 0; i < points.size(); ++i) {
    const int column = points.rgb[3 * i] / 4, row = points.rgb[3 * i + 1] / 8;
    QVERIFY(std::abs(points.xyz[3 * i] - 10.0 * (column - 32) / 32) < 1e-5);
    QVERIFY(std::abs(points.xyz[3 * i + 1] - 10.0 * (row - 16) / 32) < 1e-5);
    QCOMPARE(points.xyz[3 * i + 2], 10.0F);
    QCOMPARE(int{points.class_id[i]}, column < 32 ? 0 : 13);
  }
  CloudJob missing = wallJob();
  missing.index = 99;
  QVERIFY(!buildCloud(missing));
}

void CloudTest::hiddenAndFarPointsAreLeftOut() {
  CloudSettings settings;
  settings.hidden[Taxonomy::cityscapes][13] = true;
  QCOMPARE(buildCloud(wallJob(settings))->points->size(), size_t{32 * 32});
  settings = {};
  settings.max_depth = 9;
  QCOMPARE(buildCloud(wallJob(settings))->points->size(), size_t{0});
  settings = {};
  settings.collects = true;
  QCOMPARE(buildCloud(wallJob(settings))->kept->size(), size_t{32 * 32 / 4});  // a quarter, without the cars
  settings.leaves_out_moving = false;
  QCOMPARE(buildCloud(wallJob(settings))->kept->size(), size_t{64 * 32 / 4});
}

void CloudTest::errorIsRelativeToTheTruth() {
  const at::Tensor truth = at::tensor({10.0F, 20.0F, 0.0F, 40.0F}).view({1, 4});
  const at::Tensor depth = at::tensor({11.0F, 20.0F, 5.0F, 0.0F}).view({1, 4});
  const at::Tensor error = errorPercent(depth, truth, false);
  QVERIFY(std::abs(error[0][0].item<float>() - 10) < 1e-3);
  QVERIFY(error[0][1].item<float>() > 0 && error[0][1].item<float>() < 0.01);
  QCOMPARE(error[0][2].item<float>(), 0.0F);
  QCOMPARE(error[0][3].item<float>(), 0.0F);
  // Right up to a factor is right.
  const at::Tensor aligned = errorPercent(0.25 * truth, truth, true);
  QVERIFY(aligned.max().item<float>() < 0.01);
  QCOMPARE(errorPercent(depth, at::zeros_like(depth), true).max().item<float>(), 0.0F);
}

void CloudTest::coloursAreThoseOfTheMode() {
  CloudJob job = wallJob(withoutEdges());
  auto prediction = std::make_shared<Prediction>();
  prediction->depth = at::full({32, 64}, 12.5, at::kFloat);
  prediction->scale = {ScaleKind::metric, "test"};
  job.prediction = prediction;
  const auto first = [&](CloudColours colours) {
    job.settings.colours = colours;
    const auto built = buildCloud(job);
    return Colour{built->points->rgb[0], built->points->rgb[1], built->points->rgb[2]};
  };
  job.depth_look = {{10, 12.5}, ColourMap::viridis, Scaling::linear};
  QCOMPARE(first(CloudColours::depth), colourTable(ColourMap::viridis)[255]);
  QCOMPARE(first(CloudColours::error), colourTable(ColourMap::magma)[255]);  // 25 per cent
  const auto colour = classes(Taxonomy::cityscapes)[0].colour;
  QCOMPARE(first(CloudColours::classes), (Colour{colour[0], colour[1], colour[2]}));
  job.settings.of_truth = true;
  QCOMPARE(buildCloud(job)->points->xyz[2], 10.0F);
  job.settings.of_truth = false;
  QCOMPARE(buildCloud(job)->points->xyz[2], 12.5F);
}

void CloudTest::earlierFramesLieWhereTheyWere() {
  CloudSettings settings = withoutEdges();
  settings.collects = true;
  CloudMap map;
  QCOMPARE(map.add(*buildCloud(wallJob(settings, 0)))->clouds.size(), size_t{1});
  const auto content = map.add(*buildCloud(wallJob(settings, 3)));
  QCOMPARE(content->clouds.size(), size_t{2});
  // The wall of frame 0 is 3 m nearer, seen from frame 3.
  QCOMPARE(content->clouds[1].scene_from_camera.translation().z(), -3.0);
  QCOMPARE(map.add(*buildCloud(wallJob(settings, 3)))->clouds.size(),
           size_t{2});  // the same again: nothing new
  settings.colours = CloudColours::classes;
  QCOMPARE(map.add(*buildCloud(wallJob(settings, 4)))->clouds.size(), size_t{1});
  settings.collects = false;
  QCOMPARE(map.add(*buildCloud(wallJob(settings, 5)))->clouds.size(), size_t{1});
  QCOMPARE(map.frames(), size_t{0});
}

void CloudTest::collectingIsBounded() {
  CloudSettings settings = withoutEdges();
  settings.collects = true;
  settings.leaves_out_moving = false;
  CloudMap map(3 * 64 * 32 / 4);
  std::shared_ptr<const CloudContent> content;
  for (int64_t i = 0; i < 10; ++i) content = map.add(*buildCloud(wallJob(settings, i)));
  QCOMPARE(map.frames(), size_t{3});
  QVERIFY(map.size() <= 3 * 64 * 32 / 4);
  QCOMPARE(content->clouds.size(), size_t{4});  // the last one whole, and those before
  QCOMPARE(content->clouds[1].scene_from_camera.translation().z(), -3.0);
}

void CloudTest::knownPointsAtKnownPixels() {
  KERB_NEEDS_GL;
  const auto built = buildCloud(wallJob(withoutEdges()));
  const CloudShot shot = finalShot({contentOf(*built), cameraEye(), {640, 320}, kPerPixel + 2.0, true});
  QCOMPARE(shot.drawn, size_t{64 * 32});
  QCOMPARE(shot.picture.size(), QSize(640, 320));
  for (const QPoint pixel : {QPoint(10, 5), {32, 16}, {50, 28}, {3, 30}, {60, 2}}) {
    const QColor shown = shot.picture.pixelColor(viewOf(pixel.x(), pixel.y()));
    QVERIFY2(isNear(shown, QColor(4 * pixel.x(), 8 * pixel.y(), 50)),
             qPrintable(QStringLiteral("%1,%2: %3").arg(pixel.x()).arg(pixel.y()).arg(shown.name())));
  }
  // From twice the distance the wall is half as large, and there is nothing beside it.
  CloudEye far_away = cameraEye();
  far_away.distance = 20;
  const CloudShot small = finalShot({contentOf(*built), far_away, {640, 320}, 6, false});
  QVERIFY(isNear(small.picture.pixelColor(320 + (10 - 32) * 5, 160), QColor(40, 128, 50)));
  QVERIFY(isNear(small.picture.pixelColor(20, 20), QColor(24, 25, 27)));
}

void CloudTest::nearPointsHideFarOnesAndTheFrustumIsSeen() {
  KERB_NEEDS_GL;
  CloudSettings settings = withoutEdges();
  settings.collects = true;
  settings.leaves_out_moving = false;
  CloudMap map;
  (void)map.add(*buildCloud(wallJob(settings, 0)));
  CloudSettings classes = settings;
  const auto content = map.add(*buildCloud(wallJob(classes, 5)));  // the earlier wall is now at 5 m
  const CloudShot shot = finalShot({content, cameraEye(), {640, 320}, 24, false});
  // At 5 m a pixel of the wall is twice as far from the middle as at 10 m.
  QVERIFY(isNear(shot.picture.pixelColor(320 + (40 - 32) * 20, 160), QColor(160, 128, 50)));
  // Above the camera, the picture in front of it is seen; without the frustum it is not.
  CloudEye side = cloudPreset(CloudPreset::side, 1, 1, 1);
  side.focus = {0, 0, 1};
  side.distance = 6;
  const CloudShot with = finalShot({content, side, {400, 300}, 1, true});
  const CloudShot without = finalShot({content, side, {400, 300}, 1, false});
  QVERIFY(with.picture != without.picture);
}

void CloudTest::largeCloudsAreRefined() {
  KERB_NEEDS_GL;
  const auto content = manyPoints(1'000'000);
  std::vector<CloudShot> shots;
  CloudRenderer renderer([&](CloudShot shot) { shots.push_back(std::move(shot)); },
                         [](const QString& text) { qWarning("VTK: %s", qPrintable(text)); });
  renderer.want({content, cameraEye(), {400, 300}, 1, false});
  QVERIFY(eventually([&] { return !shots.empty() && shots.back().drawn == 1'000'000; }, 60'000));
  QVERIFY2(shots.front().drawn < 1'000'000, "the first picture must be there early");
  // Whatever was drawn in passes is what one pass draws.
  CloudScene whole;
  whole.setContent(*content, false);
  whole.setView(cameraEye(), 400, 300, 1);
  whole.drawFirst(10'000'000);
  QImage picture(400, 300, QImage::Format_RGB32);
  whole.read(reinterpret_cast<uint32_t*>(picture.bits()), 400);
  int different = 0;
  for (int y = 0; y < 300; ++y)
    for (int x = 0; x < 400; ++x) different += picture.pixel(x, y) != shots.back().picture.pixel(x, y);
  QVERIFY2(different < 400 * 300 / 100, qPrintable(QString::number(different)));  // equal depths may swap
}

void CloudTest::complaintsOfVtkAreKept() {
  KERB_NEEDS_GL;
  CloudScene scene;
  (void)takeVtkMessages();
  vtkGenericWarningMacro("a wrong number");
  const auto messages = takeVtkMessages();
  QCOMPARE(messages.size(), size_t{1});
  QVERIFY(messages[0].find("a wrong number") != std::string::npos);
  QVERIFY(takeVtkMessages().empty());
}

void CloudTest::panelShowsTruthAndPrediction() {
  KERB_NEEDS_GL;
  CloudPanel panel;
  panel.resize(700, 400);
  panel.show();
  const auto source = std::make_shared<WallSource>();
  panel.setSource(source, source->info());
  panel.showFrame(2);
  QVERIFY(eventually([&] { return panel.lastShot() && panel.lastCloud(); }));
  QVERIFY(panel.parts().depth);
  QCOMPARE(panel.lastCloud()->points->xyz[2], 10.0F);
  auto prediction = std::make_shared<Prediction>();
  prediction->depth = at::full({32, 64}, 8.0, at::kFloat);
  prediction->scale = {ScaleKind::relative, "monocular"};
  panel.setPrediction(prediction, 2);
  QVERIFY(eventually([&] { return panel.lastCloud()->points->xyz[2] == 8.0F; }));
  QVERIFY2(!panel.parts().depth, "what is not shown is not read");
  CloudSettings settings = panel.settings();
  settings.of_truth = true;
  settings.hidden[Taxonomy::cityscapes][0] = true;
  panel.setSettings(settings, panel.look());
  QVERIFY(eventually([&] { return panel.lastCloud()->points->size() == 32 * 32; }));
  QCOMPARE(panel.lastCloud()->points->xyz[2], 10.0F);
  // What is shown in the end is what was wished for.
  panel.choosePreset(CloudPreset::top);
  QVERIFY(eventually([&] { return panel.lastShot()->eye == panel.canvas()->eye(); }));
  QTest::mousePress(panel.canvas(), Qt::LeftButton, {}, {100, 100});
  QTest::mouseMove(panel.canvas(), {160, 120});
  QTest::mouseRelease(panel.canvas(), Qt::LeftButton, {}, {160, 120});
  QVERIFY(panel.canvas()->eye().yaw > 0.1);
  QVERIFY(eventually([&] { return panel.lastShot()->eye == panel.canvas()->eye(); }));
  panel.hide();
  QVERIFY2(!panel.parts().depth && !panel.parts().semantics, "hidden, it needs nothing");
}

void CloudTest::aFrameWithoutDepthHasNoPoints() {
  KERB_NEEDS_GL;
  CloudPanel panel;
  panel.resize(700, 400);
  panel.show();
  const auto source = std::make_shared<WallSource>();
  source->lackDepth(3);
  panel.setSource(source, source->info());
  panel.showFrame(2);
  QVERIFY(eventually([&] { return panel.lastShot() && panel.canvas()->hasPicture(); }));
  QSignalSpy exported(&panel, &CloudPanel::exportWanted);
  panel.showFrame(3);
  QVERIFY(eventually([&] { return !panel.canvas()->hasPicture(); }));
  QVERIFY(panel.canvas()->emptyText().startsWith(QStringLiteral("No points in this frame")));
  panel.exportTo(QStringLiteral("/nowhere/points.ply"));
  QCOMPARE(exported.count(), 0);
  panel.showFrame(4);
  QVERIFY(eventually([&] { return panel.lastCloud() && panel.lastCloud()->index == 4; }));
  QVERIFY(eventually([&] { return panel.canvas()->hasPicture(); }));
}

void CloudTest::actionsMoveTheEyeAsAHandDoes() {
  CloudPanel panel;
  panel.resize(640, 480);
  panel.controls()->setChoices({.has_view = true});
  CloudCanvas& canvas = *panel.canvas();
  const CloudEye start = cameraEye();
  const auto after = [&](const char* name) {
    canvas.setEye(start);
    panel.findChild<QAction*>(QLatin1String(name))->trigger();
    return canvas.eye();
  };
  QCOMPARE(after("cloud-zoom-in").distance, start.distance / 1.25);
  QCOMPARE(after("cloud-zoom-out").distance, start.distance * 1.25);
  QVERIFY(after("cloud-turn-right").yaw > 0.05 && after("cloud-turn-left").yaw < -0.05);
  QVERIFY2(after("cloud-turn-down").position().y() < -0.5, "it is looked at from above");
  QVERIFY(after("cloud-turn-up").position().y() > 0.5);
  // The scene goes with the hand, so what is looked at goes the other way.
  QVERIFY(after("cloud-shift-right").focus.x() < -0.1 && after("cloud-shift-left").focus.x() > 0.1);
  QVERIFY(after("cloud-shift-down").focus.y() < -0.1 && after("cloud-shift-up").focus.y() > 0.1);
  panel.controls()->setChoices({});
  QVERIFY2(after("cloud-turn-right") == start, "without points there is nothing to turn");
}

void CloudTest::theCanvasSaysHowAHandMovesIt() {
  CloudCanvas canvas;
  QVERIFY(canvas.handHint().contains(QStringLiteral("Shift+drag")));
  const auto isWritten = [&](int width) {
    canvas.resize(width, 200);
    QImage black(canvas.sizeOnScreen(), QImage::Format_RGB32);
    black.fill(Qt::black);
    canvas.setPicture(black);
    const QImage shown = canvas.grab().toImage();
    int lit = 0;
    for (int y = shown.height() / 2; y < shown.height(); ++y)
      for (int x = 0; x < shown.width(); ++x) lit += shown.pixelColor(x, y).lightness() > 60 ? 1 : 0;
    return lit > 20;
  };
  QVERIFY(isWritten(600));
  QVERIFY2(!isWritten(60), "half a sentence helps nobody");
}

void CloudTest::panelFitsItsPoints() {
  KERB_NEEDS_GL;
  CloudPanel panel;
  panel.resize(700, 400);
  panel.show();
  const auto source = std::make_shared<WallSource>();
  panel.setSource(source, source->info());
  panel.showFrame(2);
  QVERIFY(eventually([&] { return panel.lastShot() && panel.lastCloud(); }));
  CloudEye lost = panel.canvas()->eye();
  lost.focus = {300, 0, 0};
  panel.goTo(lost);
  auto* fit = panel.findChild<QAction*>(QStringLiteral("cloud-fit"));
  QVERIFY(fit != nullptr && fit->isEnabled());
  fit->trigger();
  QVERIFY2((panel.canvas()->eye().focus - Eigen::Vector3d(0, 0, 10)).norm() < 0.5, "the wall's middle");
  QVERIFY(eventually([&] { return panel.lastShot()->eye == panel.canvas()->eye(); }));
}

void CloudTest::pointsOfAnEarlierMethodNeverCome() {
  KERB_NEEDS_GL;
  CloudPanel panel;
  panel.resize(400, 300);
  panel.show();
  const auto source = std::make_shared<SlowWall>();
  panel.setSource(source, source->info());
  panel.setPrediction(flatPrediction(8), 2);
  QVERIFY(eventually([&] { return source->reads > 0; }));
  panel.forgetPrediction();
  QTest::qWait(3 * SlowWall::kDelayMs);
  QVERIFY(!panel.lastCloud() && !panel.lastShot());
  panel.setPrediction(flatPrediction(9), 3);
  QVERIFY(eventually([&] { return panel.lastCloud().has_value(); }));
  QCOMPARE(panel.lastCloud()->points->xyz[2], 9.0F);
}

void CloudTest::truthFollowsAMethodWithoutDepth() {
  KERB_NEEDS_GL;
  CloudPanel panel;
  panel.resize(400, 300);
  panel.show();
  const auto source = std::make_shared<WallSource>();
  panel.setSource(source, source->info());
  CloudSettings settings = panel.settings();
  settings.colours = CloudColours::depth;
  panel.setSettings(settings, panel.look());
  for (const int64_t index : {4, 5}) {
    panel.setPrediction(std::make_shared<Prediction>(), index);
    QVERIFY(eventually([&] { return panel.lastCloud() && panel.lastCloud()->index == index; }));
  }
}

void CloudTest::anotherCameraLeavesTheViewAlone() {
  KERB_NEEDS_GL;
  CloudPanel panel;
  panel.resize(400, 300);
  panel.show();
  const auto source = std::make_shared<WallSource>();
  panel.setSource(source, source->info());
  panel.showFrame(2);
  QVERIFY(eventually([&] { return panel.lastCloud().has_value(); }));
  const CloudEye start = panel.canvas()->eye();
  panel.choosePreset(CloudPreset::top);
  const CloudEye chosen = panel.canvas()->eye();
  QVERIFY(!(chosen == start));
  panel.replaceSource(source, source->info());
  QVERIFY(!panel.lastCloud());
  panel.showFrame(2);
  QVERIFY(eventually([&] { return panel.lastCloud().has_value(); }));
  QVERIFY(panel.canvas()->eye() == chosen);
  panel.forgetPrediction();  // nor does another method
  panel.showFrame(3);
  QVERIFY(eventually([&] { return panel.lastCloud().has_value(); }));
  QVERIFY(panel.canvas()->eye() == chosen);
  // In another measure it is the same view, only larger.
  auto prediction = std::make_shared<Prediction>();
  prediction->depth = at::full({32, 64}, 1200.0, at::kFloat);
  prediction->scale = {ScaleKind::relative, "monocular"};
  panel.setPrediction(prediction, 3);
  QVERIFY(eventually([&] { return panel.lastCloud()->unit > 50; }));
  QCOMPARE(panel.canvas()->eye().distance, chosen.distance * panel.lastCloud()->unit);
  panel.setSource(source, source->info());
  panel.showFrame(2);
  QVERIFY(eventually([&] { return panel.lastCloud().has_value(); }));
  QVERIFY2(panel.canvas()->eye() == start, "another source starts anew");
}

void CloudTest::panelFollowsSourcesWhileDrawing() {
  KERB_NEEDS_GL;
  CloudPanel panel;
  panel.resize(700, 400);
  panel.show();
  CloudSettings settings = panel.settings();
  settings.collects = true;
  panel.setSettings(settings, panel.look());
  for (int round = 0; round < 6; ++round) {
    const auto source = std::make_shared<WallSource>(30, round % 2 == 0 ? 8 : 1);
    panel.setSource(source, source->info());
    for (int i = 0; i < 8; ++i) {
      panel.showFrame(2 * i);
      QTest::qWait(15);
    }
  }
  QVERIFY(eventually([&] {
    return panel.lastCloud() && panel.lastCloud()->index == 14 && panel.lastShot() &&
           panel.lastShot()->drawn == panel.lastShot()->all;
  }));
  QVERIFY2(panel.lastShot()->all <= 8 * 64 * 32, "nothing of the large source is left");
  panel.clear();
  QVERIFY(!panel.canvas()->hasPicture());
  QTest::qWait(100);
  QVERIFY(!panel.canvas()->hasPicture());
}

void CloudTest::savedFileIsWhatIsShown() {
  KERB_NEEDS_GL;
  QTemporaryDir folder;
  CloudPanel panel;
  panel.resize(400, 300);
  panel.show();
  const auto source = std::make_shared<WallSource>();
  panel.setSource(source, source->info());
  CloudSettings settings = panel.settings();
  settings.colours = CloudColours::classes;
  settings.collects = true;
  settings.leaves_out_moving = false;
  panel.setSettings(settings, panel.look());
  panel.showFrame(0);
  QVERIFY(eventually([&] { return panel.lastCloud() && panel.lastCloud()->index == 0; }));
  panel.showFrame(4);
  QVERIFY(eventually([&] { return panel.lastCloud()->index == 4 && panel.lastShot(); }));
  QVERIFY(eventually([&] { return panel.lastShot()->all == 64 * 32 + 64 * 32 / 4; }));
  std::vector<CloudExport> orders;
  connect(&panel, &CloudPanel::exportWanted, this,
          [&](const CloudExport& order) { orders.push_back(order); });
  panel.exportTo(folder.filePath(QStringLiteral("shown.ply")));
  QCOMPARE(orders.size(), size_t{1});
  const auto text = cloudExportJob(orders[0]).work({});
  QVERIFY(text && text->contains(QStringLiteral("shown.ply")));
  const auto cloud = readPly(folder.filePath(QStringLiteral("shown.ply")).toStdString());
  QVERIFY(cloud && cloud->rgb && cloud->class_id);
  QCOMPARE(static_cast<size_t>(cloud->size()), panel.lastShot()->all);
  const CloudPoints& points = *panel.lastCloud()->points;
  for (size_t i = 0; i < points.xyz.size(); ++i) {
    QCOMPARE(cloud->xyz.const_data_ptr<float>()[i], points.xyz[i]);
    QCOMPARE(cloud->rgb->const_data_ptr<uint8_t>()[i], points.rgb[i]);
  }
  QCOMPARE(cloud->xyz[64 * 32][2].item<float>(), 6.0F);  // of frame 0, seen from frame 4
  panel.exportTo(folder.filePath(QStringLiteral("shown.pcd")));
  QVERIFY(exportCloud(orders[1]));
  QVERIFY(QFile::exists(folder.filePath(QStringLiteral("shown.pcd"))));
  panel.exportTo(QStringLiteral("/proc/none/shown.ply"));
  QVERIFY(!exportCloud(orders[2]));
}

void CloudTest::savedFileIsWhatItsNameSays() {
  const QTemporaryDir folder;
  for (const auto& [name, begins] :
       {std::pair{"a.pcd", "# .PCD"}, {"b.PCD", "# .PCD"}, {"c.ply", "ply"}, {"d.PLY", "ply"}}) {
    const std::filesystem::path path = folder.filePath(QLatin1String(name)).toStdString();
    QVERIFY(exportCloud({manyPoints(64), {}, path}));
    const auto text = readWhole(path);
    QVERIFY2(text && text->starts_with(begins), name);
  }
}

void CloudTest::withoutOpenGlThePanelSaysSo() {
  const QByteArray display = qgetenv("DISPLAY");
  qputenv("DISPLAY", "");
  CloudPanel panel;
  panel.resize(500, 300);
  panel.show();
  const auto source = std::make_shared<WallSource>();
  panel.setSource(source, source->info());
  panel.showFrame(0);
  const bool said =
      eventually([&] { return panel.canvas()->emptyText().contains(QStringLiteral("No OpenGL")); });
  if (display.isNull())
    qunsetenv("DISPLAY");
  else
    qputenv("DISPLAY", display);
  QVERIFY2(said, qPrintable(panel.canvas()->emptyText()));
  QVERIFY(panel.canvas()->emptyText().contains(QStringLiteral("no X display")));
  QVERIFY(!panel.controls()->isEnabled());
  panel.showFrame(1);
  panel.choosePreset(CloudPreset::top);
  QVERIFY(!panel.canvas()->hasPicture());
}

void CloudTest::aLargeCloudCostsTheWindowLittle() {
  KERB_NEEDS_GL;
  CloudPanel panel;
  panel.resize(900, 500);
  panel.show();
  const auto source = std::make_shared<WallSource>(30, 16);  // half a million points
  panel.setSource(source, source->info());
  CloudSettings settings = panel.settings();
  settings.removes_edges = false;
  panel.setSettings(settings, panel.look());
  const auto isThere = [&](int64_t index) {
    return panel.lastCloud() && panel.lastCloud()->index == index && panel.lastShot() &&
           panel.lastShot()->drawn == 1024 * 512;
  };
  panel.showFrame(0);
  QVERIFY(eventually([&] { return isThere(0); }, 60'000));
  // Time of this thread's own work: it does not grow with what else the machine does.
  const double before = threadMilliseconds();
  panel.showFrame(1);
  QVERIFY(eventually([&] { return panel.lastCloud()->index == 1; }));
  QVERIFY(eventually([&] { return panel.lastShot()->drawn < 1024 * 512; }));
  const double shown = threadMilliseconds() - before;
  QVERIFY(eventually([&] { return isThere(1); }, 60'000));
  qInfo("UI thread: %.1f ms until shown, %.1f ms until whole", shown, threadMilliseconds() - before);
  QVERIFY2(shown <= 30, qPrintable(QString::number(shown)));
}

void CloudTest::closesInTheMiddleAtOnce() {
  KERB_NEEDS_GL;
  auto panel = std::make_unique<CloudPanel>();
  panel->resize(900, 600);
  panel->show();
  const auto source = std::make_shared<WallSource>(30, 16);  // half a million points
  panel->setSource(source, source->info());
  panel->showFrame(0);
  QVERIFY(eventually([&] { return panel->lastShot().has_value(); }));
  panel->showFrame(1);
  panel->choosePreset(CloudPreset::side);
  QTest::qWait(20);
  QElapsedTimer timer;
  timer.start();
  panel.reset();
  QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::CloudTest)
#include "cloud_test.moc"
