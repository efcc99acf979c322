#include "core/source/vkitti_text.h"

#include <algorithm>
#include <optional>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/shape.h"
#include "core/labels/taxonomy.h"

namespace kerb {
namespace {

constexpr uint64_t kLargestText = uint64_t{1} << 28;

struct Category {
  std::string_view name;
  uint8_t train_id;
};

/// In lower case.
constexpr std::array kCategories{
    Category{"terrain", 9},
    Category{"sky", 10},
    Category{"tree", 8},
    Category{"vegetation", 8},
    Category{"building", 2},
    Category{"road", 0},
    Category{"guardrail", kIgnoreLabel},
    Category{"trafficsign", 7},
    Category{"trafficlight", 6},
    Category{"pole", 5},
    Category{"misc", kIgnoreLabel},
    Category{"truck", 14},
    Category{"car", 13},
    Category{"van", 13},
    Category{"undefined", kIgnoreLabel},
};

std::optional<uint8_t> trainIdOf(std::string category) {
  std::ranges::transform(category, category.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto found = std::ranges::find(kCategories, category, &Category::name);
  if (found == kCategories.end()) return std::nullopt;
  return found->train_id;
}

std::optional<uint32_t> colourOf(const std::vector<std::string_view>& words) {
  uint32_t colour = 0;
  for (size_t i = 1; i < 4; ++i) {
    const auto part = parseInteger(words[i]);
    if (!part || *part < 0 || *part > 255) return std::nullopt;
    colour = colour << 8U | static_cast<uint32_t>(*part);
  }
  return colour;
}

}  // namespace

Result<NumberTable> parseTable(std::string_view text, size_t keys, size_t values, const std::string& name) {
  NumberTable table;
  int64_t line_number = 0;
  for (const auto line : splitLines(text)) {
    const auto words = splitWords(line);
    if (++line_number == 1 || words.empty()) continue;
    const std::string where = fmt::format("{}:{}", name, line_number);
    if (words.size() != keys + values)
      return Error{fmt::format("has {} columns, expected {}", words.size(), keys + values), where};
    NumberTable::Row row;
    row.line = line_number;
    for (size_t i = 0; i < words.size(); ++i) {
      if (i < keys) {
        const auto key = parseInteger(words[i]);
        if (!key || *key < 0) return Error{fmt::format("'{}' is no frame or camera number", words[i]), where};
        row.keys.push_back(*key);
      } else {
        const auto value = parseNumber(words[i]);
        if (!value) return Error{value.error().what, where};
        row.values.push_back(*value);
      }
    }
    table.rows.push_back(std::move(row));
  }
  if (table.rows.empty()) return Error{"has no rows after its header", name};
  return table;
}

Result<NumberTable> readTable(const std::filesystem::path& file, size_t keys, size_t values) {
  KERB_TRY(const std::string text, readWhole(file, kLargestText));
  return parseTable(text, keys, values, file.string());
}

Result<Eigen::Isometry3d> worldFromCamera(const std::vector<double>& camera_from_world,
                                          const std::string& where) {
  const Eigen::Matrix4d given =
      Eigen::Map<const Eigen::Matrix<double, 4, 4, Eigen::RowMajor>>(camera_from_world.data());
  const Eigen::Matrix3d rotation = given.topLeftCorner<3, 3>();
  constexpr double kRounding = 1e-3;
  const bool rigid = (rotation * rotation.transpose()).isIdentity(kRounding) && rotation.determinant() > 0 &&
                     (given.row(3) - Eigen::RowVector4d(0, 0, 0, 1)).norm() < kRounding;
  if (!rigid) return Error{"is no camera_from_world matrix (its rotation is none)", where};
  Eigen::Isometry3d camera = Eigen::Isometry3d::Identity();
  camera.linear() = Eigen::Quaterniond(rotation).normalized().toRotationMatrix();
  camera.translation() = given.topRightCorner<3, 1>();
  return camera.inverse();
}

Result<ColourCode> ColourCode::parse(std::string_view text, const std::string& name) {
  ColourCode code;
  int64_t line_number = 0;
  for (const auto line : splitLines(text)) {
    const auto words = splitWords(line);
    if (++line_number == 1 || words.empty()) continue;
    const std::string where = fmt::format("{}:{}", name, line_number);
    const auto colour = words.size() == 4 ? colourOf(words) : std::nullopt;
    if (!colour) return Error{fmt::format("'{}' is no 'Category(:id) r g b'", line.substr(0, 80)), where};
    const size_t colon = words[0].find(':');
    Meaning meaning;
    meaning.category = words[0].substr(0, colon);
    const auto id = trainIdOf(meaning.category);
    if (!id) return Error{fmt::format("'{}' is no category of Virtual KITTI", meaning.category), where};
    meaning.train_id = *id;
    if (colon != std::string_view::npos) meaning.instance = ++code.instances_;
    const auto [known, is_new] = code.meanings_.emplace(*colour, meaning);
    if (!is_new && (known->second.train_id != *id || meaning.instance != 0))
      return Error{fmt::format("has the colour of '{}' again", known->second.category), where};
  }
  if (code.meanings_.empty()) return Error{"lists no colours", name};
  return code;
}

Result<ColourCode> ColourCode::read(const std::filesystem::path& file) {
  KERB_TRY(const std::string text, readWhole(file, kLargestText));
  return parse(text, file.string());
}

template <class Value>
Status ColourCode::map(const at::Tensor& image, const std::string& where, Value* out,
                       Value (*pick)(const Meaning*)) const {
  expectShape(image, {3, "H", "W"});
  const at::Tensor interleaved = image.permute({1, 2, 0}).contiguous();
  const auto* pixel = interleaved.const_data_ptr<uint8_t>();
  const int64_t count = image.size(1) * image.size(2);
  int64_t unlisted = 0;
  int64_t first = 0;
  uint32_t last_colour = ~uint32_t{0};  // neighbouring pixels mostly agree
  Value value{};
  bool known = true;
  for (int64_t i = 0; i < count; ++i, pixel += 3) {
    const uint32_t colour = uint32_t{pixel[0]} << 16U | uint32_t{pixel[1]} << 8U | pixel[2];
    if (colour != last_colour) {
      const auto found = meanings_.find(colour);
      known = found != meanings_.end();
      value = pick(known ? &found->second : nullptr);
      last_colour = colour;
    }
    if (!known && unlisted++ == 0) first = i;
    out[i] = value;
  }
  if (unlisted * 100 <= count) return {};
  const auto at = interleaved[first / image.size(2)][first % image.size(2)];
  return Error{fmt::format("has {} pixels in colours that the data set's file does not list; the first is "
                           "{} {} {} at column {}, row {}",
                           unlisted, at[0].item<int>(), at[1].item<int>(), at[2].item<int>(),
                           first % image.size(2), first / image.size(2)),
               where};
}

Result<at::Tensor> ColourCode::trainIds(const at::Tensor& image, const std::string& where) const {
  at::Tensor ids = at::empty({image.size(1), image.size(2)}, at::kByte);
  KERB_CHECK(map<uint8_t>(image, where, ids.mutable_data_ptr<uint8_t>(),
                          [](const Meaning* m) { return m == nullptr ? kIgnoreLabel : m->train_id; }));
  return ids;
}

Result<at::Tensor> ColourCode::instanceIds(const at::Tensor& image, const std::string& where) const {
  at::Tensor ids = at::empty({image.size(1), image.size(2)}, at::kInt);
  KERB_CHECK(map<int32_t>(image, where, ids.mutable_data_ptr<int32_t>(),
                          [](const Meaning* m) { return m == nullptr ? 0 : m->instance; }));
  return ids;
}

}  // namespace kerb
