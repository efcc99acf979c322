// The workspaces that Kerb comes with. A new panel gets a row in each that shows it; a new workspace, one
// below.
#pragma once

#include <QObject>
#include <vector>

namespace kerb {

/// How a panel joins the one that it names.
enum class PanelPlace { alone, beside, below, behind };

struct WorkspacePanel {
  const char* name;  ///< object name of its dock
  Qt::DockWidgetArea area;
  PanelPlace place = PanelPlace::alone;
  const char* of = nullptr;      ///< the panel that it joins; it comes before
  int width = 0, height = 0;     ///< in its area; 0: what is left
  bool comes_by_itself = false;  ///< not with the workspace, but when it has something to show
};

struct BuiltInWorkspace {
  const char* id;
  const char* title;  ///< in the context "Workspaces"
  std::vector<WorkspacePanel> panels;
};

inline std::vector<BuiltInWorkspace> builtInWorkspaces() {
  using enum PanelPlace;
  constexpr auto kBottom = Qt::BottomDockWidgetArea;
  constexpr auto kRight = Qt::RightDockWidgetArea;
  return {{"inspect",
           QT_TRANSLATE_NOOP("Workspaces", "Inspect"),
           {{"method", kRight, alone, nullptr, 310, 300},
            {"classes", kRight, below, "method", 0, 460},
            {"source", kRight, behind, "classes"},
            {"jobs", kRight, behind, "classes", 0, 0, true},
            {"depth", kBottom, alone, nullptr, 500, 330},
            {"cloud", kBottom, beside, "depth", 500}}}};
}

}  // namespace kerb
