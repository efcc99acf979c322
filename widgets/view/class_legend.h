// The classes of the picture: colour, name, share of the pixels, and whether each is shown.
#pragma once

#include <QWidget>

#include "widgets/view/overlay_painter.h"

class QCheckBox;
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
  /// Adds what can be done here to all classes.
  void addTo(QMenu* menu);

 Q_SIGNALS:
  void settingsChanged(const kerb::OverlaySettings& settings);

 private:
  void setTexts();
  void applyControls();
  void fill(Taxonomy taxonomy);
  void showEmpty(bool empty);
  void connectSwatches();
  QColor colourAt(uint8_t id) const;
  void showColours();
  void applyColours();
  void resetColours();
  void hideAll(bool hidden);

  OverlaySettings settings_;
  bool filled_ = false;
  Taxonomy taxonomy_ = Taxonomy::cityscapes;
  QCheckBox *shown_, *contours_;
  QSlider* opacity_;
  QTreeWidget* classes_;
  QLabel *empty_, *opacity_label_;
};

}  // namespace kerb
