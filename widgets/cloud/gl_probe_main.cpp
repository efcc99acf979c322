// kerb-gl-probe: draws one point off screen, and says who drew it. Exit code 0: OpenGL works here.
#include <array>
#include <cstdio>
#include <cstdlib>

#include <sys/resource.h>
#include <unistd.h>

#include "widgets/cloud/cloud_scene.h"

namespace {

constexpr unsigned kLongestSeconds = 20;
constexpr size_t kSize = 16;
constexpr uint32_t kRed = 0xffff0000U;

kerb::CloudContent onePoint() {
  kerb::CloudPoints points;
  points.xyz = {0, 0, 10};
  points.rgb = {255, 0, 0};
  points.level_end.fill(1);
  points.bounds.extend(Eigen::Vector3f(0, 0, 10));
  kerb::CloudContent content;
  content.clouds.push_back({std::make_shared<const kerb::CloudPoints>(std::move(points))});
  return content;
}

}  // namespace

int main() {
  const char* const display = std::getenv("DISPLAY");  // NOLINT(concurrency-mt-unsafe): one thread
  if (display == nullptr || *display == '\0') {
    std::fputs("there is no X display\n", stderr);
    return 1;
  }
  const rlimit no_core{};
  setrlimit(RLIMIT_CORE, &no_core);  // a crash here is an answer, not an accident
  alarm(kLongestSeconds);            // a driver that hangs
  kerb::CloudScene scene;
  scene.setContent(onePoint(), false);
  scene.setView({}, static_cast<int>(kSize), static_cast<int>(kSize), 4);
  scene.drawFirst(1);
  std::array<uint32_t, kSize * kSize> pixels{};
  scene.read(pixels.data(), kSize);
  for (const std::string& message : kerb::takeVtkMessages()) std::fprintf(stderr, "%s\n", message.c_str());
  if (pixels[kSize / 2 * kSize + kSize / 2] != kRed) {
    std::fputs("OpenGL draws nothing\n", stderr);
    return 1;
  }
  std::puts(scene.device().c_str());
  return 0;
}
