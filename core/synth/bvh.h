// Bounding volumes, four children a node: the four box tests are one loop that the compiler vectorises.
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

/// What a ray needs of its direction, once.
struct RayBoxes {
  float inv[3], shift[3];
  int near[3], far[3];
};

KERB_HD RayBoxes prepared(const Ray& ray) {
  RayBoxes r{};
  const float o[3] = {ray.origin.x, ray.origin.y, ray.origin.z};
  const float d[3] = {ray.direction.x, ray.direction.y, ray.direction.z};
  for (int i = 0; i < 3; ++i) {
    r.inv[i] = 1.0F / (fabsf(d[i]) < 1e-8F ? 1e-8F : d[i]);
    r.shift[i] = -o[i] * r.inv[i];
    r.near[i] = r.inv[i] > 0.0F ? i : i + 3;
    r.far[i] = r.inv[i] > 0.0F ? i + 3 : i;
  }
  return r;
}

KERB_HD void testBoxes(const Node& node, const RayBoxes& r, float tmin, float tmax, float* enter,
                       float* leave) {
  const float *nx = node.bound[r.near[0]], *ny = node.bound[r.near[1]], *nz = node.bound[r.near[2]];
  const float *fx = node.bound[r.far[0]], *fy = node.bound[r.far[1]], *fz = node.bound[r.far[2]];
  for (int i = 0; i < 4; ++i) {
    const float x0 = nx[i] * r.inv[0] + r.shift[0], y0 = ny[i] * r.inv[1] + r.shift[1];
    const float z0 = nz[i] * r.inv[2] + r.shift[2];
    const float x1 = fx[i] * r.inv[0] + r.shift[0], y1 = fy[i] * r.inv[1] + r.shift[1];
    const float z1 = fz[i] * r.inv[2] + r.shift[2];
    enter[i] = most(most(x0, y0), most(z0, tmin));
    leave[i] = least(least(x1, y1), least(z1, tmax)) * 1.000001F;  // rounding must lose no primitive
  }
}

/// The nearest primitive before hit.t, or with kAny whether there is one. `base` is added to its index.
template <bool kAny>
KERB_HD bool traverse(const Bvh& bvh, const Ray& ray, float tmin, int32_t base, Hit& hit) {
  if (bvh.count == 0) return false;
  const RayBoxes r = prepared(ray);
  int32_t stack[64];
  float stack_t[64];
  int top = 0;
  stack[0] = 0;
  stack_t[0] = tmin;
  bool found = false;
  while (top >= 0) {
    const float t = stack_t[top];
    int32_t at = stack[top--];
    if (t > hit.t) continue;
    if (at < 0) {
      at = ~at;
      for (int32_t i = at >> 3; i < (at >> 3) + (at & 7); ++i) {
        if (!hitPrim(bvh.prims[i], ray, tmin, hit)) continue;
        hit.prim = base + i;
        found = true;
        if (kAny) return true;
      }
      continue;
    }
    const Node& node = bvh.nodes[at];
    float enter[4], leave[4];
    testBoxes(node, r, tmin, hit.t, enter, leave);
    const int first = top + 1;
    for (int i = 0; i < 4; ++i) {  // the nearest child ends on top
      if (enter[i] > leave[i] || top >= 63) continue;
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
  return found;
}

}  // namespace kerb::synth
