#include "core/source/video_end.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

namespace kerb::libav {
namespace {

constexpr char kSync = 0x47;

/// One of the three ways in which transport packets lie in files.
struct TransportPacket {
  size_t size;
  size_t before_sync;  ///< bytes
};
// Plain, with a time of arrival before each (Blu-ray, AVCHD), with a code for error correction behind each.
constexpr std::array<TransportPacket, 3> kKinds{TransportPacket{188, 0}, {192, 4}, {204, 0}};
constexpr size_t kRepeats = 5;  // one byte that looks like a mark is in every packet

bool isMarked(std::string_view tail, size_t first, size_t step) {
  for (size_t at = first; at < tail.size(); at += step)
    if (tail[at] != kSync) return false;
  return true;
}

/// The last bytes of a file.
std::string tailOf(const std::filesystem::path& path, size_t count) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::streamoff>(file.tellg());
  if (size <= 0) return {};
  std::string tail(static_cast<size_t>(std::min(size, static_cast<std::streamoff>(count))), '\0');
  file.seekg(-static_cast<std::streamoff>(tail.size()), std::ios::end);
  file.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  return file ? tail : std::string();
}

}  // namespace

bool endsWithinTransportPacket(const std::filesystem::path& path) {
  for (const TransportPacket& kind : kKinds) {
    const std::string tail = tailOf(path, kRepeats * kind.size);
    for (size_t first = 0; first < kind.size && first < tail.size(); ++first)
      if (isMarked(tail, first, kind.size)) return (tail.size() - first + kind.before_sync) % kind.size != 0;
  }
  return false;
}

ReadingToEnd::ReadingToEnd(AVFormatContext& input, int stream, Messages& messages)
    : input_(input), stream_(stream), messages_(messages) {
  listen();
}

void ReadingToEnd::listen() {
  const std::vector<Damage> said = messages_.takeDamages();
  if (avio_feof(input_.pb) == 0)
    complaint_.clear();
  else if (!said.empty())
    complaint_ = said.back().text;
}

int ReadingToEnd::next(AVPacket& packet) {
  av_packet_unref(&packet);
  const int code = av_read_frame(&input_, &packet);
  listen();
  const bool damaged =
      code >= 0 && packet.stream_index == stream_ && (packet.flags & AV_PKT_FLAG_CORRUPT) != 0;
  if (!damaged || avio_feof(input_.pb) == 0) return code;
  complaint_ = "the file is cut short";
  return AVERROR_EOF;
}

std::string ReadingToEnd::whyCut(int code, const std::filesystem::path& path) const {
  if (code < 0 && code != AVERROR_EOF) return reason(code, messages_);
  if (std::string_view(input_.iformat->name) == "mpegts" && endsWithinTransportPacket(path))
    return "the file ends within a transport packet";
  return complaint_;
}

}  // namespace kerb::libav
