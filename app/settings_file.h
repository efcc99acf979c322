// An INI file that never makes the UI thread wait for a disk.
#pragma once

#include <QSettings>
#include <QTimer>
#include <QVariantMap>
#include <chrono>
#include <functional>
#include <memory>

namespace kerb {

/// As QSettings, which waits until the disk has what it writes (seconds, where the disk is busy); this hands
/// what changed to another thread every few seconds, and the rest when it is destroyed. Lives on the UI
/// thread. What another program wrote into other keys meanwhile stays.
class SettingsFile {
 public:
  explicit SettingsFile(const QString& file);
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
  std::shared_ptr<Disk> disk_;
  QVariantMap handed_over_;
  QTimer beat_;
};

}  // namespace kerb
