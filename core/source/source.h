// A source of frames: a video, a folder, a data set. Opened by its path; read at any position.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/base/result.h"
#include "core/frame/frame.h"
#include "core/job/job.h"

namespace kerb {

struct SourceInfo {
  std::string name;    ///< short, for a title: file or drive name
  std::string layout;  ///< id of the layout that opened it: "video", "kitti_raw" ...
  std::filesystem::path path;
  int64_t count = 0;              ///< frames; an estimate until `count_is_final`
  bool count_is_final = true;     ///< false while a video's index is being built in the background
  int64_t width = 0, height = 0;  ///< of the first frame; others may differ in splits of several drives
  double fps = 0;                 ///< 0: no times known
  /// When each frame is shown, in seconds from the first, never decreasing. None: every 1/fps. Only of videos
  /// with a variable rate, once `count_is_final`.
  std::shared_ptr<const std::vector<double>> times_s;
  Camera camera;   ///< of the first frame
  FrameParts has;  ///< which parts this source can give
  bool has_poses = false;
  bool ends_early = false;         ///< cut off: fewer frames than the file announces
  std::vector<std::string> notes;  ///< what a user should know: "grey images", "LiDAR for 2 of 12 frames"
};

/// Random access to frames. All members are thread-safe. A broken frame is an Error that names the file and
/// the reason; the other frames stay readable.
class Source {
 public:
  virtual ~Source() = default;
  /// A snapshot; cheap.
  virtual SourceInfo info() const = 0;
  /// Blocks until `count_is_final`. Cancelled through the token.
  virtual Result<SourceInfo> completeInfo(std::stop_token stop) const;
  /// Frame 0 <= index < count with the wanted parts it has.
  virtual Result<Frame> at(int64_t index, FrameParts parts) const = 0;
  /// The nearest frame that is cheap to get, for scrubbing: of a video the key frame at or before `index`.
  /// Frame::index says which one it is. By default at().
  virtual Result<Frame> preview(int64_t index, FrameParts parts) const;
  /// The frame that was taken `offset` frames after `frame` (of this source) in the same recording; empty
  /// where there is none. A split that lists frame t only still gives t-1 and t+1 where the layout can reach
  /// them; Frame::index is then -1. By default the frame at index + offset, if isNeighbour().
  virtual Result<std::optional<Frame>> neighbour(const Frame& frame, int64_t offset, FrameParts parts) const;
  /// Which of the wanted parts frame `index`, whose image is there, does not have, and where that would be:
  /// "stereo partner DRIVE/image_03/data/0000000004.png". Reads nothing; empty where there is nothing to say
  /// without that.
  virtual std::string lacks(int64_t index, FrameParts parts) const;
  /// A reader of its own for another thread, so that decoding runs in parallel; shares indices and caches.
  virtual std::unique_ptr<Source> clone() const = 0;
};

struct SourceOptions {
  std::string layout;                 ///< open as this layout; empty: recognise it
  std::string camera;                 ///< "fx,fy,cx,cy" in pixels (parseCamera); empty: the source's own
  std::filesystem::path camera_file;  ///< see readCameraFile; empty: none
  bool undistort = false;             ///< needs a camera with distortion
  std::filesystem::path split_file;   ///< read only the frames that it lists, in its order
  std::filesystem::path split_ids;  ///< and of those only the ones that this .npy file counts; see readSplit
  std::string side = "left";        ///< which camera of a rig is the target: left, right
  std::string colour = "auto";      ///< KITTI odometry and raw: auto (colour where it is), colour, grey
  /// KITTI raw's ground truth: lidar (one scan), improved (proj_depth/groundtruth), or auto: improved where
  /// any frame of the source has it. One source never mixes the two.
  std::string depth = "auto";
};

/// What a user must know to get a data set, and to see whether it lies right.
struct DataSetAbout {
  std::string from = {};     ///< where it comes from
  std::string licence = {};  ///< in a few words
  std::string tree = {};     ///< the folder tree that is expected, one path a line
  bool empty() const { return from.empty(); }
};

/// One way in which data lies on disk. `kerb_add_layout(id)` in core/source/CMakeLists.txt registers it.
struct SourceLayout {
  std::string id;          ///< "kitti_raw"
  std::string title;       ///< "KITTI raw"
  std::string looked_for;  ///< what must be there for it to be recognised, in words a user can check
  bool (*recognises)(const std::filesystem::path& path) = nullptr;
  Result<std::unique_ptr<Source>> (*open)(const std::filesystem::path& path,
                                          const SourceOptions& options) = nullptr;
  bool reads_splits = false;  ///< options.split_file means something to it; else openSource refuses one
  DataSetAbout about = {};    ///< empty: no data set (a video, a folder of images)
};

/// All layouts, in the order in which they are tried (generated).
const std::vector<SourceLayout>& sourceLayouts();

/// Opens a path with the layout that recognises it. An unknown one is an Error that says what was looked for.
/// Applies options.camera, camera_file and undistort.
Result<std::unique_ptr<Source>> openSource(const std::filesystem::path& path,
                                           const SourceOptions& options = {});

/// The same as a job, for folders and splits that take long to list: reports "listing" with the files found
/// so far, which never become fewer. A cancelled one is an Error that says so.
Result<std::unique_ptr<Source>> openSource(const std::filesystem::path& path, const SourceOptions& options,
                                           const JobContext& job);

using SourceOpened = std::function<void(Result<std::unique_ptr<Source>> source)>;
/// The same on a thread of its own, for a window that must not wait for a disk. `report` and then, once,
/// `done` are called there, both until the thread ends. Asking the thread to stop cancels; destroying it does
/// too, and then waits until the listing notices, which it does at its next file.
[[nodiscard]] std::jthread openInBackground(std::filesystem::path path, SourceOptions options,
                                            std::function<void(const Progress&)> report, SourceOpened done);

}  // namespace kerb
