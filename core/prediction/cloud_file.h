// Point clouds as files of either format, also larger than memory.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/job/job.h"
#include "core/prediction/ply.h"

namespace kerb {

enum class CloudFormat { ply, pcd };

/// "ply", "pcd"; the extension too.
std::string cloudFormatName(CloudFormat format);
Result<CloudFormat> parseCloudFormat(const std::string& name);

/// Whole, then renamed.
Status writeCloud(const std::filesystem::path& path, CloudFormat format, const PointCloud& cloud,
                  const CloudNotes& notes);

/// The next points of a cloud; none: that was all.
using NextPiece = std::function<Result<std::optional<PointCloud>>()>;

/// Whole, then renamed; one piece at a time is in memory. Together they are what `fields` says.
/// Between pieces `job` may stop it, and hears how many points are written.
Status writeCloudInPieces(const std::filesystem::path& path, CloudFormat format, const CloudFields& fields,
                          const CloudNotes& notes, const NextPiece& next, const JobContext& job = {});

/// What joinClouds() writes of these PLY files: all points; colours and classes where all of them have them.
Result<CloudFields> joinedFields(const std::vector<std::filesystem::path>& parts);

/// One cloud of these PLY files, in their order, with joinedFields(parts), whole, then renamed. One part at a
/// time is in memory.
Status joinClouds(const std::vector<std::filesystem::path>& parts, const CloudFields& fields,
                  const std::filesystem::path& path, CloudFormat format, const CloudNotes& notes);

}  // namespace kerb
