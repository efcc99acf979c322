// What tests compare the video source with: small videos made by the ffmpeg tool, and all their frames
// decoded from start to end with plain libav.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace kerb {

/// Whether the ffmpeg command line tool is there.
bool haveFfmpeg();

/// Whether that tool has the encoder that options name with "-c:v"; true where they name none.
bool haveEncoderOf(const std::string& options);

/// Runs `ffmpeg INPUT-AND-OPTIONS path` quietly. Returns the exit status.
int runFfmpeg(const std::string& options, const std::filesystem::path& path);

/// A hash of each frame's RGB bytes, in the order in which a decoder yields them. Pictures that the decoder
/// itself flags as damaged are 0.
std::vector<uint64_t> decodeAll(const std::filesystem::path& path);

/// The hash of a [3,H,W] image.
uint64_t hashOf(const at::Tensor& image);

/// A packet of a file's first stream.
struct TestPacket {
  std::string bytes;
  bool key = false;
};
std::vector<TestPacket> readPackets(const std::filesystem::path& path);

/// Writes packets in decoding order, 25 a second, with the same times of showing as of decoding, as tools do
/// that do not know the codec. `like`: a file whose first stream has the codec and its headers.
bool writePackets(const std::filesystem::path& path, const std::filesystem::path& like,
                  const std::vector<TestPacket>& packets);

std::string readBytes(const std::filesystem::path& path);
void writeBytes(const std::filesystem::path& path, const std::string& bytes);

}  // namespace kerb

#define KERB_NEEDS_FFMPEG() \
  if (!::kerb::haveFfmpeg()) GTEST_SKIP() << "the ffmpeg command line tool is not installed"
