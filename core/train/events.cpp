#include "core/train/events.h"

#include <cerrno>
#include <chrono>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "core/base/checksums.h"
#include "core/base/file.h"
#include "core/base/host_name.h"
#include "core/train/png.h"
#include "core/train/protobuf.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

using protobuf::Field;
using protobuf::putBytes;
using protobuf::putInteger;
using protobuf::putNumber;
using protobuf::takeField;

double secondsNow() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// A record's checksum is rotated, so that checksums of checksums stay apart (TFRecord).
uint32_t masked(std::string_view bytes) {
  const uint32_t crc = crc32c(bytes.data(), bytes.size());
  return (crc >> 15U | crc << 17U) + 0xA282EAD8U;
}

template <class Integer>
std::string raw(Integer value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

/// TFRecord: length, its checksum, data, its checksum.
std::string framed(const std::string& data) {
  const std::string length = raw(static_cast<uint64_t>(data.size()));
  return length + raw(masked(length)) + data + raw(masked(data));
}

/// Summary.Value with a tag; `body` is its other fields.
std::string taggedValue(const std::string& tag, const std::string& body) {
  std::string value, summary;
  putBytes(value, 1, tag);
  putBytes(summary, 1, value + body);
  return summary;
}

/// SummaryMetadata that gives a value to a plug-in of TensorBoard.
std::string metadataOf(const std::string& plugin, const std::string& content) {
  std::string data, metadata, field;
  putBytes(data, 1, plugin);
  if (!content.empty()) putBytes(data, 2, content);
  putBytes(metadata, 1, data);
  putBytes(field, 9, metadata);
  return field;
}

/// google.protobuf.Value
std::string parameterValue(const std::string& text) {
  std::string value;
  const auto number = parseNumber(text);
  if (number) {
    putNumber(value, 2, *number);
  } else if (text == "true" || text == "false") {
    putInteger(value, 4, text == "true" ? 1 : 0);
  } else {
    putBytes(value, 3, text);
  }
  return value;
}

Status writeAll(int descriptor, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return systemError("cannot write", path, errno);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

/// The scalars of one summary.
void readSummary(std::string_view summary, ScalarEvent event, std::vector<ScalarEvent>& out) {
  while (const auto value = takeField(summary)) {
    if (value->number != 1) continue;
    bool is_scalar = false;
    std::string_view rest = value->bytes;
    while (const auto field = takeField(rest)) {
      if (field->number == 1) event.tag = field->bytes;
      if (field->number != 2) continue;
      event.value = static_cast<double>(field->as<float>());
      is_scalar = true;
    }
    if (is_scalar) out.push_back(event);
  }
}

void readEvent(std::string_view message, std::vector<ScalarEvent>& out) {
  ScalarEvent event;
  std::string_view summary;
  while (const auto field = takeField(message)) {
    if (field->number == 1) event.wall_time_s = field->as<double>();
    if (field->number == 2) event.step = static_cast<int64_t>(field->varint);
    if (field->number == 5) summary = field->bytes;
  }
  readSummary(summary, event, out);
}

/// The data of the next record; empty at the end, and where one is cut off or damaged.
std::optional<std::string_view> takeRecord(std::string_view& bytes) {
  constexpr size_t kHead = 12, kTail = 4;
  if (bytes.size() < kHead + kTail) return std::nullopt;
  uint64_t size = 0;
  uint32_t checksum = 0;
  std::memcpy(&size, bytes.data(), 8);
  std::memcpy(&checksum, bytes.data() + 8, 4);
  if (checksum != masked(bytes.substr(0, 8)) || size > bytes.size() - kHead - kTail) return std::nullopt;
  const std::string_view data = bytes.substr(kHead, size);
  std::memcpy(&checksum, bytes.data() + kHead + size, 4);
  if (checksum != masked(data)) return std::nullopt;
  bytes.remove_prefix(kHead + size + kTail);
  return data;
}

}  // namespace

Result<std::unique_ptr<EventWriter>> EventWriter::create(const fs::path& folder) {
  const auto seconds = static_cast<int64_t>(secondsNow());
  const fs::path path = folder / fmt::format("events.out.tfevents.{}.{}.{}", seconds, hostName(), ::getpid());
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor < 0) return systemError("cannot create", path, errno);
  std::unique_ptr<EventWriter> writer(new EventWriter(descriptor, path));
  std::string version;
  putBytes(version, 3, "brain.Event:2");
  KERB_CHECK(writer->append(0, version));
  return writer;
}

EventWriter::~EventWriter() { ::close(descriptor_); }

Status EventWriter::append(int64_t step, std::string_view field) {
  std::string event;
  putNumber(event, 1, secondsNow());
  putInteger(event, 2, step);
  event += field;
  return writeAll(descriptor_, framed(event), path_);
}

Status EventWriter::restart(int64_t step) {
  constexpr int64_t kStart = 1;  // SessionLog.START
  std::string session, field;
  putInteger(session, 1, kStart);
  putBytes(field, 7, session);
  return append(step, field);
}

Status EventWriter::scalars(int64_t step, const std::vector<std::pair<std::string, double>>& values) {
  std::string summary, field;
  for (const auto& [tag, value] : values) {
    std::string number;
    putNumber(number, 2, static_cast<float>(value));
    summary += taggedValue(tag, number);
  }
  putBytes(field, 5, summary);
  return append(step, field);
}

Status EventWriter::image(int64_t step, const std::string& tag, const at::Tensor& image) {
  std::string picture, body, field;
  putInteger(picture, 1, image.size(1));
  putInteger(picture, 2, image.size(2));
  putInteger(picture, 3, 3);  // RGB
  putBytes(picture, 4, encodePng(image));
  putBytes(body, 4, picture);
  putBytes(field, 5, taggedValue(tag, body));
  return append(step, field);
}

Status EventWriter::text(int64_t step, const std::string& tag, const std::string& text) {
  constexpr int64_t kString = 7;  // DT_STRING
  std::string shape, dimension, tensor, body, field;
  putInteger(dimension, 1, 1);
  putBytes(shape, 2, dimension);
  putInteger(tensor, 1, kString);
  putBytes(tensor, 2, shape);
  putBytes(tensor, 8, text);
  putBytes(body, 8, tensor);
  putBytes(field, 5, taggedValue(tag + "/text_summary", body + metadataOf("text", "")));
  return append(step, field);
}

Status EventWriter::hyperParameters(const std::map<std::string, std::string>& values) {
  std::string start, content, field;
  for (const auto& [name, text] : values) {
    std::string entry;
    putBytes(entry, 1, name);
    putBytes(entry, 2, parameterValue(text));
    putBytes(start, 1, entry);
  }
  putNumber(start, 5, secondsNow());
  putBytes(content, 3, start);  // HParamsPluginData.session_start_info
  putBytes(field, 5, taggedValue("_hparams_/session_start_info", metadataOf("hparams", content)));
  return append(0, field);
}

Result<std::vector<ScalarEvent>> readScalars(const fs::path& path) {
  KERB_TRY(const std::string bytes, readWhole(path, uint64_t{1} << 36));
  std::vector<ScalarEvent> scalars;
  std::string_view rest = bytes;
  while (const auto record = takeRecord(rest)) readEvent(*record, scalars);
  return scalars;
}

}  // namespace kerb
