#include "core/job/inspect.h"

#include <algorithm>
#include <chrono>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/frame/resample.h"
#include "core/job/batch.h"
#include "core/job/frame_export.h"
#include "core/job/inspect_collected.h"
#include "core/job/inspect_identity.h"
#include "core/job/inspect_journal.h"
#include "core/job/inspect_ranks.h"
#include "core/job/inspect_summary.h"
#include "core/prediction/video_writer.h"
#include "core/source/image_file.h"
#include "core/source/untimed.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kVideoFile = "video.mp4";

/// Between the frames of an export, which need not all be of one request.
int64_t smallestStep(const std::vector<int64_t>& indices) {
  int64_t step = indices.size() < 2 ? 1 : indices[1] - indices[0];
  for (size_t i = 2; i < indices.size(); ++i) step = std::min(step, indices[i] - indices[i - 1]);
  return step;
}

/// One run of an export; members instead of long parameter lists.
class Export {
 public:
  Export(const Source& source, Engine& engine, InspectRequest request, SourceInfo info,
         InspectJournal journal)
      : source_(source),
        engine_(engine),
        request_(std::move(request)),
        info_(std::move(info)),
        journal_(std::move(journal)),
        collected_(request_, journal_.records()) {}

  Result<InspectReport> run(const std::vector<int64_t>& indices, const JobContext& context) {
    const auto begin = std::chrono::steady_clock::now();
    const auto mine =
        request_.ranks ? shareOf(indices, request_.ranks->rank(), request_.ranks->world()) : indices;
    std::vector<int64_t> missing;
    for (const int64_t index : mine) {
      if (const FrameRecord* record = recordOf(index)) {
        const Files files = filesOf(*record);
        if (files.missing.empty()) continue;
        begun_[index] = files;
      }
      missing.push_back(index);
    }
    report_.resumed = static_cast<int64_t>(mine.size() - missing.size());
    FrameParts extra = partsFor(scale());
    extra.semantics = info_.has.semantics;
    extra.depth = info_.has.depth && (isMeasured() || extra.depth || showsErrors());
    const Status done = runBatch(
        source_, engine_, missing, extra, [this](BatchItem item) { return take(std::move(item)); }, context);
    KERB_CHECK(request_.ranks ? meetOthers(done) : done);
    if (request_.ranks && !request_.ranks->leads()) return report_;
    if (report_.exported + report_.resumed > 0) KERB_CHECK(finishWhole(context));
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    ExportFacts facts;
    for (const auto& [index, record] : journal_.records()) facts.add(record.facts);
    report_.facts = facts.line();
    report_.beyond_png16 = wants(Output::depth) ? facts.beyondPng16() : 0;
    const InspectSummary summary{info_, engine_.info(),     request_, report_,
                                 facts, journal_.records(), indices,  taken.count()};
    report_.summary = request_.out / "summary.json";
    KERB_CHECK(writeWhole(report_.summary,
                          summaryJson(summary).dump(2, ' ', false, json::error_handler_t::replace) + "\n"));
    return report_;
  }

 private:
  /// What an earlier run wrote of a frame and is still there; what has still to be written: neither there,
  /// nor known to be nothing. The disk is asked once a frame.
  struct Files {
    OutputSet kept, missing;
  };

  /// Waits for the others; the leading rank then knows of all frames.
  Status meetOthers(const Status& done) {
    KERB_CHECK(request_.ranks->agree(done));
    KERB_TRY(report_, sumOf(report_, *request_.ranks));
    return request_.ranks->leads() ? journal_.absorb() : Status();
  }
  /// The depth is the source's own.
  bool isMeasured() const { return engine_.info().method == "truth"; }
  ScaleChoice scale() const { return scaleFor(request_.scale, engine_.needs()); }
  /// A predicted map with holes is not sparse, however large they are in one frame.
  bool isSparse(const FrameFacts& facts) const {
    constexpr float kShare = 0.4F;
    return isMeasured() && facts.depth_share < kShare;
  }
  bool wants(Output output) const { return request_.outputs.contains(output); }
  bool showsErrors() const {
    return request_.cloud_colours == CloudColours::error &&
           (wants(Output::cloud) || wants(Output::collected));
  }
  bool getsCloud(int64_t index) const {
    return (index - request_.begin) % (request_.step * request_.cloud_every) == 0;
  }

  /// The outputs of one file per frame that this frame should have.
  OutputSet wantedOf(int64_t index) const {
    OutputSet wanted;
    for (const Output output : request_.outputs) {
      const bool whole = output == Output::video || output == Output::trajectory;
      if (!whole && (output != Output::cloud || getsCloud(index))) wanted.insert(output);
    }
    return wanted;
  }

  const FrameRecord* recordOf(int64_t index) const {
    const auto found = journal_.records().find(index);
    return found == journal_.records().end() ? nullptr : &found->second;
  }

  OutputSet keptOf(const FrameRecord& record) const {
    OutputSet kept;
    for (const Output output : allOutputs()) {
      if (record.written.contains(output) && fs::exists(framePath(request_, output, record.name)))
        kept.insert(output);
    }
    return kept;
  }

  Files filesOf(const FrameRecord& record) const {
    const OutputSet impossible = record.requested.without(record.written);
    const OutputSet kept = keptOf(record);
    return {kept, wantedOf(record.index).without(impossible | kept)};
  }

  // The colours go on from the frame before, also where an earlier run exported it.
  void continueColours(int64_t index) {
    const int64_t before = index - request_.step;
    if (last_index_ != before) {
      smoother_.reset();
      if (const FrameRecord* record = recordOf(before))
        range_ = smoother_.update({record->range[0], record->range[1]}, 0);
    }
    last_index_ = index;
  }

  Status take(BatchItem item) {
    const auto begin = std::chrono::steady_clock::now();
    FrameRecord record;
    record.index = item.index;
    record.read_ms = static_cast<float>(item.read_ms);
    record.predict_ms = static_cast<float>(item.predict_ms);
    if (!item.prediction) return fail(std::move(record), item.prediction.error());
    try {
      return write(item, record, begin);
    } catch (const std::exception& failure) {
      return fail(std::move(record), Error{failure.what(), fmt::format("frame {}", item.index)});
    }
  }

  Status write(BatchItem& item, FrameRecord record, std::chrono::steady_clock::time_point begin) {
    const Frame& frame = item.input->target;
    Prediction& prediction = *item.prediction;
    applyScale(scale(), frame, prediction);
    useLabels(prediction, frame);
    continueColours(item.index);
    const Range range = colourRange(prediction);
    record.facts = factsOf(prediction);
    KERB_CHECK(checkClouds(request_, info_, prediction));
    const FrameExport job{frame, prediction, request_, range, isSparse(record.facts)};
    const auto begun = begun_.find(item.index);
    const Files known = begun != begun_.end() ? begun->second : Files{{}, wantedOf(item.index)};
    KERB_TRY(const FrameFiles files, collected_.write(job, known.missing));
    record.requested = wantedOf(item.index);
    record.written = files.outputs;
    record.facts.beyond_png16 = files.beyond_png16;
    if (const FrameRecord* before = recordOf(item.index)) addEarlier(*before, known.kept, record);
    record.name = frame.name;
    record.time_s = frame.time_s;
    record.range = {range.lo, range.hi};
    if (frame.world_from_camera) record.world_from_camera = poseNumbers(*frame.world_from_camera);
    if (prediction.camera_from_previous)
      record.camera_from_previous = poseNumbers(*prediction.camera_from_previous);
    const std::chrono::duration<float, std::milli> taken = std::chrono::steady_clock::now() - begin;
    record.export_ms = taken.count();
    ++report_.exported;
    return journal_.add(std::move(record));
  }

  /// The folder still holds what an earlier run with other outputs wrote of this frame.
  static void addEarlier(const FrameRecord& before, OutputSet kept, FrameRecord& now) {
    if (!now.written.contains(Output::depth)) now.facts.beyond_png16 = before.facts.beyond_png16;
    now.requested = now.requested | before.requested;
    now.written = now.written | kept;
  }

  Status fail(FrameRecord record, const Error& error) {
    if (error.cancelled) return error;
    ++report_.failed;
    record.error = error.message();
    constexpr size_t kShown = 20;
    if (report_.errors.size() < kShown) report_.errors.push_back(record.error);
    return journal_.add(std::move(record));
  }

  static void useLabels(Prediction& prediction, const Frame& frame) {
    if (prediction.semantics || !frame.semantics) return;
    prediction.semantics = frame.semantics;
    prediction.semantics_from = "labels of the source";
  }

  Range colourRange(const Prediction& prediction) {
    if (request_.range) return *request_.range;
    const auto measured = prediction.depth ? percentileRange(*prediction.depth) : std::nullopt;
    if (!measured) return range_;  // nothing to colour: every pixel is drawn as "no value"
    const double frame_s = info_.fps > 0 ? 1 / info_.fps : kUntimedStepS;
    return range_ = smoother_.update(*measured, static_cast<double>(request_.step) * frame_s);
  }

  /// The files of the whole drive hold every frame that the folder holds, also those of an earlier, wider
  /// request.
  Status finishWhole(const JobContext& context) {
    std::vector<int64_t> indices;
    for (const auto& [index, record] : journal_.records()) indices.push_back(index);
    if (wants(Output::trajectory)) KERB_CHECK(writeTrajectory(request_.out, journal_.records(), indices));
    if (wants(Output::collected)) KERB_CHECK(CollectedCloud::finish(request_, info_, journal_, report_));
    if (wants(Output::video) && !journal_.isOlderThan(request_.out / kVideoFile))
      return writeVideo(indices, context);
    return {};
  }

  Status writeVideo(const std::vector<int64_t>& indices, const JobContext& context) {
    const auto& records = journal_.records();
    const bool with_depth = std::ranges::any_of(
        records, [](const auto& item) { return item.second.written.contains(Output::colour); });
    const double fps = info_.fps > 0 ? info_.fps / static_cast<double>(smallestStep(indices)) : 10;
    const bool with_overlay = std::ranges::any_of(
        records, [](const auto& item) { return item.second.written.contains(Output::overlay); });
    if (!with_depth && !with_overlay) return {};  // a copy of the source is no result
    std::optional<VideoWriter> writer;
    ImageSize size;  // of the first picture; frames of another size are fitted to it
    int64_t done = 0;
    for (const int64_t index : indices) {
      if (context.cancelled()) return Error::cancelledByUser();
      context.progress("video", done++, static_cast<int64_t>(indices.size()));
      KERB_TRY(const Frame frame, source_.at(index, FrameParts{}));
      KERB_TRY(at::Tensor picture, videoPicture(request_, frame, with_depth));
      if (!writer) {
        size = {picture.size(2), picture.size(1)};
        KERB_TRY(writer,
                 VideoWriter::create(request_.out / kVideoFile, size.width, size.height, {.fps = fps}));
      }
      if (picture.size(2) != size.width || picture.size(1) != size.height) {
        picture = resizeLanczos(picture, size.width, size.height);
      }
      KERB_CHECK(writer->add(picture));
    }
    context.progress("video", done, static_cast<int64_t>(indices.size()));
    return writer ? writer->finish() : Status();
  }

  const Source& source_;
  Engine& engine_;
  InspectRequest request_;
  SourceInfo info_;
  InspectJournal journal_;
  CollectedCloud collected_;
  RangeSmoother smoother_;
  Range range_{1, 2};  ///< of the last frame that had depth
  int64_t last_index_ = -1;
  std::map<int64_t, Files> begun_;  ///< of frames that an earlier run exported in part
  InspectReport report_;
};

}  // namespace

Result<InspectReport> inspect(const Source& source, Engine& engine, const InspectRequest& request,
                              const JobContext& context) {
  if (request.outputs.empty()) return Error{"nothing to export", "--export", "Name at least one output"};
  KERB_TRY(SourceInfo info, source.completeInfo(context.stop));
  KERB_TRY(const auto indices, wantedFrames(request, info));
  KERB_CHECK(checkPoses(request, info));
  if (request.out.empty()) return Error{"no folder to write to", "--out", "For example --out out/drive"};
  const auto identity = identityOf(info, engine, request);
  KERB_TRY(auto journal, request.ranks ? openShared(request.out, identity, *request.ranks)
                                       : InspectJournal::open(request.out, identity));
  InspectRequest all = request;
  // The video is assembled from these pictures, so that a resumed export has all of it.
  if (all.outputs.contains(Output::video)) all.outputs.insert({Output::colour, Output::overlay});
  Export job(source, engine, std::move(all), std::move(info), std::move(journal));
  return job.run(indices, context);
}

}  // namespace kerb
