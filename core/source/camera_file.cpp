#include "core/source/camera_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file.h"

namespace kerb {
namespace {

using Json = nlohmann::json;

constexpr double kLargestSide = 1 << 20;

/// What the formats have in common, in pixels.
struct Pixels {
  double width = 0, height = 0, fx = 0, fy = 0, cx = 0, cy = 0;
  std::vector<double> distortion;
};

Result<std::vector<double>> checkDistortion(std::vector<double> d, const std::string& name) {
  if (d.size() == 12 || d.size() == 14) {
    if (std::any_of(d.begin() + 8, d.end(), [](double k) { return k != 0; }))
      return Error{"thin prism or tilted distortion (more than 8 coefficients) is not supported", name};
    d.resize(8);
  }
  for (const size_t allowed : {0, 4, 5, 8}) {
    if (d.size() == allowed) return d;
  }
  return Error{fmt::format("'distortion' has {} numbers, expected 4, 5 or 8", d.size()), name};
}

Result<CameraFile> fromPixels(const Pixels& p, const std::string& name) {
  const auto side = [](double v) { return v >= 1 && v <= kLargestSide && v == std::floor(v); };
  if (!side(p.width) || !side(p.height))
    return Error{fmt::format("width {} and height {} are no image size", p.width, p.height), name};
  CameraFile file;
  file.width = static_cast<int64_t>(p.width);
  file.height = static_cast<int64_t>(p.height);
  file.camera = Camera::fromPixels(p.fx, p.fy, p.cx, p.cy, file.width, file.height, CameraOrigin::file, name);
  KERB_CHECK(file.camera.check());
  KERB_TRY(file.camera.distortion, checkDistortion(p.distortion, name));
  return file;
}

// JSON

Result<double> jsonNumber(const Json& object, const char* key, const std::string& name) {
  const auto found = object.find(key);
  if (found == object.end()) return Error{fmt::format("has no key '{}'", key), name};
  if (!found->is_number() || !std::isfinite(found->get<double>()))
    return Error{fmt::format("'{}' is not a number", key), name};
  return found->get<double>();
}

Result<CameraFile> fromJsonObject(const Json& object, const std::string& name) {
  Pixels p;
  KERB_TRY(p.width, jsonNumber(object, "width", name));
  KERB_TRY(p.height, jsonNumber(object, "height", name));
  KERB_TRY(p.fx, jsonNumber(object, "fx", name));
  KERB_TRY(p.fy, jsonNumber(object, "fy", name));
  KERB_TRY(p.cx, jsonNumber(object, "cx", name));
  KERB_TRY(p.cy, jsonNumber(object, "cy", name));
  const auto distortion = object.find("distortion");
  if (distortion == object.end()) return fromPixels(p, name);
  if (!distortion->is_array()) return Error{"'distortion' is not a list", name};
  for (const Json& k : *distortion) {
    if (!k.is_number() || !std::isfinite(k.get<double>()))
      return Error{"'distortion' holds something that is not a number", name};
    p.distortion.push_back(k.get<double>());
  }
  return fromPixels(p, name);
}

/// The 3x3 intrinsics must be those of a pinhole without skew.
Status checkMatrix(const std::array<double, 9>& k, const char* key, const std::string& name) {
  if (k[1] == 0 && k[3] == 0 && k[6] == 0 && k[7] == 0 && k[8] == 1) return {};
  return Error{fmt::format("'{}' is not [fx 0 cx; 0 fy cy; 0 0 1]", key), name};
}

Result<CameraFile> fromJsonMatrix(const Json& rows, const std::string& name) {
  const Error wrong{"is not a 3x3 matrix: expected a list of three lists of three numbers", name};
  std::array<double, 9> k{};
  if (rows.size() != 3) return wrong;
  for (size_t r = 0; r < 3; ++r) {
    if (!rows[r].is_array() || rows[r].size() != 3) return wrong;
    for (size_t c = 0; c < 3; ++c) {
      if (!rows[r][c].is_number()) return wrong;
      k[3 * r + c] = rows[r][c].get<double>();
    }
  }
  KERB_CHECK(checkMatrix(k, "matrix", name));
  // In pixels there would be no way to tell for which image size.
  if (k[0] >= 20)
    return Error{fmt::format("fx={} is in pixels; this format holds rows divided by width and height", k[0]),
                 name, R"(Write {"width":..,"height":..,"fx":..,"fy":..,"cx":..,"cy":..} instead)"};
  CameraFile file;
  file.camera = {k[0], k[4], k[2], k[5], {}, CameraOrigin::file, name};
  KERB_CHECK(file.camera.check());
  return file;
}

// YAML

std::string_view trim(std::string_view text) {
  const size_t begin = std::min(text.find_first_not_of(" \t\r"), text.size());
  const size_t end = text.find_last_not_of(" \t\r");
  return end == std::string_view::npos ? std::string_view{} : text.substr(begin, end + 1 - begin);
}

/// Lines without comments and directives, joined again by '\n'.
std::string plainYaml(std::string_view text) {
  std::string plain;
  for (auto line : splitLines(text)) {
    line = line.substr(0, line.find('#'));
    if (line.starts_with('%') || line.starts_with("---")) continue;
    plain.append(line).push_back('\n');
  }
  return plain;
}

/// What follows "key:" at the start of an unindented line, up to the next unindented line that is not a
/// continuation (a lone bracket); nothing if there is no such key.
std::optional<std::string_view> yamlBlock(std::string_view text, std::string_view key) {
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (line.starts_with(key) && trim(line.substr(key.size())).starts_with(':')) {
      size_t stop = end;
      while (stop + 1 < text.size() &&
             std::string_view(" \t\r\n]").find(text[stop + 1]) != std::string_view::npos)
        stop = std::min(text.find('\n', stop + 1), text.size());
      return text.substr(begin + line.find(':') + 1, stop - begin - line.find(':') - 1);
    }
    begin = end + 1;
  }
  return std::nullopt;
}

Result<double> yamlNumber(std::string_view text, std::string_view key, const std::string& name) {
  const auto block = yamlBlock(text, key);
  if (!block) return Error{fmt::format("has no key '{}'", key), name};
  const auto number = parseNumber(trim(block->substr(0, block->find('\n'))));
  if (!number) return Error{fmt::format("'{}': {}", key, number.error().what), name};
  return *number;
}

/// The numbers of "data: [a, b, ...]" in a block.
Result<std::vector<double>> yamlData(std::string_view block, std::string_view key, const std::string& name) {
  const size_t data = block.find("data:");
  const size_t begin = data == std::string_view::npos ? data : block.find('[', data);
  const size_t end = begin == std::string_view::npos ? begin : block.find(']', begin);
  if (end == std::string_view::npos) return Error{fmt::format("'{}' has no 'data: [numbers]'", key), name};
  std::string inside(block.substr(begin + 1, end - begin - 1));
  std::replace(inside.begin(), inside.end(), ',', ' ');
  std::vector<double> values;
  for (const auto word : splitWords(inside)) {
    // OpenCV writes "0." for 0.
    const auto number = parseNumber(word);
    if (!number) return Error{fmt::format("'{}': {}", key, number.error().what), name};
    values.push_back(*number);
  }
  return values;
}

Status checkModel(std::string_view text, const std::string& name) {
  // OpenCV's calibration sample: its four numbers then are k1..k4 of another model.
  if (const auto fisheye = yamlBlock(text, "fisheye_model")) {
    if (trim(fisheye->substr(0, fisheye->find('\n'))) != "0") {
      return Error{"is a fisheye calibration; supported are plumb_bob and rational_polynomial", name};
    }
  }
  const auto block = yamlBlock(text, "distortion_model");
  if (!block) return {};
  const auto model = trim(block->substr(0, block->find('\n')));
  if (model == "plumb_bob" || model == "rational_polynomial") return {};
  return Error{fmt::format("'distortion_model' is '{}', supported are plumb_bob and rational_polynomial",
                           model.substr(0, 40)),
               name};
}

Result<CameraFile> fromYaml(std::string_view text, const std::string& name) {
  Pixels p;
  KERB_CHECK(checkModel(text, name));
  KERB_TRY(p.width, yamlNumber(text, "image_width", name));
  KERB_TRY(p.height, yamlNumber(text, "image_height", name));
  const auto matrix = yamlBlock(text, "camera_matrix");
  if (!matrix) return Error{"has no key 'camera_matrix'", name};
  KERB_TRY(const auto k, yamlData(*matrix, "camera_matrix", name));
  if (k.size() != 9) return Error{fmt::format("'camera_matrix' has {} numbers, expected 9", k.size()), name};
  std::array<double, 9> nine{};
  std::copy(k.begin(), k.end(), nine.begin());
  KERB_CHECK(checkMatrix(nine, "camera_matrix", name));
  p.fx = k[0];
  p.cx = k[2];
  p.fy = k[4];
  p.cy = k[5];
  if (const auto distortion = yamlBlock(text, "distortion_coefficients")) {
    KERB_TRY(p.distortion, yamlData(*distortion, "distortion_coefficients", name));
  }
  return fromPixels(p, name);
}

}  // namespace

Result<CameraFile> parseCameraFile(std::string_view text, const std::string& name) {
  const auto start = trim(text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size())));
  if (start.empty()) return Error{"is empty, expected a camera", name};
  if (start.front() == '<')
    return Error{"XML camera files are not read", name, "Save the calibration as YAML or JSON"};
  if (start.front() != '{' && start.front() != '[') return fromYaml(plainYaml(text), name);
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return Error{"is not valid JSON", name};
  return json.is_array() ? fromJsonMatrix(json, name) : fromJsonObject(json, name);
}

Result<CameraFile> readCameraFile(const std::filesystem::path& path) {
  KERB_TRY(const std::string text, readWhole(path, uint64_t{1} << 20));
  return parseCameraFile(text, path.string());
}

}  // namespace kerb
