// `kerb`: sets what must be in the environment before LibTorch's OpenMP is loaded, then becomes kerb-main, or
// kerb-window where there is one and no command was given.
// OpenMP threads that spin while they wait make every other program on the machine 2-12 times slower, and the
// policy is read when the library loads: too early for main() of a program that links it.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <unistd.h>

namespace {

/// `kerb`, and `kerb PATH` where the argument cannot be the name of a command. Of other words kerb-main
/// knows.
bool asksForWindow(int argc, char** argv) {
  return argc == 1 || (argv[1][0] != '-' && std::strpbrk(argv[1], "/.:") != nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  setenv("OMP_WAIT_POLICY", "passive", 0);  // NOLINT(concurrency-mt-unsafe): no thread exists yet
  std::error_code failure;
  const fs::path folder = fs::read_symlink("/proc/self/exe", failure).parent_path();
  const fs::path places[]{folder, folder / "../libexec/kerb"};
  for (const fs::path& place : places) {
    const fs::path window = place / "kerb-window";
    if (asksForWindow(argc, argv) && fs::exists(window, failure)) execv(window.c_str(), argv);
  }
  for (const fs::path& place : places) {
    const fs::path main = place / "kerb-main";
    if (fs::exists(main, failure)) execv(main.c_str(), argv);
  }
  std::fprintf(stderr, "kerb: kerb-main is not beside %s. Install or build Kerb again\n", folder.c_str());
  return 1;
}
