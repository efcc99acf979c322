#include "core/source/libav.h"

#include <array>
#include <cstdarg>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include "core/base/file.h"

namespace kerb::libav {
namespace fs = std::filesystem;
namespace {

/// The Messages of the context that logs; codecs copy `opaque` into the contexts of their threads.
Messages* receiver(void* context) {
  if (context == nullptr) return nullptr;
  const AVClass* logging_class = *static_cast<AVClass**>(context);
  if (logging_class == nullptr || logging_class->class_name == nullptr) return nullptr;
  const std::string_view name = logging_class->class_name;
  if (name == "AVCodecContext") return static_cast<Messages*>(static_cast<AVCodecContext*>(context)->opaque);
  if (name == "AVFormatContext")
    return static_cast<Messages*>(static_cast<AVFormatContext*>(context)->opaque);
  return nullptr;
}

void capture(void* context, int level, const char* format, va_list arguments) {
  if (level > AV_LOG_INFO) return;
  Messages* messages = receiver(context);
  if (messages == nullptr) return;
  std::array<char, 512> buffer{};
  std::vsnprintf(buffer.data(), buffer.size(), format, arguments);
  std::string text = buffer.data();
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  // Error concealment is announced as mere information. "mmco: unref short failure" is what the first
  // pictures after a seek into an open GOP say, which decode right; SEI messages carry no picture.
  const bool concealed = text.starts_with("concealing");
  const bool damage =
      concealed || (level <= AV_LOG_ERROR && !text.starts_with("mmco") && !text.starts_with("SEI type"));
  if (!text.empty() && (damage || level <= AV_LOG_WARNING)) messages->add(std::move(text), damage);
}

}  // namespace

void Messages::add(std::string text, bool means_damage) {
  const std::lock_guard lock(mutex_);
  last_ = std::move(text);
  if (means_damage) ++damages_;
}

std::string Messages::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

void Messages::clear() {
  const std::lock_guard lock(mutex_);
  last_.clear();
}

void captureMessages() {
  static std::once_flag once;
  std::call_once(once, [] { av_log_set_callback(capture); });
}

std::string reason(int code, const Messages& messages) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(code, text.data(), text.size());
  const std::string last = messages.last();
  return last.empty() ? std::string(text.data()) : fmt::format("{} ({})", text.data(), last);
}

Result<Input> openInput(const fs::path& path, Messages& messages) {
  captureMessages();
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  if (failure) return systemError("cannot open", path, failure.value());
  if (!fs::is_regular_file(status)) return Error{"is not a file, expected a video", path.string()};
  if (fs::file_size(path, failure) == 0 && !failure)
    return Error{"the file is empty, expected a video", path.string()};
  AVFormatContext* raw = avformat_alloc_context();
  raw->opaque = &messages;
  AVDictionary* options = nullptr;
  // A playlist inside a file that calls itself a video must not reach the network.
  av_dict_set(&options, "protocol_whitelist", "file", 0);
  int code = avformat_open_input(&raw, ("file:" + path.string()).c_str(), nullptr, &options);
  av_dict_free(&options);
  if (code == AVERROR(EACCES) || code == AVERROR(EIO) || code == AVERROR(ENOENT))
    return systemError("cannot open", path, AVUNERROR(code));
  if (code < 0)
    return Error{fmt::format("not a readable video: {}", reason(code, messages)), path.string(),
                 "Check that the file is whole and plays elsewhere"};
  Input input(raw);
  code = avformat_find_stream_info(raw, nullptr);
  if (code < 0)
    return Error{fmt::format("cannot read the streams: {}", reason(code, messages)), path.string()};
  return input;
}

Result<AVStream*> selectVideo(AVFormatContext& input, const fs::path& path) {
  const int found = av_find_best_stream(&input, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (found < 0 || (input.streams[found]->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0)
    return Error{
        fmt::format("has no video stream (format {}, {} streams)", input.iformat->name, input.nb_streams),
        path.string()};
  for (unsigned i = 0; i < input.nb_streams; ++i)
    input.streams[i]->discard = i == static_cast<unsigned>(found) ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
  return input.streams[found];
}

}  // namespace kerb::libav
