// Cars: a lofted body, a greenhouse of glass, wheels, lights, mirrors, plates.
#include "core/synth/vehicles.h"

#include "core/synth/loft.h"

namespace kerb::synth {
namespace {

constexpr Vec3 kPaints[] = {{0.46F, 0.47F, 0.48F}, {0.25F, 0.26F, 0.28F}, {0.03F, 0.03F, 0.035F},
                            {0.46F, 0.46F, 0.45F}, {0.36F, 0.02F, 0.02F}, {0.03F, 0.07F, 0.22F},
                            {0.10F, 0.17F, 0.13F}, {0.42F, 0.36F, 0.27F}, {0.08F, 0.16F, 0.30F},
                            {0.55F, 0.30F, 0.03F}, {0.14F, 0.14F, 0.15F}};

/// A station of the body at x (fraction of the length): half width (fraction of the half), bottom, shoulder
/// and top heights (fractions of the height).
struct BodyStation {
  float x, width, bottom, shoulder, top;
};
/// Of the greenhouse: half widths at its base and its roof, heights of base and roof.
struct GlassStation {
  float x, base_width, roof_width, base, roof;
};

constexpr BodyStation kSedanBody[] = {
    {-0.500F, 0.78F, 0.27F, 0.45F, 0.47F}, {-0.485F, 0.90F, 0.21F, 0.56F, 0.60F},
    {-0.42F, 0.97F, 0.16F, 0.61F, 0.66F},  {-0.28F, 1.00F, 0.135F, 0.62F, 0.67F},
    {0.0F, 1.00F, 0.13F, 0.60F, 0.65F},    {0.18F, 1.00F, 0.13F, 0.585F, 0.645F},
    {0.30F, 0.99F, 0.135F, 0.56F, 0.625F}, {0.42F, 0.95F, 0.16F, 0.50F, 0.555F},
    {0.482F, 0.86F, 0.20F, 0.43F, 0.47F},  {0.500F, 0.74F, 0.26F, 0.37F, 0.39F}};
constexpr GlassStation kSedanGlass[] = {{-0.40F, 0.84F, 0.78F, 0.63F, 0.655F},
                                        {-0.25F, 0.90F, 0.70F, 0.63F, 0.95F},
                                        {-0.08F, 0.92F, 0.71F, 0.62F, 1.0F},
                                        {0.06F, 0.92F, 0.71F, 0.62F, 0.985F},
                                        {0.25F, 0.90F, 0.80F, 0.61F, 0.645F}};
constexpr GlassStation kHatchGlass[] = {{-0.475F, 0.84F, 0.76F, 0.62F, 0.66F},
                                        {-0.415F, 0.88F, 0.70F, 0.63F, 0.94F},
                                        {-0.15F, 0.92F, 0.72F, 0.62F, 1.0F},
                                        {0.08F, 0.92F, 0.72F, 0.62F, 0.985F},
                                        {0.28F, 0.90F, 0.80F, 0.61F, 0.645F}};

class Car {
 public:
  Car(Builder& b, const Vehicle& vehicle) : b_(b), random_{hashOf(vehicle.seed, 0xCAFU)} {
    const VehicleSize size = sizeOf(vehicle.kind);
    length_ = size.length * random_.in(0.95F, 1.05F);
    half_width_ = 0.5F * size.width;
    height_ = size.height * random_.in(0.97F, 1.03F);
    hatch_ = vehicle.kind != VehicleKind::sedan;
    paint_ = kPaints[random_.below(static_cast<int>(std::size(kPaints)))] * random_.in(0.85F, 1.15F);
    base_ = b.pen;
    base_.label = kCar;
    base_.seed = vehicle.seed;
  }

  void build(bool braking) {
    body();
    glass();
    mirrors();
    b_.pen = base_;
    const float radius = 0.225F * height_;
    buildTrim(b_,
              {0.5F * length_, -0.5F * length_, 0.44F * height_, 0.53F * height_, radius, 0.305F * length_,
               half_width_},
              braking);
    b_.blob({0, 0, 0}, 0.5F * length_, half_width_, 0.85F);
  }

 private:
  void use(Material material, Vec3 colour, uint8_t variant = 0) {
    b_.pen = base_;
    b_.pen.material = material;
    b_.pen.colour = colour;
    b_.pen.variant = variant;
  }

  void body() {
    std::vector<Section> sections;
    for (const BodyStation& s : kSedanBody) {
      const float w = s.width * half_width_, h = height_, lift = hatch_ && s.x < -0.2F ? 0.02F : 0;
      const float low = s.bottom * h, high = (s.shoulder + lift) * h, top = (s.top + lift) * h;
      const float rise = high - low;
      sections.push_back({s.x * length_,
                          {{0, low},
                           {0.90F * w, low},
                           {0.97F * w, low + 0.12F * rise},
                           {1.0F * w, low + 0.45F * rise},
                           {0.985F * w, low + 0.75F * rise},
                           {0.95F * w, high},
                           {0.80F * w, blend(high, top, 0.75F)},
                           {0, top}}});
    }
    use(Material::paint, paint_);
    loft(b_, sections, {length_, height_});
  }

  void glass() {
    std::vector<Section> sections;
    for (const GlassStation& s : hatch_ ? kHatchGlass : kSedanGlass) {
      const float base = s.base_width * half_width_, roof = s.roof_width * half_width_;
      const float low = s.base * height_, high = s.roof * height_;
      sections.push_back({s.x * length_,
                          {{base, low},
                           {blend(base, roof, 0.85F), blend(low, high, 0.82F)},
                           {0.86F * roof, blend(low, high, 0.96F)},
                           {0, high}}});
    }
    const int last = static_cast<int>(sections.size()) - 1;
    const auto part = [&](uint8_t variant, int from_point, int to_point, int from, int to) {
      use(Material::paint, paint_, variant);
      loft(b_, sections, {length_, height_, from_point, to_point, from, to, false});
    };
    part(1, 0, 1, 0, last);         // side windows
    part(0, 1, 2, 0, last);         // pillars and the roof's edge
    part(0, 2, 3, 1, last - 1);     // roof
    part(2, 2, 3, 0, 1);            // rear window
    part(2, 2, 3, last - 1, last);  // windscreen
  }

  void mirrors() {
    use(Material::paint, paint_);
    for (const float side : {-1.0F, 1.0F})
      b_.ellipsoid({0.17F * length_, side * (half_width_ + 0.07F), 0.66F * height_}, {0.07F, 0.11F, 0.075F});
  }

  Builder& b_;
  Random random_;
  float length_, half_width_, height_;
  bool hatch_;
  Vec3 paint_;
  Pen base_;
};

}  // namespace

VehicleSize sizeOf(VehicleKind kind) {
  switch (kind) {
    case VehicleKind::hatchback:
      return {4.0F, 1.74F, 1.48F};
    case VehicleKind::sedan:
      return {4.6F, 1.82F, 1.44F};
    case VehicleKind::suv:
      return {4.5F, 1.88F, 1.68F};
    case VehicleKind::van:
      return {5.3F, 1.98F, 2.25F};
    case VehicleKind::truck:
      return {7.6F, 2.4F, 3.3F};
    case VehicleKind::bus:
      return {11.6F, 2.52F, 3.1F};
    case VehicleKind::tram:
      return {20.0F, 2.5F, 3.4F};
    case VehicleKind::motorcycle:
      return {2.1F, 0.75F, 1.2F};
    case VehicleKind::bicycle:
      return {1.75F, 0.55F, 1.05F};
  }
  return {};
}

uint8_t labelOf(VehicleKind kind) {
  switch (kind) {
    case VehicleKind::truck:
      return kTruck;
    case VehicleKind::bus:
      return kBus;
    case VehicleKind::tram:
      return kTrain;
    case VehicleKind::motorcycle:
      return kMotorcycle;
    case VehicleKind::bicycle:
      return kBicycle;
    default:
      return kCar;
  }
}

void buildTrim(Builder& b, const Trim& t, bool braking) {
  const Pen base = b.pen;
  const auto use = [&](Material material, Vec3 colour, uint8_t variant = 0) {
    b.pen = base;
    b.pen.material = material;
    b.pen.colour = colour;
    b.pen.variant = variant;
  };
  for (const float side : {-1.0F, 1.0F}) {
    use(Material::tyre, {0.02F, 0.02F, 0.02F});
    for (const float x : {-t.wheel_x, t.wheel_x})
      b.ellipsoid({x, side * (t.half_width - 0.1F), t.wheel_radius}, {t.wheel_radius, 0.13F, t.wheel_radius});
    use(Material::glow, {0.75F, 0.76F, 0.78F}, 1);
    b.ellipsoid({t.front - 0.09F, side * (t.half_width - 0.27F), t.light_z}, {0.12F, 0.19F, 0.085F});
    use(Material::glow, braking ? Vec3{0.9F, 0.03F, 0.02F} : Vec3{0.28F, 0.01F, 0.01F}, braking ? 3 : 2);
    b.ellipsoid({t.rear + 0.08F, side * (t.half_width - 0.2F), t.tail_z}, {0.1F, 0.15F, 0.1F});
  }
  use(Material::sign, {0.75F, 0.74F, 0.68F}, 8);
  b.box({t.front - 0.01F, 0, 0.33F}, {0.02F, 0.26F, 0.06F});
  b.box({t.rear + 0.01F, 0, t.tail_z - 0.16F}, {0.02F, 0.26F, 0.06F});
  use(Material::dark, {0.015F, 0.015F, 0.015F});
  b.box({t.front - 0.06F, 0, t.light_z - 0.12F}, {0.06F, 0.4F * t.half_width, 0.06F});
  b.pen = base;
}

void buildVehicle(Builder& b, const Vehicle& vehicle, bool braking) {
  switch (vehicle.kind) {
    case VehicleKind::hatchback:
    case VehicleKind::sedan:
    case VehicleKind::suv:
      Car(b, vehicle).build(braking);
      break;
    case VehicleKind::motorcycle:
    case VehicleKind::bicycle:
      buildTwoWheeler(b, vehicle);
      break;
    default:
      buildLarge(b, vehicle, braking);
  }
}

}  // namespace kerb::synth
