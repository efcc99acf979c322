// The keys of the player and of the views, pressed in the real window; and what the corner of the depth says.
#include <QAbstractItemView>
#include <QComboBox>
#include <QSpinBox>
#include <QToolBar>

#include <ATen/ATen.h>

#include "core/weights/weights.h"
#include "tests/app/window_fixture.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/view/depth_view.h"

namespace kerb {
namespace {

constexpr QSize kPicture(96, 64);

/// Ten metres everywhere.
class Flat final : public Method {
 public:
  Status prepare(torch::Device, Precision) override { return {}; }
  Result<Prediction> predict(const Input&) override {
    Prediction prediction;
    prediction.depth = at::full({kPicture.height(), kPicture.width()}, 10, at::kFloat);
    prediction.scale = {ScaleKind::metric, "test"};
    return prediction;
  }
};

MethodSpec flatSpec() {
  MethodSpec spec;
  spec.id = "flat";
  spec.title = "Flat depth";
  spec.needs.weights = Need::optional;
  spec.create = [](const Parameters&, const Weights*) -> Result<std::shared_ptr<Method>> {
    return std::shared_ptr<Method>(std::make_shared<Flat>());
  };
  return spec;
}

}  // namespace

class PlayerKeysTest : public WindowFixture {
  Q_OBJECT

 private Q_SLOTS:
  void theShuttleKeysPlay();
  void keysMoveByFrames();
  void keysSetTheRange();
  void keysFitAndShowPixels();
  void keysLockTheRangeOfTheColours();
  void keysOfTheWindow();
  void theCornerNamesWhatComputes();
  void aFrameNumberGivesTheKeysBack();
  void aChoiceByMouseLeavesTheKeysAlone();
  void aChoiceByKeyKeepsTheFocus();

 private:
  const std::vector<MethodSpec>& catalogue() const override {
    static const std::vector<MethodSpec> all = [] {
      std::vector<MethodSpec> some = methods();
      some.push_back(flatSpec());
      return some;
    }();
    return all;
  }
  void openDrive() {
    window_->resize(1500, 950);
    openSource(QStringLiteral("synthetic:frames=300,width=96,height=64"));
    canvas()->setFocus();
    QVERIFY(eventually([&] { return canvas()->hasFocus(); }));
  }
  void press(Qt::Key key, Qt::KeyboardModifiers with = {}) { QTest::keyClick(canvas(), key, with); }
  ImageCanvas* canvas() const { return window_->pictureView().canvas(); }
  QList<QComboBox*> boxesOfThePlayer() const {
    return window_->findChild<QToolBar*>(QStringLiteral("player"))->findChildren<QComboBox*>();
  }
};

void PlayerKeysTest::theShuttleKeysPlay() {
  openDrive();
  const Playback& player = window_->playback();
  press(Qt::Key_L);
  QVERIFY(player.isPlaying());
  QCOMPARE(player.speed(), 1.0);
  press(Qt::Key_L);
  QCOMPARE(player.speed(), 2.0);
  press(Qt::Key_J);
  QVERIFY(player.isPlaying());
  QCOMPARE(player.speed(), -1.0);
  press(Qt::Key_J);
  QCOMPARE(player.speed(), -2.0);
  press(Qt::Key_K);
  QVERIFY(!player.isPlaying());
}

void PlayerKeysTest::keysMoveByFrames() {
  openDrive();
  const Playback& player = window_->playback();
  press(Qt::Key_Right, Qt::ControlModifier);
  QCOMPARE(player.index(), 100);
  press(Qt::Key_Right, Qt::ControlModifier);
  QCOMPARE(player.index(), 200);
  press(Qt::Key_Left, Qt::ControlModifier);
  QCOMPARE(player.index(), 100);
  press(Qt::Key_Left, Qt::ShiftModifier);
  QCOMPARE(player.index(), 90);
  press(Qt::Key_Home);
  QCOMPARE(player.index(), 0);
}

void PlayerKeysTest::keysSetTheRange() {
  openDrive();
  Playback& player = window_->playback();
  player.seek(150);
  press(Qt::Key_I);
  player.seek(180);
  press(Qt::Key_O);
  QCOMPARE(player.range(), (FrameSpan{150, 180}));
  press(Qt::Key_Home);
  QCOMPARE(player.index(), 150);
  press(Qt::Key_End);
  QCOMPARE(player.index(), 180);
  press(Qt::Key_I, Qt::ShiftModifier);
  QVERIFY(!player.hasRange());
  press(Qt::Key_Home);
  QCOMPARE(player.index(), 0);
}

void PlayerKeysTest::keysFitAndShowPixels() {
  openDrive();
  const QSize fitted = canvas()->sizeOnScreen(kPicture);
  QVERIFY(fitted.width() > kPicture.width());
  press(Qt::Key_1, Qt::ControlModifier);
  QCOMPARE(canvas()->sizeOnScreen(kPicture), kPicture);
  press(Qt::Key_0, Qt::ControlModifier);
  QCOMPARE(canvas()->sizeOnScreen(kPicture), fitted);
}

void PlayerKeysTest::keysLockTheRangeOfTheColours() {
  openDrive();
  const DepthView& depth = window_->depthView();
  press(Qt::Key_R, Qt::ControlModifier);
  QCOMPARE(depth.settings().mode, RangeMode::locked);
  press(Qt::Key_R, Qt::ControlModifier);
  QCOMPARE(depth.settings().mode, RangeMode::follow);
}

void PlayerKeysTest::keysOfTheWindow() {
  openDrive();
  press(Qt::Key_F1);
  QVERIFY(eventually([] { return QApplication::activeModalWidget() != nullptr; }));
  QCOMPARE(QApplication::activeModalWidget()->windowTitle(), QStringLiteral("Keyboard Shortcuts"));
  QApplication::activeModalWidget()->close();
  QApplication::setActiveWindow(window_.get());
  press(Qt::Key_F11);
  QVERIFY(window_->isFullScreen());
  press(Qt::Key_F11);
  QVERIFY(!window_->isFullScreen());
}

void PlayerKeysTest::theCornerNamesWhatComputes() {
  const QString weights = folder_->filePath(QStringLiteral("mine.safetensors"));
  QVERIFY(saveWeights(weights.toStdString(), {"flat", {}, 0, 0, "", ""}, {{"a", at::ones({2})}}));
  openDrive();
  window_->methodPanel().setChoice({"flat", weights.toStdString(), {}, "cpu", false}, true);
  Q_EMIT window_->methodPanel().requested(window_->methodPanel().choice());
  const QString said = QStringLiteral("Flat depth · mine.safetensors · cpu · fp32");
  const auto corner = [this] { return window_->depthView().canvas()->hud(); };
  QVERIFY2(eventually([&] { return corner().contains(said); }), qPrintable(corner().join(QLatin1Char('|'))));
  press(Qt::Key_H);
  QVERIFY(eventually([&] { return corner().isEmpty(); }));
  press(Qt::Key_H);
  QVERIFY(corner().contains(said));
}

void PlayerKeysTest::aFrameNumberGivesTheKeysBack() {
  openDrive();
  auto* frame = window_->findChild<QWidget*>(QStringLiteral("player"))->findChild<QSpinBox*>();
  frame->setFocus();
  frame->selectAll();
  QTest::keyClicks(frame, QStringLiteral("120"));
  QVERIFY(frame->hasFocus());
  QTest::keyClick(frame, Qt::Key_Return);
  QCOMPARE(window_->playback().index(), 120);
  QVERIFY(canvas()->hasFocus());
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
  QCOMPARE(window_->playback().index(), 121);
}

void PlayerKeysTest::aChoiceByMouseLeavesTheKeysAlone() {
  openDrive();
  QCOMPARE(boxesOfThePlayer().size(), 2);
  for (QComboBox* box : boxesOfThePlayer() + QList{window_->depthView().findChild<QComboBox*>()}) {
    const int before = box->currentIndex();
    QTest::mouseClick(box, Qt::LeftButton);
    QVERIFY(eventually([&] { return box->view()->isVisible(); }));
    QTest::keyClick(box->view(), Qt::Key_Down);
    QTest::keyClick(box->view(), Qt::Key_Return);
    QVERIFY(eventually([&] { return !box->view()->isVisible(); }));
    QCOMPARE(box->currentIndex(), before + 1);
    QVERIFY2(eventually([&] { return canvas()->hasFocus(); }), qPrintable(box->accessibleName()));
  }
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
  QVERIFY(window_->playback().isPlaying());
  for (const QComboBox* box : window_->cloudPanel().findChildren<QComboBox*>())
    QCOMPARE(box->focusPolicy(), Qt::TabFocus);
}

void PlayerKeysTest::aChoiceByKeyKeepsTheFocus() {
  openDrive();
  QComboBox* speed = boxesOfThePlayer().last();
  speed->setFocus(Qt::TabFocusReason);
  QTest::keyClick(speed, Qt::Key_Down);
  QCOMPARE(window_->playback().speed(), 2.0);
  QVERIFY(speed->hasFocus());
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::PlayerKeysTest)
#include "player_keys_test.moc"
