// Asks what to export of the open source, and where to.
#pragma once

#include <QDialog>
#include <map>
#include <set>
#include <string>

#include "core/job/inspect.h"
#include "widgets/bridge/frame_cache.h"

class QCheckBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QRadioButton;

namespace kerb {

/// What the dialog starts with.
struct ExportOffer {
  QString source;   ///< its name
  QString method;   ///< what depth will come from, in words
  QString problem;  ///< why this method cannot work now; empty: it can
  QString folder;
  std::set<Output> outputs;
  qint64 count = 0;  ///< frames of the source
  FrameSpan range;   ///< what the player plays
  bool has_range = false;
  bool has_poses = false;  ///< of its camera: frames can be collected in one cloud
};

class ExportDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ExportDialog(const ExportOffer& offer, QWidget* parent = nullptr);

  QString folder() const;
  std::set<Output> outputs() const;
  /// The range of the player only.
  bool ofRange() const;

 private:
  QWidget* folderRow(const QString& folder);
  QWidget* outputBoxes(const ExportOffer& offer);
  QWidget* frameChoice(const ExportOffer& offer);
  void chooseFolder();
  void showHint();

  QString problem_;
  QLineEdit* folder_;
  std::map<Output, QCheckBox*> boxes_;
  QRadioButton *all_, *range_;
  QLabel* hint_;
  QDialogButtonBox* buttons_;
};

/// What `kerb inspect` exports where nothing is said.
std::set<Output> usualOutputs();

}  // namespace kerb
