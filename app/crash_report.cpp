#include "app/crash_report.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <string_view>
#include <system_error>

#include <execinfo.h>
#include <fcntl.h>
#include <unistd.h>

namespace kerb {
namespace {

struct Caught {
  int number;
  std::string_view name;
};

constexpr std::array kCaught{Caught{SIGSEGV, "SIGSEGV"}, Caught{SIGABRT, "SIGABRT"}, Caught{SIGFPE, "SIGFPE"},
                             Caught{SIGBUS, "SIGBUS"}, Caught{SIGILL, "SIGILL"}};
constexpr size_t kCalls = 100;
constexpr unsigned kLongestS = 10;

/// A crash may be anywhere, with any lock held: what runs then neither allocates nor formats (man 7
/// signal-safety).
class PlainText {
 public:
  PlainText& add(std::string_view text) {
    const size_t count = std::min(text.size(), text_.size() - 1 - length_);  // a zero stays at the end
    std::copy_n(text.data(), count, text_.data() + length_);
    length_ += count;
    return *this;
  }
  PlainText& add(int64_t number, int digits = 1) {
    std::array<char, 20> reversed{};
    int count = 0;
    for (auto left = static_cast<uint64_t>(number); left > 0 || count < digits; left /= 10)
      reversed.at(static_cast<size_t>(count++)) = static_cast<char>('0' + left % 10);
    while (count > 0) add(std::string_view(&reversed.at(static_cast<size_t>(--count)), 1));
    return *this;
  }
  const char* text() const { return text_.data(); }
  void writeTo(int file) const {
    if (::write(file, text_.data(), length_) < 0) return;  // the rest may still be written
  }

 private:
  std::array<char, 4096> text_{};
  size_t length_ = 0;
};

PlainText folder_of_reports;
std::atomic<pid_t> reporting{0};                ///< the thread
alignas(16) std::array<char, 65536> own_stack;  ///< where the ordinary one has overflowed

/// 2026-11-22T11-49-08Z
PlainText& addTime(PlainText& text) {
  using namespace std::chrono;
  const sys_seconds now{seconds(std::time(nullptr))};
  const auto day = floor<days>(now);
  const year_month_day date{day};
  const hh_mm_ss time{now - day};
  text.add(static_cast<int>(date.year()), 4).add("-").add(static_cast<unsigned>(date.month()), 2);
  text.add("-").add(static_cast<unsigned>(date.day()), 2).add("T").add(time.hours().count(), 2);
  return text.add("-").add(time.minutes().count(), 2).add("-").add(time.seconds().count(), 2).add("Z");
}

void writeReport(int signal) {
  PlainText path = folder_of_reports;
  addTime(path).add("-").add(getpid()).add(".txt");
  const int file = open(path.text(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return;
  PlainText head;
  head.add("Kerb " KERB_VERSION " crashed at ");
  addTime(head).add(" with signal ").add(signal);
  for (const Caught& each : kCaught) {
    if (each.number == signal) head.add(" (").add(each.name).add(")");
  }
  head.add(".\n\n").writeTo(file);
  std::array<void*, kCalls> calls{};
  backtrace_symbols_fd(calls.data(), backtrace(calls.data(), kCalls), file);
  close(file);
}

void onCrash(int signal) {
  pid_t other = 0;
  if (reporting.compare_exchange_strong(other, gettid())) {
    alarm(kLongestS);  // what is broken may also never end
    writeReport(signal);
  } else if (other != gettid()) {
    while (true) pause();  // that thread ends the process
  }
  std::signal(signal, SIG_DFL);
  raise(signal);
}

}  // namespace

void reportCrashes(const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  folder_of_reports.add(folder.native()).add("/");
  void* call = nullptr;
  backtrace(&call, 1);  // loads what it needs
  const stack_t stack{own_stack.data(), 0, own_stack.size()};
  sigaltstack(&stack, nullptr);
  struct sigaction action{};
  action.sa_handler = onCrash;
  action.sa_flags = SA_ONSTACK;
  for (const Caught& each : kCaught) sigaction(each.number, &action, nullptr);
}

}  // namespace kerb
