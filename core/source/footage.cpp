// Some of the frames of a source: fewer a second, without static ones.
#include "core/source/footage.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "core/source/mapped_source.h"

namespace kerb {
namespace {

constexpr FrameParts kNothing{.image = false};

/// A frame that stays, and its place in its recording's new order.
struct Kept {
  int64_t index = 0;   ///< in the source
  int64_t clip = 0;    ///< recordings by number
  int64_t number = 0;  ///< successive ones are neighbours
};

/// Some of the frames of a source.
class Selected final : public Source {
 public:
  struct Selection {
    std::vector<Kept> kept;
    std::map<std::pair<int64_t, int64_t>, int64_t> place;  ///< of a clip's number in `kept`
    double fps = 0;
    std::string note;
  };

  Selected(std::unique_ptr<Source> source, std::shared_ptr<const Selection> selection)
      : source_(std::move(source)), selection_(std::move(selection)) {}

  SourceInfo info() const override {
    SourceInfo info = source_->info();
    info.count = static_cast<int64_t>(selection_->kept.size());
    info.count_is_final = true;
    info.fps = selection_->fps;
    info.times_s.reset();
    info.notes.push_back(selection_->note);
    return info;
  }

  Result<Frame> at(int64_t index, FrameParts parts) const override {
    const auto count = static_cast<int64_t>(selection_->kept.size());
    if (index < 0 || index >= count)
      return Error{fmt::format("there is no frame {}: {} are left", index, count),
                   source_->info().path.string()};
    const Kept& kept = selection_->kept[static_cast<size_t>(index)];
    KERB_TRY(Frame frame, source_->at(kept.index, parts));
    frame.index = index;
    frame.number_in_clip = kept.number;
    return frame;
  }

  Result<std::optional<Frame>> neighbour(const Frame& frame, int64_t offset,
                                         FrameParts parts) const override {
    const Kept& kept = selection_->kept.at(static_cast<size_t>(frame.index));
    const auto found = selection_->place.find({kept.clip, kept.number + offset});
    if (found == selection_->place.end()) return std::optional<Frame>();
    KERB_TRY(Frame other, at(found->second, parts));
    return std::optional<Frame>(std::move(other));
  }

  std::string lacks(int64_t index, FrameParts parts) const override {
    return source_->lacks(selection_->kept.at(static_cast<size_t>(index)).index, parts);
  }

  std::unique_ptr<Source> clone() const override {
    return std::make_unique<Selected>(source_->clone(), selection_);
  }

 private:
  std::unique_ptr<Source> source_;
  std::shared_ptr<const Selection> selection_;
};

std::unique_ptr<Source> select(std::unique_ptr<Source> source, std::vector<Kept> kept, double fps,
                               std::string note) {
  auto selection = std::make_shared<Selected::Selection>();
  std::ranges::sort(kept, {}, &Kept::index);
  for (size_t i = 0; i < kept.size(); ++i)
    selection->place[{kept[i].clip, kept[i].number}] = static_cast<int64_t>(i);
  selection->kept = std::move(kept);
  selection->fps = fps;
  selection->note = std::move(note);
  return std::make_unique<Selected>(std::move(source), std::move(selection));
}

/// Numbers the recordings of a source.
class Clips {
 public:
  int64_t numberOf(const std::string& clip) {
    return numbers_.emplace(clip, static_cast<int64_t>(numbers_.size())).first->second;
  }

 private:
  std::unordered_map<std::string, int64_t> numbers_;
};

/// The frame nearest to each multiple of 1/fps; the earlier one of two that are as near.
class NearestFrames {
 public:
  NearestFrames(double fps, double source_fps)
      : fps_(fps), reach_s_(std::max(0.25 / fps, 0.505 / source_fps)) {}

  void add(int64_t index, int64_t clip, double time_s) {
    const double begin_s = begin_s_.emplace(clip, time_s).first->second;
    const auto slot = static_cast<int64_t>(std::llround((time_s - begin_s) * fps_));
    const double away_s = std::abs(time_s - begin_s - static_cast<double>(slot) / fps_);
    if (away_s > reach_s_) return;
    constexpr double kTie = 1e-6;
    const auto [at, is_new] = nearest_.try_emplace({clip, slot}, Candidate{index, away_s});
    if (!is_new && away_s < at->second.away_s - kTie) at->second = {index, away_s};
  }

  std::vector<Kept> take() const {
    std::vector<Kept> kept;
    kept.reserve(nearest_.size());
    for (const auto& [key, frame] : nearest_) kept.push_back({frame.index, key.first, key.second});
    return kept;
  }

 private:
  struct Candidate {
    int64_t index;
    double away_s;
  };
  double fps_;
  double reach_s_;  ///< farther away a frame stands for no multiple: after the last one, in a gap
  std::unordered_map<int64_t, double> begin_s_;  ///< of each clip
  std::map<std::pair<int64_t, int64_t>, Candidate> nearest_;
};

/// Frames as they are, and a note about them.
class Noted final : public FrameMap {
 public:
  explicit Noted(std::string note) : note_(std::move(note)) {}
  void change(SourceInfo& info) const override { info.notes.push_back(note_); }
  Status change(Frame&) const override { return {}; }

 private:
  std::string note_;
};

}  // namespace

Result<std::unique_ptr<Source>> sampledInTime(std::unique_ptr<Source> source, double fps,
                                              const JobContext& job) {
  if (fps == 0) return source;
  KERB_TRY(const SourceInfo info, source->completeInfo(job.stop));
  if (info.fps <= 0)
    return Error{"has no times, so that frames cannot be sampled by time", info.path.string(),
                 "Leave --sample-fps out, or make a video of it (ffmpeg -framerate 30 -i ...)"};
  constexpr double kEqualAbove = 0.9, kMoreAbove = 1.05;
  if (fps > kMoreAbove * info.fps)
    return Error{fmt::format("has {:.4g} frames a second: {:.4g} cannot be sampled from it", info.fps, fps),
                 info.path.string(), "Choose a smaller --sample-fps, or leave it out"};
  if (fps > kEqualAbove * info.fps) {
    std::string note = fmt::format("all frames kept: it has about {:.4g} a second, {:.4g}", fps, info.fps);
    return mapSource(std::move(source), std::make_shared<Noted>(std::move(note)));
  }
  NearestFrames nearest(fps, info.fps);
  Clips clips;
  for (int64_t index = 0; index < info.count; ++index) {
    if (job.cancelled()) return Error::cancelledByUser();
    KERB_TRY(const Frame frame, source->at(index, kNothing));
    nearest.add(index, clips.numberOf(frame.clip), frame.time_s);
    if (index % 100 == 0) job.progress("sampling", index, info.count);
  }
  auto kept = nearest.take();
  std::string note =
      fmt::format("{} of {} frames kept: {:.4g} of {:.4g} a second", kept.size(), info.count, fps, info.fps);
  return select(std::move(source), std::move(kept), fps, std::move(note));
}

Result<std::unique_ptr<Source>> asFootage(std::unique_ptr<Source> source, const FootageOptions& options,
                                          const JobContext& job) {
  KERB_CHECK(checkFootage(options));
  KERB_TRY(source, cropped(std::move(source), options.crop_top, options.crop_bottom));
  return sampledInTime(std::move(source), options.sample_fps, job);
}

Result<std::unique_ptr<Source>> withoutStatic(std::unique_ptr<Source> source, const Motion& motion,
                                              double threshold, const JobContext& job) {
  KERB_TRY(const SourceInfo info, source->completeInfo(job.stop));
  if (motion.difference.size() != static_cast<size_t>(info.count))
    return Error{fmt::format("has {} frames now, and had {} when static ones were looked for", info.count,
                             motion.difference.size()),
                 info.path.string(), "Start a new run, or put the footage back that the run began with"};
  std::vector<Kept> kept;
  Clips clips;
  for (int64_t index = 0; index < info.count; ++index) {
    if (job.cancelled()) return Error::cancelledByUser();
    if (motion.isStatic(static_cast<size_t>(index), threshold)) continue;
    KERB_TRY(const Frame frame, source->at(index, kNothing));
    kept.push_back(
        {index, clips.numberOf(frame.clip), frame.number_in_clip < 0 ? index : frame.number_in_clip});
  }
  const bool moves =
      std::ranges::any_of(motion.difference, [&](double difference) { return difference >= threshold; });
  if (!moves && kept.size() < motion.difference.size())
    return Error{fmt::format("all {} frames stand still by --static-threshold {}", info.count, threshold),
                 info.path.string(), "Choose a smaller threshold"};
  return select(std::move(source), std::move(kept), info.fps, motionSummary(motion, threshold));
}

}  // namespace kerb
