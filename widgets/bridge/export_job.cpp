#include "widgets/bridge/export_job.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <exception>
#include <thread>

#include "core/method/input.h"
#include "core/method/open.h"

namespace kerb {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("ExportJob", text); }

QString number(int64_t value) { return QLocale().toString(static_cast<qlonglong>(value)); }

/// One core stays for the window and the player.
int threadsBesideTheWindow() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
}

Result<QString> resultOf(const InspectReport& report, const InspectRequest& request) {
  const int64_t written = report.exported + report.resumed;
  if (written > 0 && report.facts.empty())
    return Error{"there is nothing to export: this method gave neither depth nor classes for this source",
                 request.out.string(), "Choose another method in the panel Method"};
  if (report.failed > 0)
    return Error{tr("%1 of %2 frames failed, the others are there")
                     .arg(number(report.failed), number(report.failed + written))
                     .toStdString(),
                 report.errors.front()};
  QString text = tr("%1 frames in %2").arg(number(written), QString::fromStdString(request.out.string()));
  if (report.resumed > 0) text += tr(", %1 of them were there already").arg(number(report.resumed));
  text += QStringLiteral(": %1.").arg(QString::fromStdString(report.facts));
  if (report.beyond_png16 > 0)
    text += QLatin1Char(' ') +
            tr("%1 pixels beyond 255.99 m are missing in the PNG files; NumPy files keep them.")
                .arg(number(report.beyond_png16));
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
    return Error{"this method needs a trained model", spec->title, "Choose one in the panel Method"};
  return {};
}

Job exportJob(const std::vector<MethodSpec>& catalogue, std::shared_ptr<const Source> source,
              MethodRequest chosen, InspectRequest request) {
  Job job;
  job.name = tr("Export of %1").arg(QString::fromStdString(source->info().name));
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
