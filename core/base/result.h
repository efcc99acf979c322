// Expected failure is a value: what went wrong, where, and what to do about it. A bug throws.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace kerb {

/// Why something that may fail did fail. `message()` is the one line a user reads.
struct Error {
  std::string what = {};   ///< what went wrong, and what was expected
  std::string where = {};  ///< file, and frame, line or byte offset in it; may be empty
  std::string fix = {};    ///< what the user can do; may be empty
  bool cancelled = false;

  /// "where: what. fix"
  std::string message() const;
  static Error cancelledByUser() { return {"cancelled", "", "", true}; }
};

/// A value or an Error.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit on purpose
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT
  explicit operator bool() const { return state_.index() == 0; }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const {
    assert(state_.index() == 1);
    return *std::get_if<1>(&state_);
  }

 private:
  T& value() {
    assert(state_.index() == 0);
    return *std::get_if<0>(&state_);
  }
  const T& value() const {
    assert(state_.index() == 0);
    return *std::get_if<0>(&state_);
  }
  std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)), failed_(true) {}  // NOLINT: implicit on purpose
  explicit operator bool() const { return !failed_; }
  const Error& error() const {
    assert(failed_);
    return error_;
  }

 private:
  Error error_;
  bool failed_ = false;
};

}  // namespace kerb

#define KERB_CONCAT_2(a, b) a##b
#define KERB_CONCAT(a, b) KERB_CONCAT_2(a, b)

/// KERB_TRY(auto frame, source.at(3));  returns the error to the caller, or declares `frame`.
#define KERB_TRY(declaration, ...)                                                              \
  auto KERB_CONCAT(kerb_result_, __LINE__) = (__VA_ARGS__);                                     \
  if (!KERB_CONCAT(kerb_result_, __LINE__)) return KERB_CONCAT(kerb_result_, __LINE__).error(); \
  declaration = *std::move(KERB_CONCAT(kerb_result_, __LINE__))

/// KERB_CHECK(writeFile(...));  returns the error to the caller, or goes on.
#define KERB_CHECK(...) \
  if (auto kerb_status = (__VA_ARGS__); !kerb_status) return kerb_status.error()
