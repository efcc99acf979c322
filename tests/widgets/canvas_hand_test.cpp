// A picture under the hand: wheel, drag, click and double click.
#include <QApplication>
#include <QMouseEvent>
#include <QWheelEvent>

#include "tests/widgets/qt_test.h"
#include "widgets/view/image_canvas.h"

namespace kerb {
namespace {

/// A picture of 100 x 50 pixels that fits into its canvas four times as large.
struct Pane {
  ViewLink link;
  ImageCanvas canvas{&link};

  Pane() {
    canvas.resize(400, 200);
    canvas.show();
    QImage picture(100, 50, QImage::Format_RGB32);
    picture.fill(Qt::gray);
    canvas.setPicture(pictureOf(picture, {}, 0));
  }
  QRectF rect() const { return placeOfPicture(link.place(), {100, 50}, canvas.size()); }
  /// Whether the canvas took it.
  bool wheel(QPointF at, QPoint angle) {
    QWheelEvent event(at, canvas.mapToGlobal(at), {}, angle, Qt::NoButton, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&canvas, &event);
    return event.isAccepted();
  }
  void drag(QPoint from, const QList<QPoint>& way) {
    QTest::mousePress(&canvas, Qt::LeftButton, {}, from);
    for (const QPoint& to : way) {
      QMouseEvent move(QEvent::MouseMove, to, canvas.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
      QApplication::sendEvent(&canvas, &move);
    }
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, way.isEmpty() ? from : way.last());
  }
};

}  // namespace

class CanvasHandTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void theWheelZoomsAtTheCursor();
  void aSwipeSidewaysKeepsTheFit();
  void aClickThatTremblesKeepsTheFit();
  void aDragMovesThePictureWithTheHand();
  void aDoubleClickChangesBetweenFitAndPixels();
};

void CanvasHandTest::theWheelZoomsAtTheCursor() {
  Pane pane;
  QVERIFY(pane.wheel({100, 150}, {0, 120}));
  QVERIFY(!pane.link.place().fits);
  const QRectF larger = pane.rect();
  QCOMPARE(larger.width(), 400 * 1.2);
  QCOMPARE((100 - larger.left()) / larger.width(), 0.25);
  QCOMPARE((150 - larger.top()) / larger.height(), 0.75);
  QVERIFY(pane.wheel({100, 150}, {0, -120}));
  QVERIFY(std::abs(pane.rect().width() - 400) < 1e-6);
}

void CanvasHandTest::aSwipeSidewaysKeepsTheFit() {
  Pane pane;
  QVERIFY2(!pane.wheel({100, 150}, {120, 0}), "it is left to others");
  QVERIFY(pane.link.place().fits);
}

void CanvasHandTest::aClickThatTremblesKeepsTheFit() {
  Pane pane;
  pane.drag({200, 100}, {{201, 100}, {202, 101}, {201, 101}});
  QVERIFY(pane.link.place().fits);
}

void CanvasHandTest::aDragMovesThePictureWithTheHand() {
  Pane pane;
  pane.drag({200, 100}, {{201, 100}, {205, 102}, {210, 104}, {211, 104}});
  QCOMPARE(pane.rect(), QRectF(11, 4, 400, 200));  // also by what was too little for a drag at first
  pane.drag({200, 100}, {{230, 100}, {200, 100}});
  QCOMPARE(pane.rect(), QRectF(11, 4, 400, 200));
}

void CanvasHandTest::aDoubleClickChangesBetweenFitAndPixels() {
  Pane pane;
  const auto twice = [&](QPoint at) {
    QMouseEvent event(QEvent::MouseButtonDblClick, at, pane.canvas.mapToGlobal(at), Qt::LeftButton,
                      Qt::LeftButton, {});
    QApplication::sendEvent(&pane.canvas, &event);
  };
  twice({202, 102});
  QCOMPARE(pane.canvas.sizeOnScreen({100, 50}), QSize(100, 50));
  QCOMPARE(pane.canvas.pixelAt({202, 102}), std::optional(QPoint(50, 25)));
  twice({202, 102});
  QVERIFY(pane.link.place().fits);
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::CanvasHandTest)
#include "canvas_hand_test.moc"
