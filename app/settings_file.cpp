#include "app/settings_file.h"

#include <QEvent>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <utility>

#include "widgets/bridge/retire.h"

namespace kerb {
namespace {

constexpr int kBeatMs = 2000;
constexpr int kLongestLockMs = 5000;  // whoever holds it for longer hangs
constexpr int kLargeWrite = 1 << 16;  // finds a disk full

/// Puts what differs between two states into a file.
void putChanges(QSettings& into, const QVariantMap& before, const QVariantMap& now) {
  for (auto it = before.begin(); it != before.end(); ++it) {
    if (!now.contains(it.key())) into.remove(it.key());
  }
  for (auto it = now.begin(); it != now.end(); ++it) {
    if (before.value(it.key()) != it.value()) into.setValue(it.key(), it.value());
  }
}

/// QSettings does not say why: the system is asked again.
QString reasonNotToWrite(const QString& file) {
  QFile again(file);
  if (again.open(QIODevice::WriteOnly)) {
    again.write(QByteArray(kLargeWrite, ' '));
    again.flush();
  }
  return again.errorString();
}

/// Never destroyed: a thread may still write after the end of main().
struct Writing {
  std::mutex mutex;
  std::condition_variable none;
  int count = 0;

  static Writing& now() {
    static auto* const all = new Writing;
    return *all;
  }
  void add(int change) {
    const std::scoped_lock lock(mutex);
    count += change;
    none.notify_all();
  }
};

}  // namespace

/// Does not write by itself.
class SettingsFile::Quiet final : public QSettings {
 public:
  using QSettings::QSettings;

 protected:
  bool event(QEvent* event) override {
    return event->type() == QEvent::UpdateRequest || QSettings::event(event);
  }
};

/// What the threads that write share: one after the other, nothing older after something newer.
struct SettingsFile::Disk {
  Disk(Latest<Error>::Sender to, QString file) : failure(std::move(to)), path(std::move(file)) {}

  const Latest<Error>::Sender failure;
  const QString path;
  std::mutex mutex;
  QVariantMap written;
  int64_t newest = 0;  ///< number of the state that is written
  bool is_closed = false;
  bool has_failed = false;  ///< and said so
  int64_t last_number = 0;  ///< of the UI thread alone

  void write(const QVariantMap& state, int64_t number) {
    const std::scoped_lock lock(mutex);
    if (is_closed || number < newest) return;
    newest = number;
    QLockFile others(path + QStringLiteral(".lock"));  // the name by which QSettings locks, too
    others.tryLock(kLongestLockMs);
    const QString part = path + QStringLiteral(".part");
    const QString problem = replaceBy(part, state);
    if (problem.isEmpty()) {
      written = state;
      return;
    }
    QFile::remove(part);
    if (!std::exchange(has_failed, true)) failure.send(Error{problem.toStdString(), path.toStdString()});
  }

  /// Through the file `part`. Empty: it was; else why not.
  QString replaceBy(const QString& part, const QVariantMap& state) const {
    QFile::remove(part);
    QFile now(path);
    if (now.exists() && !now.copy(part)) return now.errorString();
    {
      QSettings changed(part, QSettings::IniFormat);
      putChanges(changed, written, state);
      changed.sync();
      if (changed.status() != QSettings::NoError) return reasonNotToWrite(part);
    }
    std::error_code refused;
    std::filesystem::rename(part.toStdString(), path.toStdString(), refused);
    return QString::fromStdString(refused ? refused.message() : std::string());
  }

  void close(std::unique_ptr<QSettings> values) {
    const std::scoped_lock lock(mutex);
    is_closed = true;
    values.reset();  // writes all that was set
  }
};

SettingsFile::SettingsFile(const QString& file, std::function<void(const Error&)> failed)
    : values_(std::make_unique<Quiet>(file, QSettings::IniFormat)),
      failure_([failed = std::move(failed)](const Error& failure) {
        if (failed) failed(failure);
      }),
      disk_(std::make_shared<Disk>(failure_.sender(), values_->fileName())),
      handed_over_(snapshot()) {
  disk_->written = handed_over_;
  QObject::connect(&beat_, &QTimer::timeout, &beat_, [this] { write(); });
  beat_.start(kBeatMs);
}

SettingsFile::~SettingsFile() {
  values_->moveToThread(nullptr);  // its last thread is not known yet
  QVariantMap last = snapshot();
  auto values = std::make_shared<std::unique_ptr<QSettings>>(std::move(values_));
  // QSettings does not know what went to the disk without it: what was removed since is removed first.
  handOver([values, last = std::move(last), number = ++disk_->last_number](Disk& disk) {
    disk.write(last, number);
    disk.close(std::move(*values));
  });
}

void SettingsFile::handOver(std::function<void(Disk&)> writing) {
  Writing::now().add(1);
  retire([disk = disk_, writing = std::move(writing)]() mutable {
    writing(*disk);
    writing = nullptr;
    Writing::now().add(-1);
  });
}

void SettingsFile::waitUntilWritten(std::chrono::milliseconds limit) {
  Writing& writing = Writing::now();
  std::unique_lock lock(writing.mutex);
  writing.none.wait_for(lock, limit, [&] { return writing.count == 0; });
}

QVariantMap SettingsFile::snapshot() const {
  QVariantMap all;
  for (const QString& key : values_->allKeys()) all[key] = values_->value(key);
  return all;
}

void SettingsFile::write() {
  QVariantMap now = snapshot();
  if (now == handed_over_) return;
  handed_over_ = now;
  handOver([now = std::move(now), number = ++disk_->last_number](Disk& disk) { disk.write(now, number); });
}

}  // namespace kerb
