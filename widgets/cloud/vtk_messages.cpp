// VTK's warnings, kept until the thread that caused them asks; VTK would print them.
#include "widgets/cloud/vtk_messages.h"

#include <mutex>
#include <utility>

#include <vtkLogger.h>
#include <vtkObjectFactory.h>
#include <vtkOutputWindow.h>

#include "widgets/cloud/cloud_scene.h"

namespace kerb {
namespace {

thread_local std::vector<std::string> messages;

class Keeping final : public vtkOutputWindow {
 public:
  static Keeping* New();
  vtkTypeMacro(Keeping, vtkOutputWindow) void DisplayText(const char* text) override {
    messages.emplace_back(text);
  }
};
vtkStandardNewMacro(Keeping)

}  // namespace

void keepVtkMessages() {
  static std::once_flag once;
  std::call_once(once, [] {
    Keeping* const window = Keeping::New();
    vtkOutputWindow::SetInstance(window);
    window->Delete();
    vtkLogger::SetStderrVerbosity(vtkLogger::VERBOSITY_OFF);
  });
}

std::vector<std::string> takeVtkMessages() { return std::exchange(messages, {}); }

}  // namespace kerb
