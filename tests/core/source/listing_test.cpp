// Opening as a job: progress, cancelling, and on a thread of its own.
#include <future>
#include <latch>

#include <fmt/format.h>

#include "tests/core/source/kitti_raw_tree.h"

namespace kerb {
namespace {

using Opened = Result<std::unique_ptr<Source>>;

constexpr int kFiles = 2600;

/// As many images, all but the first of no bytes: listing must not open them.
fs::path writeManyImages(const fs::path& root) {
  const fs::path folder = root / "images";
  writeColour(folder / "00000.png", 6, 4, 1);
  for (int i = 1; i < kFiles; ++i) writeText(folder / fmt::format("{:05}.png", i), "");
  return folder;
}

/// Keeps what was reported; stops the job at `stop_at` files.
struct Reports {
  std::stop_source stop;
  int64_t stop_at = -1;
  std::vector<int64_t> done;

  JobContext job() {
    return {stop.get_token(), [this](const Progress& progress) {
              EXPECT_EQ(progress.stage, "listing");
              EXPECT_EQ(progress.total, 0) << "nobody knows how many there will be";
              done.push_back(progress.done);
              if (stop_at >= 0 && progress.done >= stop_at) stop.request_stop();
            }};
  }
};

std::string namesOf(const Source& source) {
  std::string names;
  for (int64_t i = 0; i < source.info().count; ++i) {
    const auto frame = source.at(i, FrameParts{.image = false});
    names += frame ? frame->name + "\n" : frame.error().message();
  }
  return names;
}

TEST(Listing, ReportsEveryFileOnceAndGivesWhatTheSynchronousOneGives) {
  const TemporaryFolder folder;
  const fs::path images = writeManyImages(folder.path());
  Reports reports;
  const auto source = openSource(images, {}, reports.job());
  ASSERT_TRUE(source) << source.error().message();
  ASSERT_GE(reports.done.size(), 3U);
  EXPECT_TRUE(std::ranges::is_sorted(reports.done));
  EXPECT_EQ(reports.done.back(), kFiles) << "what was read to recognise the folder does not count";
  const auto plain = openSource(images);
  EXPECT_EQ((*source)->info().count, kFiles);
  EXPECT_EQ((*source)->info().layout, (*plain)->info().layout);
  EXPECT_EQ(namesOf(**source), namesOf(**plain));
}

TEST(Listing, IsCancelledInItsMiddle) {
  const TemporaryFolder folder;
  const fs::path images = writeManyImages(folder.path());
  Reports reports;
  reports.stop_at = 1000;
  const auto source = openSource(images, {}, reports.job());
  ASSERT_FALSE(source);
  EXPECT_TRUE(source.error().cancelled);
  EXPECT_EQ(source.error().message(), Error::cancelledByUser().message());
  EXPECT_LT(reports.done.back(), kFiles / 2);
  EXPECT_EQ(openError(images), "opened") << "the next listing is not cancelled";
}

TEST(Listing, IsCancelledBeforeItBeginsAndWhileLayoutsAreTried) {
  const TemporaryFolder folder;
  writeTree(folder.path());
  for (const auto& path : {folder.path(), folder.path() / "none"}) {
    Reports reports;
    reports.stop.request_stop();
    const auto source = openSource(path, {}, reports.job());
    ASSERT_FALSE(source);
    EXPECT_TRUE(source.error().cancelled) << source.error().message();
    EXPECT_THAT(reports.done, IsEmpty());
  }
}

TEST(Listing, OfManyDrivesAndOfASplitOfThem) {
  const TemporaryFolder folder;
  std::string lines;
  for (int drive = 0; drive < 4; ++drive) {
    const fs::path scans = writeTree(folder.path(), drive) / "velodyne_points" / "data";
    for (int i = 0; i < 500; ++i) writeText(scans / fmt::format("{:010}.bin", i), "");
    lines += fmt::format("{0}/{0}_drive_{1:04}_sync 1 l\n", kDate, drive);
  }
  SourceOptions split;
  split.split_file = folder.path() / "split.txt";
  writeText(split.split_file, lines);
  for (const SourceOptions& options : {SourceOptions{}, split}) {
    Reports all;
    const auto source = openSource(folder.path(), options, all.job());
    ASSERT_TRUE(source) << source.error().message();
    EXPECT_TRUE(std::ranges::is_sorted(all.done));
    EXPECT_GE(all.done.back(), 4 * (500 + 3 + 3));
    Reports some;
    some.stop_at = 1000;
    const auto cancelled = openSource(folder.path(), options, some.job());
    ASSERT_FALSE(cancelled);
    EXPECT_TRUE(cancelled.error().cancelled);
    EXPECT_LT(some.done.back(), all.done.back());
  }
}

TEST(OpenInBackground, HandsTheSourceOver) {
  const TemporaryFolder folder;
  const fs::path images = writeManyImages(folder.path());
  std::promise<Opened> opened;
  std::vector<int64_t> found;
  std::thread::id worker;
  const std::jthread thread = openInBackground(
      images, {}, [&](const Progress& progress) { found.push_back(progress.done); },
      [&](Opened source) {
        worker = std::this_thread::get_id();
        opened.set_value(std::move(source));
      });
  Opened source = opened.get_future().get();
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().count, kFiles);
  EXPECT_EQ(found.back(), kFiles);
  EXPECT_NE(worker, std::this_thread::get_id());
}

TEST(OpenInBackground, HandsErrorsOver) {
  const TemporaryFolder folder;
  std::promise<Opened> opened;
  const std::jthread thread = openInBackground(folder.path() / "none", {}, nullptr,
                                               [&](Opened source) { opened.set_value(std::move(source)); });
  const Opened source = opened.get_future().get();
  ASSERT_FALSE(source);
  EXPECT_THAT(source.error().message(), HasSubstr("does not exist"));
}

TEST(OpenInBackground, IsCancelledByItsThreadAndThenEndsSoon) {
  const TemporaryFolder folder;
  const fs::path images = writeManyImages(folder.path());
  std::latch listing(1);
  std::latch asked(1);
  std::promise<Opened> opened;
  std::jthread thread = openInBackground(
      images, {},
      [&](const Progress& progress) {
        EXPECT_LT(progress.done, 1000) << "went on";
        listing.count_down();
        asked.wait();
      },
      [&](Opened source) { opened.set_value(std::move(source)); });
  listing.wait();
  thread.request_stop();
  asked.count_down();
  const Opened source = opened.get_future().get();
  ASSERT_FALSE(source);
  EXPECT_TRUE(source.error().cancelled);
}

}  // namespace
}  // namespace kerb
