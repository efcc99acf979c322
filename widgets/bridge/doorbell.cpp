// Presses become events of a hidden QObject. Its address is only used under a mutex, so that a press never
// meets a destroyed receiver; the mutex is held no longer than posting an event takes.
#include "widgets/bridge/doorbell.h"

#include <QCoreApplication>
#include <QEvent>
#include <QObject>
#include <mutex>

namespace kerb {
namespace {

QEvent::Type pressed() {
  static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
  return type;
}

}  // namespace

struct Doorbell::Line {
  std::mutex mutex;
  QObject* listener = nullptr;  ///< none once the doorbell is gone
  bool is_pressed = false;
};

class Doorbell::Listener final : public QObject {
 public:
  Listener(std::function<void()> answer, std::shared_ptr<Line> line)
      : answer_(std::make_shared<const std::function<void()>>(std::move(answer))), line_(std::move(line)) {}

  bool isAnswering() const { return answering_ > 0; }

 protected:
  /// A press: nothing else is posted here. Of the event itself nothing is read: Qt hands it over under a lock
  /// that the thread sanitizer does not see.
  void customEvent(QEvent*) override {
    const auto line = line_;
    const auto answer = answer_;  // it may destroy the doorbell, and with it the function
    {
      const std::scoped_lock lock(line->mutex);
      line->is_pressed = false;
      if (line->listener == nullptr) return;
    }
    ++answering_;
    (*answer)();
    --answering_;  // still there: a listener that is answering is deleted later
  }

 private:
  std::shared_ptr<const std::function<void()>> answer_;
  std::shared_ptr<Line> line_;
  int answering_ = 0;
};

Doorbell::Doorbell(std::function<void()> answer)
    : line_(std::make_shared<Line>()), listener_(new Listener(std::move(answer), line_)) {
  line_->listener = listener_;
}

Doorbell::~Doorbell() {
  {
    const std::scoped_lock lock(line_->mutex);
    line_->listener = nullptr;
  }
  if (listener_->isAnswering())
    listener_->deleteLater();
  else
    delete listener_;
}

void Doorbell::Button::press() const {
  const std::scoped_lock lock(line_->mutex);
  if (line_->listener == nullptr || line_->is_pressed) return;
  line_->is_pressed = true;
  QCoreApplication::postEvent(line_->listener, new QEvent(pressed()));
}

}  // namespace kerb
