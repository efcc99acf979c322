#include "widgets/panel/camera_editor.h"

#include <QCheckBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>
#include <cmath>

#include "widgets/bridge/camera_change.h"
#include "widgets/panel/control_menu.h"
#include "widgets/panel/dropped_file.h"
#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

const std::array kNames{"fx", "fy", "cx", "cy"};

QLabel* labelOf(QWidget* buddy, QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setForegroundRole(QPalette::PlaceholderText);
  label->setBuddy(buddy);
  return label;
}

/// A picture of another shape is of another camera, or a part of one.
bool isOtherShape(const CameraFile& file, const SourceInfo& own) {
  if (file.width <= 0) return false;
  const double of_file = static_cast<double>(file.width) / static_cast<double>(file.height);
  const double of_source = static_cast<double>(own.width) / static_cast<double>(own.height);
  return std::abs(of_file / of_source - 1) >= 0.01;
}

/// By its name alone: nothing is read while something is dragged. Empty: it is something else, which the
/// window around takes.
QString droppedCalibration(const QMimeData& data) {
  const QString path = droppedFile(data);
  const QStringList endings{QStringLiteral("json"), QStringLiteral("yaml"), QStringLiteral("yml")};
  return endings.contains(QFileInfo(path).suffix(), Qt::CaseInsensitive) ? path : QString();
}

}  // namespace

CameraEditor::CameraEditor(QWidget* parent) : QWidget(parent) {
  setAcceptDrops(true);
  build();
  connectFields();
  reader_ = std::make_unique<LatestWorker<std::filesystem::path, ReadFile>>(
      [](const std::filesystem::path& path, const std::stop_token&) -> Result<ReadFile> {
        KERB_TRY(CameraFile file, readCameraFile(path));
        return ReadFile{path, std::move(file)};
      },
      [this](const Result<ReadFile>& read) { receiveFile(read); });
  translated(this, [this] { retranslate(); });
}

void CameraEditor::build() {
  auto* grid = new QGridLayout;
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(look::kGap);
  grid->setVerticalSpacing(look::kSmallGap);
  for (size_t i = 0; i < intrinsics_.size(); ++i) {
    intrinsics_.at(i) = new QLineEdit(this);
    intrinsics_.at(i)->setObjectName(QLatin1String(kNames.at(i)));
    intrinsics_.at(i)->setMinimumWidth(60);
    grid->addWidget(intrinsics_.at(i), static_cast<int>(i / 2), 1 + static_cast<int>(i % 2));
  }
  distortion_ = new QLineEdit(this);
  distortion_->setObjectName(QStringLiteral("distortion"));
  undistort_ = new QCheckBox(this);
  focal_label_ = labelOf(intrinsics_[0], this);
  centre_label_ = labelOf(intrinsics_[2], this);
  distortion_label_ = labelOf(distortion_, this);
  grid->addWidget(focal_label_, 0, 0);
  grid->addWidget(centre_label_, 1, 0);
  grid->addWidget(distortion_label_, 2, 0);
  grid->addWidget(distortion_, 2, 1, 1, 2);
  grid->addWidget(undistort_, 3, 1, 1, 2);
  message_ = new QLabel(this);
  message_->setObjectName(QStringLiteral("cameraMessage"));
  message_->setWordWrap(true);
  message_->setTextFormat(Qt::PlainText);
  file_ = new QPushButton(this);
  own_camera_ = new QPushButton(this);
  apply_ = new QPushButton(this);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(look::kGap);
  buttons->addWidget(file_);
  buttons->addWidget(own_camera_);
  buttons->addStretch(1);
  buttons->addWidget(apply_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(look::kGap);
  layout->addLayout(grid);
  layout->addWidget(message_);
  layout->addLayout(buttons);
}

void CameraEditor::connectFields() {
  for (QLineEdit* each : intrinsics_) {
    connect(each, &QLineEdit::textEdited, this, &CameraEditor::edited);
    connect(each, &QLineEdit::returnPressed, this, &CameraEditor::apply);
  }
  connect(distortion_, &QLineEdit::textEdited, this, &CameraEditor::edited);
  connect(distortion_, &QLineEdit::returnPressed, this, &CameraEditor::apply);
  connect(undistort_, &QCheckBox::toggled, this, &CameraEditor::edited);
  connect(file_, &QPushButton::clicked, this, &CameraEditor::chooseFile);
  connect(own_camera_, &QPushButton::clicked, this, [this] { Q_EMIT chosen({}); });
  connect(apply_, &QPushButton::clicked, this, &CameraEditor::apply);
}

void CameraEditor::retranslate() {
  focal_label_->setText(tr("Focal length"));
  centre_label_->setText(tr("Centre"));
  distortion_label_->setText(tr("Distortion"));
  const std::array hints{tr("Focal length across, in pixels"), tr("Focal length downwards, in pixels"),
                         tr("Where the optical axis meets the picture: pixels from the left"),
                         tr("Where the optical axis meets the picture: pixels from the top")};
  for (size_t i = 0; i < intrinsics_.size(); ++i) {
    intrinsics_.at(i)->setToolTip(hints.at(i));
    intrinsics_.at(i)->setAccessibleName(hints.at(i));
  }
  distortion_->setToolTip(
      tr("4, 5 or 8 coefficients in OpenCV's order: k1 k2 p1 p2 k3 k4 k5 k6; empty: none"));
  distortion_->setAccessibleName(tr("Distortion coefficients"));
  distortion_->setPlaceholderText(tr("none"));
  undistort_->setText(tr("Straighten the pictures"));
  undistort_->setToolTip(tr("Shows and predicts pictures without the distortion of the lens"));
  file_->setText(tr("From File…"));
  file_->setToolTip(tr("A calibration as JSON, or as YAML of OpenCV or ROS. It can be dropped here too."));
  own_camera_->setText(tr("Reset"));
  own_camera_->setToolTip(tr("Back to what the source itself says about its camera"));
  apply_->setText(tr("Apply"));
}

void CameraEditor::show(const SourceInfo& own, const SourceOptions& chosen) {
  own_ = own;
  chosen_ = chosen;
  file_path_.clear();
  setEnabled(hasSize());
  const QSignalBlocker quiet(undistort_);
  undistort_->setChecked(chosen.undistort);
  if (!hasSize()) return setTexts({});
  say({});
  Camera camera = own.camera;
  if (const auto typed = parseCamera(chosen.camera, own.width, own.height); typed) camera = *typed;
  setTexts(cameraTexts(camera, own.width, own.height));
  if (!chosen.camera_file.empty()) readFile(QString::fromStdString(chosen.camera_file.string()));
  own_camera_->setEnabled(changesCamera(chosen));
  apply_->setEnabled(false);
}

void CameraEditor::addTo(QMenu* menu) {
  constexpr auto kBoth = Qt::CTRL | Qt::SHIFT;
  QMenu* camera = menu->addMenu(QString());
  translated(camera, [camera] { camera->setTitle(tr("&Camera")); });
  addButton(camera, file_, "camera-from-file", keys(kBoth, Qt::Key_F), [] { return tr("From &File…"); });
  addSwitch(camera, undistort_, "camera-straighten", keys(kBoth, Qt::Key_S),
            [] { return tr("&Straighten the Pictures"); });
  addButton(camera, apply_, "camera-apply", keys(Qt::CTRL, Qt::Key_Return), [] { return tr("&Apply"); });
  addButton(camera, own_camera_, "camera-reset", keys(kBoth, Qt::Key_Backspace), [] { return tr("&Reset"); });
}

CameraTexts CameraEditor::texts() const {
  CameraTexts now;
  for (size_t i = 0; i < intrinsics_.size(); ++i) now.intrinsics.at(i) = intrinsics_.at(i)->text();
  now.distortion = distortion_->text();
  return now;
}

void CameraEditor::setTexts(const CameraTexts& texts) {
  for (size_t i = 0; i < intrinsics_.size(); ++i) {
    intrinsics_.at(i)->setText(texts.intrinsics.at(i));
    intrinsics_.at(i)->setCursorPosition(0);
  }
  distortion_->setText(texts.distortion);
  distortion_->setCursorPosition(0);
}

void CameraEditor::readFile(const QString& path) { reader_->submit(path.toStdString()); }

void CameraEditor::receiveFile(const Result<ReadFile>& read) {
  if (!hasSize()) return;
  if (!read) return say(QString::fromStdString(read.error().message()));
  const CameraFile& file = read->file;
  file_path_ = read->path;
  file_texts_ = cameraTexts(file.camera, own_.width, own_.height);
  setTexts(file_texts_);
  edited();
  if (isOtherShape(file, own_))
    say(tr("This file is for pictures of %1 × %2, these have %3 × %4: it may be of another camera.")
            .arg(file.width)
            .arg(file.height)
            .arg(own_.width)
            .arg(own_.height));
  else if (file.width > 0 && file.width != own_.width)
    say(tr("Scaled from pictures of %1 × %2.").arg(file.width).arg(file.height));
}

void CameraEditor::edited() {
  const bool is_applied = !file_path_.empty() && file_path_ == chosen_.camera_file &&
                          texts() == file_texts_ && undistort_->isChecked() == chosen_.undistort;
  apply_->setEnabled(false);
  if (const auto problem = problemOf(texts(), own_.width, own_.height))
    return say(problem->text, problem->field);
  const bool has_distortion = !distortion_->text().trimmed().isEmpty();
  if (undistort_->isChecked() && !has_distortion)
    return say(tr("Pictures can be straightened only with distortion coefficients."), 4);
  say({});
  apply_->setEnabled(!is_applied);
}

void CameraEditor::apply() {
  edited();
  if (wrong_field_ >= 0) return;  // what is wrong is said
  SourceOptions options;
  options.undistort = undistort_->isChecked();
  const bool is_own = texts() == cameraTexts(own_.camera, own_.width, own_.height);
  if (!file_path_.empty() && texts() == file_texts_)
    options.camera_file = file_path_;
  else if (!is_own)
    options.camera = cameraOption(texts());
  Q_EMIT chosen(options);
}

/// `field`: which one is wrong; -1: none.
void CameraEditor::say(const QString& text, int field) {
  message_->setText(text);
  message_->setVisible(!text.isEmpty());
  wrong_field_ = field;
  for (int i = 0; i < 5; ++i) {
    QLineEdit* each = i < 4 ? intrinsics_.at(static_cast<size_t>(i)) : distortion_;
    each->setStyleSheet(i == field ? QStringLiteral("QLineEdit { border: 1px solid #d23f3f; }") : QString());
    each->setAccessibleDescription(i == field ? text : QString());
  }
}

QString CameraEditor::message() const { return message_->text(); }

void CameraEditor::chooseFile() {
  auto* dialog = new QFileDialog(this, tr("Calibration File"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  dialog->setNameFilters({tr("Calibrations (*.json *.yaml *.yml)"), tr("All files (*)")});
  connect(dialog, &QFileDialog::fileSelected, this, &CameraEditor::readFile);
  dialog->open();
}

void CameraEditor::dragEnterEvent(QDragEnterEvent* event) {
  if (isEnabled() && !droppedCalibration(*event->mimeData()).isEmpty())
    event->acceptProposedAction();
  else
    event->ignore();
}

void CameraEditor::dropEvent(QDropEvent* event) {
  const QString path = droppedCalibration(*event->mimeData());
  if (path.isEmpty()) return event->ignore();
  event->acceptProposedAction();
  readFile(path);
}

}  // namespace kerb
