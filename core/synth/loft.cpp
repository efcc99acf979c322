#include "core/synth/loft.h"

#include <algorithm>
#include <tuple>

namespace kerb::synth {
namespace {

/// The whole ring of a section, from the bottom over the left to the top and down the right.
class Mesh {
 public:
  Mesh(const std::vector<Section>& sections, const LoftStyle& style) : style_(style) {
    half_ = static_cast<int>(sections.front().points.size());
    rows_ = static_cast<int>(sections.size());
    for (const Section& section : sections) {
      for (int side = 0; side < 2; ++side) {
        for (const auto& p : section.points) at_.push_back({section.x, side == 0 ? p.y : -p.y, p.z});
      }
    }
    normal_.assign(at_.size(), {0, 0, 0});
    for (int side = 0; side < 2; ++side) accumulate(side);
    for (Vec3& n : normal_) n = dot(n, n) > 1e-20F ? normalised(n) : Vec3{0, 0, 1};
  }

  void emit(Builder& b) const {
    const int last = std::min(style_.to_point, half_ - 1), last_row = std::min(style_.to_section, rows_ - 1);
    for (int side = 0; side < 2; ++side) {
      for (int row = style_.from_section; row < last_row; ++row) {
        for (int i = style_.from_point; i < last; ++i) panel(b, side, row, i);
      }
    }
    if (!style_.closed_ends) return;
    for (const int row : {0, rows_ - 1}) cap(b, row);
  }

 private:
  int index(int side, int row, int i) const { return (row * 2 + side) * half_ + i; }

  void accumulate(int side) {
    for (int row = 0; row + 1 < rows_; ++row) {
      for (int i = 0; i + 1 < half_; ++i) {
        const int a = index(side, row, i), b = index(side, row + 1, i);
        const int c = index(side, row + 1, i + 1), d = index(side, row, i + 1);
        Vec3 n = cross(at_[c] - at_[a], at_[d] - at_[b]);
        if (side == 1) n = -n;
        for (const int k : {a, b, c, d}) normal_[k] = normal_[k] + n;
      }
    }
  }

  Corner corner(int k) const { return {at_[k], at_[k].x / style_.length + 0.5F, at_[k].z / style_.height}; }

  void triangle(Builder& b, int i, int j, int k) const {
    const Vec3 area = cross(at_[j] - at_[i], at_[k] - at_[i]);
    if (dot(area, area) < 1e-10F) return;
    const Corner corners[3] = {corner(i), corner(j), corner(k)};
    const Vec3 normals[3] = {normal_[i], normal_[j], normal_[k]};
    b.triangle(corners, normals);
  }

  void panel(Builder& builder, int side, int row, int i) const {
    const int a = index(side, row, i), b = index(side, row + 1, i);
    const int c = index(side, row + 1, i + 1), d = index(side, row, i + 1);
    triangle(builder, a, b, c);
    triangle(builder, a, c, d);
  }

  void cap(Builder& b, int row) const {
    const Vec3 facing{row == 0 ? -1.0F : 1.0F, 0, 0};
    for (int i = 0; i + 1 < half_; ++i) {
      const int left = index(0, row, i), left_up = index(0, row, i + 1);
      const int right = index(1, row, i), right_up = index(1, row, i + 1);
      for (const auto& [p, q, r] : {std::tuple{left, right, right_up}, std::tuple{left, right_up, left_up}}) {
        const Vec3 area = cross(at_[q] - at_[p], at_[r] - at_[p]);
        if (dot(area, area) < 1e-10F) continue;
        const Corner corners[3] = {corner(p), corner(q), corner(r)};
        const Vec3 normals[3] = {blend(normal_[p], facing, 0.7F), blend(normal_[q], facing, 0.7F),
                                 blend(normal_[r], facing, 0.7F)};
        b.triangle(corners, normals);
      }
    }
  }

  LoftStyle style_;
  int half_, rows_;
  std::vector<Vec3> at_, normal_;
};

}  // namespace

void loft(Builder& builder, const std::vector<Section>& sections, const LoftStyle& style) {
  Mesh(sections, style).emit(builder);
}

}  // namespace kerb::synth
