// Windows beside this one, each in a process of its own: what crashes or fills the memory in one leaves the
// others alone.
#pragma once

#include <QList>
#include <QStringList>
#include <functional>

#include "widgets/bridge/mailbox.h"

namespace kerb {

/// What a window is to show at its start.
struct WantedWindow {
  QString path;
  qint64 frame = 0;
  bool operator==(const WantedWindow&) const = default;
};

QList<WantedWindow> windowsFor(const QStringList& paths);

/// Lives on the UI thread, where `failed` is called with what no window could be started for.
class OtherWindows {
 public:
  OtherWindows(QString program, std::function<void(const QStringList&)> failed);

  /// Returns at once: sharing much memory with a new process takes a while.
  void open(const QList<WantedWindow>& windows);

 private:
  QString program_;
  Ordered<QStringList> failures_;
};

}  // namespace kerb
