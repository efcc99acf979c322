// An INI file that never makes the UI thread wait for a disk.
#pragma once

#include <QSettings>
#include <QTimer>
#include <QVariantMap>
#include <chrono>
#include <functional>
#include <memory>

#include "core/base/result.h"
#include "widgets/bridge/mailbox.h"

namespace kerb {

/// As QSettings, which waits until the disk has what it writes (seconds, where the disk is busy); this hands
/// what changed to another thread every few seconds, and the rest when it is destroyed. Lives on the UI
/// thread. What another program wrote into other keys meanwhile stays.
class SettingsFile {
 public:
  /// `failed` is called once, on the UI thread, with the first time that the file could not be written: where
  /// it is, and the system's reason.
  explicit SettingsFile(const QString& file, std::function<void(const Error&)> failed = {});
  ~SettingsFile();
  SettingsFile(const SettingsFile&) = delete;
  SettingsFile& operator=(const SettingsFile&) = delete;

  QSettings& values() { return *values_; }
  /// Hands over now what changed.
  void write();
  /// For the end of the program: until all that was handed over is written, but no longer than this.
  static void waitUntilWritten(std::chrono::milliseconds limit);

 private:
  class Quiet;
  struct Disk;
  QVariantMap snapshot() const;
  void handOver(std::function<void(Disk&)> writing);

  std::unique_ptr<QSettings> values_;
  Latest<Error> failure_;
  std::shared_ptr<Disk> disk_;
  QVariantMap handed_over_;
  QTimer beat_;
};

}  // namespace kerb
