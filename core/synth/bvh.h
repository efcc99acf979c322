// Bounding volumes, four children a node, whose boxes are tested together.
#pragma once

#include <vector>

#include "core/synth/intersect.h"

namespace kerb::synth {

/// Children's boxes by plane: bound[0..2] the low x, y, z and bound[3..5] the high ones. child >= 0: a node;
/// < 0: a leaf, ~child = first * 8 + count of primitives. An empty child's box is inside out.
struct Node {
  float bound[6][4];
  int32_t child[4];
};

struct Bvh {
  const Node* nodes;
  const Prim* prims;
  int32_t count;  ///< of primitives
  int32_t node_count;
};

/// Sorts `prims` into leaves. No primitive: no node.
std::vector<Node> buildBvh(std::vector<Prim>& prims);

constexpr float kLoss = 1.000001F;  ///< rounding must lose no primitive

/// Rays of one origin and almost one direction that share a walk through the tree.
constexpr int kTogether = 4;

/// What the boxes need to know of one ray, or of several from one origin. A plane that is ahead is reached by
/// none of them before x * enter_inverse + enter_shift, and by all at x * leave_inverse + leave_shift, per
/// axis; of a plane behind the origin both are below 0.
struct RayBoxes {
  float enter_inverse[3], enter_shift[3], leave_inverse[3], leave_shift[3];
  int near[3], far[3];
};

/// False if the rays go to both sides of an axis: each is then to be followed alone. One ray never does.
template <int kRays>
KERB_HD bool prepared(const Ray* rays, RayBoxes& r) {
  const float o[3] = {rays[0].origin.x, rays[0].origin.y, rays[0].origin.z};
  for (int i = 0; i < 3; ++i) {
    float slowest = 0.0F, fastest = 0.0F;
    for (int k = 0; k < kRays; ++k) {
      const Vec3 direction = rays[k].direction;
      const float own = i == 0 ? direction.x : i == 1 ? direction.y : direction.z;
      const float d = fabsf(own) < 1e-8F ? 1e-8F : own;
      if (k > 0 && (d > 0.0F) != (slowest > 0.0F)) return false;
      if (k == 0 || fabsf(d) < fabsf(slowest)) slowest = d;
      if (k == 0 || fabsf(d) > fabsf(fastest)) fastest = d;
    }
    r.enter_inverse[i] = 1.0F / fastest;
    r.leave_inverse[i] = 1.0F / slowest;
    r.enter_shift[i] = -o[i] * r.enter_inverse[i];
    r.leave_shift[i] = -o[i] * r.leave_inverse[i];
    r.near[i] = slowest > 0.0F ? i : i + 3;
    r.far[i] = slowest > 0.0F ? i + 3 : i;
  }
  return true;
}

/// The children that a ray may meet between tmin > 0 and tmax, a bit each, and where it enters them.
KERB_HD uint32_t testBoxesOneByOne(const Node& node, const RayBoxes& r, float tmin, float tmax,
                                   float* enter) {
  uint32_t met = 0;
  for (int i = 0; i < 4; ++i) {
    float in[3], out[3];
    for (int axis = 0; axis < 3; ++axis) {
      in[axis] = node.bound[r.near[axis]][i] * r.enter_inverse[axis] + r.enter_shift[axis];
      out[axis] = node.bound[r.far[axis]][i] * r.leave_inverse[axis] + r.leave_shift[axis];
    }
    enter[i] = most(most(in[0], in[1]), most(in[2], tmin));
    const float leave = least(least(out[0], out[1]), least(out[2], tmax)) * kLoss;
    met |= enter[i] > leave ? 0U : 1U << i;
  }
  return met;
}

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__CUDACC__)
/// The same to the bit. The compiler makes no vector code of that loop.
KERB_HD uint32_t testBoxes(const Node& node, const RayBoxes& r, float tmin, float tmax, float* enter) {
  using Four = float __attribute__((vector_size(16)));
  const auto near = [&](int axis) {
    Four bound;
    memcpy(&bound, node.bound[r.near[axis]], sizeof bound);
    return bound * r.enter_inverse[axis] + r.enter_shift[axis];
  };
  const auto far = [&](int axis) {
    Four bound;
    memcpy(&bound, node.bound[r.far[axis]], sizeof bound);
    return bound * r.leave_inverse[axis] + r.leave_shift[axis];
  };
  const auto larger = [](Four a, Four b) { return a > b ? a : b; };
  const auto smaller = [](Four a, Four b) { return a < b ? a : b; };
  const Four none{};
  const Four in = larger(larger(near(0), near(1)), larger(near(2), none + tmin));
  const Four out = smaller(smaller(far(0), far(1)), smaller(far(2), none + tmax)) * kLoss;
  memcpy(enter, &in, sizeof in);
  const auto missed = in > out;
  Four signs;
  memcpy(&signs, &missed, sizeof signs);
  return static_cast<uint32_t>(__builtin_ia32_movmskps(signs)) ^ 15U;
}
#else
KERB_HD uint32_t testBoxes(const Node& node, const RayBoxes& r, float tmin, float tmax, float* enter) {
  return testBoxesOneByOne(node, r, tmin, tmax, enter);
}
#endif

KERB_HD int lowestBit(uint32_t bits) {
#ifdef __CUDA_ARCH__
  return __ffs(static_cast<int>(bits)) - 1;
#else
  return __builtin_ctz(bits);
#endif
}

/// Nodes below each other; buildBvh() sees to it. Each leaves at most three others on the stack.
constexpr int kMostLevels = 20, kStack = 3 * kMostLevels + 1;

/// The nearest primitive before hit.t of each ray, or with kAny whether there is one. `base` is added to its
/// index.
template <bool kAny, int kRays>
KERB_HD bool traverse(const Bvh& bvh, const RayBoxes& r, const Ray* rays, float tmin, int32_t base,
                      Hit* hits) {
  int32_t stack[kStack];
  float stack_t[kStack];
  int top = 0;
  stack[0] = 0;
  stack_t[0] = tmin;
  float farthest = hits[0].t;
  for (int k = 1; k < kRays; ++k) farthest = most(farthest, hits[k].t);
  while (top >= 0) {
    const float t = stack_t[top];
    int32_t at = stack[top--];
    if (t > farthest) continue;
    if (at < 0) {
      at = ~at;
      for (int32_t i = at >> 3; i < (at >> 3) + (at & 7); ++i) {
        for (int k = 0; k < kRays; ++k) {
          if (!hitPrim(bvh.prims[i], rays[k], tmin, hits[k])) continue;
          if (kAny) return true;
          hits[k].prim = base + i;
        }
      }
      farthest = hits[0].t;
      for (int k = 1; k < kRays; ++k) farthest = most(farthest, hits[k].t);
      continue;
    }
    const Node& node = bvh.nodes[at];
    float enter[4];
    uint32_t met = testBoxes(node, r, tmin, farthest, enter);
    const int first = top + 1;
    for (; met != 0; met &= met - 1U) {  // the nearest child ends on top
      const int i = lowestBit(met);
      int place = ++top;
      while (place > first && stack_t[place - 1] < enter[i]) {
        stack_t[place] = stack_t[place - 1];
        stack[place] = stack[place - 1];
        --place;
      }
      stack_t[place] = enter[i];
      stack[place] = node.child[i];
    }
  }
  return false;
}

}  // namespace kerb::synth
