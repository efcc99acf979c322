// Houses: fronts with recessed windows, ledges, balconies, shops with awnings, flat and pitched roofs.
#include <algorithm>
#include <cmath>

#include "core/synth/street.h"

namespace kerb::synth {
namespace {

struct Palette {
  Vec3 wall;
  uint8_t variant;  ///< of Material::facade: 0 plaster, 1 brick, 2 stone, 3 concrete
};

constexpr Palette kWalls[] = {
    {{0.62F, 0.52F, 0.36F}, 0}, {{0.68F, 0.64F, 0.56F}, 0}, {{0.55F, 0.34F, 0.25F}, 0},
    {{0.38F, 0.16F, 0.10F}, 1}, {{0.46F, 0.25F, 0.15F}, 1}, {{0.30F, 0.17F, 0.13F}, 1},
    {{0.52F, 0.47F, 0.38F}, 2}, {{0.42F, 0.40F, 0.37F}, 2}, {{0.50F, 0.51F, 0.52F}, 3},
    {{0.56F, 0.58F, 0.48F}, 0}, {{0.48F, 0.53F, 0.58F}, 0}, {{0.66F, 0.47F, 0.38F}, 0},
};

class House {
 public:
  House(Builder& builder, Vec3 a, Vec3 b, float depth, uint32_t seed)
      : b_(builder), random_{seed}, seed_(seed), depth_(depth) {
    const Vec3 along{b.x - a.x, b.y - a.y, 0};
    width_ = length(along);
    base_ = std::min(a.z, b.z) - 0.05F;
    // Local frame: x from a to b along the front, y inwards, z up.
    b_.frame = levelFrame({a.x, a.y, base_}, std::atan2(along.y, along.x));
  }

  void build() {
    chooseStyle();
    walls();
    ledges();
    if (random_.chance(0.4F) && shape_.ground_style == kFlats) balconies();
    if (shape_.ground_style == kShops) shopFronts();
    if (pitched_) {
      pitchedRoof();
    } else {
      flatRoof();
    }
    b_.frame = identity();
  }

 private:
  void use(Material material, Vec3 colour, uint8_t variant = 0) {
    b_.pen = {material, kBuilding, colour, seed_, 0, 0, variant};
  }
  void useWall() { use(Material::facade, palette_.wall, palette_.variant); }

  void chooseStyle() {
    palette_ = kWalls[random_.below(static_cast<int>(std::size(kWalls)))];
    const float shade = random_.in(0.8F, 1.12F);
    palette_.wall = palette_.wall * shade;
    const int floors = 2 + random_.below(4);
    shape_.ground_style = random_.chance(0.45F) ? kShops : kFlats;
    shape_.ground_height = shape_.ground_style == kShops ? random_.in(3.7F, 4.3F) : random_.in(3.1F, 3.6F);
    shape_.cell_height = random_.in(2.95F, 3.5F);
    shape_.cell_width = random_.in(2.1F, 3.2F);
    shape_.window_width = shape_.cell_width * random_.in(0.38F, 0.6F);
    shape_.window_height = random_.in(1.5F, 2.1F);
    shape_.sill = random_.in(0.5F, 0.85F);
    shape_.depth = random_.in(0.14F, 0.3F);
    shape_.height = shape_.ground_height + static_cast<float>(floors) * shape_.cell_height + 0.5F;
    pitched_ = floors <= 4 && random_.chance(0.6F);
  }

  void walls() {
    useWall();
    b_.facade({0, 0, 0}, {width_, 0, 0}, shape_);
    FacadeShape side = shape_;
    side.ground_style = kBlind;
    side.cell_width = shape_.cell_width * 1.6F;
    b_.facade({0, depth_, 0}, {0, 0, 0}, side);
    b_.facade({width_, 0, 0}, {width_, depth_, 0}, side);
    b_.facade({width_, depth_, 0}, {0, depth_, 0}, side);
  }

  /// A bar along the front that stands out.
  void bar(float z, float height, float out) {
    b_.box({0.5F * width_, -0.5F * out + 0.01F, z}, {0.5F * width_, 0.5F * out, 0.5F * height});
  }

  void ledges() {
    const Vec3 trim = blend(palette_.wall, {0.7F, 0.68F, 0.62F}, 0.6F);
    use(Material::plaster, trim);
    bar(0.25F, 0.5F, 0.05F);
    bar(shape_.ground_height - 0.12F, 0.2F, 0.12F);
    bar(shape_.height - 0.15F, 0.35F, 0.32F);
    if (random_.chance(0.5F)) {
      const int floors = static_cast<int>((shape_.height - shape_.ground_height) / shape_.cell_height);
      for (int i = 1; i < floors; ++i)
        bar(shape_.ground_height + static_cast<float>(i) * shape_.cell_height, 0.12F, 0.07F);
    }
    if (!random_.chance(0.5F)) return;
    use(Material::metal, {0.12F, 0.12F, 0.12F});  // a downpipe
    b_.cone({0.2F, -0.1F, 0}, {0.2F, -0.1F, shape_.height}, 0.05F);
  }

  void balconies() {
    const float columns = std::floor((width_ - 0.6F) / shape_.cell_width);
    const float margin = 0.5F * (width_ - columns * shape_.cell_width);
    const int floors = static_cast<int>((shape_.height - shape_.ground_height - 0.3F) / shape_.cell_height);
    for (int column = 0; column < static_cast<int>(columns); ++column) {
      if ((hashOf(seed_, 77U, static_cast<uint32_t>(column)) & 1U) == 0) continue;
      for (int floor = 0; floor < floors; ++floor) {
        const float x = margin + (static_cast<float>(column) + 0.5F) * shape_.cell_width;
        balcony(x, shape_.ground_height + static_cast<float>(floor) * shape_.cell_height + 0.3F);
      }
    }
  }

  void balcony(float x, float z) {
    const float half = 0.46F * shape_.cell_width, out = 1.0F;
    use(Material::concrete, {0.5F, 0.49F, 0.47F});
    b_.box({x, -0.5F * out, z}, {half, 0.5F * out, 0.07F});
    use(Material::metal, {0.05F, 0.05F, 0.06F});
    b_.card({x - half, -out, z}, {2 * half, 0, 0}, {0, 0, 1.0F}, CardStyle::bars, 0.13F);
    b_.card({x - half, 0, z}, {0, -out, 0}, {0, 0, 1.0F}, CardStyle::bars, 0.13F);
    b_.card({x + half, 0, z}, {0, -out, 0}, {0, 0, 1.0F}, CardStyle::bars, 0.13F);
  }

  void shopFronts() {
    const Vec3 colours[] = {{0.35F, 0.03F, 0.03F}, {0.02F, 0.12F, 0.25F}, {0.03F, 0.2F, 0.08F},
                            {0.5F, 0.33F, 0.03F},  {0.06F, 0.06F, 0.07F}, {0.55F, 0.5F, 0.42F}};
    const Vec3 colour = colours[random_.below(6)];
    use(Material::sign, colour, 9);
    b_.pen.label = kBuilding;
    const float z = shape_.ground_height - 0.58F;
    b_.box({0.5F * width_, -0.07F, z}, {0.5F * width_ - 0.4F, 0.08F, 0.3F});
    if (!random_.chance(0.6F)) return;
    use(Material::cloth, blend(colour, {0.6F, 0.55F, 0.45F}, random_.in(0, 0.5F)), 3);
    const float reach = random_.in(0.9F, 1.5F);
    b_.card({0.4F, -0.15F, z - 0.3F}, {width_ - 0.8F, 0, 0}, {0, -reach, -0.45F * reach}, CardStyle::awning);
  }

  void flatRoof() {
    use(Material::roof, {0.16F, 0.15F, 0.15F}, 1);
    b_.box({0.5F * width_, 0.5F * depth_, shape_.height - 0.1F}, {0.5F * width_, 0.5F * depth_, 0.1F});
    use(Material::plaster, palette_.wall);
    const float z = shape_.height + 0.3F;
    b_.box({0.5F * width_, 0.1F, z}, {0.5F * width_, 0.1F, 0.3F});
    b_.box({0.1F, 0.5F * depth_, z}, {0.1F, 0.5F * depth_, 0.3F});
    b_.box({width_ - 0.1F, 0.5F * depth_, z}, {0.1F, 0.5F * depth_, 0.3F});
    if (!random_.chance(0.6F)) return;  // the lift's house, or a plant room
    b_.box({random_.in(0.3F, 0.7F) * width_, 0.5F * depth_, shape_.height + 1.3F}, {1.6F, 1.8F, 1.3F});
  }

  void pitchedRoof() {
    const Vec3 tiles[] = {{0.30F, 0.10F, 0.06F}, {0.22F, 0.09F, 0.06F}, {0.10F, 0.10F, 0.12F}};
    const Vec3 tile = tiles[random_.below(3)];
    const float rise = 0.5F * depth_ * random_.in(0.55F, 0.9F), z = shape_.height, over = 0.45F;
    const float low = z - rise * over / (0.5F * depth_), ridge = 0.5F * depth_;
    const auto slope = [&](float eaves) {
      const float w = width_;
      b_.quad({{0, eaves, low}, 0, 0}, {{w, eaves, low}, w, 0}, {{w, ridge, z + rise}, w, 6},
              {{0, ridge, z + rise}, 0, 6});
    };
    use(Material::roof, tile);
    slope(-over);
    slope(depth_ + over);
    use(Material::plaster, palette_.wall);
    for (const float x : {0.01F, width_ - 0.01F})
      b_.ground({{x, 0, z}, 0, 0}, {{x, depth_, z}, depth_, 0}, {{x, ridge, z + rise}, ridge, rise});
    use(Material::brick, {0.32F, 0.14F, 0.1F});
    b_.box({random_.in(0.2F, 0.8F) * width_, ridge + 1, z + rise}, {0.45F, 0.35F, 1.0F});
    if (!random_.chance(0.6F)) return;
    dormers(rise, tile);
  }

  void dormers(float rise, Vec3 tile) {
    const int count = std::max(1, static_cast<int>(width_ / 4.5F));
    for (int i = 0; i < count; ++i) {
      const float x = width_ * (static_cast<float>(i) + 0.5F) / static_cast<float>(count);
      const float y = 0.14F * depth_, z = shape_.height + rise * 0.28F;
      FacadeShape front;
      front.height = 1.7F;
      front.cell_width = 1.2F;
      front.cell_height = 1.35F;
      front.window_width = 0.8F;
      front.window_height = 1.0F;
      front.sill = 0.2F;
      front.depth = 0.12F;
      front.ground_height = 0.05F;
      front.ground_style = kBlind;
      useWall();
      b_.facade({x - 0.95F, y, z}, {x + 0.95F, y, z}, front);
      use(Material::roof, tile, 1);
      b_.box({x, y + 1.5F, z + 0.8F}, {0.94F, 1.49F, 0.79F});
      b_.box({x, y + 1.4F, z + 1.72F}, {1.1F, 1.65F, 0.06F});
    }
  }

  Builder& b_;
  Random random_;
  uint32_t seed_;
  float depth_, width_ = 0, base_ = 0;
  Palette palette_{};
  FacadeShape shape_;
  bool pitched_ = false;
};

}  // namespace

void buildHouse(Builder& builder, Vec3 a, Vec3 b, float depth, uint32_t seed) {
  House(builder, a, b, depth, seed).build();
}

}  // namespace kerb::synth
