#include "core/source/image_codecs.h"

#include <filesystem>

#include <dlfcn.h>

namespace kerb {
namespace {

Result<const ImageCodecs*> load() {
  namespace fs = std::filesystem;
  std::error_code failure;
  const fs::path module = fs::read_symlink("/proc/self/exe", failure).parent_path() / "kerb-image-codecs.so";
  void* library = dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);  // for as long as the program runs
  void* codecs = library != nullptr ? dlsym(library, "kerb_image_codecs") : nullptr;
  if (codecs != nullptr) return static_cast<const ImageCodecs*>(codecs);
  const char* reason = dlerror();  // NOLINT(concurrency-mt-unsafe): of this thread
  return Error{
      std::string("image files cannot be read: ") + (reason != nullptr ? reason : "not a part of Kerb"),
      module.string(), "Install or build Kerb again"};
}

}  // namespace

Result<const ImageCodecs*> imageCodecs() {
  static const Result<const ImageCodecs*> loaded = load();
  return loaded;
}

}  // namespace kerb
