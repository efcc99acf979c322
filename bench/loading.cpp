// Samples per second of the training loader, from JPEG files, from shards and from a video.
#include <chrono>
#include <ctime>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/bench.h"
#include "core/base/temporary_folder.h"
#include "core/frame/loader.h"
#include "core/prediction/video_writer.h"
#include "core/source/image_file.h"
#include "core/source/pack.h"

namespace kerb::bench {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kFrames = 24, kBatch = 4, kSteps = 6;
constexpr SampleSpec kSpec;  // 640x192, three frames, four scales
constexpr double kTarget = 60;

/// Pictures of the synthetic drive at KITTI's size, as JPEG files and as H.264 with the key frames of a usual
/// camera.
Status writeFrames(const fs::path& folder, const fs::path& video) {
  KERB_TRY(const auto drive,
           openSource(fmt::format("synthetic:seed=3,look=camera,width=1242,height=375,frames={}", kFrames)));
  KERB_TRY(auto writer, VideoWriter::create(video, 1242, 375, {.key_interval = kFrames}));
  for (int64_t i = 0; i < kFrames; ++i) {
    KERB_TRY(const Frame frame, drive->at(i, FrameParts{}));
    KERB_CHECK(writeImage(folder / fmt::format("{:06}.jpg", i), frame.image));
    KERB_CHECK(writer.add(frame.image));
  }
  return writer.finish();
}

Result<std::unique_ptr<Loader>> makeLoader(const Source& source, int threads) {
  LoaderOptions loading;
  loading.batch = kBatch;
  loading.threads = threads;
  loading.augmentation = {0.5, 0.5};
  KERB_TRY(Targets targets, findTargets(source, kSpec, {}));
  return Loader::create(source, std::move(targets.indices), kSpec, loading);
}

/// `cpu` of all threads: what other programs on the machine take is not in it.
struct Cost {
  double wall_ms = 0, cpu_ms = 0;
};

/// Of one sample. The loader's threads are awake from the first step to the last.
Result<Cost> costOfASample(Loader& loader) {
  KERB_CHECK(loader.next());
  const auto begin = std::chrono::steady_clock::now();
  const auto cpu_begin = std::clock();
  for (int64_t i = 0; i < kSteps; ++i) KERB_CHECK(loader.next());
  const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - begin;
  const double cpu_ms = 1000.0 * static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC;
  return Cost{wall.count() / (kSteps * kBatch), cpu_ms / (kSteps * kBatch)};
}

struct Candidate {
  const char* name;
  std::unique_ptr<Source> source;
  std::vector<double> wall_ms = {}, cpu_ms = {};
};

Result<std::vector<Candidate>> candidates(const fs::path& folder) {
  const fs::path images = folder / "jpeg", native = folder / "native.kshard", small = folder / "small.kshard",
                 video = folder / "drive.mp4";
  fs::create_directory(images);
  KERB_CHECK(writeFrames(images, video));
  std::vector<Candidate> all(4);
  KERB_TRY(all[0].source, openSource(images));
  PackOptions resize;
  KERB_CHECK(packSource(*all[0].source, native, resize, {}));
  resize.width = kSpec.width;
  resize.height = kSpec.height;
  KERB_CHECK(packSource(*all[0].source, small, resize, {}));
  KERB_TRY(all[1].source, openSource(native));
  KERB_TRY(all[2].source, openSource(small));
  KERB_TRY(all[3].source, openSource(video));
  all[0].name = "jpeg_files_1242x375";
  all[1].name = "shard_1242x375";
  all[2].name = "shard_640x192";
  all[3].name = "video_1242x375";
  return all;
}

}  // namespace

Result<nlohmann::json> benchLoading(const Options& options) {
  const TemporaryFolder folder;
  KERB_TRY(auto all, candidates(folder.path()));
  for (int round = 0; round < options.rounds; ++round) {
    for (Candidate& candidate : all) {
      KERB_TRY(const auto loader, makeLoader(*candidate.source, options.threads));
      KERB_TRY(const Cost cost, costOfASample(*loader));
      candidate.wall_ms.push_back(cost.wall_ms);
      candidate.cpu_ms.push_back(cost.cpu_ms);
    }
  }
  nlohmann::json json{{"sample", "three frames to 640x192, jitter and flip of half of them, four scales"}};
  for (const Candidate& candidate : all) {
    const Timing wall = summarise(candidate.wall_ms), cpu = summarise(candidate.cpu_ms);
    json[candidate.name] = {{"wall", wall},
                            {"cpu", cpu},
                            {"samples_per_s", 1000 / wall.median_ms},
                            {"samples_per_s_on_two_cores", 2000 / cpu.median_ms}};
  }
  json["target_samples_per_s"] = kTarget;
  json["met"] = json[all[0].name]["samples_per_s"].get<double>() >= kTarget;
  return json;
}

}  // namespace kerb::bench
