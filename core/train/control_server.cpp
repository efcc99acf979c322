#include "core/train/control_server.h"

#include <algorithm>
#include <cerrno>
#include <chrono>

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "core/train/control_protocol.h"

namespace kerb {
namespace {

constexpr size_t kMostClients = 32;
constexpr size_t kMostUnread = size_t{1} << 20U;  // of answers
constexpr int kBeat_ms = 20;                      // in which the outcome of an order is noticed

/// The number of the order that the answer waits for, or the answer.
struct Taken {
  std::optional<int64_t> number;
  Result<ControlReply> reply = ControlReply{};
};

Taken carryOut(const Result<ControlRequest>& request, RunControl& control) {
  if (!request) return {{}, request.error()};
  const std::string& order = request->order;
  if (order == "status") return {{}, ControlReply{"", control.status()}};
  if (order == "pause") return {control.pause()};
  if (order == "resume") return {control.resume()};
  if (order == "save") return {control.save()};
  if (order == "stop") return {control.stop()};
  if (order == "stop-now") return {control.stopNow()};
  const Result<int64_t> number = control.setLearningRate(request->optimiser, request->learning_rate);
  if (!number) return {{}, number.error()};
  return {*number};
}

}  // namespace

struct ControlServer::Client {
  Descriptor socket;
  std::string in, out;
  std::optional<int64_t> awaited;  ///< the order whose outcome is the next answer
  bool last = false;               ///< nothing more is read from it
  bool gone = false;
};

Result<std::unique_ptr<ControlServer>> ControlServer::open(const std::filesystem::path& run,
                                                           RunControl& control) {
  KERB_TRY(ControlListener listener, ControlListener::open(run));
  Descriptor wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake) return Error{"the system gives no event descriptor", run.string()};
  return std::unique_ptr<ControlServer>(new ControlServer(std::move(listener), std::move(wake), control));
}

ControlServer::ControlServer(ControlListener listener, Descriptor wake, RunControl& control)
    : listener_(std::move(listener)), wake_(std::move(wake)), control_(control) {
  thread_ = std::jthread([this](const std::stop_token& ended) { serve(ended); });
}

ControlServer::~ControlServer() {
  thread_.request_stop();
  eventfd_write(wake_.number(), 1);
  thread_.join();
}

void ControlServer::serve(const std::stop_token& ended) {
  while (!ended.stop_requested()) {
    std::vector<pollfd> polled{{wake_.number(), POLLIN, 0}, {listener_.number(), POLLIN, 0}};
    bool waits = false;
    for (const auto& client : clients_) {
      const bool reads = !client->last && !client->awaited;
      const int events = (reads ? POLLIN : 0) | (client->out.empty() ? 0 : POLLOUT);
      polled.push_back({client->socket.number(), static_cast<short>(events), 0});
      waits = waits || client->awaited;
    }
    if (::poll(polled.data(), polled.size(), waits ? kBeat_ms : -1) < 0 && errno != EINTR) return close();
    for (size_t i = 0; i < clients_.size(); ++i) {
      const auto seen = static_cast<unsigned>(polled[i + 2].revents);
      if ((seen & POLLIN) != 0) {
        read(*clients_[i]);
      } else if ((seen & (POLLHUP | POLLERR)) != 0) {
        clients_[i]->gone = true;
      }
      advance(*clients_[i]);
    }
    if (polled[1].revents != 0) acceptOne();
    std::erase_if(clients_, [](const auto& client) { return client->gone; });
  }
  close();
}

void ControlServer::acceptOne() {
  Descriptor peer = listener_.accept();
  // Where no descriptor is left, the one that waits is there again at once.
  if (!peer) return std::this_thread::sleep_for(std::chrono::milliseconds(kBeat_ms));
  if (clients_.size() >= kMostClients) return;
  clients_.push_back(std::make_unique<Client>());
  clients_.back()->socket = std::move(peer);
}

void ControlServer::read(Client& client) {
  char buffer[kLongestRequest];
  const ssize_t n = ::recv(client.socket.number(), buffer, sizeof buffer, 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n <= 0) {
    client.gone = n < 0 || client.out.empty();
    client.last = true;
    return;
  }
  client.in.append(buffer, static_cast<size_t>(n));
}

/// Carries out what has arrived, up to an order whose outcome is not known yet, and sends what can be sent.
void ControlServer::advance(Client& client) {
  while (!client.gone) {
    if (client.awaited) {
      const auto outcome = control_.outcome(*client.awaited);
      if (!outcome) break;
      client.awaited.reset();
      client.out += replyLine(*outcome ? Result<ControlReply>(ControlReply{**outcome}) : outcome->error());
    }
    const size_t end = client.in.find('\n');
    if (end > kLongestRequest && client.in.size() > kLongestRequest) {
      const auto text = fmt::format("a request has at most {} bytes", kLongestRequest);
      client.out += replyLine(Error{text});
      client.last = true;
      client.in.clear();
    }
    if (client.in.empty() || end == std::string::npos) break;
    answer(client, client.in.substr(0, end));
    client.in.erase(0, end + 1);
  }
  if (!client.gone) write(client);
}

void ControlServer::answer(Client& client, const std::string& line) {
  const Taken taken = carryOut(parseRequest(line), control_);
  client.awaited = taken.number;
  client.out += taken.number ? acceptedLine() : replyLine(taken.reply);
}

void ControlServer::write(Client& client) {
  const ssize_t n = ::send(client.socket.number(), client.out.data(), client.out.size(), MSG_NOSIGNAL);
  if (n > 0) client.out.erase(0, static_cast<size_t>(n));
  const bool failed = n < 0 && errno != EAGAIN && errno != EINTR;
  client.gone = failed || client.out.size() > kMostUnread || (client.last && client.out.empty());
}

/// The last answers; one who does not read them is not waited for.
void ControlServer::close() {
  for (const auto& client : clients_) {
    if (client->awaited && !control_.outcome(*client->awaited)) {
      client->awaited.reset();
      client->out += replyLine(Error{"the run has ended"});
    }
    advance(*client);
  }
  clients_.clear();
}

}  // namespace kerb
