// VTK's warnings, kept for whoever asks (takeVtkMessages in cloud_scene.h).
#pragma once

namespace kerb {

/// From now on VTK prints nothing. May be called again.
void keepVtkMessages();

}  // namespace kerb
