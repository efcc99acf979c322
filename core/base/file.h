// Files are written whole, then renamed: a reader never sees half a file under its final name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace kerb {

/// The name under which a file is built before it is renamed: same folder, hidden, with this process's id,
/// so that two processes never share one: ".depth.png.1234.partial.png" (the extension is kept for writers
/// that choose a format by it).
std::filesystem::path partialPath(const std::filesystem::path& final_path);

/// Calls `write` with a partial path in the same folder, then fsyncs the file, renames it to `final_path`
/// and fsyncs the folder. On any failure the partial file is removed and the final name is untouched.
/// Creates missing parent folders.
Status writeWhole(const std::filesystem::path& final_path,
                  const std::function<Status(const std::filesystem::path& partial)>& write);

/// Renames a finished file and fsyncs its folder.
Status renameSynced(const std::filesystem::path& from, const std::filesystem::path& to);

/// writeWhole of bytes in memory. A full disk, an unwritable folder: an Error with the system's reason.
Status writeWhole(const std::filesystem::path& final_path, std::string_view bytes);

/// The whole file, at most `limit` bytes; a larger one is an Error.
Result<std::string> readWhole(const std::filesystem::path& path, uint64_t limit = uint64_t{1} << 32);

/// Creates the folder, and proves that a file can be written in it: an Error before hours of work, not after.
Status ensureWritableFolder(const std::filesystem::path& folder);

/// An Error whose text is the system's for errno, in plain words for a full disk and missing rights.
Error systemError(std::string what, const std::filesystem::path& where, int error_number);

/// Whitespace-separated tokens.
std::vector<std::string_view> splitWords(std::string_view line);
/// Lines without their \n or \r\n; a last line without an end counts.
std::vector<std::string_view> splitLines(std::string_view text);
/// The whole text must be one finite number.
Result<double> parseNumber(std::string_view text);
Result<int64_t> parseInteger(std::string_view text);

/// "img2" before "img10": the order people expect of numbered frames.
bool naturalLess(std::string_view a, std::string_view b);

}  // namespace kerb
