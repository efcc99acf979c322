// `kerb`: sets what must be in the environment before LibTorch's OpenMP is loaded, then becomes kerb-main.
// OpenMP threads that spin while they wait make every other program on the machine 2-12 times slower, and the
// policy is read when the library loads: too early for main() of a program that links it.
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <unistd.h>

int main(int /*argc*/, char** argv) {
  namespace fs = std::filesystem;
  setenv("OMP_WAIT_POLICY", "passive", 0);  // NOLINT(concurrency-mt-unsafe): no thread exists yet
  std::error_code failure;
  const fs::path folder = fs::read_symlink("/proc/self/exe", failure).parent_path();
  for (const fs::path& main : {folder / "kerb-main", folder / "../libexec/kerb/kerb-main"}) {
    if (fs::exists(main, failure)) execv(main.c_str(), argv);
  }
  std::fprintf(stderr, "kerb: kerb-main is not beside %s. Install or build Kerb again\n", folder.c_str());
  return 1;
}
