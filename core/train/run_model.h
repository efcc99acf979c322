// Where the weights lie in what a person names as a model.
#pragma once

#include <filesystem>

#include "core/base/result.h"

namespace kerb {

/// A weights file as it is; of a bare name that is no file the weights that come with Kerb, if there are any;
/// of a checkpoint's folder its model; of a run folder the newest checkpoint's; of RUN:best the best one's
/// (bestCheckpoint). A folder that is neither, a run without such a checkpoint: an Error.
Result<std::filesystem::path> modelFile(const std::filesystem::path& given);

}  // namespace kerb
