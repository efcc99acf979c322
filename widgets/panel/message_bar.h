// What went wrong, where, and what to do: one bar at the top of the window, never a dialog in the way.
#pragma once

#include <QFrame>
#include <functional>

#include "core/base/result.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace kerb {

class MessageBar : public QFrame {
  Q_OBJECT

 public:
  enum class Kind { error, warning, info };

  explicit MessageBar(QWidget* parent = nullptr);

  /// Replaces what is shown. `context` is what was being done, for example "Opening"; with `action` there is
  /// a button that calls `act` and closes the bar.
  void showError(const QString& context, const Error& error, const QString& action = {},
                 std::function<void()> act = {});
  void showText(Kind kind, const QString& text, const QString& action = {}, std::function<void()> act = {});
  void dismiss();
  QString text() const;

 private:
  void display(Kind kind, const QString& title, const QString& detail, const QString& action,
               std::function<void()> act);

  Kind kind_ = Kind::info;
  std::function<void()> act_;
  QLabel *icon_, *text_;
  QPushButton* action_;
  QToolButton* close_;
};

}  // namespace kerb
