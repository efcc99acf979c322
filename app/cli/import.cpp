// kerb import: official Monodepth2 folders and torchvision ResNets, from PyTorch files to safetensors.
#include "core/weights/import.h"

#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/cli/cli.h"

namespace kerb::cli {
namespace {

namespace fs = std::filesystem;

struct ImportOptions {
  std::string path;
  std::string out;
  bool force = false;
};

Status import(const ImportOptions& options) {
  const fs::path path(options.path);
  fs::path name = path.lexically_normal();
  if (!name.has_filename()) name = name.parent_path();  // "folder/"
  const fs::path out =
      options.out.empty() ? fs::path(name.stem().string() + ".safetensors") : fs::path(options.out);
  if (fs::exists(out) && !options.force) {
    return Error{"exists already", out.string(), "Choose another --out, or replace it with --force"};
  }
  if (fs::is_directory(path) && !fs::exists(path / "encoder.pth")) {
    return Error{"is no Monodepth2 folder: it has no encoder.pth", path.string(),
                 "Name the folder that holds encoder.pth and depth.pth (and pose_encoder.pth, pose.pth)"};
  }
  KERB_TRY(const Weights weights,
           fs::is_directory(path) ? importMonodepth2(path) : importTorchvisionResnet(path));
  KERB_CHECK(saveWeights(out, weights.info, weights.tensors));
  fmt::print("{}: {} tensors of method {}, licence: {}\n", out.string(), weights.tensors.size(),
             weights.info.method, weights.info.licence);
  return {};
}

}  // namespace

void addImport(Program& program) {
  auto options = std::make_shared<ImportOptions>();
  auto* command = program.app.add_subcommand(
      "import", "Turns official PyTorch weights into Kerb's safetensors; nothing in the files is executed");
  command
      ->add_option(
          "PATH", options->path,
          "a Monodepth2 folder (encoder.pth, depth.pth, ...) or a torchvision ResNet state dict (.pth)")
      ->required();
  command->add_option("--out", options->out,
                      "the file to write; default: the name of PATH with .safetensors");
  command->add_flag("--force", options->force, "replace an existing file");
  command->callback([&program, options] { program.chosen = [options] { return import(*options); }; });
}

}  // namespace kerb::cli
