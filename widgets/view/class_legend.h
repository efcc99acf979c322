// The classes of the picture: colour, name, share of the pixels, and whether each is shown.
#pragma once

#include <QWidget>

#include "widgets/view/overlay_painter.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QMenu;
class QSlider;
class QStackedLayout;
class QTreeWidget;
class QTreeWidgetItem;

namespace kerb {

class ClassLegend : public QWidget {
  Q_OBJECT

 public:
  explicit ClassLegend(QWidget* parent = nullptr);

  void show(const PaintedOverlay& painted);
  void clear();
  const OverlaySettings& settings() const { return settings_; }
  void setSettings(const OverlaySettings& settings);
  /// Whose labels there are. Where only one has any, the choice is greyed, and shows that one.
  void setLabelChoices(bool has_own, bool has_predicted);
  /// Adds what can be done here to all classes.
  void addTo(QMenu* menu);

 Q_SIGNALS:
  void settingsChanged(const kerb::OverlaySettings& settings);

 private:
  void layOut();
  void connectControls();
  void setTexts();
  void applyControls();
  void fill(Taxonomy taxonomy);
  void showEmpty(bool empty);
  void showLabelChoices();
  void connectSwatches();
  QColor colourAt(uint8_t id) const;
  void showColours();
  void applyColours();
  void resetColours();
  void hideAll(bool hidden);

  OverlaySettings settings_;
  bool filled_ = false;
  bool has_own_ = false, has_predicted_ = false;  ///< see setLabelChoices()
  Taxonomy taxonomy_ = Taxonomy::cityscapes;
  QComboBox* labels_;
  QCheckBox *shown_, *contours_;
  QSlider* opacity_;
  QTreeWidget* classes_;
  QLabel *empty_, *opacity_label_;
};

}  // namespace kerb
