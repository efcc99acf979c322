// Which image and video libraries are in use, and which codecs they bring: for `kerb doctor`. (kerb_io)
#pragma once

#include <string>
#include <vector>

namespace kerb {

struct LibraryVersion {
  std::string name, version;
};

struct CodecSupport {
  std::string name;  ///< "H.264"
  bool reads = false, writes = false;
};

std::vector<LibraryVersion> ioLibraries();
std::vector<CodecSupport> videoCodecs();

}  // namespace kerb
