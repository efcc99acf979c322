// Which trained models ran here, to be chosen again.
#pragma once

#include <QStringList>
#include <optional>
#include <string>

#include "widgets/bridge/live_depth.h"

class QSettings;

namespace kerb {

/// The model that comes with Kerb; none in a copy without it.
std::optional<MethodRequest> starterModel();

/// For settings. In one value: two windows that write it at a time do not make a mixture of it.
QStringList textsOf(const MethodRequest& request);
std::optional<MethodRequest> parseRequest(const QStringList& texts);

/// Only of what did run: a file that cannot be loaded is no model to start with.
void rememberModel(QSettings& values, const MethodRequest& ran);
/// With device, precision and parameters. Its file may be gone: whoever loads it says so.
std::optional<MethodRequest> lastModel(QSettings& values);
/// Of this method: the model that ran last, or the one that comes with Kerb; empty: none.
QString usualWeights(QSettings& values, const std::string& method);

}  // namespace kerb
