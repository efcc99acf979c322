// Pictures much larger than the screen are painted from reductions: the same to the eye, whole when
// magnified.
#include <ATen/ATen.h>

#include "core/labels/taxonomy.h"
#include "tests/widgets/qt_test.h"
#include "widgets/view/depth_view.h"
#include "widgets/view/image_canvas.h"
#include "widgets/view/semantic_view.h"

namespace kerb {
namespace {

/// Every pixel says where it is: red its column, green its row, both modulo 256.
at::Tensor places(int64_t width, int64_t height) {
  const at::Tensor columns = at::arange(width).remainder(256).to(at::kByte).expand({height, width});
  const at::Tensor rows =
      at::arange(height).remainder(256).to(at::kByte).unsqueeze(1).expand({height, width});
  return at::stack({columns, rows, at::zeros_like(columns)})
      .permute({1, 2, 0})
      .contiguous()
      .permute({2, 0, 1});
}

std::shared_ptr<Frame> frameOf(const at::Tensor& image) {
  auto frame = std::make_shared<Frame>();
  frame->image = image;
  return frame;
}

QColor middleOf(ImageCanvas& canvas) {
  return canvas.grab().toImage().pixelColor(canvas.width() / 2, canvas.height() / 2);
}

}  // namespace

class LargePictureTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void reductionLeavesTwiceTheScreen();
  void reducedPixelsAreMeans();
  void middlesAreValuesOfTheMap();
  void theReductionLiesWhereThePictureDoes();
  void magnifiedItIsThePictureItself();
  void depthMagnifiedIsTheMapItself();
};

void LargePictureTest::reductionLeavesTwiceTheScreen() {
  QCOMPARE(reductionFor({3840, 2160}, {640, 360}), 3);
  QCOMPARE(reductionFor({3840, 2160}, {641, 361}), 2);
  QCOMPARE(reductionFor({1280, 720}, {641, 361}), 1);
  QCOMPARE(reductionFor({3840, 2160}, {8000, 4500}), 1);
  QCOMPARE(reductionFor({3840, 2160}, {}), 1);
  QCOMPARE(reductionFor({30000, 30000}, {10, 10}), 128);
}

void LargePictureTest::reducedPixelsAreMeans() {
  for (const int factor : {2, 3, 7, 128}) {
    const at::Tensor image = at::randint(0, 256, {3, 131, 258}, at::kByte);
    const at::Tensor few = reduced(image, factor);
    // Composed: what lies beyond the border does not count.
    const at::Tensor means = at::avg_pool2d(image.to(at::kDouble), factor, factor, 0, /*ceil_mode=*/true,
                                            /*count_include_pad=*/false);
    QCOMPARE(few.sizes(), means.sizes());
    QVERIFY((few.to(at::kDouble) - means).abs().max().item<double>() <= 0.5);
  }
  const at::Tensor image = places(9, 5);
  QVERIFY(reduced(image, 1).equal(image));
  QVERIFY(reduced(at::full({3, 300, 300}, 255, at::kByte), 128).eq(255).all().item<bool>());
}

void LargePictureTest::middlesAreValuesOfTheMap() {
  const at::Tensor map = at::arange(7 * 8, at::kFloat).reshape({7, 8});
  QVERIFY(middles(map, 3).equal(
      at::tensor({9., 12., 15., 33., 36., 39., 49., 52., 55.}).to(at::kFloat).reshape({3, 3})));
  QVERIFY(middles(map, 1).equal(map));
}

void LargePictureTest::theReductionLiesWhereThePictureDoes() {
  // Sizes that no factor divides: a ramp has the same values where a copy of the whole picture has them.
  const at::Tensor columns = at::linspace(0, 255, 1999).round().to(at::kByte).expand({1003, 1999});
  const at::Tensor ramp = at::stack({columns, columns, columns});
  const QSize shown(301, 151);
  const int factor = reductionFor({1999, 1003}, shown);
  QCOMPARE(factor, 3);
  const QImage direct = pictureOf(toImage(ramp), shown, 0).fitted;
  const QImage through = pictureOf(toImage(reduced(ramp, factor)), {1999, 1003}, factor, shown, 0).fitted;
  QCOMPARE(through.size(), shown);
  for (int x = 0; x < shown.width(); ++x)
    QVERIFY(std::abs(through.pixelColor(x, 70).red() - direct.pixelColor(x, 70).red()) <= 1);
}

void LargePictureTest::magnifiedItIsThePictureItself() {
  ViewLink link;
  SemanticView view(&link);
  ImageCanvas& canvas = *view.canvas();
  canvas.resize(120, 60);
  auto frame = frameOf(places(1201, 601));
  at::Tensor ids = at::full({601, 1201}, kIgnoreLabel, at::kByte);
  ids.index_put_({at::indexing::Slice(), at::indexing::Slice(0, 600)}, 0);
  frame->semantics = SemanticMap{ids, Taxonomy::cityscapes};
  OverlaySettings settings;
  settings.opacity = 1;
  view.setSettings(settings);
  view.setFrame(frame);
  QVERIFY(eventually([&] { return canvas.hasPicture(); }));
  QCOMPARE(canvas.pixelAt({119.9, 30}), std::optional(QPoint(1200, 300)));
  canvas.grab();
  canvas.actualSize();
  canvas.zoomBy(32);
  // The middle of the picture is between the road and what has no class; each pixel is a sharp square.
  QVERIFY(eventually([&] { return middleOf(canvas) == QColor(600 % 256, 300 % 256, 0); }));
  const QImage whole = canvas.grab().toImage();
  QCOMPARE(whole.pixelColor(canvas.width() / 2 - 32, canvas.height() / 2), QColor(128, 64, 128));
  canvas.fit();
  QVERIFY(eventually([&] {
    const QColor road = canvas.grab().toImage().pixelColor(canvas.width() * 3 / 8, canvas.height() / 2);
    return std::abs(road.red() - 128) <= 2 && std::abs(road.green() - 64) <= 2 &&
           std::abs(road.blue() - 128) <= 2;
  }));
}

void LargePictureTest::depthMagnifiedIsTheMapItself() {
  ViewLink link;
  DepthView view(&link);
  ImageCanvas& canvas = *view.canvas();
  canvas.resize(600, 200);
  DepthSettings settings;
  settings.mode = RangeMode::byHand;
  settings.range = {1, 5001};
  settings.scaling = Scaling::linear;
  settings.colours = ColourMap::grey;
  view.setSettings(settings);
  auto prediction = std::make_shared<Prediction>();
  // The pixel in the middle alone is far: a reduction by more than one may miss it.
  prediction->depth = at::full({1501, 5001}, 1, at::kFloat);
  prediction->depth->index_put_({at::tensor(750), at::tensor(2500)}, at::tensor(5001.F));
  prediction->scale = {ScaleKind::metric, "test"};
  view.setPrediction(prediction, 0, 0);
  QVERIFY(eventually([&] { return canvas.hasPicture(); }));
  canvas.grab();
  canvas.actualSize();
  canvas.zoomBy(16);
  QVERIFY(eventually([&] {
    const QImage shown = canvas.grab().toImage();
    const QPoint middle(canvas.width() / 2, canvas.height() / 2);
    return shown.pixelColor(middle) == QColor(Qt::white) &&
           shown.pixelColor(middle - QPoint(16, 0)) == QColor(Qt::black);
  }));
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::LargePictureTest)
#include "large_picture_test.moc"
