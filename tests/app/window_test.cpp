// The real window: open, play, step, scrub, switch in the middle, resize, themes, broken files, close.
#include <QAbstractButton>
#include <QDockWidget>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMimeData>
#include <QSettings>
#include <QSpinBox>
#include <algorithm>

#include "core/weights/shipped.h"
#include "tests/app/window_fixture.h"
#include "widgets/cloud/cloud_canvas.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/export_dialog.h"
#include "widgets/panel/jobs_panel.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/recent.h"
#include "widgets/panel/timeline.h"
#include "widgets/view/class_legend.h"
#include "widgets/view/depth_view.h"

namespace kerb {
namespace {

/// How long this thread could have run, but others had the processors.
double starvedMs() {
  QFile file(QStringLiteral("/proc/thread-self/schedstat"));
  if (!file.open(QIODevice::ReadOnly)) return 0;
  const QList<QByteArray> numbers = file.readAll().split(' ');
  return numbers.size() < 2 ? 0 : numbers[1].toDouble() / 1e6;
}

const QString kDrive = QStringLiteral("synthetic:frames=30,width=160,height=64");

}  // namespace

class WindowTest : public WindowFixture {
  Q_OBJECT

 private Q_SLOTS:
  void startsWithTheStartPage();
  void opensTheSyntheticDriveWithDepthAndClasses();
  void showsThePointsOfTheDrive();
  void stepsBothWaysByKey();
  void playsAndScrubs();
  void switchesSourcesAndMethodsWhileInferring();
  void brokenFilesSaySoAndLeaveWhatIsOpen();
  void dropsOpen();
  void resizesThemesAndDocks();
  void closesInTheMiddleAtOnce();
  void exportsAsInspectDoesAndGoesOnAfterAClose();
  void remembersLayoutAndRecentSources();
  void remembersTheOverlay();
  void recentSourcesHaveTheFinalCount();
  void unreadableSettingsArePutAside();
  void everyActionHasItsPlaceAndItsOwnKeys();

 private:
  void openDrive() { openSource(kDrive); }
  void drop(QWidget* on, const QString& path);
  bool eventuallyDepthOf(qint64 index);
  void closeWithinHalfASecond();
  void startExportTo(const QString& folder);
  QString jobTexts();
};

bool WindowTest::eventuallyDepthOf(qint64 index) {
  return eventually([&] {
    return window_->lastPrediction() && window_->lastPrediction()->index == index &&
           window_->depthView().canvas()->hasPicture();
  });
}

void WindowTest::startsWithTheStartPage() {
  QVERIFY(!window_->playback().isOpen());
  for (const QDockWidget* dock : window_->findChildren<QDockWidget*>()) QVERIFY(!dock->isVisible());
  QVERIFY(!actionNamed(QStringLiteral("Next Frame"))->isEnabled());
  QAction* live = actionNamed(QStringLiteral("Live Depth"));
  for (QMenu* menu : window_->findChildren<QMenu*>()) Q_EMIT menu->aboutToShow();  // somebody looks around
  QVERIFY(!live->isEnabled());
  window_->grab();
  openDrive();
  QVERIFY2(live->isEnabled(), "its key works, whatever was looked at before");
}

void WindowTest::opensTheSyntheticDriveWithDepthAndClasses() {
  openDrive();
  QVERIFY(eventuallyDepthOf(0));
  QCOMPARE(window_->playback().count(), 30);
  QVERIFY(window_->windowTitle().contains(QStringLiteral("synthetic drive")));
  QCOMPARE(window_->lastPrediction()->prediction->scale.kind, ScaleKind::metric);
  QVERIFY(window_->messages().isHidden());
  window_->closeSource();
  QVERIFY(!window_->playback().isOpen());
  QVERIFY(!window_->depthView().canvas()->hasPicture());
}

void WindowTest::showsThePointsOfTheDrive() {
  openDrive();
  CloudPanel& cloud = window_->cloudPanel();
  QVERIFY(cloud.isVisible());
  QVERIFY(eventually(
      [&] { return cloud.lastShot() || cloud.canvas()->emptyText().contains(QStringLiteral("No OpenGL")); }));
  if (!cloud.lastShot()) QSKIP("no OpenGL here");
  QCOMPARE(cloud.lastCloud()->index, 0);
  QVERIFY(cloud.lastCloud()->points->size() > 1000);
  const auto has = [&](uint8_t id) {
    const auto& ids = cloud.lastCloud()->points->class_id;
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  };
  QVERIFY(has(0));
  auto* legend = window_->findChild<ClassLegend*>();
  OverlaySettings settings = legend->settings();
  settings.hidden[Taxonomy::cityscapes][0] = true;
  legend->setSettings(settings);
  Q_EMIT legend->settingsChanged(settings);
  QVERIFY2(eventually([&] { return !has(0); }), "a class hidden in the legend has no points");
  QTest::keyClick(window_->pictureView().canvas(), Qt::Key_Right);
  QVERIFY(eventually([&] { return cloud.lastCloud()->index == 1; }));
  cloud.choosePreset(CloudPreset::top);
  cloud.setSavedEye(cloud.canvas()->eye());
  const CloudEye saved = *cloud.savedEye();
  window_->close();
  openWindow();
  QVERIFY(window_->cloudPanel().savedEye());
  QVERIFY(std::abs(window_->cloudPanel().savedEye()->distance - saved.distance) < 1e-6);
}

void WindowTest::stepsBothWaysByKey() {
  openDrive();
  window_->pictureView().canvas()->setFocus();
  QTest::keyClick(window_->pictureView().canvas(), Qt::Key_Right);
  QCOMPARE(window_->playback().index(), 1);
  QTest::keyClick(window_->pictureView().canvas(), Qt::Key_Right, Qt::ShiftModifier);
  QCOMPARE(window_->playback().index(), 11);
  QTest::keyClick(window_->pictureView().canvas(), Qt::Key_Comma);
  QCOMPARE(window_->playback().index(), 10);
  QVERIFY(eventuallyDepthOf(10));
  QTest::keyClick(window_->pictureView().canvas(), Qt::Key_End);
  QVERIFY(eventuallyDepthOf(29));
  // A form keeps its keys.
  auto* frame = window_->findChild<QSpinBox*>();
  frame->setFocus();
  QTest::keyClick(frame, Qt::Key_Home);
  QCOMPARE(window_->playback().index(), 29);
}

void WindowTest::playsAndScrubs() {
  openDrive();
  QTest::keyClick(window_->pictureView().canvas(), Qt::Key_Space);
  QVERIFY(window_->playback().isPlaying());
  QVERIFY(eventually([&] { return window_->playback().index() >= 3; }));
  QTest::keyClick(window_->pictureView().canvas(), Qt::Key_K);
  QVERIFY(!window_->playback().isPlaying());
  auto* bar = window_->findChild<Timeline*>();
  const auto at = [&](qint64 frame) { return QPoint(static_cast<int>(bar->xOf(frame)), bar->height() / 2); };
  QTest::mousePress(bar, Qt::LeftButton, {}, at(2));
  for (int i = 0; i < 100; ++i) QTest::mouseMove(bar, at((i * 7) % 30), 2);
  QTest::mouseMove(bar, at(17));
  QTest::mouseRelease(bar, Qt::LeftButton, {}, at(17));
  QCOMPARE(window_->playback().index(), 17);
  QVERIFY(eventuallyDepthOf(17));
}

void WindowTest::switchesSourcesAndMethodsWhileInferring() {
  openDrive();
  window_->playback().play();
  for (int round = 0; round < 6; ++round) {
    const bool stereo = round % 2 == 0;
    window_->methodPanel().setChoice({stereo ? "sgbm" : "truth", {}, {}, "cpu", false}, true);
    Q_EMIT window_->methodPanel().requested(window_->methodPanel().choice());
    QTest::qWait(60);
    window_->open(kDrive + QStringLiteral(",seed=%1").arg(round + 2));
    QTest::qWait(60);
  }
  QVERIFY(eventually([&] { return window_->lastPrediction().has_value(); }));
  QVERIFY(window_->messages().isHidden());
}

void WindowTest::brokenFilesSaySoAndLeaveWhatIsOpen() {
  openDrive();
  QFile broken(folder_->filePath(QStringLiteral("broken.mp4")));
  QVERIFY(broken.open(QIODevice::WriteOnly));
  broken.write("this is no video");
  broken.close();
  drop(window_.get(), broken.fileName());
  QVERIFY(eventually([&] { return !window_->messages().isHidden(); }));
  QVERIFY2(window_->messages().text().contains(QStringLiteral("broken.mp4")),
           qPrintable(window_->messages().text()));
  QVERIFY(window_->playback().isOpen());
  window_->messages().dismiss();
  window_->open(QStringLiteral("/does/not/exist"));
  QVERIFY(eventually([&] { return !window_->messages().isHidden(); }));
}

/// A folder of images, dropped on a widget: whoever takes it of those that it lies in.
void WindowTest::drop(QWidget* on, const QString& path) {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(path)});
  const QPoint at = on->rect().center();
  QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(on, &enter);
  QVERIFY(enter.isAccepted());
  QWidget* takes = on;
  while (!takes->acceptDrops() || qobject_cast<QLineEdit*>(takes) != nullptr) takes = takes->parentWidget();
  QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(takes, &drop);
}

void WindowTest::dropsOpen() {
  const auto folderOf = [this](int count) {
    const QString images = folder_->filePath(QStringLiteral("images%1").arg(count));
    QDir().mkpath(images);
    for (int i = 0; i < count; ++i) {
      QImage picture(64, 48, QImage::Format_RGB32);
      picture.fill(QColor(40 * i, 10, 10));
      picture.save(images + QStringLiteral("/%1.png").arg(i));
    }
    return images;
  };
  const auto opened = [this](int count) {
    return eventually([&] { return window_->playback().count() == count; }) &&
           eventually([&] { return window_->pictureView().canvas()->hasPicture(); });
  };
  drop(window_.get(), folderOf(5));
  QVERIFY(opened(5));
  // One camera without ground truth: only the model that comes with Kerb gives depth.
  QCOMPARE(window_->methodPanel().isLive(), !shippedWeights(kStarter).empty());
  auto* depth = window_->findChild<QDockWidget*>(QStringLiteral("depth"));
  depth->setFloating(true);  // a window of its own
  drop(window_->depthView().canvas(), folderOf(4));
  QVERIFY(opened(4));
  auto* frame = window_->findChild<QSpinBox*>()->findChild<QLineEdit*>();
  const QString number = frame->text();
  drop(frame, folderOf(3));  // a field does not take the name as its text
  QCOMPARE(frame->text(), number);
  QVERIFY(opened(3));
}

void WindowTest::resizesThemesAndDocks() {
  openDrive();
  window_->playback().play();
  for (const QSize size : {QSize(700, 500), QSize(1500, 950), QSize(1000, 700)}) {
    window_->resize(size);
    QTest::qWait(50);
  }
  for (const ThemeChoice choice : {ThemeChoice::dark, ThemeChoice::light, ThemeChoice::system}) {
    theme_->choose(choice);
    QTest::qWait(30);
  }
  for (QDockWidget* dock : window_->findChildren<QDockWidget*>()) {
    dock->setFloating(true);
    QTest::qWait(20);
    dock->close();
    QTest::qWait(20);
  }
  actionNamed(QStringLiteral("Reset Layout"))->trigger();
  for (const QDockWidget* dock : window_->findChildren<QDockWidget*>()) QVERIFY(!dock->isFloating());
  QVERIFY(window_->findChild<QDockWidget*>(QStringLiteral("depth"))->isVisible());
}

void WindowTest::closeWithinHalfASecond() {
  const double starved_before = starvedMs();
  QElapsedTimer timer;
  timer.start();
  window_->close();
  const qint64 closed = timer.elapsed();
  window_.reset();
  const qint64 gone = timer.elapsed();
  const double starved = starvedMs() - starved_before;
  QVERIFY2(static_cast<double>(gone) - starved < 500,
           qPrintable(QStringLiteral("closing took %1 ms, %2 of them close(), %3 of them without a processor")
                          .arg(gone)
                          .arg(closed)
                          .arg(starved)));
}

void WindowTest::closesInTheMiddleAtOnce() {
  openSource(QStringLiteral("synthetic:frames=50,width=320,height=96"));
  window_->methodPanel().setChoice({"sgbm", {}, {}, "cpu", false}, true);
  Q_EMIT window_->methodPanel().requested(window_->methodPanel().choice());
  window_->playback().play();
  QVERIFY(eventually([&] { return window_->lastPrediction().has_value(); }));
  window_->open(QStringLiteral("synthetic:seed=5"));
  closeWithinHalfASecond();
}

void WindowTest::startExportTo(const QString& folder) {
  actionNamed(QStringLiteral("Export…"))->trigger();
  auto* dialog = window_->findChild<ExportDialog*>();
  QVERIFY(dialog != nullptr && dialog->isVisible());
  dialog->findChild<QLineEdit*>()->setText(folder);
  dialog->accept();
}

QString WindowTest::jobTexts() {
  QStringList texts;
  for (const auto* label : window_->jobsPanel().findChildren<QLabel*>()) texts << label->text();
  return texts.join(QLatin1Char('|')).remove(QChar(0x200b));
}

void WindowTest::exportsAsInspectDoesAndGoesOnAfterAClose() {
  const QString folder = folder_->filePath(QStringLiteral("out"));
  const QDir depth(folder + QStringLiteral("/depth"));
  const QString drive = QStringLiteral("synthetic:frames=40,width=320,height=96");
  openSource(drive);
  auto* dock = window_->findChild<QDockWidget*>(QStringLiteral("jobs"));
  QVERIFY(dock->isHidden());
  startExportTo(folder);
  QVERIFY(!dock->isHidden());
  QVERIFY(eventually([&] { return depth.entryList({QStringLiteral("*.png")}).size() >= 2; }, 60'000));
  closeWithinHalfASecond();
  QVERIFY(waitForRetired(std::chrono::seconds(20)));
  const auto before = depth.entryList({QStringLiteral("*.png")}).size();
  QVERIFY(before < 40);
  openWindow();
  openSource(drive);
  startExportTo(folder);
  window_->closeSource();  // the job has a reader of its own
  QVERIFY(!window_->findChild<QDockWidget*>(QStringLiteral("jobs"))->isHidden());
  QVERIFY(eventually([&] { return jobTexts().contains(QStringLiteral("40 frames in ") + folder); }, 60'000));
  QVERIFY2(jobTexts().contains(QStringLiteral("were there already")), qPrintable(jobTexts()));
  QCOMPARE(depth.entryList({QStringLiteral("*.png")}).size(), 40);
  QVERIFY(QFile::exists(folder + QStringLiteral("/video.mp4")));
  QVERIFY(QFile::exists(folder + QStringLiteral("/summary.json")));
}

void WindowTest::remembersLayoutAndRecentSources() {
  openDrive();
  window_->findChild<QDockWidget*>(QStringLiteral("classes"))->hide();
  window_->resize(1111, 777);
  theme_->choose(ThemeChoice::dark);
  window_->close();
  openWindow();
  QCOMPARE(window_->size(), QSize(1111, 777));
  QVERIFY(theme_->isDark());
  QVERIFY2(window_->messages().isHidden(), "it was closed properly");
  QVERIFY(actionNamed(QStringLiteral("synthetic drive")) != nullptr);
  openDrive();
  QVERIFY(window_->findChild<QDockWidget*>(QStringLiteral("depth"))->isVisible());
  QVERIFY(!window_->findChild<QDockWidget*>(QStringLiteral("classes"))->isVisible());
}

void WindowTest::remembersTheOverlay() {
  OverlaySettings chosen;
  chosen.of_prediction = true;
  chosen.shown = false;
  chosen.opacity = 0.25;
  chosen.hidden[Taxonomy::camvid].at(3) = true;
  window_->findChild<ClassLegend*>()->setSettings(chosen);
  closeWindow();
  openWindow();
  QVERIFY(window_->findChild<ClassLegend*>()->settings() == chosen);
  QVERIFY(window_->pictureView().settings() == chosen);
  QVERIFY(window_->cloudPanel().settings().hidden == chosen.hidden);
}

void WindowTest::recentSourcesHaveTheFinalCount() {
  openDrive();
  QSettings settings(settings_, QSettings::IniFormat);  // what the window knows, too
  RecentSource estimated = recentOf(window_->playback().info());
  estimated.info->count = 1003;
  estimated.info->count_is_final = false;
  addRecent(settings, estimated);
  Q_EMIT window_->playback().infoCompleted();
  const QList<RecentSource> recent = readRecent(settings);
  QCOMPARE(recent.size(), 1);
  QCOMPARE(recent[0].info->count, 30);
  QVERIFY(recent[0].info->count_is_final);
}

void WindowTest::unreadableSettingsArePutAside() {
  closeWindow();
  QFile file(settings_);
  QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
  file.write(QByteArray("\0\1\2garbage\0", 11));
  file.close();
  openWindow();
  QVERIFY(window_->messages().text().contains(QStringLiteral("unreadable")));
  QVERIFY(QFile::exists(settings_ + QStringLiteral(".unreadable")));
}

void WindowTest::everyActionHasItsPlaceAndItsOwnKeys() {
  QMap<QString, QString> taken;
  int count = 0;
  const std::function<void(QMenu*)> visit = [&](QMenu* menu) {
    for (QAction* action : menu->actions()) {
      if (action->menu() != nullptr) visit(action->menu());
      if (action->isSeparator() || action->menu() != nullptr) continue;
      ++count;
      QVERIFY(!action->text().isEmpty());
      for (const QKeySequence& key : action->shortcuts()) {
        QVERIFY2(!taken.contains(key.toString()), qPrintable(action->text() + taken.value(key.toString())));
        taken[key.toString()] = action->text();
      }
    }
  };
  for (QAction* top : window_->menuBar()->actions()) visit(top->menu());
  QVERIFY(count > 30);
  actionNamed(QStringLiteral("Keyboard Shortcuts"))->trigger();
  QTest::qWait(50);
  QVERIFY(QApplication::activeModalWidget() != nullptr);
  QApplication::activeModalWidget()->close();
  actionNamed(QStringLiteral("About Kerb"))->trigger();
  QTest::qWait(50);
  QVERIFY(QApplication::activeModalWidget() != nullptr);
  QApplication::activeModalWidget()->close();
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::WindowTest)
#include "window_test.moc"
