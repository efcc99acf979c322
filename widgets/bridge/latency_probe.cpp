#include "widgets/bridge/latency_probe.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QEvent>
#include <QMetaEnum>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <typeinfo>

#include <cxxabi.h>

namespace kerb {
namespace {

using namespace std::chrono_literals;

constexpr double kStepMs = 0.1;
constexpr size_t kSteps = 10'000;
constexpr auto kBeat = 5ms;
constexpr auto kSecond = 1s;
/// A machine that slept is not a window that hung.
constexpr auto kAsleep = 10s;

double milliseconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

std::string plainName(const char* mangled) {
  int failed = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(mangled, nullptr, nullptr, &failed), &std::free);
  return failed == 0 ? name.get() : mangled;
}

std::string typeName(int type) {
  const char* name = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
  return name != nullptr ? name : "Event " + std::to_string(type);
}

}  // namespace

LatencyHistogram::LatencyHistogram() : steps_(kSteps) {}

void LatencyHistogram::add(double milliseconds) {
  const double step = std::clamp(milliseconds / kStepMs, 0.0, static_cast<double>(kSteps - 1));
  ++steps_[static_cast<size_t>(step)];
  ++count_;
  max_ = std::max(max_, milliseconds);
}

void LatencyHistogram::clear() {
  std::ranges::fill(steps_, 0);
  count_ = 0;
  max_ = 0;
}

double LatencyHistogram::percentile(double share) const {
  const auto wanted = static_cast<int64_t>(std::ceil(share * static_cast<double>(count_)));
  int64_t so_far = 0;
  for (size_t i = 0; i < steps_.size(); ++i) {
    so_far += steps_[i];
    if (so_far >= wanted && so_far > 0)
      return i + 1 == kSteps ? max_ : std::min(max_, static_cast<double>(i + 1) * kStepMs);
  }
  return max_;
}

LatencyProbe::LatencyProbe(QObject* parent) : QObject(parent) {
  timer_.setTimerType(Qt::PreciseTimer);
  timer_.setSingleShot(true);
  connect(&timer_, &QTimer::timeout, this, &LatencyProbe::beat);
}

void LatencyProbe::start() {
  stop();
  second_ = {};
  total_ = {};
  last_second_ = {};
  handled_ = {};
  // What the loop sleeps is the time of no event.
  auto* loop = QAbstractEventDispatcher::instance();
  connect(loop, &QAbstractEventDispatcher::aboutToBlock, this, &LatencyProbe::endEvent);
  qApp->installEventFilter(this);
  due_ = Clock::now() + kBeat;
  second_ends_ = Clock::now() + kSecond;
  timer_.start(kBeat);
}

void LatencyProbe::stop() {
  timer_.stop();
  if (qApp != nullptr) qApp->removeEventFilter(this);
  if (auto* loop = QAbstractEventDispatcher::instance())
    disconnect(loop, &QAbstractEventDispatcher::aboutToBlock, this, nullptr);
}

void LatencyProbe::beat() {
  const auto now = Clock::now();
  if (now - due_ > kAsleep) due_ = now;
  for (; due_ <= now; due_ += kBeat) {
    const double late = milliseconds(now - due_);
    second_.beats.add(late);
    total_.beats.add(late);
  }
  if (now >= second_ends_) passSecond(now);
  // Rounded up: a timer has whole milliseconds.
  timer_.start(std::chrono::ceil<std::chrono::milliseconds>(due_ - now));
}

void LatencyProbe::passSecond(Clock::time_point now) {
  last_second_ = figuresOf(second_);
  second_.beats.clear();
  second_.longest = {};
  second_ends_ = now + kSecond;
  Q_EMIT secondPassed();
}

bool LatencyProbe::eventFilter(QObject* watched, QEvent* event) {
  endEvent();
  const QObject* parent = watched->parent();
  handled_ = {Clock::now(), event->type(), typeid(*watched).name(),
              parent != nullptr ? typeid(*parent).name() : nullptr};
  return false;
}

/// An event within another one ends it: time belongs to the innermost that began last.
void LatencyProbe::endEvent() {
  if (handled_.type == 0) return;
  const double taken = milliseconds(Clock::now() - handled_.since);
  for (Span* span : {&second_, &total_}) {
    if (taken > span->longest.milliseconds) span->longest = {taken, handled_};
  }
  handled_.type = 0;
}

LatencyFigures LatencyProbe::total() const { return figuresOf(total_); }

LatencyFigures LatencyProbe::figuresOf(const Span& span) {
  LatencyFigures figures{span.beats.count(), span.beats.percentile(0.5), span.beats.percentile(0.99),
                         span.beats.max(),   span.longest.milliseconds,  {}};
  const Handled& event = span.longest.event;
  if (event.receiver == nullptr) return figures;
  figures.longest_event = typeName(event.type) + " of " + plainName(event.receiver);
  if (event.parent != nullptr) figures.longest_event += " in " + plainName(event.parent);
  return figures;
}

}  // namespace kerb
