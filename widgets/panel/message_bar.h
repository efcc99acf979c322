// What went wrong, where, and what to do: one bar at the top of the window, never a dialog in the way.
#pragma once

#include <QFrame>
#include <functional>
#include <vector>

#include "core/base/result.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace kerb {

/// A button of a message.
struct MessageAction {
  QString text;
  std::function<void()> act;
};

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
  /// Is there whenever nothing else is shown, until the user closes it or presses one of its buttons (two at
  /// most). Of several the newest; closing it brings the one before back.
  void keep(Kind kind, const QString& text, const std::vector<MessageAction>& actions = {});
  /// Of what is not kept.
  void dismiss();
  QString text() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Message {
    Kind kind = Kind::info;
    QString title, detail;
    std::vector<MessageAction> actions;
  };
  QPushButton* actionButton(size_t place);
  void display(const Message& message);
  void showIcon();
  void closeByHand();

  std::vector<MessageAction> actions_;  ///< of what is shown
  std::vector<Message> kept_;           ///< the newest last
  bool shows_kept_ = false;             ///< that one
  QString icon_name_;
  QLabel *icon_, *text_;
  QPushButton *action_, *other_action_;
  QToolButton* close_;
};

}  // namespace kerb
