// Ports of this machine, for tests of programs that meet at one.
#pragma once

#include <stdexcept>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace kerb {

/// Listens at a port that the system chose.
class PortHolder {
 public:
  PortHolder() : socket_(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, any, size) != 0 || ::listen(socket_, 1) != 0 ||
        ::getsockname(socket_, any, &size) != 0)
      throw std::runtime_error("no free port");
    port_ = std::to_string(ntohs(address.sin6_port));
  }
  ~PortHolder() { ::close(socket_); }
  PortHolder(const PortHolder&) = delete;
  PortHolder& operator=(const PortHolder&) = delete;
  const std::string& port() const { return port_; }

 private:
  int socket_;
  std::string port_;
};

/// One that was free a moment ago.
inline std::string freePort() { return PortHolder().port(); }

}  // namespace kerb
