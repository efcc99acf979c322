#include "core/base/result.h"

namespace kerb {

std::string Error::message() const {
  std::string line = where.empty() ? what : where + ": " + what;
  if (!fix.empty()) line += ". " + fix;
  // One line, whatever a file name or a library's text contains.
  for (char& c : line) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  return line;
}

}  // namespace kerb
