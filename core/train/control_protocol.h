// What is said through the socket of a run: one JSON object a line (docs/training.md).
#pragma once

#include <string>

#include "core/train/control.h"

namespace kerb {

/// {"order": "set", "learning_rate": 1e-5, "optimiser": "adam"}
struct ControlRequest {
  std::string order;  ///< status, pause, resume, save, stop, stop-now or set
  std::string optimiser = {};
  double learning_rate = 0;  ///< of set
};

/// {"ok": true, "said": "goes on"} or {"ok": false, "what": ..., "where": ..., "fix": ...}. What takes until
/// the end of an iteration is first answered with {"accepted": true}.
struct ControlReply {
  std::string said;
  std::optional<RunStatus> status = {};
};

/// A longer line is no request.
inline constexpr size_t kLongestRequest = 4096;

/// With its end of line.
std::string requestLine(const ControlRequest& request);
std::string acceptedLine();
std::string replyLine(const Result<ControlReply>& reply);
/// A status as JSON.
std::string statusText(const RunStatus& status, int indent);

/// Whatever arrives. What is no request: an Error that lists the orders there are.
Result<ControlRequest> parseRequest(const std::string& line);
/// Empty: accepted, and the outcome follows.
std::optional<Result<ControlReply>> parseReply(const std::string& line);

}  // namespace kerb
