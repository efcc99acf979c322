// Fields for depths: what they show is rounded, what they are about is not; relative depth has its digits.
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>

#include "tests/widgets/qt_test.h"
#include "widgets/cloud/cloud_controls.h"
#include "widgets/view/depth_view.h"
#include "widgets/view/view_link.h"

namespace kerb {

class NumberFieldsTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void aRangeByHandStaysWhatItIs();
  void anEndOfTheRangeIsEditedAlone();
  void theLimitOfThePointsStaysWhatItIs();
  void theLimitOfThePointsFitsRelativeDepth();
  void aLimitThatIsBeingTypedStays();
  void smallNumbersCanBeTyped();
};

namespace {

struct Ranged {
  ViewLink link;
  DepthView view{&link};
  QList<QDoubleSpinBox*> ends = view.findChildren<QDoubleSpinBox*>();  // near, far

  explicit Ranged(Range range) {
    DepthSettings settings;
    settings.mode = RangeMode::byHand;
    settings.range = range;
    view.setSettings(settings);
  }
};

}  // namespace

void NumberFieldsTest::aRangeByHandStaysWhatItIs() {
  Ranged ranged({0.03123456, 0.04561234});
  QCOMPARE(ranged.ends.size(), 2);
  QCOMPARE(ranged.ends[0]->text(), QStringLiteral("0.0312"));
  QCOMPARE(ranged.ends[1]->text(), QStringLiteral("0.0456"));
  auto* colours = ranged.view.findChild<QComboBox*>();
  colours->setCurrentIndex(1);
  Q_EMIT colours->activated(1);
  QCOMPARE(ranged.view.settings().colours, ColourMap::magma);
  QVERIFY(ranged.view.settings().range.lo == 0.03123456);
  QVERIFY(ranged.view.settings().range.hi == 0.04561234);
}

void NumberFieldsTest::anEndOfTheRangeIsEditedAlone() {
  Ranged ranged({1.23456, 80.12345});
  QCOMPARE(ranged.ends[0]->text(), QStringLiteral("1.23"));
  ranged.ends[0]->setValue(2.5);
  QCOMPARE(ranged.view.settings().range.lo, 2.5);
  QVERIFY(ranged.view.settings().range.hi == 80.12345);
  ranged.ends[0]->setValue(0);
  QCOMPARE(ranged.view.settings().range.lo, 0.001);
  QCOMPARE(ranged.ends[0]->text(), QStringLiteral("0.00100"));
  QCOMPARE(ranged.ends[1]->text(), QStringLiteral("80.12"));
}

void NumberFieldsTest::theLimitOfThePointsStaysWhatItIs() {
  CloudControls controls;
  CloudSettings settings;
  settings.max_depth = 0.04561234;
  controls.setChoices({.is_metric = false});
  controls.show(settings, {});
  const auto* limit = controls.findChild<QDoubleSpinBox*>();
  QCOMPARE(limit->text(), QStringLiteral("up to 0.0456"));
  QSignalSpy changed(&controls, &CloudControls::settingsChanged);
  auto* colours = controls.findChildren<QComboBox*>().at(1);
  colours->setCurrentIndex(2);
  Q_EMIT colours->activated(2);
  QCOMPARE(changed.count(), 1);
  QVERIFY(changed[0][0].value<CloudSettings>().max_depth == 0.04561234);
  controls.setChoices({.is_metric = true});
  QCOMPARE(limit->text(), QStringLiteral("up to 0.0456 m"));
}

void NumberFieldsTest::theLimitOfThePointsFitsRelativeDepth() {
  CloudControls controls;
  auto* limit = controls.findChild<QDoubleSpinBox*>();
  limit->stepUp();
  QCOMPARE(limit->text(), QStringLiteral("up to 10 m"));
  limit->setValue(0);
  QCOMPARE(limit->text(), QStringLiteral("All distances"));
  controls.setChoices({.is_metric = false});
  limit->stepUp();
  QCOMPARE(limit->text(), QStringLiteral("up to 1.00"));
  limit->setValue(0.05);
  limit->stepUp();
  QCOMPARE(limit->text(), QStringLiteral("up to 0.0510"));
}

void NumberFieldsTest::aLimitThatIsBeingTypedStays() {
  CloudControls controls;
  auto* limit = controls.findChild<QDoubleSpinBox*>();
  limit->findChild<QLineEdit*>()->setText(QStringLiteral("up to 25 m"));
  controls.setChoices({.has_view = true});  // as with each frame
  QCOMPARE(limit->text(), QStringLiteral("up to 25 m"));
}

void NumberFieldsTest::smallNumbersCanBeTyped() {
  Ranged ranged({1.23, 80});
  const auto enter = [](QDoubleSpinBox* box, const char* number) {
    box->selectAll();
    QTest::keyClicks(box, QLatin1String(number));
    QTest::keyClick(box, Qt::Key_Return);
  };
  enter(ranged.ends[0], "0.0312");
  QCOMPARE(ranged.view.settings().range.lo, 0.0312);
  QCOMPARE(ranged.ends[0]->text(), QStringLiteral("0.0312"));
  QTest::keyClick(ranged.ends[1], Qt::Key_Return);
  QCOMPARE(ranged.view.settings().range.hi, 80.0);
  CloudControls controls;
  CloudSettings settings;
  settings.max_depth = 500;
  controls.setChoices({.is_metric = false});
  controls.show(settings, {});
  auto* limit = controls.findChild<QDoubleSpinBox*>();
  enter(limit, "0.0456");
  QCOMPARE(limit->value(), 0.0456);
  QCOMPARE(limit->text(), QStringLiteral("up to 0.0456"));
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::NumberFieldsTest)
#include "number_fields_test.moc"
