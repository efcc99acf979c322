#include "widgets/cloud/cloud_export.h"

#include <QCoreApplication>
#include <algorithm>

#include <ATen/ops/empty.h>

#include "core/prediction/cloud_file.h"
#include "widgets/panel/translated.h"

namespace kerb {
namespace {

/// Between two of them a job may be stopped, and says how far it is.
constexpr size_t kPointsInPiece = 1 << 16;

bool haveClasses(const CloudContent& content) {
  return std::ranges::all_of(content.clouds, [](const PlacedCloud& each) {
    return each.points->class_id.size() == each.points->size();
  });
}

PointCloud pieceOf(const PlacedCloud& cloud, size_t begin, size_t size, bool has_classes) {
  const CloudPoints& points = *cloud.points;
  const auto count = static_cast<int64_t>(size);
  PointCloud piece{at::empty({count, 3}, at::kFloat), at::empty({count, 3}, at::kByte), std::nullopt};
  const Eigen::Isometry3f place = cloud.scene_from_camera.cast<float>();
  auto* xyz = piece.xyz.mutable_data_ptr<float>();
  for (size_t i = begin; i < begin + size; ++i, xyz += 3) {
    const Eigen::Vector3f placed = place * Eigen::Map<const Eigen::Vector3f>(&points.xyz[3 * i]);
    std::copy_n(placed.data(), 3, xyz);
  }
  std::copy_n(&points.rgb[3 * begin], 3 * size, piece.rgb->mutable_data_ptr<uint8_t>());
  if (!has_classes) return piece;
  piece.class_id = at::empty({count}, at::kByte);
  std::copy_n(&points.class_id[begin], size, piece.class_id->mutable_data_ptr<uint8_t>());
  return piece;
}

/// Cloud by cloud, each in pieces.
NextPiece piecesOf(const CloudContent& content, bool has_classes) {
  return [&content, has_classes, cloud = size_t{0},
          begin = size_t{0}]() mutable -> Result<std::optional<PointCloud>> {
    while (cloud < content.clouds.size() && begin == content.clouds[cloud].points->size()) {
      ++cloud;
      begin = 0;
    }
    if (cloud == content.clouds.size()) return std::optional<PointCloud>();
    const size_t size = std::min(kPointsInPiece, content.clouds[cloud].points->size() - begin);
    PointCloud piece = pieceOf(content.clouds[cloud], begin, size, has_classes);
    begin += size;
    return std::optional(std::move(piece));
  };
}

}  // namespace

Status exportCloud(const CloudExport& job, const JobContext& context) {
  const QString ending = QString::fromStdString(job.path.extension().string());
  const bool is_pcd = ending.compare(QStringLiteral(".pcd"), Qt::CaseInsensitive) == 0;
  const bool has_classes = haveClasses(*job.content);
  const CloudFields fields{static_cast<int64_t>(job.content->size()), true, has_classes};
  return writeCloudInPieces(job.path, is_pcd ? CloudFormat::pcd : CloudFormat::ply, fields, job.notes,
                            piecesOf(*job.content, has_classes), context);
}

Job cloudExportJob(CloudExport job) {
  Job made;
  made.name = QCoreApplication::translate("CloudExport", "Export of the points");
  made.place = job.path;
  made.work = [job = std::move(job)](const JobContext& context) -> Result<QString> {
    KERB_CHECK(exportCloud(job, context));
    const int count = forPlural(static_cast<int64_t>(job.content->size()));
    return QCoreApplication::translate("CloudExport", "%Ln point(s) in %1.", nullptr, count)
        .arg(QString::fromStdString(job.path.string()));
  };
  return made;
}

}  // namespace kerb
