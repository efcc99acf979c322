// How depth of the open source becomes metres.
#pragma once

#include <QWidget>

#include "core/eval/metric_scale.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QMenu;

namespace kerb {

class ScaleEditor : public QWidget {
  Q_OBJECT

 public:
  explicit ScaleEditor(QWidget* parent = nullptr);

  /// Does not emit. Without ground truth it cannot be scaled by.
  void show(const ScaleChoice& choice, bool has_truth);
  ScaleChoice choice() const;
  void addTo(QMenu* menu);

 Q_SIGNALS:
  void chosen(const kerb::ScaleChoice& choice);

 private:
  void retranslate();
  void showValue();
  void chooseRule();

  QLabel *rule_label_, *value_label_;
  QComboBox* rule_;
  QDoubleSpinBox* value_;
  double factor_ = 1, height_m_ = 1.65;  ///< the ones that were chosen last
};

}  // namespace kerb
