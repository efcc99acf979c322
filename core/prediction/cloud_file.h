// Point clouds as files of either format, also larger than memory.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/prediction/ply.h"

namespace kerb {

enum class CloudFormat { ply, pcd };

/// "ply", "pcd"; the extension too.
std::string cloudFormatName(CloudFormat format);
Result<CloudFormat> parseCloudFormat(const std::string& name);

/// Whole, then renamed.
Status writeCloud(const std::filesystem::path& path, CloudFormat format, const PointCloud& cloud,
                  const CloudNotes& notes);

/// What joinClouds() writes of these PLY files: all points; colours and classes where all of them have them.
Result<CloudFields> joinedFields(const std::vector<std::filesystem::path>& parts);

/// One cloud of these PLY files, in their order, with joinedFields(parts), whole, then renamed. One part at a
/// time is in memory.
Status joinClouds(const std::vector<std::filesystem::path>& parts, const CloudFields& fields,
                  const std::filesystem::path& path, CloudFormat format, const CloudNotes& notes);

}  // namespace kerb
