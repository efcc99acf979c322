// Kerb's weights are safetensors files whose __metadata__ says what they are.
#include "core/weights/weights.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/weights/byte_source.h"
#include "core/weights/copy_into.h"
#include "core/weights/safetensors.h"

namespace kerb {
namespace {

constexpr const char* kFormat = "1";

using Metadata = std::map<std::string, std::string>;

Result<std::string> take(const Metadata& metadata, const std::string& key) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) return Error{fmt::format("its metadata lack '{}'", key)};
  return found->second;
}

Result<int64_t> takeSize(const Metadata& metadata, const std::string& key) {
  KERB_TRY(const std::string text, take(metadata, key));
  const auto size = parseInteger(text);
  if (!size || *size < 0)
    return Error{fmt::format("'{}' is '{}', expected a size in pixels", key, printable(text))};
  return *size;
}

Result<std::map<std::string, std::string>> parseParameters(const std::string& text) {
  // The text sat inside a header of bounded size; three levels are more than an object of strings needs.
  const auto shallow = [](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
    return depth < 3;
  };
  const auto parsed = nlohmann::json::parse(text, shallow, false);
  std::map<std::string, std::string> parameters;
  if (!parsed.is_object()) return Error{"'kerb.parameters' is not a JSON object"};
  for (const auto& [name, value] : parsed.items()) {
    if (!value.is_string()) return Error{fmt::format("the parameter '{}' is not text", printable(name))};
    parameters[name] = value.get<std::string>();
  }
  return parameters;
}

Result<WeightsInfo> parseInfo(const Metadata& metadata) {
  const auto format = metadata.find("kerb.format");
  if (format == metadata.end())
    return Error{"is a safetensors file, but not one of Kerb's: its metadata lack 'kerb.format'", "",
                 "Import the files it was made from with 'kerb import'"};
  if (format->second != kFormat)
    return Error{fmt::format("has Kerb's weights format '{}', this version reads '{}'",
                             printable(format->second), kFormat),
                 "", "Update Kerb"};
  WeightsInfo info;
  KERB_TRY(info.method, take(metadata, "kerb.method"));
  KERB_TRY(const std::string parameters, take(metadata, "kerb.parameters"));
  KERB_TRY(info.parameters, parseParameters(parameters));
  KERB_TRY(info.input_width, takeSize(metadata, "kerb.input_width"));
  KERB_TRY(info.input_height, takeSize(metadata, "kerb.input_height"));
  KERB_TRY(info.licence, take(metadata, "kerb.licence"));
  KERB_TRY(info.training, take(metadata, "kerb.training"));
  return info;
}

}  // namespace

std::map<std::string, std::string> WeightsInfo::networkParameters() const {
  auto all = parameters;
  if (input_width > 0) all["width"] = std::to_string(input_width);
  if (input_height > 0) all["height"] = std::to_string(input_height);
  return all;
}

Result<Weights> loadWeights(const std::filesystem::path& path) {
  KERB_TRY(auto read, readSafetensors(path));
  auto info = parseInfo(read.metadata);
  if (!info) return Error{info.error().what, path.string(), info.error().fix};
  KERB_CHECK(checkFinite(read.tensors, path.string()));
  return Weights{path, *std::move(info), std::move(read.tensors)};
}

Status saveWeights(const std::filesystem::path& path, const WeightsInfo& info, const TensorMap& tensors) {
  KERB_CHECK(checkFinite(tensors, path.string()));
  Metadata metadata{{"kerb.format", kFormat},
                    {"kerb.method", info.method},
                    {"kerb.input_width", std::to_string(info.input_width)},
                    {"kerb.input_height", std::to_string(info.input_height)},
                    {"kerb.licence", info.licence},
                    {"kerb.training", info.training}};
  try {
    metadata["kerb.parameters"] = nlohmann::json(info.parameters).dump();
  } catch (const nlohmann::json::exception&) {
    return Error{"a parameter is not valid UTF-8", path.string()};
  }
  return writeSafetensors(path, tensors, metadata);
}

}  // namespace kerb
