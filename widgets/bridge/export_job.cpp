#include "widgets/bridge/export_job.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <algorithm>
#include <exception>
#include <thread>

#include "core/method/input.h"
#include "core/method/open.h"
#include "widgets/panel/translated.h"

namespace kerb {
namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(ExportJob)
};

QString number(int64_t value) { return QLocale().toString(static_cast<qlonglong>(value)); }

/// "depth in 12, classes in 16", as core says it, in the user's language.
QString factsText(const std::string& facts) {
  const QString text = QString::fromStdString(facts);
  static const QRegularExpression of_depth(QStringLiteral("^depth in (\\d+)"));
  static const QRegularExpression of_classes(QStringLiteral("classes in (\\d+)$"));
  const auto depth = of_depth.match(text), classes = of_classes.match(text);
  QStringList parts;
  if (depth.hasMatch()) parts << Texts::tr("depth in %1").arg(number(depth.captured(1).toLongLong()));
  if (classes.hasMatch()) parts << Texts::tr("classes in %1").arg(number(classes.captured(1).toLongLong()));
  return parts.isEmpty() ? text : parts.join(QStringLiteral(", "));
}

/// One core stays for the window and the player.
int threadsBesideTheWindow() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
}

Result<QString> resultOf(const InspectReport& report, const InspectRequest& request) {
  const int64_t written = report.exported + report.resumed;
  if (written > 0 && report.facts.empty())
    return Error{
        Texts::tr("there is nothing to export: this method gave neither depth nor classes for this source")
            .toStdString(),
        request.out.string(), Texts::tr("Choose another method in the panel Method").toStdString()};
  if (report.failed > 0)
    return Error{Texts::tr("%1 of %Ln frame(s) failed, the others are there", nullptr,
                           forPlural(report.failed + written))
                     .arg(number(report.failed))
                     .toStdString(),
                 report.errors.front()};
  const QString place = QString::fromStdString(request.out.string());
  const QString facts = factsText(report.facts);
  QString text =
      report.resumed > 0
          ? Texts::tr("%Ln frame(s) in %1, %2 of them were there already: %3.", nullptr, forPlural(written))
                .arg(place, number(report.resumed), facts)
          : Texts::tr("%Ln frame(s) in %1: %2.", nullptr, forPlural(written)).arg(place, facts);
  if (report.beyond_png16 > 0)
    text += QLatin1Char(' ') +
            Texts::tr("%Ln pixel(s) beyond 255.99 m are missing in the PNG files; NumPy files keep them.",
                      nullptr, forPlural(report.beyond_png16));
  return text;
}

}  // namespace

Result<StartedEngine> startEngine(const std::vector<MethodSpec>& catalogue, const MethodRequest& chosen) {
  KERB_TRY(const OpenedMethod opened, openMethod(catalogue, chosen.method, chosen.weights, chosen.settings));
  EngineOptions options;
  options.device = chosen.device;
  options.precision = chosen.bf16 ? Precision::bf16 : Precision::fp32;
  options.threads = threadsBesideTheWindow();
  EngineInfo info;
  info.method = opened.spec->id;
  info.parameters = opened.parameters.asText();
  info.weights = chosen.weights.string();
  StartedEngine started;
  started.title = opened.spec->title;
  KERB_TRY(started.engine, Engine::create(*opened.spec, opened.method, std::move(info), options));
  return started;
}

Status checkChoice(const std::vector<MethodSpec>& catalogue, const MethodRequest& chosen,
                   const SourceInfo& info) {
  KERB_TRY(const MethodSpec* spec, findMethod(catalogue, chosen.method));
  KERB_CHECK(checkNeeds(*spec, info));
  if (spec->needs.weights == Need::required && chosen.weights.empty())
    return Error{Texts::tr("this method needs a trained model").toStdString(),
                 translatedText("Methods", spec->title).toStdString(),
                 Texts::tr("Choose one in the panel Method").toStdString()};
  return {};
}

Job exportJob(const std::vector<MethodSpec>& catalogue, std::shared_ptr<const Source> source,
              MethodRequest chosen, InspectRequest request) {
  Job job;
  job.name = Texts::tr("Export of %1").arg(QString::fromStdString(source->info().name));
  job.place = request.out;
  job.goes_on = true;
  job.work = [&catalogue, source = std::move(source), chosen = std::move(chosen),
              request = std::move(request)](const JobContext& context) -> Result<QString> {
    KERB_TRY(const StartedEngine started, startEngine(catalogue, chosen));
    if (context.cancelled()) return Error::cancelledByUser();
    const auto reader = source->clone();
    KERB_TRY(const InspectReport report, inspect(*reader, *started.engine, request, context));
    return resultOf(report, request);
  };
  return job;
}

}  // namespace kerb
