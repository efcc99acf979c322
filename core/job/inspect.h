// The export of a whole source: depth, colours, overlays, clouds, video, trajectory and a summary. What `kerb
// inspect` and the window's jobs run. (kerb_io)
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/eval/metric_scale.h"
#include "core/job/engine.h"
#include "core/job/job.h"
#include "core/prediction/class_looks.h"
#include "core/prediction/cloud_colours.h"
#include "core/prediction/cloud_file.h"
#include "core/prediction/colour_map.h"
#include "core/source/footage.h"
#include "core/source/source.h"

namespace kerb {

class Ranks;

enum class Output {
  depth,       ///< depth/NAME.png   16 bit, KITTI: metres * 256, 0 = none (relative depth: its units * 256)
  npy,         ///< npy/NAME.npy     float32 [H,W], 0 = none
  disparity,   ///< disparity/NAME.npy  float32 at the method's own size
  colour,      ///< colour/NAME.png  depth in colours
  labels,      ///< labels/NAME.png  class ids as 8-bit grey, 255 = unlabelled
  overlay,     ///< overlay/NAME.png classes over the image; without classes, measured depth points over it
  cloud,       ///< cloud/NAME.ply (or .pcd)  binary, RGB, class
  collected,   ///< collected.ply (or .pcd)   one cloud of all frames, in the world of the source's poses
  video,       ///< video.mp4        the image above its depth in colours; brings colour and overlay along
  trajectory,  ///< trajectory_predicted_*.txt of the method, trajectory_source_*.txt of the data set; KITTI
               ///< and TUM
};

/// All outputs, in the order of the enumeration, and their names: "depth", "npy" ...
std::span<const Output> allOutputs();
std::string outputName(Output output);
Result<Output> parseOutput(const std::string& name);

/// Some of the outputs, small enough to keep one for every frame of a long drive.
class OutputSet {
 public:
  OutputSet() = default;
  static OutputSet fromNames(const std::vector<std::string>& names);  ///< unknown names are left out
  std::vector<std::string> names() const;
  void insert(Output output) { bits_ |= bit(output); }
  bool contains(Output output) const { return (bits_ & bit(output)) != 0; }
  bool operator==(const OutputSet&) const = default;
  OutputSet operator|(OutputSet other) const { return OutputSet(bits_ | other.bits_); }
  OutputSet without(OutputSet other) const { return OutputSet(bits_ & ~other.bits_); }
  bool empty() const { return bits_ == 0; }

 private:
  explicit OutputSet(uint32_t bits) : bits_(bits) {}
  static uint32_t bit(Output output) { return uint32_t{1} << static_cast<uint32_t>(output); }
  uint32_t bits_ = 0;
};

/// People and vehicles in clouds.
enum class MovingThings {
  shown,
  hidden,           ///< a frame without classes has no cloud
  hidden_together,  ///< only in the cloud of all frames, where they would leave a trail; kept where there are
                    ///< no classes
};

struct InspectRequest {
  std::filesystem::path out;
  SourceOptions opening;        ///< how the source was opened: another way is another export
  FootageOptions footage = {};  ///< and what of it is used: likewise
  std::set<Output> outputs;     ///< what a frame cannot give is left out
  int64_t begin = 0;
  int64_t end = -1;  ///< exclusive; -1: the end of the source
  int64_t step = 1;
  ScaleChoice scale = {};  ///< how depth becomes metres
  ColourMap colour_map = ColourMap::turbo;
  Scaling scaling = Scaling::inverse;
  std::optional<Range>
      range;  ///< depth range of the colours; else the 5th to 95th percentile, smoothed over time
  double cloud_edge_jump =
      0;  ///< points at depth jumps larger than this share of the depth are left out; 0: keep all
  double cloud_max_depth = 80;  ///< farther points are left out (unit of depth); 0: no limit
  int64_t cloud_every = 10;     ///< one cloud every so many frames
  CloudFormat cloud_format = CloudFormat::ply;
  CloudColours cloud_colours = CloudColours::picture;  ///< frames that lack them: of the picture
  MovingThings moving = MovingThings::shown;
  double overlay_opacity = 0.5;
  bool overlay_contours = false;
  ClassColours class_colours = {};    ///< of overlays and clouds
  HiddenClasses hidden_classes = {};  ///< overlays show the image there, clouds leave them out
  std::shared_ptr<Ranks> ranks = {};  ///< null: alone; else the frames are shared out, each rank exports some
};

struct InspectReport {
  int64_t exported = 0;
  int64_t resumed = 0;              ///< were there from an earlier run of the same request
  int64_t failed = 0;               ///< frames that could not be read or predicted
  std::vector<std::string> errors;  ///< of the first of them
  std::string facts;                ///< of all frames in the folder, in words: "depth in 12, classes in 16"
  int64_t beyond_png16 = 0;       ///< pixels of depth/*.png that are missing because they are too far for it
  std::filesystem::path summary;  ///< summary.json
  std::filesystem::path collected;                     ///< the cloud of all frames; empty: not asked for
  int64_t collected_frames = 0, collected_points = 0;  ///< what it holds
};

/// Exports. A frame that fails is counted and the others go on. Run again with the same request, it goes on
/// where it was stopped; with another one in the same folder it is an Error. Writes summary.json last. With
/// ranks, all must call it with the same request and see the same folders; the leading one's report is of all
/// frames and has the summary.
Result<InspectReport> inspect(const Source& source, Engine& engine, const InspectRequest& request,
                              const JobContext& context);

}  // namespace kerb
