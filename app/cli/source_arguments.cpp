#include "app/cli/source_arguments.h"

#include <CLI/CLI.hpp>

namespace kerb::cli {

void addOpeningOptions(CLI::App& command, SourceOptions& o) {
  command.add_option("--layout", o.layout, "read SOURCE as this kind of data set in place of recognising it");
  command.add_option("--camera", o.camera,
                     "intrinsics fx,fy,cx,cy in pixels of the source, and distortion after them (4, 5 or 8 "
                     "coefficients)");
  command.add_option("--camera-file", o.camera_file,
                     "intrinsics and distortion (JSON, or OpenCV and ROS YAML)");
  command.add_flag("--undistort", o.undistort, "straighten the images with the camera's distortion");
  command.add_option("--split", o.split_file, "only the frames that this split file lists");
  command.add_option("--split-ids", o.split_ids,
                     "of the split only the lines that this .npy file counts, from 0 "
                     "(eigen_to_benchmark_ids.npy)");
  command.add_option("--side", o.side, "which camera of a stereo rig")
      ->check(CLI::IsMember({"left", "right"}))
      ->capture_default_str();
  command.add_option("--cameras", o.colour, "KITTI's colour or grey cameras")
      ->check(CLI::IsMember({"auto", "colour", "grey"}))
      ->capture_default_str();
  command
      .add_option("--truth-depth", o.depth,
                  "KITTI raw: which depth is the truth (eigen: LiDAR as published "
                  "evaluations take it, the scanner's x for depth)")
      ->check(CLI::IsMember({"auto", "lidar", "eigen", "improved"}))
      ->capture_default_str();
}

std::string openingOptionGiven(const CLI::App& command) {
  for (const char* name : {"--layout", "--camera", "--camera-file", "--undistort", "--split", "--split-ids",
                           "--side", "--cameras", "--truth-depth"}) {
    if (command.get_option(name)->count() > 0) return name;
  }
  return {};
}

void addFootageOptions(CLI::App& command, FootageArguments& o) {
  command
      .add_option("--sample-fps", o.options.sample_fps,
                  "drop frames until about so many a second are left; 0: keep all")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command.add_option("--crop", o.crop,
                     "TOP,BOTTOM shares of the height that are cut off (sky, bonnet); the camera follows");
}

void addStaticThreshold(CLI::App& command, FootageArguments& o) {
  command
      .add_option("--static-threshold", o.options.static_threshold,
                  "drop frames that differ less than so many grey levels (of 255) from the one before: the "
                  "car stands; try 1; 0 keeps all")
      ->check(CLI::Range(0.0, 254.0))
      ->capture_default_str();
}

Result<FootageOptions> footageOf(const FootageArguments& arguments) {
  FootageOptions options = arguments.options;
  if (!arguments.crop.empty()) KERB_CHECK(parseCrop(arguments.crop, options));
  KERB_CHECK(checkFootage(options));
  return options;
}

}  // namespace kerb::cli
