#include "core/method/method.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/file.h"

namespace kerb {
namespace {

std::string text(const ParameterValue& value) {
  struct Visitor {
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(int64_t v) const { return std::to_string(v); }
    std::string operator()(double v) const { return fmt::format("{}", v); }
    std::string operator()(const std::string& v) const { return v; }
  };
  return std::visit(Visitor{}, value);
}

/// The text as a value of the same type as `like`.
Result<ParameterValue> parseLike(const ParameterValue& like, const std::string& value) {
  if (std::holds_alternative<bool>(like)) {
    if (value == "true" || value == "1" || value == "on") return ParameterValue(true);
    if (value == "false" || value == "0" || value == "off") return ParameterValue(false);
    return Error{fmt::format("'{}' is neither true nor false", value)};
  }
  if (std::holds_alternative<int64_t>(like)) {
    KERB_TRY(const int64_t number, parseInteger(value));
    return ParameterValue(number);
  }
  if (std::holds_alternative<double>(like)) {
    KERB_TRY(const double number, parseNumber(value));
    return ParameterValue(number);
  }
  return ParameterValue(value);
}

Status checkRange(const Parameter& row, const ParameterValue& value) {
  if (const auto* word = std::get_if<std::string>(&value)) {
    const bool known = row.choices.empty() || std::ranges::find(row.choices, *word) != row.choices.end();
    if (known) return {};
    return Error{fmt::format("'{}' is not one of {}", *word, fmt::join(row.choices, ", "))};
  }
  std::optional<double> number;
  if (const auto* whole = std::get_if<int64_t>(&value)) number = static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) number = *real;
  if (!number) return {};
  if (row.minimum && *number < *row.minimum)
    return Error{fmt::format("{} is below the least value {}", *number, *row.minimum)};
  if (row.maximum && *number > *row.maximum)
    return Error{fmt::format("{} is above the greatest value {}", *number, *row.maximum)};
  return {};
}

}  // namespace

Parameters::Parameters(const std::vector<Parameter>& table) : table_(table) {
  for (const auto& row : table_) values_.emplace(row.name, row.value);
}

Status Parameters::set(const std::string& name, const std::string& value) {
  const auto row = std::ranges::find(table_, name, &Parameter::name);
  if (row == table_.end()) {
    std::vector<std::string> names;
    names.reserve(table_.size());
    for (const auto& known : table_) names.push_back(known.name);
    return Error{
        fmt::format("no parameter '{}'", name), "",
        names.empty() ? "This method has none" : fmt::format("There are: {}", fmt::join(names, ", "))};
  }
  auto parsed = parseLike(row->value, value);
  if (!parsed) return Error{parsed.error().what, "parameter " + name};
  if (const Status fits = checkRange(*row, *parsed); !fits)
    return Error{fits.error().what, "parameter " + name};
  values_[name] = *std::move(parsed);
  return {};
}

std::map<std::string, std::string> Parameters::asText() const {
  std::map<std::string, std::string> all;
  for (const auto& [name, value] : values_) all.emplace(name, text(value));
  return all;
}

Status Method::restoreExtraState(const TensorMap& state) {
  if (state.empty()) return {};
  return Error{fmt::format("this method keeps no extra state, and found '{}'", state.begin()->first)};
}

Result<const MethodSpec*> findMethod(const std::vector<MethodSpec>& catalogue, const std::string& id) {
  std::vector<std::string> ids;
  for (const auto& spec : catalogue) {
    if (spec.id == id) return &spec;
    ids.push_back(spec.id);
  }
  return Error{fmt::format("no method '{}'", id), "", fmt::format("There are: {}", fmt::join(ids, ", "))};
}

}  // namespace kerb
