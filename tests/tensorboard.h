// Event files as TensorBoard's own Python reader sees them.
#pragma once

#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/run_shell.h"

namespace kerb {

/// A Python that can import TensorBoard from the folder of the pinned wheels; empty: none.
inline std::string pythonWithTensorBoard() {
  for (const std::string python : {"python3", "/usr/bin/python3"}) {
    const std::string command =
        fmt::format("PYTHONPATH='{}':\"$PYTHONPATH\" PYTHONDONTWRITEBYTECODE=1 {}", KERB_SITE_DIR, python);
    if (runShell(command + " -c 'import tensorboard.backend.event_processing.event_accumulator'").code == 0)
      return command;
  }
  return "";
}

/// What read_events.py says of the files in a folder.
inline nlohmann::json readBack(const std::string& python, const std::filesystem::path& folder) {
  const Ran ran = runShell(
      fmt::format("{} {}/tests/core/train/read_events.py {}", python, KERB_SOURCE_DIR, folder.string()));
  EXPECT_EQ(ran.code, 0) << ran.err;
  return nlohmann::json::parse(ran.out, nullptr, /*allow_exceptions=*/false);
}

}  // namespace kerb

#define KERB_NEEDS_TENSORBOARD(python)                        \
  const std::string python = ::kerb::pythonWithTensorBoard(); \
  if (python.empty())                                         \
  GTEST_SKIP() << "no Python can import TensorBoard: install python3-numpy, and ./kerb.sh setup"
