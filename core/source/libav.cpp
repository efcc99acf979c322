#include "core/source/libav.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/base/file.h"

namespace kerb::libav {
namespace fs = std::filesystem;
namespace {

bool startsWithOneOf(std::string_view text, std::span<const std::string_view> starts) {
  return std::ranges::any_of(starts, [text](std::string_view start) { return text.starts_with(start); });
}

/// Decoders that report as errors also what harms no picture (broken SEI, parameter sets that nothing uses, a
/// mark for a reference that is gone already, as after a seek into an open GOP), and that announce when they
/// conceal something.
bool isTalkative(AVCodecID id) {
  return id == AV_CODEC_ID_H264 || id == AV_CODEC_ID_MPEG1VIDEO || id == AV_CODEC_ID_MPEG2VIDEO ||
         id == AV_CODEC_ID_MPEG4;
}

/// HEVC's decoder conceals nothing and gives no code: its errors are all there is. Those about supplementary
/// information, about what it does not decode with (VPS), and about sets that no picture can use harm none; a
/// damaged set of the others may have been meant for the pictures behind it.
bool harmsNoHevcPicture(std::string_view text) {
  constexpr std::array<std::string_view, 8> kHarmless{"Invalid SEI",
                                                      "num_sps_ids_minus1",
                                                      "active_parameter_set_id",
                                                      "VPS ",
                                                      "Overread VPS",
                                                      "vps_",
                                                      "SPS ",
                                                      "too many layer_id_included_flags"};
  return startsWithOneOf(text, kHarmless);
}

/// Whether a decoder's message is evidence of a damaged picture. Its error codes and the marks on its frames
/// are better evidence, but these decoders hide errors without a code, marks get lost between the threads of
/// a decoder, and a missing reference is marked nowhere.
bool tellsDamage(AVCodecID id, int level, std::string_view text) {
  if (id == AV_CODEC_ID_HEVC) return level <= AV_LOG_ERROR && !harmsNoHevcPicture(text);
  if (!isTalkative(id)) return level <= AV_LOG_ERROR;
  // The first, of all parts of pictures that could not be decoded, is announced as mere information.
  constexpr std::array<std::string_view, 7> kEvidence{"concealing",
                                                      "Missing reference picture",
                                                      "reference picture missing",
                                                      "Frame num gap",
                                                      "co located POCs unavailable",
                                                      "Could not find ref with POC",
                                                      "decode_slice_header error"};
  return startsWithOneOf(text, kEvidence);
}

std::string formatted(const char* format, va_list arguments) {
  std::array<char, 512> buffer{};
  std::vsnprintf(buffer.data(), buffer.size(), format, arguments);
  std::string text = buffer.data();
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

void capture(void* context, int level, const char* format, va_list arguments) {
  if (level > AV_LOG_INFO || context == nullptr) return;
  const AVClass* kind = *static_cast<AVClass**>(context);
  if (kind == nullptr || kind->class_name == nullptr) return;
  const std::string_view name = kind->class_name;
  if (name == "AVCodecContext") {
    // Of one thread of the decoder: each has a copy of the context that it was opened with.
    const auto& codec = *static_cast<AVCodecContext*>(context);
    auto* const messages = static_cast<Messages*>(codec.opaque);
    if (messages == nullptr) return;
    std::string text = formatted(format, arguments);
    if (tellsDamage(codec.codec_id, level, text))
      messages->addDamage({codec.reordered_opaque, std::move(text)});
    else if (level <= AV_LOG_WARNING)
      messages->add(std::move(text));
  } else if (name == "AVFormatContext") {
    auto* const messages = static_cast<Messages*>(static_cast<AVFormatContext*>(context)->opaque);
    if (messages == nullptr || level > AV_LOG_WARNING) return;
    // A demuxer that skips over bytes without sense says so, and gives the next packet without a mark.
    if (level <= AV_LOG_ERROR)
      messages->addDamage({std::nullopt, formatted(format, arguments)});
    else
      messages->add(formatted(format, arguments));
  }
}

}  // namespace

void Messages::add(std::string text) {
  if (text.empty()) return;
  const std::lock_guard lock(mutex_);
  last_ = std::move(text);
}

void Messages::addDamage(Damage damage) {
  const std::lock_guard lock(mutex_);
  last_ = damage.text;
  const bool known = std::ranges::find(damages_, damage.packet, &Damage::packet) != damages_.end();
  if (!known) damages_.push_back(std::move(damage));
}

std::vector<Damage> Messages::takeDamages() {
  const std::lock_guard lock(mutex_);
  return std::exchange(damages_, {});
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
