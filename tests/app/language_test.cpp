// The window in its languages: switched while it is open, and nothing in it that cannot be translated.
#include "widgets/panel/language.h"

#include <QDockWidget>
#include <QFileInfo>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QSpinBox>
#include <QTranslator>
#include <QTreeWidget>
#include <algorithm>

#include <ATen/ATen.h>

#include "app/core_texts.h"
#include "core/eval/metric_scale.h"
#include "core/labels/taxonomy.h"
#include "core/source/source.h"
#include "tests/app/visible_texts.h"
#include "tests/app/window_fixture.h"
#include "widgets/bridge/job_queue.h"
#include "widgets/panel/jobs_panel.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/parameter_form.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/start_page.h"
#include "widgets/view/depth_view.h"

namespace kerb {
namespace {

const QString kDrive = QStringLiteral("synthetic:frames=12,width=160,height=64");

/// Of this language, straight from its file.
bool isTranslated(const QString& code, const char* context, const char* text) {
  QTranslator translator;
  return translator.load(QStringLiteral("kerb_") + code, QStringLiteral(":/translations")) &&
         !translator.translate(context, text).isEmpty();
}

/// Names what of core's texts neither language or only one has.
QString missingTranslation(const char* context, const std::string& text) {
  if (text.empty()) return {};
  for (const char* code : {"de", "zh_CN"}) {
    if (!isTranslated(QLatin1String(code), context, text.c_str()))
      return QStringLiteral("app/core_texts.h or kerb_%1.ts lacks %2: \"%3\"")
          .arg(QLatin1String(code), QLatin1String(context), QString::fromStdString(text));
  }
  return {};
}

}  // namespace

class LanguageTest : public WindowFixture {
  Q_OBJECT

 private Q_SLOTS:
  void takesTheFirstLanguageItKnows();
  void everyTextOfCoreIsTranslated();
  void numbersInTextsOfCoreStay();
  void whatAScaleFallsBackToIsTranslated();
  void switchesWhileTheWindowIsOpen();
  void recentSourcesAreToldInIt();
  void remembersTheLanguage();
  void mnemonicsOfAMenuDiffer();
  void nothingCannotBeTranslated();

 private:
  void openDrive();
  QString menuTitles() const;
  QString dockTitle(const char* name) const;
  void checkEverything(const char* when);
  void openAndCheckDialogs();
  bool isAllowed(const Found& found) const;
  void checkFailures();
  void pointAtThePictures();

  int checked_ = 0;
  QStringList from_core_;  ///< what went wrong is reported in English
};

void LanguageTest::openDrive() {
  openSource(kDrive);
  QVERIFY(eventually([&] { return window_->lastPrediction().has_value(); }));
}

QString LanguageTest::menuTitles() const {
  QStringList titles;
  for (const QAction* action : window_->menuBar()->actions()) titles << withoutMnemonic(action->text());
  return titles.join(QLatin1Char(' '));
}

QString LanguageTest::dockTitle(const char* name) const {
  return window_->findChild<QDockWidget*>(QLatin1String(name))->windowTitle();
}

void LanguageTest::takesTheFirstLanguageItKnows() {
  const auto known = [](std::initializer_list<const char*> names) {
    QStringList wanted;
    for (const char* name : names) wanted << QLatin1String(name);
    return knownLanguageOf(wanted);
  };
  QCOMPARE(known({"de-AT", "en-GB"}), QStringLiteral("de"));
  QCOMPARE(known({"zh-Hans-CN"}), QStringLiteral("zh_CN"));
  QCOMPARE(known({"zh-SG"}), QStringLiteral("zh_CN"));
  QCOMPARE(known({"zh-TW", "de"}), QStringLiteral("de"));  // traditional characters are another script
  QCOMPARE(known({"fr-FR", "en-US"}), QStringLiteral("en"));
  QCOMPARE(known({"fr-FR"}), QStringLiteral("en"));
  QCOMPARE(known({}), QStringLiteral("en"));
}

void LanguageTest::everyTextOfCoreIsTranslated() {
  QStringList missing;
  const auto ask = [&](const char* context, std::string_view text) {
    missing << missingTranslation(context, std::string(text));
  };
  for (const MethodSpec& spec : methods()) {
    ask("Methods", spec.title);
    ask("Methods", spec.summary);
    for (const Parameter& parameter : spec.parameters) {
      ask("Methods", parameterTitle(parameter.name));
      ask("Methods", parameter.help);
      ask("Methods", parameter.unit);
    }
  }
  for (const SourceLayout& layout : sourceLayouts()) ask("Sources", layout.title);
  for (const Taxonomy taxonomy : {Taxonomy::cityscapes, Taxonomy::camvid}) {
    for (const ClassInfo& each : classes(taxonomy)) ask("Classes", each.name);
  }
  for (const char* text : kMethodTexts) ask("Methods", text);
  for (const char* text : kSourceTexts) ask("Sources", text);
  for (const char* text : kClassTexts) ask("Classes", text);
  missing.removeAll(QString());
  QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char('\n'))));
}

void LanguageTest::numbersInTextsOfCoreStay() {
  window_->language().choose(QStringLiteral("de"));
  QCOMPARE(translatedText("Sources", "stereo for 3 of 12 frames"),
           QStringLiteral("Stereo für 3 von 12 Bildern"));
  QCOMPARE(translatedText("Methods", "camera 1.65 m above the road"),
           QStringLiteral("Kamera 1,65 m über der Straße"));
  QCOMPARE(translatedText("Methods", "no frame t-1: done without (there is none in its recording)"),
           QStringLiteral("kein Bild t-1: ohne dieses gerechnet (in seiner Aufnahme gibt es keines)"));
  QCOMPARE(translatedText("Sources", "/data/2011_09_26.txt: line 7"),
           QStringLiteral("/data/2011_09_26.txt: line 7"));
  window_->language().choose(QStringLiteral("en"));
  QCOMPARE(translatedText("Sources", "stereo for 3 of 12 frames"),
           QStringLiteral("stereo for 3 of 12 frames"));
}

void LanguageTest::whatAScaleFallsBackToIsTranslated() {
  for (const ScaleRule rule : {ScaleRule::ground_truth, ScaleRule::camera_height}) {
    Frame frame;
    Prediction prediction;
    prediction.depth = at::zeros({48, 64}, at::kFloat);  // no road in it
    applyScale({rule, 1.5}, frame, prediction);
    QCOMPARE(prediction.fallbacks.size(), size_t{1});
    const QString missing = missingTranslation("Methods", prediction.fallbacks[0]);
    QVERIFY2(missing.isEmpty(), qPrintable(missing));
  }
}

void LanguageTest::switchesWhileTheWindowIsOpen() {
  openDrive();
  window_->findChild<QDockWidget*>(QStringLiteral("depth"))->setFloating(true);
  const QString english = menuTitles();
  QVERIFY2(english.startsWith(QStringLiteral("File Play View")), qPrintable(english));
  window_->language().choose(QStringLiteral("de"));
  QVERIFY(eventually([&] { return menuTitles().startsWith(QStringLiteral("Datei Wiedergabe Ansicht")); }));
  QCOMPARE(dockTitle("depth"), QStringLiteral("Tiefe"));
  QCOMPARE(dockTitle("classes"), QStringLiteral("Klassen"));
  QVERIFY(eventually([&] {
    return window_->findChild<QTreeWidget*>(QStringLiteral("classes"))->topLevelItem(0)->text(0) ==
           QStringLiteral("Straße");
  }));
  QCOMPARE(QLocale().toString(0.5), QStringLiteral("0,5"));
  for (const auto* box : window_->findChildren<QAbstractSpinBox*>())
    QVERIFY2(box->locale().language() == QLocale::German, qPrintable(box->accessibleName()));
  window_->language().choose(QStringLiteral("zh_CN"));
  QVERIFY(eventually([&] { return menuTitles().startsWith(QStringLiteral("文件 播放 视图")); }));
  QCOMPARE(dockTitle("depth"), QStringLiteral("深度"));
  window_->language().choose(QStringLiteral("en"));
  QVERIFY(eventually([&] { return menuTitles() == english; }));
  QCOMPARE(dockTitle("depth"), QStringLiteral("Depth"));
  QCOMPARE(QLocale().toString(0.5), QStringLiteral("0.5"));
  QVERIFY(window_->lastPrediction().has_value());  // only words have changed
}

void LanguageTest::recentSourcesAreToldInIt() {
  const auto says = [&](const QString& text) {
    const auto* list = window_->findChild<StartPage*>()->findChild<QListWidget*>();
    return list->count() == 1 && list->item(0)->data(Qt::UserRole + 1).toString().contains(text);
  };
  openDrive();
  window_->closeSource();
  QVERIFY(says(QStringLiteral("12 frames")));
  window_->language().choose(QStringLiteral("de"));
  QVERIFY(eventually([&] { return says(QStringLiteral("12 Bilder")); }));
  window_->close();
  openWindow();
  QVERIFY(says(QStringLiteral("12 Bilder")));
}

void LanguageTest::remembersTheLanguage() {
  window_->language().choose(QStringLiteral("de"));
  window_->close();
  openWindow();
  QCOMPARE(window_->language().choice(), QStringLiteral("de"));
  QVERIFY2(menuTitles().startsWith(QStringLiteral("Datei")), qPrintable(menuTitles()));
  window_->language().choose(QStringLiteral("tlh"));
  QCOMPARE(window_->language().choice(), QString());
  QCOMPARE(window_->language().current(), QStringLiteral("en"));
}

void LanguageTest::mnemonicsOfAMenuDiffer() {
  static const QRegularExpression mnemonic(QStringLiteral("&([^&\\s])"));
  for (const auto& [code, name] : Language::known()) {
    window_->language().choose(code);
    QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents();
    QList<const QWidget*> menus{window_->menuBar()};
    for (const QMenu* menu : window_->findChildren<QMenu*>()) menus << menu;
    for (const QWidget* menu : menus) {
      QMap<QString, QString> taken;
      for (const QAction* action : menu->actions()) {
        const auto match = mnemonic.match(action->text());
        const QString key = match.captured(1).toLower();
        if (!match.hasMatch()) continue;
        QVERIFY2(
            !taken.contains(key),
            qPrintable(
                QStringLiteral("%1: %2 and %3 have the same letter").arg(name, action->text(), taken[key])));
        taken[key] = action->text();
      }
    }
  }
}

/// Data: names of files and sources, citations, names of languages, symbols, devices, letters of keys, errors
/// of core. The buttons of docks and tabs keep Qt's words of when they were made.
bool LanguageTest::isAllowed(const Found& found) const {
  static const QRegularExpression key(QStringLiteral("\\b([A-Z]|F\\d+)\\b"));
  if (found.where->inherits("QDockWidgetTitleButton") ||
      qobject_cast<const QTabBar*>(found.where->parent()) != nullptr)
    return true;
  QString text = unmarked(found.text).remove(QChar(0x200b));
  if (QFileInfo::exists(text)) return true;
  const SourceInfo& info = window_->playback().info();
  QStringList data{QString::fromStdString(info.name), QString::fromStdString(info.path.string()),
                   folder_->path()};
  data << QString::fromStdString(window_->methodPanel().choice().weights.filename().string());
  for (const char* symbol : {"fx", "fy", "cx", "cy", "cpu", "fp32"}) data << QLatin1String(symbol);
  for (const Language::Known& each : Language::known()) data << each.name;
  for (const MethodSpec& spec : methods()) data << QString::fromStdString(spec.citation);
  for (const QString& each : data) {
    if (!each.isEmpty()) text.remove(each);
  }
  for (const QString& each : from_core_) text.remove(each, Qt::CaseInsensitive);
  return !hasLetters(text.remove(key));
}

void LanguageTest::checkEverything(const char* when) {
  QStringList faults;
  for (const Found& found : textsOfEverything()) {
    if (!hasLetters(found.text)) continue;
    ++checked_;
    if (isAllowed(found)) continue;
    faults << QStringLiteral("%1: %2 of %3 %4: \"%5\"")
                  .arg(QLatin1String(when), QLatin1String(found.what),
                       QLatin1String(found.where->metaObject()->className()), found.where->objectName(),
                       found.text);
  }
  QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
}

/// Every action that ends in an ellipsis, and those of the menu Help but Qt's own, which waits for an answer.
void LanguageTest::openAndCheckDialogs() {
  int dialogs = 0;
  for (QAction* action : window_->findChildren<QAction*>()) {
    const QString text = action->text();
    const bool asks = text.contains(QStringLiteral("…⟧")) || text.contains(QStringLiteral("&About Kerb")) ||
                      text.contains(QStringLiteral("&Keyboard Shortcuts"));
    if (!asks || !action->isEnabled()) continue;
    action->trigger();
    QTest::qWait(30);
    QWidget* dialog = QApplication::activeModalWidget();
    QVERIFY2(dialog != nullptr, qPrintable(text));
    ++dialogs;
    checkEverything(qPrintable(text));
    dialog->close();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    if (QTest::currentTestFailed()) return;
  }
  QVERIFY(dialogs >= 5);
}

/// The values under the cursor, the figures of a region, and those over the pictures.
void LanguageTest::pointAtThePictures() {
  QAction* latency = actionNamed(QStringLiteral("⟦Latency of the Window⟧"));
  QVERIFY(latency != nullptr);
  latency->trigger();
  ImageCanvas* canvas = window_->pictureView().canvas();
  const QPoint middle = canvas->rect().center();
  QTest::mousePress(canvas, Qt::LeftButton, Qt::ShiftModifier, middle - QPoint(20, 10));
  QTest::mouseMove(canvas, middle);
  QTest::mouseRelease(canvas, Qt::LeftButton, Qt::ShiftModifier, middle);
  QTest::mouseMove(canvas, middle + QPoint(5, 5));
  QVERIFY(eventually([&] {
    return canvas->readoutText().contains(QStringLiteral("⟦")) && !canvas->regionText().isEmpty() &&
           !canvas->hud().isEmpty() &&  // after a second
           !window_->depthView().canvas()->hud().isEmpty();
  }));
}

/// A bar with a message, and a job that failed.
void LanguageTest::checkFailures() {
  const Error error = kerb::openSource("/does/not/exist").error();
  for (const std::string& each : {error.where, error.fix, error.what})
    from_core_ << QString::fromStdString(each);
  window_->open(QStringLiteral("/does/not/exist"));
  QVERIFY(eventually([&] { return !window_->messages().isHidden(); }));
  JobState job;
  job.kind = JobState::Kind::failed;
  job.error = error;
  window_->jobsPanel().show(job);
  QTest::qWait(50);
  checkEverything("failures");
}

void LanguageTest::nothingCannotBeTranslated() {
  Marks marks;
  QCoreApplication::installTranslator(&marks);
  QVERIFY(eventually([&] { return menuTitles().startsWith(QStringLiteral("⟦File⟧")); }));
  checkEverything("start page");
  openDrive();
  for (QDockWidget* dock : window_->findChildren<QDockWidget*>()) dock->show();
  pointAtThePictures();
  if (!QTest::currentTestFailed()) checkEverything("synthetic drive");
  if (!QTest::currentTestFailed()) checkFailures();
  if (!QTest::currentTestFailed()) openAndCheckDialogs();
  QVERIFY(checked_ > 300);
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::LanguageTest)
#include "language_test.moc"
