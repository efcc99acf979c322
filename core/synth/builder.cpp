#include "core/synth/builder.h"

namespace kerb::synth {
namespace {

void put(float* f, Vec3 v) {
  f[0] = v.x;
  f[1] = v.y;
  f[2] = v.z;
}

}  // namespace

Rigid levelFrame(Vec3 at, float heading) {
  const float c = std::cos(heading), s = std::sin(heading);
  return {{c, s, 0}, {-s, c, 0}, {0, 0, 1}, at};
}

Prim& Builder::add(Kind kind) {
  Prim& p = prims.emplace_back();
  p.kind = kind;
  p.material = pen.material;
  p.label = pen.label;
  p.colour = pen.colour;
  p.seed = pen.seed;
  p.object = pen.object;
  p.instance = pen.instance;
  p.variant = pen.variant;
  return p;
}

void Builder::box(Vec3 centre, Vec3 half, float yaw) {
  Prim& p = add(Kind::box);
  put(p.f, moved(frame, centre));
  put(p.f + 3, half);
  const Vec3 x = turned(frame, {std::cos(yaw), std::sin(yaw), 0});
  const float level = 1 / std::hypot(x.x, x.y);
  p.f[6] = x.x * level;
  p.f[7] = x.y * level;
}

void Builder::ellipsoid(Vec3 centre, Vec3 radii, float leaf, float yaw) {
  Prim& p = add(Kind::ellipsoid);
  put(p.f, moved(frame, centre));
  put(p.f + 3, {1 / radii.x, 1 / radii.y, 1 / radii.z});
  const Vec3 x = turned(frame, {std::cos(yaw), std::sin(yaw), 0});
  const float level = 1 / std::hypot(x.x, x.y);
  p.f[6] = x.x * level;
  p.f[7] = x.y * level;
  p.f[8] = leaf;
}

void Builder::cone(Vec3 a, Vec3 b, float radius_a, float radius_b) {
  Prim& p = add(Kind::cone);
  put(p.f, moved(frame, a));
  put(p.f + 3, moved(frame, b));
  p.f[6] = radius_a;
  p.f[7] = radius_b;
}

void Builder::card(Vec3 corner, Vec3 u, Vec3 v, CardStyle style, float parameter) {
  Prim& p = add(Kind::card);
  put(p.f, moved(frame, corner));
  put(p.f + 3, turned(frame, normalised(u)));
  put(p.f + 6, turned(frame, normalised(v)));
  p.f[9] = length(u);
  p.f[10] = length(v);
  p.f[11] = static_cast<float>(style);
  p.f[12] = parameter;
}

void Builder::ground(const Corner& a, const Corner& b, const Corner& c) {
  Prim& p = add(Kind::ground);
  const Vec3 at = moved(frame, a.at);
  put(p.f, at);
  put(p.f + 3, moved(frame, b.at) - at);
  put(p.f + 6, moved(frame, c.at) - at);
  const float uv[6] = {a.u, a.v, b.u, b.v, c.u, c.v};
  for (int i = 0; i < 6; ++i) p.f[9 + i] = uv[i];
}

void Builder::quad(const Corner& a, const Corner& b, const Corner& c, const Corner& d) {
  ground(a, b, c);
  ground(a, c, d);
}

void Builder::triangle(const Corner (&corners)[3], const Vec3 (&normals)[3]) {
  Prim& p = add(Kind::triangle);
  const Vec3 at = moved(frame, corners[0].at);
  put(p.f, at);
  put(p.f + 3, moved(frame, corners[1].at) - at);
  put(p.f + 6, moved(frame, corners[2].at) - at);
  for (int i = 0; i < 3; ++i) {
    p.f[9 + i] = packedNormal(turned(frame, normals[i]));
    p.f[12 + i] = packedPair(corners[i].u, corners[i].v);
  }
}

void Builder::facade(Vec3 a, Vec3 b, const FacadeShape& shape) {
  Prim& p = add(Kind::facade);
  const Vec3 from = moved(frame, a), along = moved(frame, b) - from;
  const float width = std::hypot(along.x, along.y);
  put(p.f, from);
  p.f[kAxisX] = along.x / width;
  p.f[kAxisY] = along.y / width;
  p.f[kWidth] = width;
  p.f[kHeight] = shape.height;
  p.f[kCellWidth] = shape.cell_width;
  p.f[kCellHeight] = shape.cell_height;
  p.f[kWindowWidth] = shape.window_width;
  p.f[kWindowHeight] = shape.window_height;
  p.f[kDepth] = shape.depth;
  p.f[kSill] = shape.sill;
  p.f[kGroundHeight] = shape.ground_height;
  p.f[kGroundStyle] = shape.ground_style;
}

void Builder::blob(Vec3 centre, float half_length, float half_width, float strength) {
  blobs.push_back({moved(frame, centre), frame.x.x, frame.x.y, half_length, half_width, strength});
}

}  // namespace kerb::synth
