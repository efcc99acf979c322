// Builds what stands still: ground, houses, gardens, trees, furniture, parked cars; one block of street after
// the other, each from its own seed.
#pragma once

#include "core/synth/builder.h"
#include "core/synth/route.h"

namespace kerb::synth {

inline constexpr float kBack = 3.14159265F;  ///< turn of what faces the street's beginning

/// Positions along and across the street, in metres from a near origin. t > 0 is right of the centre line.
class Street {
 public:
  Street(const Route& route, Place origin) : route_(&route), origin_(origin) {}
  Vec3 at(double s, double t, double h = 0) const;
  float heading(double s) const { return static_cast<float>(route_->at(s).heading); }
  /// x along the street, y to its left, z up.
  Rigid frame(double s, double t, double h = 0, float turn = 0) const {
    return levelFrame(at(s, t, h), heading(s) + turn);
  }
  const Route& route() const { return *route_; }

 private:
  const Route* route_;
  Place origin_;
};

/// What building one block shares.
struct BlockSite {
  const Street& street;
  int64_t block;
  double begin;   ///< s of the block
  bool crossing;  ///< at its begin
  uint32_t seed;
  /// Ids of its own things: the block's number times 4096 and upwards; never 0.
  int32_t instances;
  int32_t nextInstance() { return instances++; }
};

void buildGround(Builder& builder, const BlockSite& site);
/// Houses, gardens, walls and hedges on both sides and in the side street.
void buildLots(Builder& builder, const BlockSite& site);
void buildFurniture(Builder& builder, const BlockSite& site);
void buildTrafficLights(Builder& builder, const BlockSite& site);
void buildParked(Builder& builder, BlockSite& site);
/// Hills and towers beyond the last block.
void buildBackdrop(Builder& builder, const Street& street, double s, uint32_t seed);

/// A house whose front goes from a to b, the street on the right of that way.
void buildHouse(Builder& builder, Vec3 a, Vec3 b, float depth, uint32_t seed);
/// Crown and trunk at the builder's frame.
void buildTree(Builder& builder, float height, uint32_t seed);
void buildBush(Builder& builder, Vec3 centre, float radius, uint32_t seed);
/// A hedge from a to b.
void buildHedge(Builder& builder, Vec3 a, Vec3 b, float height, uint32_t seed);

}  // namespace kerb::synth
