// Layout: Cityscapes (Cordts 2016): fine and coarse labels, stereo, disparity, and 30-frame sequences.
#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/source/cityscapes_camera.h"
#include "core/source/inside_folder.h"
#include "core/source/recording.h"
#include "core/source/split.h"
#include "core/source/truth_maps.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

constexpr auto kImages = "leftImg8bit";
constexpr auto kSequences = "leftImg8bit_sequence";
constexpr int kDigits = 6;
constexpr double kFps = 17;

/// What was asked for: the root, and below it which part and city; all frames or the labelled ones.
struct Place {
  fs::path root;
  std::vector<std::string> below;
  bool sequences = false;
};

std::optional<Place> placeOf(const fs::path& path) {
  constexpr size_t kLevels = 2;  // part, city
  for (const char* marker : {kImages, kSequences}) {
    if (auto inside = insideFolder(path, marker, kLevels))
      return Place{inside->root, inside->below, std::string_view(marker) == kSequences};
  }
  return std::nullopt;
}

using Clips = std::map<std::string, NumberedFiles>;

/// The camera files of one clip, which has one for each labelled frame.
class ClipCameras {
 public:
  ClipCameras(fs::path root, std::string clip, NumberedFiles files)
      : root_(std::move(root)), clip_(std::move(clip)), files_(std::move(files)) {}

  /// The frame's own file, else that of the labelled frame of its 30 (the 20th), else the nearest.
  fs::path fileOf(int64_t number) const {
    constexpr int64_t kBefore = 19;
    constexpr int64_t kAfter = 10;
    const auto at = [&](int64_t n) {
      return std::ranges::lower_bound(files_, n, {}, &NumberedFiles::value_type::first);
    };
    const auto exact = at(number);
    if (exact != files_.end() && exact->first == number) return root_ / exact->second;
    const auto labelled = at(number - kAfter);
    if (labelled != files_.end() && labelled->first <= number + kBefore) return root_ / labelled->second;
    const auto distance = [&](const auto& file) { return std::abs(file.first - number); };
    return root_ / std::ranges::min_element(files_, {}, distance)->second;
  }

  Result<CityscapesCamera> read(int64_t number) const { return readCityscapesCamera(fileOf(number)); }

  /// The camera of aachen_000000_000019_disparity.png.
  Result<CityscapesCamera> ofDisparity(const fs::path& file) const {
    const NumberedName names{.before = clip_ + "_", .digits = kDigits, .after = "_disparity"};
    return read(names.numberOf(file.filename().string()).value_or(0));
  }

 private:
  fs::path root_;
  std::string clip_;
  NumberedFiles files_;
};

/// Lists one city's folders and makes the recordings of its clips.
class City {
 public:
  static Result<City> list(fs::path root, fs::path part_and_city) {
    City city(std::move(root), std::move(part_and_city));
    KERB_TRY(city.images_, city.files({kImages}, {kImages}));
    KERB_TRY(city.sequences_, city.files({kSequences}, {kImages}));
    KERB_TRY(city.partners_, city.files({"rightImg8bit", "rightImg8bit_sequence"}, {"rightImg8bit"}));
    KERB_TRY(city.labels_, city.files({"gtFine"}, {"gtFine_labelIds", "gtFine_labelTrainIds"}));
    if (city.labels_.empty()) {
      KERB_TRY(city.labels_, city.files({"gtCoarse"}, {"gtCoarse_labelIds", "gtCoarse_labelTrainIds"}));
    }
    KERB_TRY(city.instances_, city.files({"gtFine"}, {"gtFine_instanceIds"}));
    KERB_TRY(city.disparities_, city.files({"disparity", "disparity_sequence"}, {"disparity"}));
    KERB_TRY(city.cameras_, city.files({"camera"}, {"camera"}, ".json"));
    city.listed_.clear();
    return city;
  }

  /// Clips with a labelled frame, or all clips.
  const std::map<std::string, NumberedFiles>& clips(bool sequences) const {
    return sequences ? sequences_ : images_;
  }

  std::shared_ptr<const Recording> recording(const std::string& clip) const {
    auto made = std::make_shared<Recording>();
    made->clip = clip;
    made->name_before = clip + "_";
    made->name_digits = kDigits;
    made->time_s = [](int64_t number) { return static_cast<double>(number) / kFps; };
    made->images = filesOf(clip, kImages, {&images_, &sequences_});
    made->partners = filesOf(clip, "rightImg8bit", {&partners_});
    addCamera(*made, clip);
    made->semantics = {filesOf(clip, "gtFine", {&labels_}), readIds};
    made->instances = {filesOf(clip, "gtFine", {&instances_}),
                       [](const fs::path& file, ImageSize) { return readCityscapesInstances(file); }};
    return made;
  }

 private:
  City(fs::path root, fs::path part_and_city) : root_(std::move(root)), city_(std::move(part_and_city)) {}

  /// Files <folder>/<part>/<city>/<clip>_<number>_<tail><extension>, of several folders and tails together.
  Result<Clips> files(const std::vector<std::string>& folders, const std::vector<std::string>& tails,
                      const std::string& extension = ".png") {
    Clips all;
    for (const auto& folder : folders) {
      const auto [found, is_new] = listed_.try_emplace(folder);
      if (is_new) {
        KERB_TRY(found->second, fileNames(root_ / folder / city_));
      }
      for (const auto& tail : tails) {
        const NumberedName names{.digits = kDigits, .after = "_" + tail, .extension = extension};
        auto clips = clipsOf(found->second, folder / city_, names);
        for (auto& [clip, files] : clips) {
          auto& known = all[clip];
          known.insert(known.end(), std::make_move_iterator(files.begin()),
                       std::make_move_iterator(files.end()));
        }
      }
    }
    return all;
  }

  NumberedFolder filesOf(const std::string& clip, const std::string& folder,
                         const std::vector<const Clips*>& places) const {
    NumberedFiles files;
    for (const Clips* place : places) {
      const auto found = place->find(clip);
      if (found != place->end()) files.insert(files.end(), found->second.begin(), found->second.end());
    }
    const NumberedName names{
        .before = (folder / city_ / (clip + "_")).string(), .digits = kDigits, .after = "_" + folder};
    return {root_, names, std::move(files)};
  }

  /// Without any camera file in the clip there is neither stereo nor depth.
  void addCamera(Recording& recording, const std::string& clip) const {
    const auto found = cameras_.find(clip);
    if (found == cameras_.end()) {
      recording.view = std::make_shared<RigView>(usualCityscapesView());
      return;
    }
    const auto cameras = std::make_shared<const ClipCameras>(root_, clip, found->second);
    recording.load_view = [cameras](int64_t number) -> Result<std::shared_ptr<const RigView>> {
      KERB_TRY(const CityscapesCamera camera, cameras->read(number));
      return std::make_shared<const RigView>(camera.view);
    };
    recording.depth = {filesOf(clip, "disparity", {&disparities_}),
                       [cameras](const fs::path& disparity, ImageSize) -> Result<at::Tensor> {
                         KERB_TRY(const CityscapesCamera camera, cameras->ofDisparity(disparity));
                         return readDisparityAsDepth(disparity, camera.focal_baseline);
                       }};
  }

  /// Both spellings of ids may lie in one folder.
  static Result<at::Tensor> readIds(const fs::path& file, ImageSize) {
    const bool train_ids = file.stem().string().ends_with("labelTrainIds");
    return readLabels(file, train_ids ? knownIds(Taxonomy::cityscapes) : trainIdFromLabelId());
  }

  fs::path root_, city_;
  std::map<std::string, std::vector<std::string>>
      listed_;  ///< names in the folders, while they are sorted out
  Clips images_, sequences_, partners_, labels_, instances_, disparities_, cameras_;
};

Status addCities(const Place& place, std::vector<ListedFrame>& frames) {
  const fs::path top = place.root / (place.sequences ? kSequences : kImages);
  KERB_TRY(const auto parts, subFolders(top));
  for (const auto& part : parts) {
    if (!isWanted(place.below, 0, part)) continue;
    KERB_TRY(const auto cities, subFolders(top / part));
    for (const auto& name : cities) {
      if (!isWanted(place.below, 1, name)) continue;
      KERB_TRY(const City city, City::list(place.root, fs::path(part) / name));
      for (const auto& [clip, files] : city.clips(place.sequences)) {
        const auto recording = city.recording(clip);
        for (const auto& [number, file] : files) frames.push_back({recording, number});
      }
    }
  }
  return {};
}

/// Lines of paths that end in <part>/<city>/<clip>_<number>_leftImg8bit.png; a second path is not needed.
class SplitFrames {
 public:
  explicit SplitFrames(fs::path root) : root_(std::move(root)) {}

  Status add(const SplitLine& line, const std::string& file, std::vector<ListedFrame>& frames) {
    const fs::path path(line.first);
    const NumberedName names{.digits = kDigits, .after = "_leftImg8bit"};
    const std::string name = path.filename().string();
    const size_t tail = name.rfind("_leftImg8bit");
    const size_t underscore = tail == std::string::npos || tail == 0 ? tail : name.rfind('_', tail - 1);
    const auto number = underscore < tail ? names.numberOf(name.substr(underscore + 1)) : std::nullopt;
    if (!number)
      return Error{fmt::format("'{}' is no path .../part/city/clip_number_leftImg8bit.png",
                               line.first.empty() ? line.folder : line.first),
                   fmt::format("{}:{}", file, line.number)};
    const fs::path city = path.parent_path();
    KERB_TRY(const auto recording,
             recordingOf(city.parent_path().filename() / city.filename(), name.substr(0, underscore)));
    frames.push_back({recording, *number});
    return {};
  }

 private:
  Result<std::shared_ptr<const Recording>> recordingOf(const fs::path& city, const std::string& clip) {
    auto& made = recordings_[city.string() + "/" + clip];
    if (made) return made;
    auto found = cities_.find(city);
    if (found == cities_.end()) {
      KERB_TRY(City listed, City::list(root_, city));
      found = cities_.emplace(city, std::move(listed)).first;
    }
    made = found->second.recording(clip);
    return made;
  }

  fs::path root_;
  std::map<fs::path, City> cities_;
  std::map<std::string, std::shared_ptr<const Recording>> recordings_;
};

bool recognises(const fs::path& path) { return placeOf(plainPath(path)).has_value(); }

Result<std::vector<ListedFrame>> framesOf(const Place& place, const SourceOptions& options,
                                          SourceInfo& info) {
  std::vector<ListedFrame> frames;
  if (options.split_file.empty()) {
    KERB_CHECK(addCities(place, frames));
    if (place.sequences) info.fps = kFps;
    return frames;
  }
  KERB_TRY(const auto lines, readSplit(options));
  SplitFrames split(place.root);
  for (const auto& line : lines) KERB_CHECK(split.add(line, options.split_file.string(), frames));
  return frames;
}

Result<std::unique_ptr<Source>> open(const fs::path& given, const SourceOptions& options) {
  return openPlace(given, "cityscapes", placeOf, "has no folder leftImg8bit or leftImg8bit_sequence",
                   [&](const Place& place, SourceInfo& info) { return framesOf(place, options, info); });
}

}  // namespace

SourceLayout cityscapesLayout() {
  return {
      "cityscapes",
      "Cityscapes",
      "a folder with leftImg8bit or leftImg8bit_sequence, or one of its parts (leftImg8bit/val) or cities",
      recognises,
      open,
      true,
      {"https://www.cityscapes-dataset.com/downloads (after registration): leftImg8bit_trainvaltest, "
       "gtFine_trainvaltest, camera_trainvaltest, disparity_trainvaltest, rightImg8bit_trainvaltest, "
       "leftImg8bit_sequence_trainvaltest",
       "Cityscapes licence: non-commercial, no redistribution",
       "leftImg8bit/train/aachen/aachen_000000_000019_leftImg8bit.png  train, val, test\n"
       "gtFine/train/aachen/aachen_000000_000019_gtFine_labelIds.png  or _labelTrainIds; _instanceIds\n"
       "camera/train/aachen/aachen_000000_000019_camera.json\n"
       "disparity/train/aachen/aachen_000000_000019_disparity.png\n"
       "rightImg8bit/train/aachen/aachen_000000_000019_rightImg8bit.png\n"
       "leftImg8bit_sequence/train/aachen/aachen_000000_000018_leftImg8bit.png  frames around, 0 to 29"}};
}

}  // namespace kerb
