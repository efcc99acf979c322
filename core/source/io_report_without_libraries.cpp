// The report of a build that reads no image and video files.
#include "core/source/io_report.h"

namespace kerb {

std::vector<LibraryVersion> ioLibraries() { return {}; }
std::vector<CodecSupport> videoCodecs() { return {}; }

}  // namespace kerb
