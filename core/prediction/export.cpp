#include "core/prediction/export.h"

#include "core/base/shape.h"
#include "core/prediction/depth_code.h"
#include "core/source/image_file.h"

namespace kerb {

Result<int64_t> writeDepthPng16(const std::filesystem::path& path, const at::Tensor& depth_m) {
  const DepthCode code = encodeDepth16(depth_m);
  KERB_CHECK(writePng16(path, code.values));
  return code.too_far;
}

Result<at::Tensor> readDepthPng16(const std::filesystem::path& path) {
  KERB_TRY(const at::Tensor values, readSingleChannel(path));
  if (values.scalar_type() != at::kInt)
    return Error{"is 8 bits deep, expected a 16-bit depth map", path.string(),
                 "A depth map coloured for looking at cannot be turned back into depth"};
  return decodeDepth16(values);
}

Status writeLabelPng(const std::filesystem::path& path, const SemanticMap& labels) {
  expectShape(labels.ids, {"H", "W"});
  return writeImage(path, labels.ids.cpu());
}

Result<SemanticMap> readLabelPng(const std::filesystem::path& path, Taxonomy taxonomy) {
  KERB_TRY(const at::Tensor ids, readSingleChannel(path));
  if (ids.scalar_type() != at::kByte)
    return Error{"is 16 bits deep, expected 8-bit class ids", path.string()};
  return SemanticMap{mapLabels(ids, knownIds(taxonomy)), taxonomy};
}

}  // namespace kerb
