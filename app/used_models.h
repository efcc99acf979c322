// Which trained models ran here, to be chosen again.
#pragma once

#include <QString>
#include <optional>
#include <string>

#include "widgets/bridge/live_depth.h"

class QSettings;

namespace kerb {

/// The model that comes with Kerb; none in a copy without it.
std::optional<MethodRequest> starterModel();

/// Only of what did run: a file that cannot be loaded is no model to start with.
void rememberModel(QSettings& values, const MethodRequest& ran);
/// With device, precision and parameters. Its file may be gone: whoever loads it says so.
std::optional<MethodRequest> lastModel(QSettings& values);
/// Of this method: the model that ran last, or the one that comes with Kerb; empty: none.
QString usualWeights(QSettings& values, const std::string& method);

}  // namespace kerb
