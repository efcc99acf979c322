#include "core/source/joined.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>

namespace kerb {
namespace {

class Joined final : public Source {
 public:
  /// begins[i] is the index of the first frame of source i, begins.back() the count.
  Joined(std::vector<std::unique_ptr<Source>> sources, std::vector<int64_t> begins)
      : sources_(std::move(sources)), begins_(std::move(begins)) {}

  SourceInfo info() const override;

  Result<Frame> at(int64_t index, FrameParts parts) const override {
    const size_t which = sourceOf(index);
    if (index < 0 || index >= begins_.back()) return Error{fmt::format("there is no frame {}", index)};
    KERB_TRY(Frame frame, sources_[which]->at(index - begins_[which], parts));
    return outside(std::move(frame), which);
  }

  Result<std::optional<Frame>> neighbour(const Frame& frame, int64_t offset,
                                         FrameParts parts) const override {
    const size_t which = sourceOf(frame.index);
    Frame inside = frame;
    inside.index -= begins_[which];
    KERB_TRY(auto found, sources_[which]->neighbour(inside, offset, parts));
    if (found) found = outside(*std::move(found), which);
    return found;
  }

  std::string lacks(int64_t index, FrameParts parts) const override {
    const size_t which = sourceOf(index);
    return sources_[which]->lacks(index - begins_[which], parts);
  }

  std::unique_ptr<Source> clone() const override {
    std::vector<std::unique_ptr<Source>> copies;
    for (const auto& source : sources_) copies.push_back(source->clone());
    return std::make_unique<Joined>(std::move(copies), begins_);
  }

 private:
  size_t sourceOf(int64_t index) const {
    const auto after = std::ranges::upper_bound(begins_, index) - begins_.begin();
    return static_cast<size_t>(std::clamp<std::ptrdiff_t>(after - 1, 0, std::ssize(sources_) - 1));
  }

  Frame outside(Frame frame, size_t which) const {
    if (frame.index >= 0) frame.index += begins_[which];
    frame.name = fmt::format("{}/{}", which, frame.name);
    return frame;
  }

  std::vector<std::unique_ptr<Source>> sources_;
  std::vector<int64_t> begins_;
};

SourceInfo Joined::info() const {
  constexpr std::array kParts{&FrameParts::stereo,    &FrameParts::depth, &FrameParts::semantics,
                              &FrameParts::instances, &FrameParts::flow,  &FrameParts::backward_flow};
  SourceInfo all = sources_.front()->info();
  for (size_t i = 1; i < sources_.size(); ++i) {
    const SourceInfo info = sources_[i]->info();
    all.name += " + " + info.name;
    all.has_poses = all.has_poses && info.has_poses;
    for (const auto part : kParts) all.has.*part = all.has.*part && info.has.*part;
    all.notes.insert(all.notes.end(), info.notes.begin(), info.notes.end());
  }
  all.count = begins_.back();
  all.times_s.reset();
  return all;
}

}  // namespace

Result<std::unique_ptr<Source>> joined(std::vector<std::unique_ptr<Source>> sources, std::stop_token stop) {
  if (sources.empty()) throw std::invalid_argument("joined: no source");
  if (sources.size() == 1) return std::move(sources.front());
  std::vector<int64_t> begins{0};
  for (const auto& source : sources) {
    KERB_TRY(const SourceInfo info, source->completeInfo(stop));
    begins.push_back(begins.back() + info.count);
  }
  return std::unique_ptr<Source>(std::make_unique<Joined>(std::move(sources), std::move(begins)));
}

}  // namespace kerb
