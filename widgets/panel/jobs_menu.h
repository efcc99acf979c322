// What can be done with a job, as actions of a menu.
#pragma once

class QMenu;

namespace kerb {

class JobsPanel;

/// Each is for the newest job for which it means something; greyed where there is none.
void addJobActions(QMenu* menu, JobsPanel* jobs);

}  // namespace kerb
