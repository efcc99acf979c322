// The buttons and fields of the point cloud.
#pragma once

#include <QList>
#include <QWidget>
#include <functional>

#include "widgets/cloud/cloud_builder.h"
#include "widgets/cloud/cloud_eye.h"

class QAction;
class QComboBox;
class QMenu;
class QSpinBox;
class QToolBar;

namespace kerb {

/// What changes the picture but not the points.
struct CloudLook {
  int point_size = 2;  ///< 1..kLargestPoint
  bool shows_frustum = true;
  bool operator==(const CloudLook&) const = default;
};
inline constexpr int kLargestPoint = 12;

/// What can be chosen now.
struct CloudChoices {
  bool has_truth = false, has_prediction = false, has_classes = false, has_poses = false;
  bool is_metric = true;
  bool has_view = false;  ///< a cloud is shown
  bool has_saved_view = false;
};

class NumberBox;

class CloudControls : public QWidget {
  Q_OBJECT

 public:
  explicit CloudControls(QWidget* parent = nullptr);

  /// Only a user's hand emits signals.
  void show(const CloudSettings& settings, const CloudLook& look);
  void setChoices(const CloudChoices& choices);
  /// Adds everything that can be done here.
  void addTo(QMenu* menu);
  /// Those that turn and shift: their keys work in the widgets that they are added to.
  QList<QAction*> moves() const { return turns_ + shifts_; }

 Q_SIGNALS:
  void settingsChanged(const kerb::CloudSettings& settings);
  void lookChanged(const kerb::CloudLook& look);
  void presetChosen(kerb::CloudPreset preset);
  /// Radians, as CloudCanvas::turn().
  void turnChosen(double right, double down);
  /// As CloudCanvas::shift().
  void shiftChosen(double right, double down);
  /// > 1: nearer.
  void zoomChosen(double factor);
  void fitChosen();
  void resetChosen();
  void saveViewChosen();
  void savedViewChosen();
  void exportChosen();

 private:
  QToolBar* viewBar();
  QToolBar* pointsBar();
  void addZooms(QToolBar* bar);
  void buildMoves();
  QAction* moveAction(const char* name, Qt::Key key, const char* text, const std::function<void()>& act);
  void setTexts();
  /// `text`, `hint`: QT_TR_NOOP("..."); without a hint setChoices() gives it.
  QAction* button(QToolBar* bar, const QString& icon_name, const char* text, const char* hint,
                  const QKeySequence& key);
  QComboBox* combo(QToolBar* bar, int items);
  void apply();
  void applyLook();
  void showLimit();

  CloudSettings settings_;
  CloudLook look_;
  CloudChoices choices_;
  QList<QAction*> views_, turns_, shifts_;
  QComboBox *content_, *colours_;
  QAction* content_action_;
  QSpinBox* point_size_;
  NumberBox* far_;
  QAction *edges_, *frustum_, *collect_, *moving_, *save_view_, *saved_view_, *export_;
};

}  // namespace kerb
