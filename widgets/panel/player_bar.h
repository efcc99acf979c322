// The buttons of the player under its seek bar.
#pragma once

#include <QCoreApplication>
#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QSpinBox;
class QToolButton;

namespace kerb {

class Playback;
class Timeline;

/// What a player can be told, as actions with shortcuts, for buttons and menus alike.
struct PlayerActions {
  Q_DECLARE_TR_FUNCTIONS(kerb::PlayerActions)
 public:
  PlayerActions(Playback* playback, QObject* parent);
  QAction *play, *stop, *faster_forwards, *faster_backwards;
  QAction *step_forward, *step_back, *forward_10, *back_10, *forward_100, *back_100, *to_start, *to_end;
  QAction *set_in, *set_out, *clear_range;
  QList<QAction*> all() const;
};

class PlayerBar : public QWidget {
  Q_OBJECT

 public:
  PlayerBar(Playback* playback, const PlayerActions& actions, QWidget* parent = nullptr);
  Timeline* timeline() { return timeline_; }
  /// Adds what is chosen here and is no button.
  void addTo(QMenu* menu);

 Q_SIGNALS:
  /// A frame number was typed, with Enter at its end: the keys may go back to the picture.
  void frameEntered();

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QToolButton* button(QAction* action);
  void setTexts();
  QToolButton* timeButton();
  void showState();
  void showPosition(qint64 index);

  Playback* playback_;
  Timeline* timeline_;
  QAction* play_;
  QToolButton* time_;
  QMenu* units_;
  QSpinBox* frame_;
  QLineEdit* typed_;  ///< of frame_
  QLabel* count_;
  QComboBox *loop_, *speed_;
};

}  // namespace kerb
