// The export of the points that are shown, as a job: how far it is, and that it can be stopped.
#include "widgets/cloud/cloud_export.h"

#include <QCoreApplication>
#include <atomic>
#include <thread>

#include "core/prediction/ply.h"
#include "tests/widgets/qt_test.h"

namespace kerb {
namespace {

constexpr size_t kPoints = 150'000;

/// Two clouds; the second lies 5 m ahead, and has more points than are written at once.
std::shared_ptr<const CloudContent> twoClouds() {
  auto content = std::make_shared<CloudContent>();
  for (const size_t count : {size_t{100}, kPoints - 100}) {
    auto points = std::make_shared<CloudPoints>();
    for (size_t i = 0; i < count; ++i) {
      points->xyz.insert(points->xyz.end(), {static_cast<float>(i), 2, 3});
      points->rgb.insert(points->rgb.end(), {static_cast<uint8_t>(i % 256), 7, 9});
      points->class_id.push_back(static_cast<uint8_t>(i % 19));
    }
    content->clouds.push_back({std::move(points)});
  }
  content->clouds[1].scene_from_camera.translate(Eigen::Vector3d(0, 0, 5));
  return content;
}

}  // namespace

class CloudExportTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void writesEveryPointAndSaysHowFarItIs();
  void stoppedInTheMiddleItLeavesNothing();
  void closingStopsItAndLeavesNothing();

 private:
  static CloudExport orderIn(const QTemporaryDir& folder) {
    return {twoClouds(), {}, folder.filePath(QStringLiteral("points.ply")).toStdString()};
  }
  /// Hidden ones, too.
  static QStringList filesIn(const QTemporaryDir& folder) {
    return QDir(folder.path()).entryList(QDir::Files | QDir::Hidden);
  }
};

void CloudExportTest::writesEveryPointAndSaysHowFarItIs() {
  const QTemporaryDir folder;
  std::vector<Progress> told;
  const auto text =
      cloudExportJob(orderIn(folder)).work({{}, [&](const Progress& progress) { told.push_back(progress); }});
  QVERIFY(text && text->contains(QStringLiteral("points.ply")));
  QVERIFY(told.size() > 3);
  QCOMPARE(told.front().done, 0);
  QCOMPARE(told.back().done, static_cast<int64_t>(kPoints));
  for (const Progress& each : told) QCOMPARE(each.total, static_cast<int64_t>(kPoints));
  const auto cloud = readPly(folder.filePath(QStringLiteral("points.ply")).toStdString());
  QVERIFY(cloud && cloud->rgb && cloud->class_id);
  QCOMPARE(cloud->size(), static_cast<int64_t>(kPoints));
  const auto* xyz = cloud->xyz.const_data_ptr<float>();
  const auto* rgb = cloud->rgb->const_data_ptr<uint8_t>();
  const auto* ids = cloud->class_id->const_data_ptr<uint8_t>();
  for (size_t i = 0; i < kPoints; ++i) {
    const size_t own = i < 100 ? i : i - 100;
    QCOMPARE(xyz[3 * i], static_cast<float>(own));
    QCOMPARE(xyz[3 * i + 2], i < 100 ? 3.0F : 8.0F);
    QCOMPARE(rgb[3 * i], static_cast<uint8_t>(own % 256));
    QCOMPARE(ids[i], static_cast<uint8_t>(own % 19));
  }
}

void CloudExportTest::stoppedInTheMiddleItLeavesNothing() {
  const QTemporaryDir folder;
  std::stop_source stop;
  int64_t last = 0;
  const auto stopped = cloudExportJob(orderIn(folder)).work({stop.get_token(), [&](const Progress& progress) {
                                                               last = progress.done;
                                                               if (last > 0) stop.request_stop();
                                                             }});
  QVERIFY(!stopped && stopped.error().cancelled);
  QVERIFY(last > 0 && last < static_cast<int64_t>(kPoints));
  QCOMPARE(filesIn(folder), QStringList());
}

void CloudExportTest::closingStopsItAndLeavesNothing() {
  const QTemporaryDir folder;
  std::atomic<bool> is_halfway{false};
  Job job = cloudExportJob(orderIn(folder));
  job.work = [&is_halfway, work = std::move(job.work)](const JobContext& context) {
    return work({context.stop, [&](const Progress& progress) {
                   if (progress.done == 0) return;
                   is_halfway = true;
                   while (!context.cancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
                 }});
  };
  auto queue = std::make_unique<JobQueue>([](const JobState&) {});
  queue->add(std::move(job));
  QVERIFY(eventually([&] { return is_halfway.load(); }));
  QCOMPARE(filesIn(folder).size(), 1);
  queue.reset();
  QVERIFY(waitForRetired(std::chrono::seconds(20)));
  QCOMPARE(filesIn(folder), QStringList());
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QCoreApplication, kerb::CloudExportTest)
#include "cloud_export_test.moc"
