// What nearly every file of Kerb reads, compiled once (KerbPrecompiled.cmake).
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <ATen/ATen.h>
#include <Eigen/Geometry>
#include <fmt/format.h>
