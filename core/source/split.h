// Split files: the lists of frames that papers train and test on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/source/source.h"

namespace kerb {

/// One line of a split. Accepted (methods.md section 7):
///   folder frame side   2011_09_26/2011_09_26_drive_0002_sync 69 l     Monodepth2; odometry: 8 4056 r
///   folder frame        image 12                                       no side: '\0'
///   date drive frame    2011_09_26 2011_09_26_drive_0009_sync 386      SfMLearner; folder = date/drive
///   path path           a/image_02/data/1.png a/image_03/data/1.png    monodepth1, T2Net, SegNet
///   path                0001/clone/00000.png                           lists of images
struct SplitLine {
  int64_t number = 0;  ///< in its file, from 1
  std::string folder;  ///< empty for a line of paths
  int64_t frame = 0;   ///< >= 0
  char side = '\0';    ///< 'l', 'r' or unknown
  std::string first,
      second;  ///< paths as written; empty for a line of folder and frame, `second` of one path
};

/// Blank lines are skipped. Anything else than the lines above, or no line at all: an Error with `name` (the
/// file) and the line.
Result<std::vector<SplitLine>> parseSplit(std::string_view text, const std::string& name);
/// options.split_file; of its lines only those that options.split_ids counts, if given, in the order of the
/// ids: an .npy file of whole numbers, the first line 0 (eigen_to_benchmark_ids.npy: the 652 of the 697 Eigen
/// test frames that have improved depth). An id beyond the lines, twice, or anything else: an Error with the
/// file.
Result<std::vector<SplitLine>> readSplit(const SourceOptions& options);

/// One "these do not exist" note: how many of how many, and the first five names. Empty for none.
std::string missingNote(const std::vector<std::string>& missing, size_t total, std::string_view of_what);

}  // namespace kerb
