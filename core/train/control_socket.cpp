#include "core/train/control_socket.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "core/base/file.h"
#include "core/base/host_name.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

using nlohmann::json;

constexpr char kSocket[] = ".control";
constexpr char kPointer[] = ".control.json";

fs::path whole(const fs::path& run) {
  std::error_code failure;
  const fs::path path = fs::weakly_canonical(run, failure);
  return failure ? run : path;
}

Result<sockaddr_un> addressOf(const fs::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& text = path.native();
  if (text.size() >= sizeof address.sun_path)
    return Error{fmt::format("a socket's path has at most {} bytes", sizeof address.sun_path - 1), text};
  std::memcpy(address.sun_path, text.data(), text.size());
  return address;
}

const sockaddr* plain(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

Descriptor newSocket(int flags) {
  return Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
}

bool isOurs(int descriptor) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

/// What a killed process left.
Status removeStale(const fs::path& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) return {};
  if (!S_ISSOCK(found.st_mode))
    return Error{"is in the place of the run's socket", path.string(), "Move it away"};
  return ::unlink(path.c_str()) == 0 ? Status() : systemError("cannot replace", path, errno);
}

/// Nobody can connect before it listens, so that its mode is set in time.
Result<Descriptor> listenAt(const fs::path& path) {
  KERB_TRY(const sockaddr_un address, addressOf(path));
  KERB_CHECK(removeStale(path));
  Descriptor descriptor = newSocket(SOCK_NONBLOCK);
  if (!descriptor || ::bind(descriptor.number(), plain(address), sizeof address) != 0)
    return systemError("cannot make the socket", path, errno);
  constexpr int kWaiting = 64;
  if (::chmod(path.c_str(), 0600) != 0 || ::listen(descriptor.number(), kWaiting) != 0)
    return systemError("cannot listen at the socket", path, errno);
  return descriptor;
}

/// A folder that is this user's alone.
Result<fs::path> privateFolder() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");  // NOLINT(concurrency-mt-unsafe)
  const bool has_runtime = runtime != nullptr && *runtime == '/';
  const fs::path folder =
      has_runtime ? fs::path(runtime) / "kerb" : fs::path("/tmp") / fmt::format("kerb-{}", ::geteuid());
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return systemError("cannot create the folder", folder, errno);
  struct stat found{};
  if (::lstat(folder.c_str(), &found) != 0) return systemError("cannot look at", folder, errno);
  if (!S_ISDIR(found.st_mode) || found.st_uid != ::geteuid() || (found.st_mode & 077U) != 0)
    return Error{"is no folder of this user alone", folder.string(), "Set XDG_RUNTIME_DIR to one"};
  return folder;
}

Result<fs::path> elsewhere(const fs::path& run) {
  KERB_TRY(const fs::path folder, privateFolder());
  return folder / fmt::format("{:016x}", std::hash<std::string>()(run.native()));
}

struct Pointer {
  fs::path socket;
  std::string host;
};

Result<Pointer> readPointer(const fs::path& run) {
  const fs::path path = run / kPointer;
  std::error_code ignored;
  if (!fs::exists(run / "run.toml", ignored) && !fs::exists(path, ignored))
    return Error{"holds no run", run.string(), "Check the folder; a run has a run.toml"};
  if (!fs::exists(path, ignored))
    return Error{"nothing trains in this folder, or not yet", run.string(),
                 fmt::format("`kerb train --resume --run {}` goes on with the run", run.string())};
  KERB_TRY(const std::string text, readWhole(path, uint64_t{1} << 16U));
  const json object = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object() || !object.value("socket", json()).is_string() ||
      !object.value("host", json()).is_string())
    return Error{"does not say where the run's socket is", path.string()};
  return Pointer{run / object["socket"].get<std::string>(), object["host"]};
}

Error unreachable(const fs::path& run, const Pointer& pointer, int reason) {
  if (!pointer.host.empty() && pointer.host != hostName())
    return Error{fmt::format("the run trains on the machine '{}'", pointer.host), run.string(),
                 "Run `kerb ctl` there"};
  if (reason == ECONNREFUSED || reason == ENOENT)
    return Error{
        "nothing trains in this folder any more: the process was killed", run.string(),
        fmt::format("`kerb train --resume --run {}` goes on from its last checkpoint", run.string())};
  if (reason == EAGAIN) return Error{"the run does not answer", run.string(), "Was its process stopped?"};
  if (reason == EACCES || reason == EPERM) return Error{"the run belongs to another user", run.string()};
  return systemError("cannot connect to", pointer.socket, reason);
}

}  // namespace

Result<ControlListener> ControlListener::open(const fs::path& run) {
  const fs::path folder = whole(run);
  fs::path socket = folder / kSocket, said = kSocket;
  Result<Descriptor> descriptor = listenAt(socket);
  if (!descriptor) {
    KERB_TRY(socket, elsewhere(folder));
    said = socket;
    descriptor = listenAt(socket);
  }
  if (!descriptor) return descriptor.error();
  ControlListener listener(*std::move(descriptor), socket, folder / kPointer);
  const json pointer{{"socket", said.string()}, {"host", hostName()}, {"pid", ::getpid()}};
  const auto replace = json::error_handler_t::replace;
  KERB_CHECK(writeWhole(listener.pointer_, pointer.dump(-1, ' ', false, replace) + "\n"));
  return listener;
}

ControlListener::~ControlListener() {
  if (!descriptor_) return;
  ::unlink(pointer_.c_str());
  ::unlink(socket_.c_str());
}

Descriptor ControlListener::accept() const {
  Descriptor peer(::accept4(descriptor_.number(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  return peer && isOurs(peer.number()) ? std::move(peer) : Descriptor();
}

Result<Descriptor> connectToRun(const fs::path& run) {
  const fs::path folder = whole(run);
  KERB_TRY(const Pointer pointer, readPointer(folder));
  KERB_TRY(const sockaddr_un address, addressOf(pointer.socket));
  Descriptor descriptor = newSocket(SOCK_NONBLOCK);
  if (!descriptor) return systemError("cannot make a socket for", folder, errno);
  // Too many at once are let in one after the other.
  for (int tries = 0; ::connect(descriptor.number(), plain(address), sizeof address) != 0; ++tries) {
    if (errno != EAGAIN || tries == 100) return unreachable(run, pointer, errno);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  if (!isOurs(descriptor.number())) return unreachable(run, pointer, EACCES);
  return descriptor;
}

}  // namespace kerb
