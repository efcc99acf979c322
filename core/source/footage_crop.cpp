// Pictures without the sky above and the bonnet below.
#include <cmath>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/source/footage.h"
#include "core/source/mapped_source.h"

namespace kerb {
namespace {

class Cropped final : public FrameMap {
 public:
  Cropped(double top, double bottom, int64_t height) : top_(top), bottom_(bottom), height_(height) {}

  struct Rows {
    int64_t begin = 0, end = 0;
  };
  Rows rowsOf(int64_t height) const {
    const auto part = [&](double share) {
      return static_cast<int64_t>(std::llround(share * static_cast<double>(height)));
    };
    return {part(top_), height - part(bottom_)};
  }

  void change(SourceInfo& info) const override {
    change(info.camera, info.height);
    const Rows rows = rowsOf(info.height);
    info.notes.push_back(
        fmt::format("cropped to rows {} to {} of {}", rows.begin, rows.end - 1, info.height));
    info.height = rows.end - rows.begin;
  }

  Status change(Frame& frame) const override {
    const int64_t height = frame.image.defined() ? frame.height() : height_;
    change(frame.camera, height);
    crop(frame.image);
    for (auto* map : {&frame.depth_m, &frame.instance_ids, &frame.flow_px, &frame.backward_flow_px}) {
      if (*map) crop(**map);
    }
    if (frame.semantics) crop(frame.semantics->ids);
    if (!frame.stereo) return {};
    change(frame.stereo->camera, height);
    crop(frame.stereo->image);
    if (frame.stereo->depth_m) crop(*frame.stereo->depth_m);
    return {};
  }

 private:
  void crop(at::Tensor& map) const {
    if (!map.defined()) return;
    const Rows rows = rowsOf(map.size(-2));
    map = map.slice(-2, rows.begin, rows.end);
  }

  /// In pixels fy stays and cy loses the rows above; both are kept as shares of the height.
  void change(Camera& camera, int64_t height) const {
    const Rows rows = rowsOf(height);
    const auto before = static_cast<double>(height), after = static_cast<double>(rows.end - rows.begin);
    camera.fy *= before / after;
    camera.cy = (camera.cy * before - static_cast<double>(rows.begin)) / after;
  }

  double top_, bottom_;
  int64_t height_;  ///< of frames whose image was not read
};

}  // namespace

Status parseCrop(const std::string& text, FootageOptions& options) {
  const size_t comma = text.find(',');
  const auto top = parseNumber(text.substr(0, comma));
  const auto bottom = parseNumber(comma == std::string::npos ? "" : text.substr(comma + 1));
  if (!top || !bottom)
    return Error{fmt::format("'{}' is not TOP,BOTTOM", text), "--crop",
                 "Give two shares of the height, for example --crop 0.1,0.25"};
  options.crop_top = *top;
  options.crop_bottom = *bottom;
  return checkFootage(options);
}

Status checkFootage(const FootageOptions& o) {
  if (!(o.crop_top >= 0 && o.crop_bottom >= 0 && o.crop_top + o.crop_bottom < 1))
    return Error{fmt::format("{},{} leaves nothing of a picture", o.crop_top, o.crop_bottom), "--crop",
                 "Give two shares of the height, not below 0 and less than 1 together"};
  if (!(std::isfinite(o.sample_fps) && o.sample_fps >= 0))
    return Error{fmt::format("{} is no number of frames a second", o.sample_fps), "--sample-fps"};
  if (!(o.static_threshold >= 0 && o.static_threshold < 255))
    return Error{fmt::format("{} is no difference in grey levels, 0 to 255", o.static_threshold),
                 "--static-threshold"};
  return {};
}

Result<std::unique_ptr<Source>> cropped(std::unique_ptr<Source> source, double top, double bottom) {
  if (top == 0 && bottom == 0) return source;
  KERB_CHECK(checkFootage({.crop_top = top, .crop_bottom = bottom}));
  SourceInfo info = source->info();
  auto map = std::make_shared<Cropped>(top, bottom, info.height);
  const auto rows = map->rowsOf(info.height);
  if (rows.end <= rows.begin)
    return Error{fmt::format("--crop {},{} leaves none of {} rows", top, bottom, info.height),
                 info.path.string(), "Cut off less"};
  map->change(info);
  KERB_CHECK(info.camera.check());
  return mapSource(std::move(source), std::move(map));
}

}  // namespace kerb
