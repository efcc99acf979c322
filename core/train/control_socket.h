// Where the socket of a run lies, and who may use it.
#pragma once

#include <filesystem>

#include "core/base/descriptor.h"
#include "core/base/result.h"

namespace kerb {

/// Listens for one run, and is gone with its scope. The socket is RUN/.control, or where that is too long a
/// path or a file system without sockets a name in XDG_RUNTIME_DIR or /tmp; RUN/.control.json says where, on
/// which machine and of which process. Only the same user may connect.
class ControlListener {
 public:
  /// The caller owns the run (its lock): a socket that a killed process left is replaced. Anything else of
  /// that name, no place for a socket: an Error.
  static Result<ControlListener> open(const std::filesystem::path& run);
  ControlListener(ControlListener&&) noexcept = default;
  ControlListener& operator=(ControlListener&&) = delete;
  ~ControlListener();

  int number() const { return descriptor_.number(); }
  /// The next one that waits, if there is any of the same user; it does not block.
  Descriptor accept() const;

 private:
  ControlListener(Descriptor descriptor, std::filesystem::path socket, std::filesystem::path pointer)
      : descriptor_(std::move(descriptor)), socket_(std::move(socket)), pointer_(std::move(pointer)) {}

  Descriptor descriptor_;
  std::filesystem::path socket_, pointer_;
};

/// To the process that trains in a folder. No run, none that trains, one on another machine or of another
/// user: an Error that says which.
Result<Descriptor> connectToRun(const std::filesystem::path& run);

}  // namespace kerb
