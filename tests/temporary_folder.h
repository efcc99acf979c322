// Folders of tests: temporary ones, and where real data and golden numbers lie.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "core/base/temporary_folder.h"

namespace kerb {

/// A folder named by an environment variable, else a place beside the checkout; nothing where it is absent.
inline std::optional<std::filesystem::path> dataFolder(const char* variable, const char* beside_checkout) {
  const char* named = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe)
  std::filesystem::path folder = named != nullptr ? std::filesystem::path(named)
                                                  : std::filesystem::path(KERB_SOURCE_DIR) / beside_checkout;
  if (!std::filesystem::is_directory(folder)) return std::nullopt;
  return folder;
}

/// Real driving frames: KERB_REAL_DATA, else ../shared/data.
inline std::optional<std::filesystem::path> realData() {
  return dataFolder("KERB_REAL_DATA", "../shared/data");
}

}  // namespace kerb

#define KERB_NEEDS_REAL_DATA(variable)                                                   \
  const auto kerb_real_data = ::kerb::realData();                                        \
  if (!kerb_real_data) GTEST_SKIP() << "no real data: set KERB_REAL_DATA to its folder"; \
  const std::filesystem::path& variable = *kerb_real_data
