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

QStringList textsOf(const MethodRequest& request) {
  QStringList texts{QString::fromStdString(request.method), QString::fromStdString(request.weights.string()),
                    QString::fromStdString(request.device),
                    request.bf16 ? QStringLiteral("bf16") : QStringLiteral("fp32")};
  for (const std::string& setting : request.settings) texts << QString::fromStdString(setting);
  return texts;
}

std::optional<MethodRequest> parseRequest(const QStringList& texts) {
  if (texts.size() < kBeforeSettings) return std::nullopt;
  MethodRequest request;
  request.method = texts[0].toStdString();
  request.weights = texts[1].toStdString();
  request.device = texts[2].toStdString();
  request.bf16 = texts[3] == QStringLiteral("bf16");
  for (const QString& setting : texts.mid(kBeforeSettings)) request.settings.push_back(setting.toStdString());
  return request;
}

void rememberModel(QSettings& values, const MethodRequest& ran) {
  values.setValue(kLast, textsOf(ran));
  values.setValue(weightsKey(ran.method), QString::fromStdString(ran.weights.string()));
}

std::optional<MethodRequest> lastModel(QSettings& values) {
  return parseRequest(values.value(kLast).toStringList());
}

QString usualWeights(QSettings& values, const std::string& method) {
  const QString remembered = values.value(weightsKey(method)).toString();
  if (!remembered.isEmpty()) return remembered;
  const auto starter = starterModel();
  return starter && starter->method == method ? QString::fromStdString(starter->weights.string()) : QString();
}

}  // namespace kerb
