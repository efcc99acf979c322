#include "core/prediction/colour_map.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/base/shape.h"

namespace kerb {
namespace {

constexpr std::array kTurbo{
    Colour{49, 18, 60},   Colour{60, 48, 130},  Colour{67, 77, 185},  Colour{70, 104, 224},
    Colour{71, 130, 249}, Colour{63, 155, 255}, Colour{45, 181, 242}, Colour{28, 205, 217},
    Colour{22, 224, 190}, Colour{37, 238, 165}, Colour{70, 248, 132}, Colour{110, 254, 97},
    Colour{148, 255, 68}, Colour{176, 250, 53}, Colour{203, 238, 51}, Colour{226, 221, 55},
    Colour{243, 201, 59}, Colour{253, 179, 55}, Colour{255, 151, 44}, Colour{250, 121, 30},
    Colour{240, 90, 18},  Colour{226, 66, 9},   Colour{208, 46, 4},   Colour{184, 29, 1},
    Colour{156, 15, 1},   Colour{123, 4, 3}};
constexpr std::array kMagma{Colour{0, 0, 2},       Colour{9, 8, 33},      Colour{28, 18, 70},
                            Colour{53, 15, 108},   Colour{81, 17, 125},   Colour{105, 28, 129},
                            Colour{130, 38, 130},  Colour{156, 46, 128},  Colour{182, 55, 122},
                            Colour{208, 64, 112},  Colour{231, 80, 99},   Colour{245, 105, 91},
                            Colour{252, 135, 96},  Colour{254, 165, 112}, Colour{254, 195, 135},
                            Colour{253, 224, 161}, Colour{252, 253, 191}};
constexpr std::array kViridis{Colour{68, 1, 84},    Colour{72, 24, 107},  Colour{71, 45, 124},
                              Colour{66, 64, 134},  Colour{59, 82, 139},  Colour{51, 99, 142},
                              Colour{44, 114, 142}, Colour{38, 129, 142}, Colour{32, 144, 141},
                              Colour{30, 159, 136}, Colour{38, 174, 129}, Colour{61, 188, 116},
                              Colour{92, 201, 99},  Colour{129, 212, 77}, Colour{171, 220, 50},
                              Colour{213, 226, 23}, Colour{254, 231, 34}};
constexpr std::array kGrey{Colour{0, 0, 0}, Colour{255, 255, 255}};

/// Linear interpolation between equidistant colours, rounded.
template <size_t N>
constexpr ColourTable spline(const std::array<Colour, N>& knots) {
  ColourTable table{};
  for (size_t i = 0; i < 256; ++i) {
    const size_t position = i * (N - 1);
    const size_t knot = std::min(position / 255, N - 2);
    const size_t part = position - knot * 255;
    for (size_t c = 0; c < 3; ++c) {
      const size_t sum = knots[knot][c] * (255 - part) + knots[knot + 1][c] * part;
      table[i][c] = static_cast<uint8_t>((sum + 127) / 255);
    }
  }
  return table;
}

constexpr ColourTable kTurboTable = spline(kTurbo);
constexpr ColourTable kMagmaTable = spline(kMagma);
constexpr ColourTable kViridisTable = spline(kViridis);
constexpr ColourTable kGreyTable = spline(kGrey);

double scaled(double value, Scaling scaling) {
  if (scaling == Scaling::log) return std::log(value);
  if (scaling == Scaling::inverse) return 1 / value;
  return value;
}

/// The map in the unit in which the table is linear.
at::Tensor scaled(const at::Tensor& map, Scaling scaling) {
  if (scaling == Scaling::log) return map.log();
  if (scaling == Scaling::inverse) return map.reciprocal();
  return map;
}

bool hasValue(float x) { return x != 0 && std::isfinite(x); }

/// t = value * factor + offset, for values in the scaled unit.
struct Line {
  float factor, offset;
};

Line lineThrough(Range range, Scaling scaling) {
  const double a = scaled(range.lo, scaling);
  const double b = scaled(range.hi, scaling);
  if (!(range.lo < range.hi)) return {0, 0.5F};
  // 1/x turns the range round; the near end keeps the last colour.
  const double first = std::min(a, b);
  const double length = std::abs(b - a);
  return {static_cast<float>(1 / length), static_cast<float>(-first / length)};
}

}  // namespace

const ColourTable& colourTable(ColourMap map) {
  switch (map) {
    case ColourMap::turbo:
      return kTurboTable;
    case ColourMap::magma:
      return kMagmaTable;
    case ColourMap::viridis:
      return kViridisTable;
    case ColourMap::grey:
      break;
  }
  return kGreyTable;
}

at::Tensor colourise(const at::Tensor& map, Range range, ColourMap colours, Scaling scaling) {
  expectShape(map, {"H", "W"});
  expectType(map, at::kFloat);
  if (scaling != Scaling::linear && !(range.lo > 0))
    throw std::invalid_argument("colourise: logarithmic and inverse scaling need a range above 0");
  const at::Tensor values = map.to(at::kCPU).contiguous();
  const at::Tensor in_unit = scaled(values, scaling);
  at::Tensor picture = at::empty({map.size(0), map.size(1), 3}, at::kByte);
  const Line line = lineThrough(range, scaling);
  const ColourTable& table = colourTable(colours);
  const float* value = values.const_data_ptr<float>();
  const float* unit = in_unit.const_data_ptr<float>();
  auto* out = picture.mutable_data_ptr<uint8_t>();
  const bool positive_only = scaling != Scaling::linear;
  at::parallel_for(0, values.numel(), 1 << 14, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const float t = std::clamp(unit[i] * line.factor + line.offset, 0.0F, 1.0F);
      const bool shown = hasValue(value[i]) && !(positive_only && value[i] < 0);
      const Colour& colour = shown ? table[static_cast<size_t>(t * 255 + 0.5F)] : kNoValueColour;
      std::copy(colour.begin(), colour.end(), out + 3 * i);
    }
  });
  return picture.permute({2, 0, 1});
}

std::optional<Range> percentileRange(const at::Tensor& map, double lo_fraction, double hi_fraction) {
  expectShape(map, {"H", "W"});
  expectType(map, at::kFloat);
  const at::Tensor values = map.to(at::kCPU).contiguous();
  const float* begin = values.const_data_ptr<float>();
  std::vector<float> known;
  known.reserve(static_cast<size_t>(values.numel()));
  std::copy_if(begin, begin + values.numel(), std::back_inserter(known), hasValue);
  if (known.empty()) return std::nullopt;
  const auto at_fraction = [&known](double fraction) {
    return known.begin() +
           static_cast<ptrdiff_t>(std::round(fraction * static_cast<double>(known.size() - 1)));
  };
  const auto lo = at_fraction(lo_fraction);
  const auto hi = at_fraction(hi_fraction);
  std::nth_element(known.begin(), lo, known.end());
  const float lo_value = *lo;
  std::nth_element(lo, hi, known.end());  // everything before `lo` is smaller already
  return Range{lo_value, *hi};
}

Range RangeSmoother::update(const Range& measured, double elapsed_s) {
  if (!current_) {
    current_ = measured;
  } else {
    const double part = 1 - std::exp(-std::max(elapsed_s, 0.0) / time_constant_s_);
    current_->lo += part * (measured.lo - current_->lo);
    current_->hi += part * (measured.hi - current_->hi);
  }
  return *current_;
}

const char* scalingName(Scaling scaling) {
  constexpr std::array kNames{"linear", "log", "inverse"};
  return kNames.at(static_cast<size_t>(scaling));
}

Result<Scaling> parseScaling(std::string_view name) {
  for (const Scaling scaling : {Scaling::linear, Scaling::log, Scaling::inverse}) {
    if (name == scalingName(scaling)) return scaling;
  }
  return Error{"no scaling '" + std::string(name) + "'", "--scaling", "There are: inverse, log, linear"};
}

const char* colourMapName(ColourMap map) {
  constexpr std::array kNames{"turbo", "magma", "viridis", "grey"};
  return kNames.at(static_cast<size_t>(map));
}

Result<ColourMap> parseColourMap(std::string_view name) {
  for (const ColourMap map : {ColourMap::turbo, ColourMap::magma, ColourMap::viridis, ColourMap::grey}) {
    if (name == colourMapName(map)) return map;
  }
  return Error{"no colour map '" + std::string(name) + "'", "--colours",
               "There are: turbo, magma, viridis, grey"};
}

}  // namespace kerb
