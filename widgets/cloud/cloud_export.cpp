#include "widgets/cloud/cloud_export.h"

#include <QCoreApplication>
#include <algorithm>

#include <ATen/ops/empty.h>

#include "core/prediction/pcd.h"
#include "widgets/panel/translated.h"

namespace kerb {
namespace {

PointCloud gathered(const CloudContent& content) {
  const auto count = static_cast<int64_t>(content.size());
  const bool has_classes = std::ranges::all_of(content.clouds, [](const PlacedCloud& each) {
    return each.points->class_id.size() == each.points->size();
  });
  PointCloud all{at::empty({count, 3}, at::kFloat), at::empty({count, 3}, at::kByte), std::nullopt};
  if (has_classes) all.class_id = at::empty({count}, at::kByte);
  auto* xyz = all.xyz.mutable_data_ptr<float>();
  auto* rgb = all.rgb->mutable_data_ptr<uint8_t>();
  auto* ids = has_classes ? all.class_id->mutable_data_ptr<uint8_t>() : nullptr;
  for (const auto& [points, scene_from_camera] : content.clouds) {
    const Eigen::Isometry3f place = scene_from_camera.cast<float>();
    for (size_t i = 0; i < points->size(); ++i, xyz += 3) {
      const Eigen::Vector3f placed = place * Eigen::Map<const Eigen::Vector3f>(&points->xyz[3 * i]);
      std::copy_n(placed.data(), 3, xyz);
    }
    rgb = std::ranges::copy(points->rgb, rgb).out;
    if (ids != nullptr) ids = std::ranges::copy(points->class_id, ids).out;
  }
  return all;
}

}  // namespace

Status exportCloud(const CloudExport& job) {
  const PointCloud cloud = gathered(*job.content);
  const QString ending = QString::fromStdString(job.path.extension().string());
  return ending.compare(QStringLiteral(".pcd"), Qt::CaseInsensitive) == 0
             ? writePcd(job.path, cloud, job.notes)
             : writePly(job.path, cloud, job.notes);
}

Job cloudExportJob(CloudExport job) {
  Job made;
  made.name = QCoreApplication::translate("CloudExport", "Export of the points");
  made.place = job.path;
  made.work = [job = std::move(job)](const JobContext& context) -> Result<QString> {
    if (context.cancelled()) return Error::cancelledByUser();
    KERB_CHECK(exportCloud(job));
    const int count = forPlural(static_cast<int64_t>(job.content->size()));
    return QCoreApplication::translate("CloudExport", "%Ln point(s) in %1.", nullptr, count)
        .arg(QString::fromStdString(job.path.string()));
  };
  return made;
}

}  // namespace kerb
