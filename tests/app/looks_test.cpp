// How things look, as it is set in the real window: what of it an export has, and how it comes back to what
// it was.
#include <QCheckBox>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>

#include "core/job/inspect.h"
#include "tests/app/window_fixture.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/export_dialog.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/shortcut_editor.h"
#include "widgets/view/class_legend.h"
#include "widgets/view/depth_view.h"

namespace kerb {
namespace {

const QString kDrive = QStringLiteral("synthetic:frames=3,width=160,height=64");

}  // namespace

class LooksTest : public WindowFixture {
  Q_OBJECT

 private Q_SLOTS:
  void exportsLookAsThePanelsDo();
  void everythingCanBeReset();

 private:
  void openDrive();
  void changeLooks();
  QJsonObject exported(const QString& output);
  void changeAKey();
  void reset(const QString& answer);
  void verifyReset();
};

/// With its exact depth, which is there at once.
void LooksTest::openDrive() {
  openSource(kDrive);
  window_->methodPanel().setChoice({"truth", {}, {}, "cpu", false}, true);
  Q_EMIT window_->methodPanel().requested(window_->methodPanel().choice());
  QVERIFY(eventually([&] { return window_->lastPrediction().has_value(); }));
}

void LooksTest::changeLooks() {
  DepthSettings depth = window_->depthView().settings();
  depth.colours = ColourMap::magma;
  depth.mode = RangeMode::byHand;
  depth.range = {2, 40};
  depth.scaling = Scaling::log;
  window_->depthView().setSettings(depth);
  auto* legend = window_->findChild<ClassLegend*>();
  OverlaySettings classes = legend->settings();
  classes.opacity = 0.75;
  classes.contours = true;
  classes.hidden[Taxonomy::cityscapes].at(10) = true;
  classes.colours[{Taxonomy::cityscapes, uint8_t{13}}] = {255, 0, 128};
  legend->setSettings(classes);
  Q_EMIT legend->settingsChanged(classes);
  CloudSettings points = window_->cloudPanel().settings();
  points.removes_edges = false;
  points.max_depth = 25;
  points.colours = CloudColours::classes;
  points.leaves_out_moving = false;
  window_->cloudPanel().setSettings(points, {5, false});
}

/// What an export of this output was asked for.
QJsonObject LooksTest::exported(const QString& output) {
  const QString folder = folder_->filePath(output);
  actionNamed(QStringLiteral("Export…"))->trigger();
  auto* dialog = qobject_cast<ExportDialog*>(QApplication::activeModalWidget());
  if (dialog == nullptr) return {};
  dialog->findChild<QLineEdit*>()->setText(folder);
  for (auto* box : dialog->findChildren<QCheckBox*>())
    box->setChecked(withoutMnemonic(box->text()).startsWith(output));
  dialog->accept();
  QJsonObject request;
  eventually([&] {
    QFile file(folder + QStringLiteral("/.inspect/request.json"));
    if (file.open(QIODevice::ReadOnly)) request = QJsonDocument::fromJson(file.readAll()).object();
    return !request.isEmpty();
  });
  return request;
}

void LooksTest::exportsLookAsThePanelsDo() {
  const auto has = [](const QJsonObject& request, const char* option) {
    return request.value(QLatin1String(option));
  };
  openDrive();
  const QJsonObject usual = exported(QStringLiteral("Point clouds"));
  QCOMPARE(has(usual, "--range").toString(), QStringLiteral("auto"));
  QCOMPARE(has(usual, "--without-moving").toString(), QStringLiteral("of the cloud of all frames"));
  QCOMPARE(has(usual, "--remove-edges").toDouble(), 0.05);
  QCOMPARE(has(usual, "--cloud-max-depth").toDouble(-1), InspectRequest().cloud_max_depth);
  changeLooks();
  const QJsonObject changed = exported(QStringLiteral("Points of all frames"));
  QCOMPARE(has(changed, "--colours").toString(), QStringLiteral("magma"));
  QCOMPARE(has(changed, "--range").toArray().at(0).toDouble(), 2.0);
  QCOMPARE(has(changed, "--range").toArray().at(1).toDouble(), 40.0);
  QCOMPARE(has(changed, "--scaling").toString(), QStringLiteral("log"));
  QCOMPARE(has(changed, "--overlay-opacity").toDouble(), 0.75);
  QCOMPARE(has(changed, "--contours").toBool(), true);
  QCOMPARE(has(changed, "--hide").toArray().at(0).toString(), QStringLiteral("cityscapes/sky"));
  QCOMPARE(has(changed, "--class-colour").toArray().at(0).toString(),
           QStringLiteral("cityscapes/car=#ff0080"));
  QCOMPARE(has(changed, "--cloud-colours").toString(), QStringLiteral("classes"));
  QCOMPARE(has(changed, "--without-moving").toBool(true), false);
  QCOMPARE(has(changed, "--remove-edges").toDouble(-1), 0.0);
  QCOMPARE(has(changed, "--cloud-max-depth").toDouble(), 25.0);
}

/// F3 is the next frame.
void LooksTest::changeAKey() {
  actionNamed(QStringLiteral("Change Shortcuts…"))->trigger();
  auto* editor = window_->findChild<ShortcutEditor*>();
  editor->choose(actionNamed(QStringLiteral("Next Frame")));
  QTest::keyClick(editor->findChild<KeyEdit*>(), Qt::Key_F3);
  editor->close();
  QCOMPARE(actionNamed(QStringLiteral("Next Frame"))->shortcut(), QKeySequence(Qt::Key_F3));
}

void LooksTest::reset(const QString& answer) {
  window_->findChild<QAction*>(QStringLiteral("reset-settings"))->trigger();
  auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
  QVERIFY(box != nullptr);
  for (auto* each : box->findChildren<QPushButton*>()) {
    if (withoutMnemonic(each->text()) == answer) return each->click();
  }
  QFAIL("no such button");
}

void LooksTest::verifyReset() {
  QCOMPARE(window_->depthView().settings().colours, ColourMap::turbo);
  QCOMPARE(window_->depthView().settings().mode, RangeMode::follow);
  QCOMPARE(window_->depthView().settings().scaling, Scaling::inverse);
  QVERIFY(window_->pictureView().settings() == OverlaySettings());
  QVERIFY(window_->cloudPanel().settings() == CloudSettings());
  QCOMPARE(window_->cloudPanel().look().point_size, 2);
  QCOMPARE(theme_->choice(), ThemeChoice::system);
  QVERIFY(actionNamed(QStringLiteral("Measurements over the Pictures"))->isChecked());
  QCOMPARE(actionNamed(QStringLiteral("Next Frame"))->shortcut(), QKeySequence(Qt::Key_Right));
  QVERIFY2(actionNamed(QStringLiteral("synthetic drive")) != nullptr, "what was open is no setting");
}

void LooksTest::everythingCanBeReset() {
  openDrive();
  changeLooks();
  changeAKey();
  theme_->choose(ThemeChoice::dark);
  actionNamed(QStringLiteral("Measurements over the Pictures"))->trigger();
  window_->playback().setRange(1, 2);
  const auto* forget = window_->findChild<QAction*>(QStringLiteral("source-forget"));
  QVERIFY(forget->isEnabled());
  reset(QStringLiteral("Cancel"));
  QCOMPARE(theme_->choice(), ThemeChoice::dark);
  reset(QStringLiteral("Reset"));
  verifyReset();
  QVERIFY(!forget->isEnabled());
  QVERIFY(!window_->playback().hasRange());
  closeWindow();
  openWindow();
  openDrive();
  verifyReset();
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::LooksTest)
#include "looks_test.moc"
