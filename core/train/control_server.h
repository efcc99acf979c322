// Answers `kerb ctl` while a run trains.
#pragma once

#include <filesystem>
#include <memory>
#include <thread>

#include "core/train/control.h"
#include "core/train/control_socket.h"

namespace kerb {

/// One thread of the leading process of a run. Any number of clients up to a few dozen, each answered in the
/// order of its requests; what is no request is answered with what is wrong. Its end answers all that wait:
/// RunControl::end() comes first.
class ControlServer {
 public:
  /// Both must outlive it. No place for a socket: an Error.
  static Result<std::unique_ptr<ControlServer>> open(const std::filesystem::path& run, RunControl& control);
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

 private:
  struct Client;
  ControlServer(ControlListener listener, Descriptor wake, RunControl& control);
  void serve(const std::stop_token& ended);
  void acceptOne();
  void read(Client& client);
  void advance(Client& client);
  void answer(Client& client, const std::string& line);
  static void write(Client& client);
  void close();

  ControlListener listener_;
  Descriptor wake_;
  RunControl& control_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::jthread thread_;
};

}  // namespace kerb
