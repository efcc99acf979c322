// Finds out whether OpenGL works here, without risking the window.
#pragma once

#include <QString>
#include <functional>
#include <thread>

#include "widgets/bridge/mailbox.h"

namespace kerb {

struct GlAnswer {
  bool works = false;
  QString device;  ///< who draws: "llvmpipe (LLVM 15.0.6, 256 bits)"
  QString reason;  ///< why it does not work
};

/// Runs kerb-gl-probe, which lies beside this program: VTK ends the process where it finds no OpenGL.
/// Lives on the UI thread; `answer` is called there, once. Destroying it returns at once.
class GlProbe {
 public:
  explicit GlProbe(std::function<void(GlAnswer)> answer);
  ~GlProbe();
  GlProbe(const GlProbe&) = delete;
  GlProbe& operator=(const GlProbe&) = delete;

 private:
  Latest<GlAnswer> answer_;
  std::jthread thread_;
};

}  // namespace kerb
