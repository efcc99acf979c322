// Colours of classes that a user chooses: in the legend, over the picture, in the points, and in settings.
#include <QApplication>
#include <QColorDialog>
#include <QMenu>
#include <QTreeWidget>

#include <ATen/ATen.h>

#include "core/prediction/cloud_colours.h"
#include "core/prediction/overlay.h"
#include "tests/widgets/qt_test.h"
#include "widgets/view/class_legend.h"

namespace kerb {
namespace {

constexpr uint8_t kRoad = 0, kCar = 13;
const QColor kPink(255, 0, 128);
constexpr Colour kPinkBytes{255, 0, 128};

PaintedOverlay labelled() {
  PaintedOverlay painted;
  painted.has_labels = true;
  painted.shares[kRoad] = 1;
  return painted;
}

QColor swatchOf(const ClassLegend& legend, uint8_t id) {
  const auto* tree = legend.findChild<QTreeWidget*>();
  return tree->topLevelItem(id)->icon(0).pixmap(28).toImage().pixelColor(14, 14);
}

}  // namespace

class ClassColoursTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void overlayAndPointsHaveTheColoursChosen();
  void settingsKeepThem();
  void settingsKeepWhatIsHidden();
  void clickOnASwatchAsks();
  void clickOnTheCheckBoxDoesNotAsk();
  void keyboardAndMenuReset();
};

void ClassColoursTest::overlayAndPointsHaveTheColoursChosen() {
  auto frame = std::make_shared<Frame>();
  frame->image = at::full({3, 4, 8}, 100, at::kByte);
  at::Tensor ids = at::zeros({4, 8}, at::kByte);
  ids.slice(1, 4, 8).fill_(kCar);
  frame->semantics = SemanticMap{ids, Taxonomy::cityscapes};
  OverlaySettings settings;
  settings.opacity = 1;
  settings.colours[{Taxonomy::cityscapes, kCar}] = kPinkBytes;
  settings.colours[{Taxonomy::camvid, kRoad}] = {1, 2, 3};  // of another taxonomy
  const auto painted = paintOverlay({frame, frame->semantics, settings, {}});
  QCOMPARE(painted->picture.image.pixelColor(6, 2), kPink);
  QCOMPARE(painted->picture.image.pixelColor(1, 2), QColor(128, 64, 128));
  const at::Tensor points = classPicture(*frame->semantics, settings.colours);
  QCOMPARE(points[0][2][6].item<int>(), 255);
  QCOMPARE(points[1][2][6].item<int>(), 0);
  QCOMPARE(points[0][2][1].item<int>(), 128);
  QCOMPARE(paintLabels(*frame->semantics)[2][2][6].item<int>(), 142);  // what is exported
}

void ClassColoursTest::settingsKeepThem() {
  ClassColours colours;
  colours[{Taxonomy::cityscapes, kCar}] = kPinkBytes;
  colours[{Taxonomy::camvid, uint8_t{3}}] = {1, 2, 3};
  const QStringList texts = textsOf(colours);
  QVERIFY2(texts.contains(QStringLiteral("cityscapes/car=#ff0080")),
           qPrintable(texts.join(QLatin1Char(' '))));
  QVERIFY(parseClassColours(texts) == colours);
  QVERIFY(parseClassColours({QStringLiteral("cityscapes/car"), QStringLiteral("x=#ff0000"),
                             QStringLiteral("cityscapes/car=red stone"), QString()})
              .empty());
}

void ClassColoursTest::settingsKeepWhatIsHidden() {
  HiddenClasses hidden;
  hidden[Taxonomy::cityscapes].at(kCar) = true;
  hidden[Taxonomy::camvid].at(3) = true;
  const QStringList texts = textsOf(hidden);
  QVERIFY2(texts.contains(QStringLiteral("cityscapes/car")), qPrintable(texts.join(QLatin1Char(' '))));
  QCOMPARE(texts.size(), 2);
  QVERIFY(parseHiddenClasses(texts) == hidden);
  QVERIFY(parseHiddenClasses({QStringLiteral("cityscapes/dragon"), QString()}).empty());
}

void ClassColoursTest::clickOnASwatchAsks() {
  ClassLegend legend;
  legend.resize(300, 600);
  legend.show(labelled());
  legend.QWidget::show();
  QVERIFY(QTest::qWaitForWindowExposed(&legend));
  auto* tree = legend.findChild<QTreeWidget*>();
  QSignalSpy changed(&legend, &ClassLegend::settingsChanged);
  // Somewhere in the first third of the row, behind the check box, is the swatch.
  const QRect row = tree->visualItemRect(tree->topLevelItem(kCar));
  QColorDialog* dialog = nullptr;
  for (int x = row.right() / 2; x > row.left() && dialog == nullptr; x -= 4) {
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, QPoint(x, row.center().y()));
    dialog = legend.findChild<QColorDialog*>();
  }
  QVERIFY(dialog != nullptr);
  QCOMPARE(dialog->currentColor(), QColor(0, 0, 142));
  dialog->setCurrentColor(kPink);
  dialog->accept();
  QCOMPARE(changed.count(), 1);
  QVERIFY(legend.settings().colours.at({Taxonomy::cityscapes, kCar}) == kPinkBytes);
  QCOMPARE(swatchOf(legend, kCar), kPink);
  QCOMPARE(swatchOf(legend, kRoad), QColor(128, 64, 128));
  QCOMPARE(tree->topLevelItem(kCar)->checkState(0), Qt::Checked);
}

void ClassColoursTest::clickOnTheCheckBoxDoesNotAsk() {
  ClassLegend legend;
  legend.resize(300, 600);
  legend.show(labelled());
  legend.QWidget::show();
  QVERIFY(QTest::qWaitForWindowExposed(&legend));
  auto* tree = legend.findChild<QTreeWidget*>();
  const QRect row = tree->visualItemRect(tree->topLevelItem(kCar));
  QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, QPoint(row.left() + 10, row.center().y()));
  QVERIFY(legend.findChild<QColorDialog*>() == nullptr);
  QCOMPARE(tree->topLevelItem(kCar)->checkState(0), Qt::Unchecked);
}

void ClassColoursTest::keyboardAndMenuReset() {
  ClassLegend legend;
  legend.resize(300, 600);
  legend.show(labelled());
  OverlaySettings settings;
  settings.colours[{Taxonomy::cityscapes, kCar}] = kPinkBytes;
  settings.colours[{Taxonomy::cityscapes, kRoad}] = kPinkBytes;
  legend.setSettings(settings);
  QCOMPARE(swatchOf(legend, kCar), kPink);
  legend.QWidget::show();
  QVERIFY(QTest::qWaitForWindowExposed(&legend));
  auto* tree = legend.findChild<QTreeWidget*>();
  tree->setCurrentItem(tree->topLevelItem(kCar));
  QTest::keyClick(tree, Qt::Key_Return);
  auto* dialog = legend.findChild<QColorDialog*>();
  QVERIFY(dialog != nullptr);
  QCOMPARE(dialog->currentColor(), kPink);
  dialog->reject();
  const auto choose = [&](const char* text) {
    Q_EMIT tree->customContextMenuRequested(tree->visualItemRect(tree->topLevelItem(kCar)).center());
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    if (menu == nullptr) return false;
    for (QAction* action : menu->actions()) {
      if (action->text() == QLatin1String(text)) action->trigger();
    }
    return menu->close();
  };
  QVERIFY(choose("Reset Colour"));
  QCOMPARE(swatchOf(legend, kCar), QColor(0, 0, 142));
  QCOMPARE(swatchOf(legend, kRoad), kPink);
  QVERIFY(choose("Reset All Colours"));
  QVERIFY(legend.settings().colours.empty());
  QCOMPARE(swatchOf(legend, kRoad), QColor(128, 64, 128));
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::ClassColoursTest)
#include "class_colours_test.moc"
