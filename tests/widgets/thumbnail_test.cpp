// The small picture over the seek bar: which frame it shows, when, and what it leaves alone.
#include <QApplication>
#include <QMenu>
#include <QToolButton>
#include <atomic>

#include "tests/widgets/qt_test.h"
#include "tests/widgets/test_source.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/player_bar.h"
#include "widgets/panel/thumbnail_popup.h"
#include "widgets/panel/timeline.h"

namespace kerb {
namespace {

/// Every tenth frame is a key frame.
class KeyFrameSource final : public Source {
 public:
  KeyFrameSource(TestSource frames, std::shared_ptr<std::atomic<int>> previews)
      : frames_(std::move(frames)), previews_(std::move(previews)) {}
  SourceInfo info() const override { return frames_.info(); }
  std::unique_ptr<Source> clone() const override { return std::make_unique<KeyFrameSource>(*this); }
  Result<Frame> at(int64_t index, FrameParts parts) const override { return frames_.at(index, parts); }
  Result<Frame> preview(int64_t index, FrameParts parts) const override {
    if (parts.image) ++*previews_;
    return frames_.at(index / 10 * 10, parts);
  }

 private:
  TestSource frames_;
  std::shared_ptr<std::atomic<int>> previews_;
};

/// Its small pictures are of another grey than its frames.
class SmallSource final : public Source, public SmallPictures {
 public:
  SourceInfo info() const override { return frames_.info(); }
  std::unique_ptr<Source> clone() const override { return std::make_unique<SmallSource>(*this); }
  Result<Frame> at(int64_t index, FrameParts parts) const override {
    if (parts.image) ++*decoded_;
    return frames_.at(index, parts);
  }
  Result<std::optional<at::Tensor>> smallPicture(int64_t, int64_t at_least) const override {
    return std::optional(at::full({3, at_least, 2 * at_least}, 200, at::kByte));
  }
  int decoded() const { return *decoded_; }

 private:
  TestSource frames_{20, 640, 320};
  std::shared_ptr<std::atomic<int>> decoded_ = std::make_shared<std::atomic<int>>(0);
};

/// So slow that nothing far away is in memory when it is wanted.
constexpr int kSlowMs = 150;

int greyOf(const QImage& picture) { return picture.pixelColor(picture.rect().center()).red(); }

}  // namespace

class ThumbnailTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void showsTheKeyFrameThenTheVeryFrame();
  void keepsToTheKeyFrameWhilePlaying();
  void goesWithTheMouse();
  void newestWishCountsAndPicturesAreKept();
  void picturesAreSmallAndKeepTheirShape();
  void readsSmallPicturesWhereTheSourceHasThem();
  void singleImagesHaveNone();
  void brokenFramesLeaveTimeAndNumber();
  void timesAreWrittenInTheUnitChosen();

 private:
  void open(int64_t count, int delay_ms = 0, QSize size = {64, 32});
  void hover(qint64 frame) {
    QTest::mouseMove(bar_.get(), QPoint(qRound(bar_->xOf(frame)), bar_->height() / 2));
  }
  ThumbnailPopup* popup() { return bar_->findChild<ThumbnailPopup*>(); }

  std::unique_ptr<Playback> playback_;
  std::unique_ptr<Timeline> bar_;
  std::shared_ptr<TestSource::Shared> shared_;
  std::shared_ptr<std::atomic<int>> previews_;
};

void ThumbnailTest::open(int64_t count, int delay_ms, QSize size) {
  const TestSource source(count, size.width(), size.height());
  shared_ = source.shared();
  shared_->delay_ms = delay_ms;
  previews_ = std::make_shared<std::atomic<int>>(0);
  playback_ = std::make_unique<Playback>();
  bar_ = std::make_unique<Timeline>(playback_.get());
  bar_->resize(1020, 30);
  bar_->show();
  QVERIFY(QTest::qWaitForWindowExposed(bar_.get()));
  playback_->open(std::make_shared<KeyFrameSource>(source, previews_));
}

void ThumbnailTest::showsTheKeyFrameThenTheVeryFrame() {
  open(201, kSlowMs);
  hover(177);
  QVERIFY(popup()->isVisible());
  QCOMPARE(popup()->text(), QStringLiteral("Frame 177 · 0:07.08"));
  QVERIFY(eventually([&] { return popup()->pictureIndex() == 177; }));
  QCOMPARE(previews_->load(), 1);
  QCOMPARE(greyOf(popup()->picture()), 177);
  QCOMPARE(greyOf(popup()->grab().toImage()), 177);
  QCOMPARE(playback_->index(), 0);
}

void ThumbnailTest::keepsToTheKeyFrameWhilePlaying() {
  open(201, kSlowMs);
  playback_->setSpeed(0.1);
  playback_->play();
  hover(155);
  QVERIFY(eventually([&] { return popup()->pictureIndex() == 150; }));
  QCOMPARE(greyOf(popup()->picture()), 150);
  QTest::qWait(600);
  QCOMPARE(popup()->pictureIndex(), 150);
}

void ThumbnailTest::goesWithTheMouse() {
  open(201);
  qint64 frame = 20;  // a display of its own may move the pointer out again
  const auto shows = [&] {
    hover(frame ^= 1);
    return popup()->isVisible();
  };
  QVERIFY(eventually(shows));
  QEvent left(QEvent::Leave);
  QApplication::sendEvent(bar_.get(), &left);
  QVERIFY(!popup()->isVisible());
  QTest::qWait(350);  // nothing that was under way brings it back
  QVERIFY(!popup()->isVisible());
  QVERIFY(popup()->picture().isNull());
  QVERIFY(eventually(shows));
  playback_->close();
  QVERIFY(!popup()->isVisible());
}

void ThumbnailTest::newestWishCountsAndPicturesAreKept() {
  const auto source = std::make_shared<TestSource>(250, 64, 32);
  const auto shared = source->shared();
  std::vector<qint64> shown;
  ThumbnailReader reader(std::make_shared<const FrameCache>(source, 0), {32, 32},
                         [&](const Result<Thumbnail>& read) { shown.push_back(read->index); });
  shared->delay_ms = 20;
  for (qint64 i = 0; i < 200; ++i) reader.want(i);
  QVERIFY(eventually([&] { return !shown.empty() && shown.back() == 199; }));
  QVERIFY2(shown.size() < 10, "wishes that were replaced are not served");
  const auto before = shown.size();
  const int64_t reads = shared->reads;
  reader.wantExact(199);
  QVERIFY(eventually([&] { return shown.size() > before; }));
  QCOMPARE(shared->reads.load(), reads);
}

void ThumbnailTest::picturesAreSmallAndKeepTheirShape() {
  open(20, 0, {3840, 1200});
  hover(10);
  QVERIFY(eventually([&] { return !popup()->picture().isNull(); }));
  const double ratio = popup()->devicePixelRatioF();
  QCOMPARE(popup()->picture().size(), (QSizeF(192, 60) * ratio).toSize());
  QVERIFY(popup()->height() < 120);
}

void ThumbnailTest::readsSmallPicturesWhereTheSourceHasThem() {
  const auto source = std::make_shared<SmallSource>();
  const auto cache = std::make_shared<const FrameCache>(source, int64_t{64} << 20);
  std::vector<Thumbnail> shown;
  ThumbnailReader reader(cache, {32, 32}, [&](const Result<Thumbnail>& read) { shown.push_back(*read); });
  reader.want(7);
  QVERIFY(eventually([&] { return shown.size() == 1; }));
  QCOMPARE(shown[0].index, 7);
  QCOMPARE(shown[0].picture.size(), QSize(32, 16));
  QCOMPARE(greyOf(shown[0].picture), 200);
  QCOMPARE(source->decoded(), 0);
  QVERIFY(cache->spans().empty());  // no small picture in place of a frame
  QVERIFY(cache->at(9, {}));
  reader.want(9);  // a frame that is in memory is there already
  QVERIFY(eventually([&] { return shown.size() == 2; }));
  QCOMPARE(greyOf(shown[1].picture), 9);
}

void ThumbnailTest::singleImagesHaveNone() {
  open(1);
  hover(0);
  QVERIFY(!popup()->isVisible());
}

void ThumbnailTest::brokenFramesLeaveTimeAndNumber() {
  open(201, kSlowMs);  // else frame 50 may be in memory before it is broken
  shared_->broken = {50};
  hover(50);
  QTest::qWait(700);
  QVERIFY(popup()->isVisible());
  QVERIFY(popup()->picture().isNull());
  QVERIFY(popup()->text().contains(QStringLiteral("50")));
  popup()->grab();
}

void ThumbnailTest::timesAreWrittenInTheUnitChosen() {
  open(100'000);
  const PlayerActions actions(playback_.get(), playback_.get());
  PlayerBar player(playback_.get(), actions);
  playback_->seek(93'787);  // 25 frames a second
  auto* time = player.findChild<QToolButton*>(QStringLiteral("time"));
  QVERIFY(time->text().startsWith(QStringLiteral("62:31.48 / ")));
  const auto choose = [&](const char* text) {
    for (QAction* each : time->menu()->actions()) {
      if (each->text() == QLatin1String(text)) each->trigger();
    }
  };
  choose("Seconds");
  QVERIFY2(time->text().startsWith(QStringLiteral("3751.48 s / ")), qPrintable(time->text()));
  choose("Time Code");
  QVERIFY2(time->text().startsWith(QStringLiteral("01:02:31:12 / ")), qPrintable(time->text()));
  hover(0);
  QCOMPARE(popup()->text(), QStringLiteral("Frame 0 · 00:00:00:00"));
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::ThumbnailTest)
#include "thumbnail_test.moc"
