#include "core/weights/tensor_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/checksums.h"
#include "core/weights/zip_directory.h"

namespace kerb {
namespace {

class TensorReader {
 public:
  TensorReader(const ByteSource& source, const PthContainer& container,
               const TensorDescriptions& descriptions)
      : source_(source),
        container_(container),
        storage_budget_(source.size()),
        tensor_budget_(4 * source.size()) {
    for (const auto& [name, tensor] : descriptions) {
      Uses& uses = uses_[keyOf(*tensor)];
      ++uses.total;
      ++uses.left;
    }
  }

  Result<at::Tensor> read(const std::string& name, const PickleTensor& tensor) {
    const auto& storage = *container_.tree.get<PickleStorage>(tensor.storage);
    KERB_TRY(const int64_t numel, checkGeometry(name, tensor, storage));
    const uint64_t bytes = static_cast<uint64_t>(numel) * c10::elementSize(storage.type);
    if (bytes > tensor_budget_)
      return fail(name, "all tensors together are more than four times as large as the file");
    tensor_budget_ -= bytes;
    const bool only_user = uses_.at(keyOf(tensor)).total == 1;
    KERB_TRY(const at::Tensor whole, takeStorage(name, storage));
    const at::Tensor view = whole.as_strided(tensor.sizes, tensor.strides, tensor.offset);
    if (only_user && numel == storage.numel && view.is_contiguous()) return view;
    return view.clone(at::MemoryFormat::Contiguous);
  }

 private:
  struct Uses {
    size_t total = 0, left = 0;
  };
  const std::string& keyOf(const PickleTensor& tensor) const {
    return *container_.tree.get<std::string>(container_.tree.get<PickleStorage>(tensor.storage)->key);
  }
  Error fail(const std::string& name, const std::string& what) const {
    return {fmt::format("tensor '{}': {}", printable(name), what), source_.name(),
            "Load it in Python and save contiguous tensors with torch.save"};
  }

  /// The number of elements, every one of which lies inside the storage, and no more than that has.
  Result<int64_t> checkGeometry(const std::string& name, const PickleTensor& tensor,
                                const PickleStorage& storage) const {
    int64_t numel = 1;
    int64_t last = tensor.offset;
    bool overflow = false;
    const bool empty = std::find(tensor.sizes.begin(), tensor.sizes.end(), 0) != tensor.sizes.end();
    for (size_t i = 0; i < tensor.sizes.size(); ++i) {
      int64_t reach = 0;
      overflow |= __builtin_mul_overflow(numel, std::max<int64_t>(tensor.sizes[i], 1), &numel);
      overflow |=
          __builtin_mul_overflow(std::max<int64_t>(tensor.sizes[i] - 1, 0), tensor.strides[i], &reach);
      overflow |= __builtin_add_overflow(last, reach, &last);
    }
    if (overflow) return fail(name, "its shape is too large");
    if (empty && tensor.offset <= storage.numel) return int64_t{0};
    if (last >= storage.numel)
      return fail(name, fmt::format("reaches element {} of a storage of {}", last, storage.numel));
    if (numel > storage.numel)
      return fail(name, fmt::format("repeats the {} elements of its storage to {}", storage.numel, numel));
    return numel;
  }

  /// Kept while other tensors still need it.
  Result<at::Tensor> takeStorage(const std::string& name, const PickleStorage& storage) {
    const auto& key = *container_.tree.get<std::string>(storage.key);
    auto cached = cache_.find(key);
    if (cached == cache_.end()) {
      KERB_TRY(at::Tensor read, readStorage(name, key, storage));
      cached = cache_.emplace(key, std::move(read)).first;
    }
    const at::Tensor whole = cached->second;
    if (--uses_.at(key).left == 0) cache_.erase(cached);
    if (whole.scalar_type() != storage.type || whole.numel() != storage.numel)
      return fail(name, fmt::format("its storage '{}' is used with two types or sizes", printable(key)));
    return whole;
  }

  Result<at::Tensor> readStorage(const std::string& name, const std::string& key,
                                 const PickleStorage& storage) {
    const auto extent = container_.storages.find(key);
    if (extent == container_.storages.end())
      return fail(name, fmt::format("its storage '{}' is not in the file", printable(key)));
    const auto& [offset, bytes, checksum] = extent->second;
    const auto item_bytes = static_cast<uint64_t>(c10::elementSize(storage.type));
    if (bytes % item_bytes != 0 || bytes / item_bytes != static_cast<uint64_t>(storage.numel))
      return fail(name, fmt::format("its storage '{}' should have {} elements of {} bytes, it has {} bytes",
                                    printable(key), storage.numel, item_bytes, bytes));
    if (bytes > storage_budget_) return fail(name, "its storage overlaps another one in the file");
    storage_budget_ -= bytes;
    KERB_TRY(at::Tensor whole, source_.readTensor(offset, {storage.numel}, storage.type));
    if (checksum && crc32(whole.const_data_ptr(), bytes) != *checksum)
      return Error{fmt::format("tensor '{}': the checksum does not match", printable(name)),
                   source_.at(offset), "The file is damaged: copy or download it again"};
    return whole;
  }

  const ByteSource& source_;
  const PthContainer& container_;
  uint64_t storage_budget_;
  uint64_t tensor_budget_;
  std::map<std::string, Uses> uses_;  // of storages, by key
  std::map<std::string, at::Tensor> cache_;
};

}  // namespace

Result<TensorMap> readTensors(const ByteSource& source, const PthContainer& container,
                              const TensorDescriptions& descriptions) {
  TensorReader reader(source, container, descriptions);
  TensorMap tensors;
  for (const auto& [name, description] : descriptions) {
    KERB_TRY(auto tensor, reader.read(name, *description));
    tensors.emplace(name, std::move(tensor));
  }
  return tensors;
}

}  // namespace kerb
