#include "core/train/run_data.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/source/joined.h"
#include "core/train/run_footage.h"

namespace kerb {
namespace {

Status checkParts(const StreamSpec& stream, const SourceInfo& info) {
  const auto needs = [&](bool wanted, bool there, const char* what) -> Status {
    if (!wanted || there) return {};
    return Error{fmt::format("stream '{}' needs {}, which this source does not have", stream.name, what),
                 info.path.string()};
  };
  KERB_CHECK(needs(stream.sample.stereo, info.has.stereo, "a stereo partner"));
  KERB_CHECK(needs(stream.sample.depth, info.has.depth, "depth"));
  return needs(stream.sample.semantics, info.has.semantics, "semantic labels");
}

Status checkStreams(const RunConfig& config, const TrainingPlan& plan) {
  std::vector<std::string> names;
  names.reserve(plan.streams.size());
  for (const StreamSpec& stream : plan.streams) names.push_back(stream.name);
  for (const DataSpec& data : config.data) {
    if (!data.stream.empty() && std::ranges::find(names, data.stream) == names.end())
      return Error{fmt::format("{} has no stream '{}'", config.method, data.stream), data.source,
                   fmt::format("There are: {}", fmt::join(names, ", "))};
  }
  return {};
}

std::string intrinsicsOf(const SourceInfo& info) {
  const char* note = " (its lens distortion is not used: --undistort straightens the pictures)";
  return info.camera.origin_text + (info.camera.distortion.empty() ? "" : note);
}

/// "KITTI default (a guess)", or "--camera for a.mp4, b.mp4; KITTI default (a guess) for c.mp4".
std::string intrinsicsOf(const std::vector<SourceInfo>& sources) {
  std::vector<std::pair<std::string, std::string>> names;  // of the sources, by what is said of them
  for (const SourceInfo& info : sources) {
    const std::string said = intrinsicsOf(info);
    const auto known = std::ranges::find(names, said, [](const auto& each) { return each.first; });
    if (known == names.end())
      names.emplace_back(said, info.name);
    else
      known->second += ", " + info.name;
  }
  if (names.size() == 1) return names.front().first;
  std::string all;
  for (const auto& [said, whose] : names)
    all += fmt::format("{}{} for {}", all.empty() ? "" : "; ", said, whose);
  return all;
}

std::string describe(const StreamSpec& stream, const SourceInfo& info, const std::vector<SourceInfo>& parts,
                     const Targets& targets) {
  std::string line = fmt::format("{}: {} ({}), {} frames, {} to train on", stream.name, info.name,
                                 info.layout, info.count, targets.indices.size());
  if (const std::string left_out = targets.leftOut(); !left_out.empty())
    line += fmt::format(" ({})", left_out);
  line += fmt::format("; intrinsics: {}", intrinsicsOf(parts));
  for (const std::string& note : info.notes) line += "; " + note;
  return line;
}

}  // namespace

Result<std::map<std::string, StreamData>> openRunData(const RunConfig& config, const TrainingPlan& plan,
                                                      const std::function<void(const std::string&)>& say,
                                                      const FootageScans& scans, const JobContext& job) {
  KERB_CHECK(checkStreams(config, plan));
  std::map<std::string, StreamData> streams;
  for (const StreamSpec& stream : plan.streams) {
    std::vector<std::unique_ptr<Source>> sources;
    std::vector<SourceInfo> infos;
    for (const DataSpec& data : config.data) {
      const std::string& name = data.stream.empty() ? plan.streams.front().name : data.stream;
      if (name != stream.name) continue;
      KERB_TRY(auto source, openFootage(data, &data - config.data.data(), scans, job));
      infos.push_back(source->info());
      KERB_CHECK(checkParts(stream, infos.back()));
      sources.push_back(std::move(source));
    }
    if (sources.empty())
      return Error{fmt::format("{} needs data for its stream '{}'", config.method, stream.name), "",
                   fmt::format("Give it with --data {}=SOURCE", stream.name)};
    KERB_TRY(auto source, joined(std::move(sources), job.stop));
    KERB_TRY(Targets targets, findTargets(*source, stream.sample, job));
    if (say) say(describe(stream, source->info(), infos, targets));
    const uint32_t content = contentOf(*source, targets.indices);
    streams[stream.name] = {std::shared_ptr<const Source>(std::move(source)), std::move(targets.indices),
                            content};
  }
  return streams;
}

double baselineOf(const TrainingPlan& plan, const std::map<std::string, StreamData>& data,
                  const std::function<void(const std::string&)>& say) {
  constexpr double kSame = 0.01;
  double first = 0;
  for (const StreamSpec& stream : plan.streams) {
    if (!stream.sample.stereo) continue;
    const auto& [source, targets, content] = data.at(stream.name);
    for (const int64_t index : {targets.front(), targets[targets.size() / 2], targets.back()}) {
      const auto frame = source->at(index, {.stereo = true});
      if (!frame || !frame->stereo) continue;
      const double baseline = std::abs(frame->stereo->baseline_m);
      if (first == 0) first = baseline;
      if (std::abs(baseline / first - 1) < kSame) continue;
      if (say)
        say(fmt::format(
            "{}: stereo pairs with cameras {:.3g} m and {:.3g} m apart: metres of depth hold for the first",
            stream.name, first, baseline));
      return first;
    }
  }
  return first;
}

}  // namespace kerb
