#include "core/weights/safetensors.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "core/base/file.h"
#include "core/weights/byte_source.h"
#include "core/weights/safetensors_header.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;

Error notSafetensors(const ByteSource& source, const std::string& found) {
  return {fmt::format("is not a safetensors file: {}", found), source.name(),
          "Give a .safetensors file, or import a PyTorch one (.pth) with 'kerb import'"};
}

/// The JSON text, after a look at the first bytes, which tell what else the file may be.
Result<std::string> readHeaderText(const ByteSource& source) {
  if (source.size() < kSafetensorsLengthBytes + 2)
    return notSafetensors(source, fmt::format("it has only {} bytes", source.size()));
  KERB_TRY(const std::string start, source.read(0, kSafetensorsLengthBytes + 1));
  if (start.starts_with("PK\x03\x04") || start.starts_with("\x80\x02"))
    return notSafetensors(source, "it looks like a PyTorch file");
  uint64_t length = 0;
  std::memcpy(&length, start.data(), sizeof(length));
  if (start.back() != '{' || length > kSafetensorsHeaderLimit)
    return notSafetensors(source, "it does not begin with a header length and a JSON object");
  return source.read(kSafetensorsLengthBytes, length);
}

Result<Safetensors> readAll(const ByteSource& source) {
  KERB_TRY(const std::string text, readHeaderText(source));
  const uint64_t data_begin = kSafetensorsLengthBytes + text.size();
  KERB_TRY(auto header, parseSafetensorsHeader(text, source.size() - data_begin, source.name()));
  Safetensors read{{}, std::move(header.metadata)};
  for (const auto& entry : header.entries) {
    KERB_TRY(auto tensor, source.readTensor(data_begin + entry.begin, entry.shape, entry.type));
    read.tensors.emplace(entry.name, std::move(tensor));
  }
  return read;
}

const char* typeName(at::ScalarType type) {
  for (const auto& [name, ours] : kSafetensorsTypes) {
    if (ours == type) return name;
  }
  return nullptr;
}

using Ordered = std::vector<const TensorMap::value_type*>;

Result<Ordered> orderTensors(const TensorMap& tensors) {
  Ordered ordered;
  for (const auto& entry : tensors) {
    if (entry.first == "__metadata__") return Error{"a tensor cannot be called __metadata__"};
    if (!entry.second.defined() || entry.second.layout() != at::kStrided)
      return Error{fmt::format("tensor '{}' is undefined or sparse", printable(entry.first))};
    if (typeName(entry.second.scalar_type()) == nullptr)
      return Error{fmt::format("tensor '{}' has the type {}, which safetensors does not know",
                               printable(entry.first), c10::toString(entry.second.scalar_type()))};
    ordered.push_back(&entry);
  }
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto* a, const auto* b) {
    return a->second.element_size() > b->second.element_size();
  });
  return ordered;
}

/// Length and JSON, padded with spaces so that the data begins at a multiple of 8.
Result<std::string> makeHeader(const Ordered& tensors, const std::map<std::string, std::string>& metadata) {
  nlohmann::json header = nlohmann::json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  uint64_t end = 0;
  for (const auto* entry : tensors) {
    const uint64_t begin = end;
    end += entry->second.nbytes();
    header[entry->first] = {{"dtype", typeName(entry->second.scalar_type())},
                            {"shape", entry->second.sizes().vec()},
                            {"data_offsets", {begin, end}}};
  }
  try {
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const uint64_t length = text.size();
    std::string length_bytes(sizeof(length), '\0');
    std::memcpy(length_bytes.data(), &length, sizeof(length));
    return length_bytes + text;
  } catch (const nlohmann::json::exception&) {
    return Error{"a tensor's name or the metadata is not valid UTF-8"};
  }
}

Status append(int descriptor, const void* data, uint64_t bytes, const fs::path& path) {
  const auto* from = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t n = ::write(descriptor, from, bytes);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return systemError("cannot write", path, errno);
    from += n;
    bytes -= static_cast<uint64_t>(n);
  }
  return {};
}

Status stream(const fs::path& partial, const fs::path& path, const std::string& header,
              const Ordered& tensors) {
  const int descriptor = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) return systemError("cannot create", path, errno);
  Status written = append(descriptor, header.data(), header.size(), path);
  for (const auto* entry : tensors) {
    if (!written) break;
    const at::Tensor tensor = entry->second.detach().cpu().contiguous();
    written = append(descriptor, tensor.const_data_ptr(), tensor.nbytes(), path);
  }
  // Network disks report a failed write only here.
  if (::close(descriptor) != 0 && written) written = systemError("cannot write", path, errno);
  return written;
}

}  // namespace

Result<Safetensors> readSafetensors(const fs::path& path) {
  KERB_TRY(const auto source, openFile(path));
  return readAll(*source);
}

Result<Safetensors> parseSafetensors(std::string_view bytes, const std::string& name) {
  return readAll(*memorySource(bytes, name));
}

Status writeSafetensors(const fs::path& path, const TensorMap& tensors,
                        const std::map<std::string, std::string>& metadata) {
  const auto prepare = [&]() -> Result<std::pair<Ordered, std::string>> {
    KERB_TRY(Ordered ordered, orderTensors(tensors));
    KERB_TRY(std::string header, makeHeader(ordered, metadata));
    return std::pair{std::move(ordered), std::move(header)};
  };
  auto prepared = prepare();
  if (!prepared) return Error{prepared.error().what, path.string(), prepared.error().fix};
  return writeWhole(path, [&](const fs::path& partial) {
    return stream(partial, path, prepared->second, prepared->first);
  });
}

}  // namespace kerb
