// KITTI raw's GPS and IMU records and its time stamps.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/source/kitti_oxts.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto record = kerb::parseOxts(text, "fuzz");
  // A latitude and a longitude: the pose is a finite one, whatever the angles.
  if (record && !kerb::earthFromImu(*record, record->latitude_deg).linear().allFinite()) __builtin_trap();
  const auto times_s = kerb::parseTimestamps(text, "fuzz");
  if (times_s && times_s->size() > size) __builtin_trap();
  return 0;
}
