// The camera of the open source: what it is, and another one in its place.
#pragma once

#include <QWidget>
#include <array>
#include <filesystem>
#include <memory>

#include "core/source/camera_file.h"
#include "core/source/source.h"
#include "widgets/bridge/latest_worker.h"
#include "widgets/panel/camera_fields.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;

namespace kerb {

/// A calibration file can be chosen, or dropped on it. Nothing changes before "Apply".
class CameraEditor : public QWidget {
  Q_OBJECT

 public:
  explicit CameraEditor(QWidget* parent = nullptr);

  /// `own`: as the source is without `chosen`, which is what was chosen in place of it.
  void show(const SourceInfo& own, const SourceOptions& chosen);
  /// Fills the fields from a calibration file, as soon as it is read.
  void readFile(const QString& path);
  /// Adds what the buttons do.
  void addTo(QMenu* menu);
  /// What is said below the fields; empty: nothing.
  QString message() const;

 Q_SIGNALS:
  /// camera, camera_file and undistort; none of them: the source's own.
  void chosen(const kerb::SourceOptions& options);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  struct ReadFile {
    std::filesystem::path path;
    CameraFile file;
  };
  void build();
  void retranslate();
  void connectFields();
  CameraTexts texts() const;
  void setTexts(const CameraTexts& texts);
  void receiveFile(const Result<ReadFile>& read);
  void edited();
  void apply();
  void say(const QString& text, int field = -1);
  void chooseFile();
  bool hasSize() const { return own_.width > 0 && own_.height > 0; }

  SourceInfo own_;
  SourceOptions chosen_;
  std::filesystem::path file_path_;  ///< of which the fields are, unless they were edited
  CameraTexts file_texts_;
  int wrong_field_ = -1;

  QLabel *focal_label_, *centre_label_, *distortion_label_, *message_;
  std::array<QLineEdit*, 4> intrinsics_{};
  QLineEdit* distortion_;
  QCheckBox* undistort_;
  QPushButton *file_, *own_camera_, *apply_;
  std::unique_ptr<LatestWorker<std::filesystem::path, ReadFile>> reader_;
};

}  // namespace kerb
