// A video stream's decoder: opened, and tried until it gives a first picture. Only for .cpp files of kerb_io.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/source/libav.h"
#include "core/source/numbered_reader.h"

namespace kerb::libav {

/// Opens the decoder of a stream; what it logs goes to `messages`, which must outlive the result. No decoder
/// for this codec, or parameters that it refuses: an Error that names `path`.
Result<Codec> openCodec(const AVStream& video, int threads, Messages& messages,
                        const std::filesystem::path& path);

/// Where in a stream decoding begins to work.
struct FirstPicture {
  int64_t packet = 0;         ///< number in decoding order
  int width = 0, height = 0;  ///< as coded, before rotation
};

/// Feeds packets of a rewound reader, from the start or (`from_key`) the first key frame on, until a picture
/// comes out. None in the first 3,000 packets: an Error that names `path` and libav's last message.
Result<FirstPicture> decodeFirst(NumberedReader& reader, AVCodecContext& codec, bool from_key,
                                 const Messages& messages, const std::filesystem::path& path);

/// Codecs whose pictures that nothing refers to can be left out without changing any other. (Not HEVC: there
/// it holds only within one temporal layer.)
bool canLeaveOut(AVCodecID codec);

}  // namespace kerb::libav
