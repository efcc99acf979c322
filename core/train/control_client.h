// Tells a run that trains, here or in another process of this machine, what to do.
#pragma once

#include <chrono>
#include <filesystem>

#include "core/train/control_protocol.h"

namespace kerb {

/// Sends one request to the process that trains in the folder, and waits for its outcome. No run there, a
/// request that the run refuses, no outcome in time: an Error; an order that was accepted is carried out
/// all the same.
Result<ControlReply> askRun(const std::filesystem::path& run, const ControlRequest& request,
                            std::chrono::milliseconds patience);

}  // namespace kerb
