#include "widgets/panel/camera_fields.h"

#include <QRegularExpression>
#include <QStringList>
#include <cmath>

#include "widgets/panel/camera_editor.h"

namespace kerb {
namespace {

constexpr int kDistortion = 4;
/// Shorter, and the four numbers would mean shares of the picture; no lens is like that.
constexpr double kShortest = 4;
constexpr double kLongest = 100;  ///< times the picture

QString plain(double value, int digits) { return QString::number(value, 'g', digits); }

QStringList coefficients(const QString& text) {
  static const QRegularExpression between(QStringLiteral("[\\s,;\\[\\]]+"));
  return text.split(between, Qt::SkipEmptyParts);
}

std::optional<double> number(const QString& text) {
  bool is_number = false;
  const double value = text.trimmed().toDouble(&is_number);
  return is_number && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

QString noNumber(const QString& text) {
  if (text.trimmed().isEmpty()) return CameraEditor::tr("A number is missing.");
  return CameraEditor::tr("“%1” is no number. Write it with a decimal point.").arg(text.trimmed());
}

QString focalProblem(double value, double side) {
  if (value <= 0) return CameraEditor::tr("A focal length must be larger than 0.");
  if (value < kShortest || value > kLongest * side)
    return CameraEditor::tr("A focal length of %1 pixels is impossible. Is it in pixels?")
        .arg(plain(value, 6));
  return {};
}

/// As Camera::check() has it: within one picture of the picture.
QString centreProblem(double value, double side) {
  if (value >= -side && value <= 2 * side) return {};
  return CameraEditor::tr("%1 is far outside of the picture, which goes from 0 to %2.")
      .arg(plain(value, 6), plain(side, 6));
}

std::optional<CameraProblem> distortionProblem(const QString& text) {
  const QStringList all = coefficients(text);
  for (const QString& each : all) {
    if (!number(each)) return CameraProblem{kDistortion, noNumber(each)};
  }
  if (all.isEmpty() || all.size() == 4 || all.size() == 5 || all.size() == 8) return std::nullopt;
  return CameraProblem{
      kDistortion,
      CameraEditor::tr("Distortion has 4, 5 or 8 coefficients (k1 k2 p1 p2 k3 k4 k5 k6), not %1.")
          .arg(all.size())};
}

}  // namespace

CameraTexts cameraTexts(const Camera& camera, int64_t width, int64_t height) {
  const Eigen::Matrix3d k = camera.matrix(width, height);
  CameraTexts texts{{plain(k(0, 0), 8), plain(k(1, 1), 8), plain(k(0, 2), 8), plain(k(1, 2), 8)}, {}};
  QStringList all;
  for (const double each : camera.distortion) all << plain(each, 8);
  texts.distortion = all.join(QLatin1Char(' '));
  return texts;
}

std::optional<CameraProblem> problemOf(const CameraTexts& texts, int64_t width, int64_t height) {
  for (int field = 0; field < kDistortion; ++field) {
    const QString& text = texts.intrinsics.at(static_cast<size_t>(field));
    const auto value = number(text);
    if (!value) return CameraProblem{field, noNumber(text)};
    const auto side = static_cast<double>(field % 2 == 0 ? width : height);
    const QString problem = field < 2 ? focalProblem(*value, side) : centreProblem(*value, side);
    if (!problem.isEmpty()) return CameraProblem{field, problem};
  }
  return distortionProblem(texts.distortion);
}

std::string cameraOption(const CameraTexts& texts) {
  QStringList all;
  for (const QString& each : texts.intrinsics) all << each.trimmed();
  all << coefficients(texts.distortion);
  return all.join(QLatin1Char(',')).toStdString();
}

}  // namespace kerb
