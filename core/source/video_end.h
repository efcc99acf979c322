// Whether a video file was cut off, by what its last bytes and the demuxer say. Only for .cpp files of
// kerb_io.
#pragma once

#include <filesystem>
#include <string>

#include "core/source/libav.h"

namespace kerb::libav {

/// Reads a file from its start, and hears what the demuxer says when it meets the end.
class ReadingToEnd {
 public:
  /// `input`: just opened. `stream`: whose packets matter.
  ReadingToEnd(AVFormatContext& input, int stream, Messages& messages);
  /// The next packet, of any stream; libav's code where there is none. One of the stream that the file ends
  /// within is none.
  int next(AVPacket& packet);
  /// Called after next() gave `code`: why the packets end before the file is whole, in one line; empty where
  /// nothing says so.
  std::string whyCut(int code, const std::filesystem::path& path) const;

 private:
  void listen();

  AVFormatContext& input_;
  int stream_;
  Messages& messages_;
  std::string complaint_;
};

/// Whether the last packet of an MPEG transport stream is a part of one.
bool endsWithinTransportPacket(const std::filesystem::path& path);

}  // namespace kerb::libav
