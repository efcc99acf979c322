// Weights that come with Kerb.
#pragma once

#include <filesystem>
#include <string>

namespace kerb {

/// What the one model that comes with Kerb is called.
inline constexpr const char* kStarter = "starter";

/// NAME.safetensors in one of resourceFolders("weights"); empty where there is none.
std::filesystem::path shippedWeights(const std::string& name);

}  // namespace kerb
