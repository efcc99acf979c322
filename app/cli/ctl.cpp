// kerb ctl: tells a run that trains what to do.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/cli/cli.h"
#include "app/cli/progress.h"
#include "core/base/file.h"
#include "core/train/control_client.h"

namespace kerb::cli {
namespace {

struct CtlArguments {
  std::string run, order, optimiser;
  std::vector<std::string> settings;
  bool json = false;
  int64_t wait_s = 60;
};

/// "lr=RATE"
Result<double> rateIn(const CtlArguments& o) {
  const std::string fix = "Write it as `kerb ctl RUN set lr=1e-5`";
  if (o.settings.size() != 1) return Error{"set takes one setting", "set", fix};
  const std::string& setting = o.settings.front();
  const size_t equals = setting.find('=');
  const std::string name = setting.substr(0, equals);
  if (equals == std::string::npos || (name != "lr" && name != "learning_rate"))
    return Error{fmt::format("'{}' is nothing that a run can change while it trains", setting), "set", fix};
  const Result<double> rate = parseNumber(std::string_view(setting).substr(equals + 1));
  if (!rate) return Error{fmt::format("'{}' is no number", setting.substr(equals + 1)), "lr", fix};
  return *rate;
}

Result<ControlRequest> requestOf(const CtlArguments& o) {
  if (o.order == "set") {
    KERB_TRY(const double rate, rateIn(o));
    return ControlRequest{o.order, o.optimiser, rate};
  }
  if (!o.settings.empty() || !o.optimiser.empty())
    return Error{fmt::format("{} takes no settings", o.order), o.order, "`kerb ctl RUN set lr=1e-5`"};
  return ControlRequest{o.order};
}

std::string joined(const std::vector<std::pair<std::string, double>>& named) {
  std::string text;
  for (const auto& [name, value] : named)
    text += fmt::format("{}{} {:.4g}", text.empty() ? "" : ", ", name, value);
  return text;
}

void print(const RunStatus& status) {
  if (status.iteration == 0) {
    fmt::print("the run begins: no iteration is complete yet{}\n", status.paused ? "; paused" : "");
    return;
  }
  fmt::print("{}  iteration {} of {}, epoch {}{}\n", status.paused ? "paused " : "running", status.iteration,
             status.iterations, status.epoch + 1,
             status.phase.empty() ? "" : fmt::format(", phase '{}'", status.phase));
  fmt::print("loss     {:.4g}{}\n", status.loss,
             status.terms.empty() ? "" : fmt::format("  ({})", joined(status.terms)));
  fmt::print("speed    {:.2f} images/s, {:.0f} % of the time waiting for data\n", status.images_per_second,
             100 * status.waiting_share);
  fmt::print("left     {}\n", clockText(status.seconds_left));
  fmt::print("rate     {}\n", joined(status.learning_rates));
}

Status ctl(const CtlArguments& o) {
  KERB_TRY(const ControlRequest request, requestOf(o));
  KERB_TRY(const ControlReply reply, askRun(o.run, request, std::chrono::seconds(o.wait_s)));
  if (reply.status && o.json) {
    fmt::print("{}\n", statusText(*reply.status, 2));
  } else if (reply.status) {
    print(*reply.status);
  } else {
    fmt::print("{}\n", reply.said);
  }
  return {};
}

}  // namespace

void addCtl(Program& program) {
  auto o = std::make_shared<CtlArguments>();
  auto* command = program.app.add_subcommand(
      "ctl",
      "Tells a run that trains what to do, and waits until it is done: pause, resume, save (a checkpoint),\n"
      "stop (saves and ends), stop-now (ends without saving), status, set lr=RATE");
  command->add_option("RUN", o->run, "the run's folder")->required();
  command->add_option("ORDER", o->order, "status, pause, resume, save, stop, stop-now or set")
      ->required()
      ->check(CLI::IsMember({"status", "pause", "resume", "save", "stop", "stop-now", "set"}));
  command->add_option("SETTING", o->settings,
                      "of set: lr=RATE, the learning rate from the next iteration on");
  command->add_option("--optimiser", o->optimiser, "whose rate is set (all)");
  command->add_flag("--json", o->json, "status as one JSON document");
  command->add_option("--wait", o->wait_s, "seconds to wait for the outcome")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
  command->callback([&program, o] { program.chosen = [o] { return ctl(*o); }; });
}

}  // namespace kerb::cli
