// The text files of Virtual KITTI 1.3.1 and 2: poses, intrinsics, and the colours of classes and instances.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <ATen/core/Tensor.h>
#include <Eigen/Geometry>

#include "core/base/result.h"

namespace kerb {

/// A table with a header line: the first `keys` columns are whole numbers, the rest numbers.
struct NumberTable {
  struct Row {
    std::vector<int64_t> keys;
    std::vector<double> values;
    int64_t line = 0;
  };
  std::vector<Row> rows;
};

/// A row with another count of columns, or without numbers: an Error with `name` (the file) and the line.
Result<NumberTable> parseTable(std::string_view text, size_t keys, size_t values, const std::string& name);
Result<NumberTable> readTable(const std::filesystem::path& file, size_t keys, size_t values);

/// camera_from_world, 4x4 row by row, as both versions store it. No rotation in it: an Error.
Result<Eigen::Isometry3d> worldFromCamera(const std::vector<double>& camera_from_world,
                                          const std::string& where);

/// What each colour of a label image stands for.
class ColourCode {
 public:
  /// "Category(:id) r g b" lines after a header: 1.3.1's encoding files and 2's colors.txt. A category that
  /// is not Virtual KITTI's, or a colour that is none or is given twice for different things: an Error.
  static Result<ColourCode> parse(std::string_view text, const std::string& name);
  static Result<ColourCode> read(const std::filesystem::path& file);

  /// image [3,H,W] uint8 RGB. Returns Cityscapes train ids, [H,W] uint8: cars and vans are cars, trees are
  /// vegetation; guard rails, misc and undefined have none. More than 1 % of pixels in colours that the file
  /// does not list: an Error with the first one; fewer have no label.
  Result<at::Tensor> trainIds(const at::Tensor& image, const std::string& where) const;
  /// [H,W] int32: the line of the instance in the file, counted from 1 among instances; 0 where there is
  /// none.
  Result<at::Tensor> instanceIds(const at::Tensor& image, const std::string& where) const;
  bool hasInstances() const { return instances_ > 0; }

 private:
  struct Meaning {
    uint8_t train_id = 0;
    int32_t instance = 0;
    std::string category;
  };
  template <class Value>
  Status map(const at::Tensor& image, const std::string& where, Value* out,
             Value (*pick)(const Meaning*)) const;

  std::unordered_map<uint32_t, Meaning> meanings_;  ///< by r << 16 | g << 8 | b
  int32_t instances_ = 0;
};

}  // namespace kerb
