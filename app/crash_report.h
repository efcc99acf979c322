// What is left of a crash: a text that says where it was.
#pragma once

#include <filesystem>

namespace kerb {

/// From now on SIGSEGV, SIGABRT, SIGFPE, SIGBUS and SIGILL write version, signal and the calls that led there
/// into a file of `folder`, called by its time so that names sort. The process then ends as it would have
/// without: by the same signal. Once, and early: `folder` is made now.
void reportCrashes(const std::filesystem::path& folder);

}  // namespace kerb
