// A folder that is gone at the end of the test, and where real data and golden numbers lie.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace kerb {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "kerb-test-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

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
