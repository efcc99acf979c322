// Shape checks at public doors. A wrong shape is a bug of the caller, so these throw.
#pragma once

#include <initializer_list>
#include <source_location>
#include <string_view>
#include <variant>

#include <ATen/core/Tensor.h>

namespace kerb {

/// One expected dimension: a size, or a name. Equal names must have equal sizes; "?" matches anything.
using Dimension = std::variant<int64_t, const char*>;

/// Throws std::invalid_argument that names the caller's file and line, the expected and the found shape.
///   expectShape(depth_m, {"B", 1, "H", "W"});
void expectShape(const at::Tensor& tensor, std::initializer_list<Dimension> expected,
                 std::source_location where = std::source_location::current());

/// Throws std::invalid_argument unless the tensor has this type.
void expectType(const at::Tensor& tensor, at::ScalarType type,
                std::source_location where = std::source_location::current());

}  // namespace kerb
