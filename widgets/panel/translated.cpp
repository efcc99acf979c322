#include "widgets/panel/translated.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <algorithm>
#include <limits>

namespace kerb {
namespace {

class TextSetter final : public QObject {
 public:
  TextSetter(QObject* owner, std::function<void()> apply) : QObject(owner), apply_(std::move(apply)) {
    owner->installEventFilter(this);
    apply_();
  }

  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::LanguageChange && watched == parent()) apply_();
    return false;
  }

 private:
  std::function<void()> apply_;
};

/// "12 drives" is found as "%1 drives".
QString translatedAroundNumbers(const char* context, const QString& english) {
  static const QRegularExpression number(QStringLiteral("(?<![\\w.])\\d+(\\.\\d+)?(?![\\w])"));
  QString pattern;
  QStringList numbers;
  qsizetype end = 0;
  for (auto each = number.globalMatch(english); each.hasNext();) {
    const auto match = each.next();
    numbers << match.captured();
    pattern += english.mid(end, match.capturedStart() - end) + QStringLiteral("%%1").arg(numbers.size());
    end = match.capturedEnd();
  }
  pattern += english.mid(end);
  QString text = QCoreApplication::translate(context, pattern.toUtf8().constData());
  if (numbers.isEmpty() || text == pattern) return english;
  for (QString& each : numbers) text = text.arg(each.replace(QLatin1Char('.'), QLocale().decimalPoint()));
  return text;
}

}  // namespace

void translated(QObject* owner, std::function<void()> apply) { new TextSetter(owner, std::move(apply)); }

QLabel* translatedLabel(QWidget* parent, std::function<QString()> text) {
  auto* label = new QLabel(parent);
  translated(label, [label, text = std::move(text)] { label->setText(text()); });
  return label;
}

void setItemTexts(QComboBox* box, const QStringList& texts) {
  const QSignalBlocker quiet(box);
  for (int i = 0; i < texts.size(); ++i) {
    if (i < box->count())
      box->setItemText(i, texts[i]);
    else
      box->addItem(texts[i]);
  }
}

QString translatedText(const char* context, std::string_view english) {
  const std::string text(english);
  const QString whole = QCoreApplication::translate(context, text.c_str());
  return whole == QString::fromStdString(text) ? translatedAroundNumbers(context, whole) : whole;
}

QString withoutMnemonic(QString text) {
  static const QRegularExpression of_chinese(QStringLiteral("\\(&.\\)"));
  text.remove(of_chinese);
  QString plain;
  for (qsizetype i = 0; i < text.size(); ++i) {
    if (text[i] == QLatin1Char('&')) ++i;  // "&&" is one that is meant
    if (i < text.size()) plain += text[i];
  }
  return plain;
}

int forPlural(int64_t count) {
  return static_cast<int>(std::clamp<int64_t>(count, 0, std::numeric_limits<int>::max()));
}

}  // namespace kerb
