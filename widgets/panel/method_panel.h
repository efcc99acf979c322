// Chooses what depth is computed by: method, model, parameters, device. Made from the catalogue: no method is
// named.
#pragma once

#include <QTimer>
#include <QWidget>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/source/source.h"
#include "widgets/bridge/latest_worker.h"
#include "widgets/bridge/live_depth.h"

class QAction;
class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QVBoxLayout;

namespace kerb {

class ParameterForm;

class MethodPanel : public QWidget {
  Q_OBJECT

 public:
  explicit MethodPanel(const std::vector<MethodSpec>& catalogue, QWidget* parent = nullptr);

  /// Methods that this source cannot serve are greyed, with the reason; none: nothing is open.
  void setSource(const std::optional<SourceInfo>& info);
  /// What is chosen and whether it is to run; does not emit requested().
  void setChoice(const MethodRequest& request, bool live);
  MethodRequest choice() const;
  bool isLive() const;
  void showState(const LiveState& state);
  /// Adds what is chosen here; not the parameters, which are other ones for each method.
  void addTo(QMenu* menu);
  /// Asked for the model of a method that the user changes to; empty: none. Without, there is none.
  void setUsualWeights(std::function<QString(const std::string& method)> usual) {
    usual_weights_ = std::move(usual);
  }

 Q_SIGNALS:
  /// The user chose, or wants the same tried again; none: live depth is switched off.
  void requested(const std::optional<kerb::MethodRequest>& request);

 private:
  void setTexts();
  void buildForm(const std::vector<std::string>& settings);
  void chooseWeights();
  void chooseMethod();
  void showSummary();
  void showRunning(const LiveState& state);
  void alignLabels();
  void setWeights(const QString& file);
  void editedSoon();
  void request();
  void lookForGpu();
  const MethodSpec* spec() const;

  const std::vector<MethodSpec>& catalogue_;
  QCheckBox* live_;
  QComboBox *method_, *device_, *precision_;
  std::unique_ptr<LatestWorker<std::string, bool>> gpu_;  ///< looks for one: that may start the driver
  QLabel *summary_, *weights_label_, *state_;
  QLineEdit* weights_;
  QString weights_file_;
  std::function<QString(const std::string&)> usual_weights_;
  QFormLayout* rows_;
  QWidget* weights_row_;
  QAction* choose_model_ = nullptr;
  QVBoxLayout* form_place_;
  ParameterForm* form_ = nullptr;
  QPushButton* retry_;
  QTimer soon_;
  LiveState shown_;
};

}  // namespace kerb
