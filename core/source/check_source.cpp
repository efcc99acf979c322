#include "core/source/check_source.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/base/one_thread.h"

namespace kerb {
namespace {

/// The error names a file of which not even a link lies in its folder. (A place in a file, "a.json:3" or
/// "a.kshard, byte 5", is no file.)
bool isMissing(const Error& error) {
  const std::filesystem::path file(error.where);
  std::error_code ignored;
  return file.has_extension() && file.extension().string().find_first_of(":,") == std::string::npos &&
         !std::filesystem::exists(std::filesystem::symlink_status(file, ignored));
}

/// What reading all of a frame gave.
struct ReadFrame {
  Result<Frame> frame;
  std::string missing_image = {};  ///< empty: the frame was read, or is broken
};

/// What the threads find together.
class Findings {
 public:
  Findings(SourceInfo info, const std::function<void(int64_t, int64_t)>& progress) : progress_(progress) {
    check_.info = std::move(info);
  }

  void add(int64_t index, ReadFrame read) {
    const std::scoped_lock lock(mutex_);
    if (read.frame) {
      count(*read.frame);
      if (read.frame->image.defined()) ++check_.sizes[{read.frame->width(), read.frame->height()}];
    } else if (!read.missing_image.empty()) {
      ++check_.missing;
      missing_[index] = std::move(read.missing_image);
    } else {
      ++check_.broken;
      errors_[index] = read.frame.error().message();
      if (errors_.size() > SourceCheck::kMostErrors) errors_.erase(std::prev(errors_.end()));
    }
    if (progress_) progress_(++done_, check_.info.count);
  }

  SourceCheck take() {
    for (auto& [index, image] : missing_) check_.missing_files.push_back(std::move(image));
    for (auto& [index, error] : errors_) check_.errors.push_back(fmt::format("frame {}: {}", index, error));
    nameAbsent();
    return std::move(check_);
  }

 private:
  void count(const Frame& frame) {
    const std::array<std::tuple<const char*, bool, int64_t*>, 8> parts{
        {{"image", frame.image.defined(), &check_.images},
         {"stereo", frame.stereo.has_value(), &check_.stereo},
         {"depth", frame.depth_m.has_value(), &check_.depth},
         {"semantics", frame.semantics.has_value(), &check_.semantics},
         {"instances", frame.instance_ids.has_value(), &check_.instances},
         {"flow", frame.flow_px.has_value(), &check_.flow},
         {"backward flow", frame.backward_flow_px.has_value(), &check_.backward_flow},
         {"pose", frame.world_from_camera.has_value(), &check_.poses}}};
    for (const auto& [name, there, total] : parts) {
      *total += static_cast<int64_t>(there);
      if (there) {
        has_.emplace(frame.clip, name);
      } else {
        lacks_.emplace(frame.index, std::tuple(frame.clip, name, frame.name));
      }
    }
  }

  /// What no frame of a recording has, it was not made with.
  void nameAbsent() {
    for (const auto& [index, lacking] : lacks_) {
      const auto& [clip, part, name] = lacking;
      if (has_.contains({clip, part}) && check_.absent.size() < SourceCheck::kMostErrors)
        check_.absent.push_back(fmt::format("{}: {}", part, name));
    }
  }

  std::mutex mutex_;
  SourceCheck check_;
  std::map<int64_t, std::string> errors_, missing_;
  std::set<std::pair<std::string, std::string>> has_;  ///< (recording, part)
  std::multimap<int64_t, std::tuple<std::string, std::string, std::string>>
      lacks_;  ///< frame -> recording, part, name
  int64_t done_ = 0;
  const std::function<void(int64_t, int64_t)>& progress_;
};

Result<Frame> read(const Source& source, int64_t index, FrameParts parts) {
  try {
    return source.at(index, parts);
  } catch (const std::exception& failure) {  // a bug, which must not end the check, nor cross a thread
    return Error{fmt::format("internal error: {}", failure.what())};
  }
}

/// A label or a camera file that is not there makes a frame broken; the image alone tells whether it is
/// missing.
ReadFrame readAll(const Source& source, int64_t index) {
  ReadFrame all{read(source, index, FrameParts::all())};
  if (all.frame || !isMissing(all.frame.error())) return all;
  const auto image = read(source, index, {});
  if (!image && isMissing(image.error()) && image.error().where == all.frame.error().where)
    all.missing_image = image.error().where;
  return all;
}

}  // namespace

Result<SourceCheck> checkSource(const Source& source, int threads, std::stop_token stop,
                                const std::function<void(int64_t, int64_t)>& progress) {
  KERB_TRY(SourceInfo info, source.completeInfo(stop));
  const int64_t count = info.count;
  threads = threadCount(threads);
  Findings findings(std::move(info), progress);
  std::atomic<int64_t> next = 0;
  {
    std::vector<std::jthread> workers;
    workers.reserve(static_cast<size_t>(threads));
    for (int i = 0; i < threads; ++i) {
      workers.emplace_back([&, reader = source.clone()] {
        for (int64_t index = next++; index < count && !stop.stop_requested(); index = next++)
          findings.add(index, readAll(*reader, index));
      });
    }
  }
  if (stop.stop_requested()) return Error::cancelledByUser();
  return findings.take();
}

}  // namespace kerb
