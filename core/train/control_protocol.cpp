#include "core/train/control_protocol.h"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace kerb {
namespace {

using nlohmann::json;
using Named = std::vector<std::pair<std::string, double>>;

constexpr std::array kOrders{"status", "pause", "resume", "save", "stop", "stop-now", "set"};

std::string textOf(const json& value, int indent = -1) {
  return value.dump(indent, ' ', false, json::error_handler_t::replace);
}

std::string line(const json& value) { return textOf(value) + "\n"; }

/// Null if it is not an object in JSON.
json objectIn(const std::string& text) {
  json value = json::parse(text, nullptr, /*allow_exceptions=*/false);
  return value.is_object() ? value : json();
}

std::string text(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// What JSON has no number for is null in it.
double number(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number() ? found->get<double>()
                                                     : std::numeric_limits<double>::quiet_NaN();
}

int64_t whole(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<int64_t>() : 0;
}

json toJson(const Named& named) {
  json list = json::array();
  for (const auto& [name, value] : named) list.push_back({{"name", name}, {"value", value}});
  return list;
}

Named namedIn(const json& object, const char* name) {
  Named named;
  const auto found = object.find(name);
  if (found == object.end()) return named;
  for (const json& row : *found) {
    if (row.is_object()) named.emplace_back(text(row, "name"), number(row, "value"));
  }
  return named;
}

json toJson(const RunStatus& status) {
  return {{"iteration", status.iteration},
          {"iterations", status.iterations},
          {"epoch", status.epoch},
          {"phase", status.phase},
          {"loss", status.loss},
          {"terms", toJson(status.terms)},
          {"images_per_second", status.images_per_second},
          {"waiting_share", status.waiting_share},
          {"seconds_left", status.seconds_left},
          {"learning_rates", toJson(status.learning_rates)},
          {"paused", status.paused}};
}

RunStatus statusFrom(const json& object) {
  RunStatus status;
  status.iteration = whole(object, "iteration");
  status.iterations = whole(object, "iterations");
  status.epoch = whole(object, "epoch");
  status.phase = text(object, "phase");
  status.loss = number(object, "loss");
  status.terms = namedIn(object, "terms");
  status.images_per_second = number(object, "images_per_second");
  status.waiting_share = number(object, "waiting_share");
  status.seconds_left = number(object, "seconds_left");
  status.learning_rates = namedIn(object, "learning_rates");
  status.paused = object.value("paused", json()) == true;
  return status;
}

}  // namespace

std::string requestLine(const ControlRequest& request) {
  json object{{"order", request.order}};
  if (request.order == "set") object["learning_rate"] = request.learning_rate;
  if (!request.optimiser.empty()) object["optimiser"] = request.optimiser;
  return line(object);
}

std::string acceptedLine() { return line({{"accepted", true}}); }

std::string replyLine(const Result<ControlReply>& reply) {
  if (!reply) {
    const Error& error = reply.error();
    return line({{"ok", false}, {"what", error.what}, {"where", error.where}, {"fix", error.fix}});
  }
  json object{{"ok", true}, {"said", reply->said}};
  if (reply->status) object["status"] = toJson(*reply->status);
  return line(object);
}

std::string statusText(const RunStatus& status, int indent) { return textOf(toJson(status), indent); }

Result<ControlRequest> parseRequest(const std::string& line) {
  const json object = objectIn(line);
  const std::string fix = fmt::format("Send {{\"order\": one of {}}}", fmt::join(kOrders, ", "));
  if (!object.is_object()) return Error{"a request is one JSON object in one line", "", fix};
  ControlRequest request{text(object, "order"), text(object, "optimiser"), 0};
  if (std::ranges::find(kOrders, request.order) == kOrders.end())
    return Error{fmt::format("there is no order '{}'", request.order), "", fix};
  if (request.order == "set") request.learning_rate = number(object, "learning_rate");
  return request;
}

std::optional<Result<ControlReply>> parseReply(const std::string& line) {
  const json object = objectIn(line);
  if (!object.is_object()) return Result<ControlReply>(Error{"the run's answer cannot be read"});
  if (object.value("accepted", json()) == true) return std::nullopt;
  if (object.value("ok", json()) != true)
    return Result<ControlReply>(Error{text(object, "what"), text(object, "where"), text(object, "fix")});
  ControlReply reply{text(object, "said")};
  if (const auto status = object.find("status"); status != object.end() && status->is_object())
    reply.status = statusFrom(*status);
  return Result<ControlReply>(std::move(reply));
}

}  // namespace kerb
