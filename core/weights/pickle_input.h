// The bytes of a pickle, read in order, and the place of an error in them.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace kerb::pickle {

class Input {
 public:
  /// `where`, `first_byte`: file, and offset in it of the first of `bytes`, for errors. `bytes` and `where`
  /// must outlive this.
  Input(std::string_view bytes, const std::string& where, uint64_t first_byte)
      : bytes_(bytes), where_(where), first_byte_(first_byte) {}

  /// The code of the next instruction; errors are placed at it from now on.
  Result<uint8_t> instruction();
  /// The next `count` bytes. An Error where fewer follow.
  Result<std::string_view> take(uint64_t count);
  /// The text up to the next line feed, which is read too. An Error where none follows.
  Result<std::string_view> line();
  /// The next sizeof(T) bytes as a little-endian number. An Error where fewer follow.
  template <class T>
  Result<T> number() {
    KERB_TRY(const auto raw, take(sizeof(T)));
    T value;
    std::memcpy(&value, raw.data(), raw.size());
    return value;
  }

  /// Bytes read so far.
  size_t position() const { return at_; }
  /// An Error at the current instruction.
  Error fail(std::string what, std::string fix = "The file is damaged: copy or download it again") const;

 private:
  std::string_view bytes_;
  const std::string& where_;
  uint64_t first_byte_;
  size_t at_ = 0;
  size_t instruction_ = 0;  ///< where the current one begins
};

}  // namespace kerb::pickle
