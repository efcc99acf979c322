#include "core/base/shape.h"

#include <map>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace kerb {
namespace {

std::string place(const std::source_location& where) {
  return fmt::format("{}:{}: {}", where.file_name(), where.line(), where.function_name());
}

std::string text(std::initializer_list<Dimension> expected) {
  std::vector<std::string> parts;
  for (const auto& d : expected) {
    parts.push_back(d.index() == 0 ? std::to_string(std::get<0>(d)) : std::get<1>(d));
  }
  return fmt::format("[{}]", fmt::join(parts, ","));
}

}  // namespace

void expectShape(const at::Tensor& tensor, std::initializer_list<Dimension> expected,
                 std::source_location where) {
  if (!tensor.defined()) {
    throw std::invalid_argument(fmt::format("{}: expected {}, got no tensor", place(where), text(expected)));
  }
  const auto sizes = tensor.sizes();
  bool fits = sizes.size() == expected.size();
  std::map<std::string_view, int64_t> named;
  size_t axis = 0;
  for (auto it = expected.begin(); fits && it != expected.end(); ++it, ++axis) {
    if (it->index() == 0) {
      fits = sizes[axis] == std::get<0>(*it);
    } else if (const std::string_view name = std::get<1>(*it); name != "?") {
      fits = named.emplace(name, sizes[axis]).first->second == sizes[axis];
    }
  }
  if (!fits) {
    throw std::invalid_argument(fmt::format("{}: expected {}, got [{}]", place(where), text(expected),
                                            fmt::join(sizes.begin(), sizes.end(), ",")));
  }
}

void expectType(const at::Tensor& tensor, at::ScalarType type, std::source_location where) {
  if (!tensor.defined() || tensor.scalar_type() != type) {
    throw std::invalid_argument(fmt::format("{}: expected {}, got {}", place(where), c10::toString(type),
                                            tensor.defined() ? c10::toString(tensor.scalar_type()) : "none"));
  }
}

}  // namespace kerb
