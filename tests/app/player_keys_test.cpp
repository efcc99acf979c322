// The keys of the player and of the views, pressed in the real window.
#include <QAbstractItemView>
#include <QComboBox>
#include <QSpinBox>
#include <QToolBar>

#include "tests/app/window_fixture.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/view/depth_view.h"

namespace kerb {

class PlayerKeysTest : public WindowFixture {
  Q_OBJECT

 private Q_SLOTS:
  void aFrameNumberGivesTheKeysBack();
  void aChoiceByMouseLeavesTheKeysAlone();
  void aChoiceByKeyKeepsTheFocus();

 private:
  void openDrive() {
    window_->resize(1500, 950);
    openSource(QStringLiteral("synthetic:frames=300,width=96,height=64"));
    canvas()->setFocus();
    QVERIFY(eventually([&] { return canvas()->hasFocus(); }));
  }
  ImageCanvas* canvas() const { return window_->pictureView().canvas(); }
  QList<QComboBox*> boxesOfThePlayer() const {
    return window_->findChild<QToolBar*>(QStringLiteral("player"))->findChildren<QComboBox*>();
  }
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
