#include "widgets/panel/language.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QWidget>
#include <algorithm>

// Outside of namespaces, as the macro demands; resources of a static library are linked only if asked for.
static void loadTranslations() { Q_INIT_RESOURCE(kerb_translations); }

namespace kerb {
namespace {

const QString kEnglish = QStringLiteral("en");

bool isKnown(const QString& code) {
  return std::ranges::any_of(Language::known(),
                             [&](const Language::Known& each) { return each.code == code; });
}

/// With the system's own habits where it speaks this language.
QLocale localeOf(const QString& code) {
  const QLocale wanted(code);
  const QLocale system = QLocale::system();
  return system.language() == wanted.language() ? system : wanted;
}

/// Widgets keep the locale they began with. Those inside follow the one they are in.
void tellWidgets(const QLocale& locale) {
  for (QWidget* widget : QApplication::allWidgets()) {
    if (widget->isWindow() || widget->testAttribute(Qt::WA_SetLocale)) widget->setLocale(locale);
  }
}

}  // namespace

const QList<Language::Known>& Language::known() {
  static const QList<Known> all{{kEnglish, QStringLiteral("English")},
                                {QStringLiteral("de"), QStringLiteral("Deutsch")},
                                {QStringLiteral("zh_CN"), QStringLiteral("简体中文")}};
  return all;
}

QString knownLanguageOf(const QStringList& wanted) {
  for (const QString& name : wanted) {
    const QLocale locale(name);
    if (locale.script() == QLocale::TraditionalHanScript) continue;
    for (const Language::Known& each : Language::known()) {
      if (locale.language() == QLocale(each.code).language()) return each.code;
    }
  }
  return kEnglish;
}

Language::Language() {
  loadTranslations();
  use(knownLanguageOf(QLocale::system().uiLanguages()));
}

Language::~Language() = default;  // a translator that ends is removed by Qt

void Language::choose(const QString& code) {
  choice_ = isKnown(code) ? code : QString();
  use(choice_.isEmpty() ? knownLanguageOf(QLocale::system().uiLanguages()) : choice_);
}

void Language::use(const QString& code) {
  if (code == current_) return;
  current_ = code;
  const QLocale locale = localeOf(code);
  QLocale::setDefault(locale);
  tellWidgets(locale);
  translators_.clear();
  const auto install = [&](const QString& file, const QString& folder) {
    auto made = std::make_unique<QTranslator>();
    if (!made->load(file, folder)) return;
    QCoreApplication::installTranslator(made.get());
    translators_.push_back(std::move(made));
  };
  // Of English there are the plural forms; Qt's own texts are English as they are.
  if (code != kEnglish)
    install(QStringLiteral("qtbase_") + code, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
  install(QStringLiteral("kerb_") + code, QStringLiteral(":/translations"));
}

}  // namespace kerb
