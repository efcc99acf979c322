// Reads the packets of a video stream and knows the number of each. Only for .cpp files of kerb_io.
#pragma once

#include <filesystem>

#include "core/source/libav.h"
#include "core/source/packet_unpacker.h"
#include "core/source/video_index.h"

namespace kerb::libav {

class NumberedReader {
 public:
  static Result<NumberedReader> open(std::filesystem::path path, Messages& messages);
  AVStream& video() const { return *video_; }
  AVFormatContext& input() const { return *input_; }

  /// The next packet of the stream, unpacked, and its number in decoding order; libav's code where there is
  /// none.
  int next(AVPacket& packet, int64_t& number);
  /// The next packet will be `start`, a key frame or the first of all. An Error only where the file cannot be
  /// opened again.
  Status seek(const VideoIndex& index, int64_t start);
  Status rewind();

 private:
  NumberedReader(std::filesystem::path path, Messages& messages)
      : path_(std::move(path)), messages_(&messages) {}
  int read(AVPacket& packet);
  bool jump(const VideoIndex& index, int64_t target);
  bool skipTo(const VideoIndex& index, int64_t start, int64_t likely);

  std::filesystem::path path_;
  Messages* messages_;
  Input input_;
  AVStream* video_ = nullptr;
  PacketUnpacker unpacker_;
  Packet ahead_;  ///< read while looking for where a seek landed
  bool has_ahead_ = false;
  int64_t number_ = 0;  ///< of the packet that next() returns
};

}  // namespace kerb::libav
