// Builds the bounding volumes: binned surface area heuristic, two splits a node (Wald 2007).
#include "core/synth/bvh.h"

#include <algorithm>
#include <array>
#include <limits>

namespace kerb::synth {
namespace {

constexpr int kBins = 12;
constexpr int kLeafSize = 1;
static_assert(kLeafSize < 8, "a leaf is its first primitive times 8 and their count");

/// Of a tree with four equal parts a node.
int levelsFor(int32_t primitives) {
  int levels = 1;
  for (int64_t held = 4; held < primitives; held *= 4) ++levels;
  return levels;
}

struct Box {
  float low[3] = {1e30F, 1e30F, 1e30F}, high[3] = {-1e30F, -1e30F, -1e30F};
  void add(Vec3 p) {
    const float c[3] = {p.x, p.y, p.z};
    for (int i = 0; i < 3; ++i) {
      low[i] = std::min(low[i], c[i]);
      high[i] = std::max(high[i], c[i]);
    }
  }
  void add(const Box& other) {
    for (int i = 0; i < 3; ++i) {
      low[i] = std::min(low[i], other.low[i]);
      high[i] = std::max(high[i], other.high[i]);
    }
  }
  void grow(float by) {
    for (int i = 0; i < 3; ++i) {
      low[i] -= by;
      high[i] += by;
    }
  }
  float area() const {
    const float x = high[0] - low[0], y = high[1] - low[1], z = high[2] - low[2];
    return x < 0 ? 0 : x * y + y * z + z * x;
  }
  float centre(int axis) const { return low[axis] + high[axis]; }
};

void addTurned(Box& box, const Prim& p, Vec3 half) {
  const float c = std::fabs(p.f[6]), s = std::fabs(p.f[7]);
  const Vec3 reach{c * half.x + s * half.y, s * half.x + c * half.y, half.z};
  box.add(vectorAt(p.f) - reach);
  box.add(vectorAt(p.f) + reach);
}

void addCone(Box& box, const Prim& p) {
  for (size_t end = 0; end < 2; ++end) {
    const float r = p.f[6 + end];
    box.add(vectorAt(p.f + 3 * end) - Vec3{r, r, r});
    box.add(vectorAt(p.f + 3 * end) + Vec3{r, r, r});
  }
}

void addFacade(Box& box, const Prim& p) {
  const Vec3 along{p.f[kAxisX] * p.f[kWidth], p.f[kAxisY] * p.f[kWidth], 0};
  const Vec3 up{0, 0, p.f[kHeight]}, in = facadeNormal(p) * -0.45F;
  for (const Vec3 corner : {vectorAt(p.f), vectorAt(p.f) + along + up}) {
    box.add(corner);
    box.add(corner + in);
  }
}

Box boundsOf(const Prim& p) {
  Box box;
  const Vec3 at = vectorAt(p.f), a = vectorAt(p.f + 3), b = vectorAt(p.f + 6);
  switch (p.kind) {
    case Kind::triangle:
    case Kind::ground:
      for (const Vec3 corner : {at, at + a, at + b}) box.add(corner);
      break;
    case Kind::box:
      addTurned(box, p, a);
      break;
    case Kind::ellipsoid:
      addTurned(box, p, {1 / a.x, 1 / a.y, 1 / a.z});
      break;
    case Kind::cone:
      addCone(box, p);
      break;
    case Kind::facade:
      addFacade(box, p);
      break;
    case Kind::card:
      for (const Vec3 corner : {at, at + a * p.f[9], at + b * p.f[10], at + a * p.f[9] + b * p.f[10]})
        box.add(corner);
      break;
  }
  box.grow(1e-3F);
  return box;
}

class BvhBuilder {
 public:
  explicit BvhBuilder(const std::vector<Prim>& prims) : order_(prims.size()), boxes_(prims.size()) {
    for (size_t i = 0; i < prims.size(); ++i) {
      order_[i] = static_cast<int32_t>(i);
      boxes_[i] = boundsOf(prims[i]);
    }
    nodes_.emplace_back();
    fill(0, {0, static_cast<int32_t>(prims.size())}, 1);
  }
  std::vector<int32_t> order_;
  std::vector<Node> nodes_;

 private:
  struct Range {
    int32_t begin, end;
    int32_t size() const { return end - begin; }
  };

  Box boxOf(Range r) const {
    Box box;
    for (int32_t i = r.begin; i < r.end; ++i) box.add(boxes_[order_[i]]);
    return box;
  }

  /// The best cut of the range: where its second half begins.
  int32_t cut(Range r) {
    Box centres;
    for (int32_t i = r.begin; i < r.end; ++i) {
      const Box& b = boxes_[order_[i]];
      centres.add(Vec3{b.centre(0), b.centre(1), b.centre(2)});
    }
    float best = std::numeric_limits<float>::max();
    int best_axis = -1, best_bin = 0;
    for (int axis = 0; axis < 3; ++axis) {
      if (centres.high[axis] - centres.low[axis] < 1e-5F) continue;
      tryAxis(r, centres, axis, best, best_axis, best_bin);
    }
    if (best_axis < 0) return r.begin + r.size() / 2;
    const auto middle = std::partition(order_.begin() + r.begin, order_.begin() + r.end, [&](int32_t i) {
      return binOf(boxes_[i], centres, best_axis) < best_bin;
    });
    const auto at = static_cast<int32_t>(middle - order_.begin());
    return at == r.begin || at == r.end ? r.begin + r.size() / 2 : at;
  }

  static int binOf(const Box& box, const Box& centres, int axis) {
    const float k = (box.centre(axis) - centres.low[axis]) / (centres.high[axis] - centres.low[axis]);
    return std::min(kBins - 1, static_cast<int>(k * kBins));
  }

  void tryAxis(Range r, const Box& centres, int axis, float& best, int& best_axis, int& best_bin) const {
    std::array<Box, kBins> bins;
    std::array<int, kBins> counts{};
    for (int32_t i = r.begin; i < r.end; ++i) {
      const int bin = binOf(boxes_[order_[i]], centres, axis);
      bins[bin].add(boxes_[order_[i]]);
      ++counts[bin];
    }
    std::array<float, kBins> right{};
    Box box;
    int count = 0;
    for (int bin = kBins - 1; bin > 0; --bin) {
      box.add(bins[bin]);
      count += counts[bin];
      right[bin] = box.area() * static_cast<float>(count);
    }
    box = {};
    count = 0;
    for (int bin = 1; bin < kBins; ++bin) {
      box.add(bins[bin - 1]);
      count += counts[bin - 1];
      const float cost = box.area() * static_cast<float>(count) + right[bin];
      if (cost < best) best = cost, best_axis = axis, best_bin = bin;
    }
  }

  void fill(int32_t at, Range all, int level) {
    // Where good cuts would make the tree too deep, four equal parts end in time.
    const bool halve = level + levelsFor(all.size()) > kMostLevels;
    std::array<Range, 4> parts{all};
    int count = 1;
    while (count < 4) {
      int widest = -1;
      float most = -1;
      for (int i = 0; i < count; ++i) {
        if (parts[i].size() <= kLeafSize) continue;
        const float own = halve ? static_cast<float>(parts[i].size()) : boxOf(parts[i]).area();
        if (own > most) widest = i, most = own;
      }
      if (widest < 0) break;
      Range& part = parts[widest];
      const int32_t middle = halve ? part.begin + part.size() / 2 : cut(part);
      parts[count++] = {middle, part.end};
      part.end = middle;
    }
    for (int i = 0; i < 4; ++i) setChild(at, i, i < count ? parts[i] : Range{0, 0}, level);
  }

  void setChild(int32_t at, int i, Range part, int level) {
    const Box box = boxOf(part);
    for (int axis = 0; axis < 3; ++axis) {
      nodes_[at].bound[axis][i] = box.low[axis];
      nodes_[at].bound[axis + 3][i] = box.high[axis];
    }
    if (part.size() <= kLeafSize) {
      nodes_[at].child[i] = ~(part.begin * 8 + part.size());
      return;
    }
    const auto child = static_cast<int32_t>(nodes_.size());
    nodes_.emplace_back();
    nodes_[at].child[i] = child;
    fill(child, part, level + 1);
  }

  std::vector<Box> boxes_;
};

}  // namespace

std::vector<Node> buildBvh(std::vector<Prim>& prims) {
  if (prims.empty()) return {};
  BvhBuilder builder(prims);
  std::vector<Prim> sorted;
  sorted.reserve(prims.size());
  for (const int32_t i : builder.order_) sorted.push_back(prims[i]);
  prims = std::move(sorted);
  return std::move(builder.nodes_);
}

}  // namespace kerb::synth
