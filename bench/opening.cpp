// How long a source of 100,000 images takes to open: it lists folders, and stats and decodes next to nothing.
#include <chrono>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/bench.h"
#include "bench/numbered_files.h"
#include "core/base/temporary_folder.h"
#include "core/source/source.h"

namespace kerb::bench {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kImages = 100'000;

/// Stereo: half of the images on each side, and a scan for each pair.
Status writeKitti(const fs::path& root) {
  const fs::path drive = root / "2011_09_26" / "2011_09_26_drive_0001_sync";
  KERB_CHECK(writeNumbered(drive / "image_02" / "data", kImages / 2, ".png"));
  KERB_CHECK(writeNumbered(drive / "image_03" / "data", kImages / 2, ".png"));
  KERB_CHECK(writeNumbered(drive / "velodyne_points" / "data", kImages / 2, ".bin"));
  std::ofstream calibration(drive.parent_path() / "calib_cam_to_cam.txt");
  calibration << "R_rect_00: 1 0 0 0 1 0 0 0 1\n";
  for (int camera = 0; camera < 4; ++camera)
    calibration << fmt::format("S_rect_0{0}: 8 4\nP_rect_0{0}: 5 0 4 {1} 0 5 2 0 0 0 1 0\n", camera, -camera);
  std::ofstream(drive.parent_path() / "calib_velo_to_cam.txt") << "R: 0 -1 0 0 0 -1 1 0 0\nT: 0 0 0\n";
  return {};
}

Result<double> openedMs(const fs::path& path) {
  const auto begin = std::chrono::steady_clock::now();
  KERB_TRY(const auto source, openSource(path));
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
  return taken.count();
}

}  // namespace

Result<nlohmann::json> benchOpening(const Options& options) {
  const TemporaryFolder folder;
  const fs::path images = folder.path() / "images";
  const fs::path kitti = folder.path() / "kitti";
  KERB_CHECK(writeNumbered(images, kImages, ".png"));
  KERB_CHECK(writeKitti(kitti));
  std::vector<double> folder_ms;
  std::vector<double> kitti_ms;
  for (int round = 0; round < options.rounds; ++round) {
    KERB_TRY(folder_ms.emplace_back(), openedMs(images));
    KERB_TRY(kitti_ms.emplace_back(), openedMs(kitti));
  }
  return nlohmann::json{{"images", kImages},
                        {"image_folder", summarise(std::move(folder_ms))},
                        {"kitti_raw_stereo_and_lidar", summarise(std::move(kitti_ms))},
                        {"target_ms", 1000}};
}

}  // namespace kerb::bench
