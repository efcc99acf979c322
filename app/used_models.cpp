#include "app/used_models.h"

#include <QSettings>

#include "core/weights/shipped.h"

namespace kerb {
namespace {

const QString kLast = QStringLiteral("models/last");
constexpr qsizetype kBeforeSettings = 4;

QString weightsKey(const std::string& method) {
  return QStringLiteral("models/%1").arg(QString::fromStdString(method));
}

}  // namespace

std::optional<MethodRequest> starterModel() {
  static const std::filesystem::path kWeights = shippedWeights(kStarter);  // asks the disk
  MethodRequest request;
  request.method = "depth_semantics";
  request.weights = kWeights;
  return request.weights.empty() ? std::nullopt : std::optional(request);
}

/// In one value: two windows that write it at a time do not make a mixture of it.
void rememberModel(QSettings& values, const MethodRequest& ran) {
  const QString weights = QString::fromStdString(ran.weights.string());
  QStringList last{QString::fromStdString(ran.method), weights, QString::fromStdString(ran.device),
                   ran.bf16 ? QStringLiteral("bf16") : QStringLiteral("fp32")};
  for (const std::string& setting : ran.settings) last << QString::fromStdString(setting);
  values.setValue(kLast, last);
  values.setValue(weightsKey(ran.method), weights);
}

std::optional<MethodRequest> lastModel(QSettings& values) {
  const QStringList last = values.value(kLast).toStringList();
  if (last.size() < kBeforeSettings) return std::nullopt;
  MethodRequest request;
  request.method = last[0].toStdString();
  request.weights = last[1].toStdString();
  request.device = last[2].toStdString();
  request.bf16 = last[3] == QStringLiteral("bf16");
  for (const QString& setting : last.mid(kBeforeSettings)) request.settings.push_back(setting.toStdString());
  return request;
}

QString usualWeights(QSettings& values, const std::string& method) {
  const QString remembered = values.value(weightsKey(method)).toString();
  if (!remembered.isEmpty()) return remembered;
  const auto starter = starterModel();
  return starter && starter->method == method ? QString::fromStdString(starter->weights.string()) : QString();
}

}  // namespace kerb
