// The keys of the player and of the views, pressed in the real window.
#include <QSpinBox>

#include "tests/app/window_fixture.h"
#include "widgets/panel/playback.h"

namespace kerb {

class PlayerKeysTest : public WindowFixture {
  Q_OBJECT

 private Q_SLOTS:
  void aFrameNumberGivesTheKeysBack();

 private:
  void openDrive() {
    window_->resize(1500, 950);
    openSource(QStringLiteral("synthetic:frames=300,width=96,height=64"));
    canvas()->setFocus();
    QVERIFY(eventually([&] { return canvas()->hasFocus(); }));
  }
  ImageCanvas* canvas() const { return window_->pictureView().canvas(); }
};

void PlayerKeysTest::aFrameNumberGivesTheKeysBack() {
  openDrive();
  auto* frame = window_->findChild<QSpinBox*>();
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

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::PlayerKeysTest)
#include "player_keys_test.moc"
