#include "core/source/file_name.h"

namespace kerb {

std::string_view stemOf(std::string_view name) {
  return name.substr(0, name.size() - extensionOf(name).size());
}

std::string_view extensionOf(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 || name == ".." ? "" : name.substr(dot);
}

}  // namespace kerb
