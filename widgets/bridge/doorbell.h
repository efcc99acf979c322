// Wakes a receiver on the UI thread from any other thread: what all of widgets/bridge stands on.
#pragma once

#include <functional>
#include <memory>

namespace kerb {

/// Lives on the UI thread. A press of its button, anywhere, has `answer` called there by the event loop;
/// several presses before that are one. Once the doorbell is destroyed (also from within `answer`), nothing
/// is called.
class Doorbell {
  struct Line;

 public:
  /// The other end: for any thread, may outlive the doorbell.
  class Button {
   public:
    void press() const;

   private:
    friend class Doorbell;
    explicit Button(std::shared_ptr<Line> line) : line_(std::move(line)) {}
    std::shared_ptr<Line> line_;
  };

  explicit Doorbell(std::function<void()> answer);
  ~Doorbell();
  Doorbell(const Doorbell&) = delete;
  Doorbell& operator=(const Doorbell&) = delete;

  Button button() const { return Button(line_); }

 private:
  class Listener;
  std::shared_ptr<Line> line_;
  Listener* listener_;
};

}  // namespace kerb
