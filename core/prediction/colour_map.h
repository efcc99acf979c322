// Maps of numbers become pictures: colour tables, value ranges, and ranges that do not flicker in video.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"

namespace kerb {

enum class ColourMap { turbo, magma, viridis, grey };

/// By name; another name is an Error that lists these.
Result<ColourMap> parseColourMap(std::string_view name);
const char* colourMapName(ColourMap map);

/// How a value becomes a position t in the colour table, 0 its first colour and 1 its last.
enum class Scaling {
  linear,   ///< t = (x - lo) / (hi - lo)
  log,      ///< t = log(x / lo) / log(hi / lo); 0 < lo
  inverse,  ///< t = (1/x - 1/hi) / (1/lo - 1/hi): depth is coloured as disparity, lo (near) is the last
            ///< colour
};

/// By name; another name is an Error that lists these.
Result<Scaling> parseScaling(std::string_view name);
const char* scalingName(Scaling scaling);

/// The values that get the ends of the colour table; values outside are clamped to them.
struct Range {
  double lo = 0;
  double hi = 1;
};

using Colour = std::array<uint8_t, 3>;  ///< RGB
using ColourTable = std::array<Colour, 256>;

/// The real colour maps within 3/255 in every channel: our own least-squares linear splines of them (turbo
/// 2, magma 2, viridis 3).
const ColourTable& colourTable(ColourMap map);

/// Neutral dark grey, the colour of pixels that have no value.
inline constexpr Colour kNoValueColour{48, 48, 48};

/// map  [H,W] float32; 0, NaN and infinity mean no value; with log and inverse, negative values too
/// returns  [3,H,W] uint8 RGB, interleaved memory. A range with lo >= hi gives every value the middle colour.
/// Throws for log and inverse with lo <= 0.
at::Tensor colourise(const at::Tensor& map, Range range, ColourMap colours, Scaling scaling);

/// The values at two fractions of the sorted values (exact, no interpolation) of a [H,W] float32 map; 0, NaN
/// and infinity do not count. Nothing where the map has no value.
std::optional<Range> percentileRange(const at::Tensor& map, double lo_fraction = 0.05,
                                     double hi_fraction = 0.95);

/// A range for each frame of a video that follows the measured one with a delay, so that one bright or empty
/// frame does not make all colours jump (methods.md section 8: video without flicker).
class RangeSmoother {
 public:
  /// After `time_constant_s` a step in the measured range has been followed to 63 %.
  explicit RangeSmoother(double time_constant_s = 1.0) : time_constant_s_(time_constant_s) {}
  /// The range for the next frame, `elapsed_s` after the one before; the first is taken as it is.
  Range update(const Range& measured, double elapsed_s);
  /// After a seek or a cut: the next measured range is taken as it is.
  void reset() { current_.reset(); }

 private:
  double time_constant_s_;
  std::optional<Range> current_;
};

}  // namespace kerb
