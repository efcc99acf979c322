#include "core/source/shard_file.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>

#include <ATen/ops/empty.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/checksums.h"
#include "core/base/file.h"

namespace kerb::shard {
namespace fs = std::filesystem;
namespace {

static_assert(std::endian::native == std::endian::little, "shards are little-endian");

constexpr uint32_t kVersion = 1;
constexpr char kFileMagic[] = "KERBSHRD", kIndexMagic[] = "KERBINDX", kDoneMagic[] = "KERBDONE";
constexpr uint32_t kRecordMagic = 0x44524352;  // "RCRD"
constexpr uint64_t kMostText = uint64_t{1} << 26;

// The structures of the file, little-endian, without padding.
struct FileHead {
  char magic[8];
  uint32_t version, header_size, header_checksum, zero;
};
struct RecordHead {
  uint32_t magic, json_size;
  uint64_t payload_size;
  uint32_t json_checksum, head_checksum;  ///< the latter of the 20 bytes before it
};
struct IndexHead {
  char magic[8];
  uint64_t count;
  uint32_t clips_size, checksum;  ///< the latter of all that follows
};
struct IndexEntry {
  uint64_t offset;
  int64_t number, source_index;
  uint32_t clip, role;
};
struct Trailer {
  uint64_t index_offset;
  uint32_t checksum, zero;  ///< the former of index_offset
  char magic[8];
};
static_assert(sizeof(FileHead) == 24 && sizeof(RecordHead) == 24 && sizeof(IndexHead) == 24 &&
              sizeof(IndexEntry) == 32 && sizeof(Trailer) == 24);

Error damaged(const fs::path& path, uint64_t offset, std::string what) {
  return {std::move(what), fmt::format("{}, byte {}", path.string(), offset),
          "Pack the source again, or copy the file again"};
}

Status readAt(const File& file, void* bytes, size_t size, uint64_t offset) {
  auto* to = static_cast<char*>(bytes);
  while (size > 0) {
    const ssize_t n = ::pread(file.descriptor(), to, size, static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return systemError("cannot read", file.path(), errno);
    if (n == 0) return damaged(file.path(), offset, "the file ends here, in the middle of a record");
    to += n;
    size -= static_cast<size_t>(n);
    offset += static_cast<uint64_t>(n);
  }
  return {};
}

template <class Struct>
Result<Struct> readStruct(const File& file, uint64_t offset) {
  Struct value;
  KERB_CHECK(readAt(file, &value, sizeof value, offset));
  return value;
}

Result<std::string> readText(const File& file, uint64_t offset, uint64_t size, uint32_t checksum) {
  if (size > kMostText) return damaged(file.path(), offset, "a text of absurd size");
  std::string text(size, '\0');
  KERB_CHECK(readAt(file, text.data(), size, offset));
  if (crc32c(text.data(), size) != checksum)
    return damaged(file.path(), offset, "the checksum of a text differs: the file is damaged");
  return text;
}

Result<uint64_t> sizeOf(const File& file) {
  struct stat status{};
  if (::fstat(file.descriptor(), &status) != 0) return systemError("cannot read", file.path(), errno);
  return static_cast<uint64_t>(status.st_size);
}

bool hasMagic(const char (&found)[8], const char* magic) { return std::memcmp(found, magic, 8) == 0; }

Result<std::string> readHeader(const File& file) {
  KERB_TRY(const auto head, readStruct<FileHead>(file, 0));
  if (!hasMagic(head.magic, kFileMagic) || head.zero != 0)
    return Error{"is no shard of Kerb", file.path().string()};
  if (head.version != kVersion)
    return Error{fmt::format("is a shard of version {}; this Kerb reads version {}", head.version, kVersion),
                 file.path().string(), "Update Kerb, or pack the source again"};
  return readText(file, sizeof head, head.header_size, head.header_checksum);
}

struct Framed {
  Description description;
  uint64_t payload = 0, end = 0;  ///< bytes of the file
};

Result<Framed> readFraming(const File& file, uint64_t offset) {
  KERB_TRY(const auto head, readStruct<RecordHead>(file, offset));
  if (head.magic != kRecordMagic || head.head_checksum != crc32c(&head, 20))
    return damaged(file.path(), offset, "no record begins here: the file is damaged");
  const uint64_t text = offset + sizeof head;
  KERB_TRY(const std::string json, readText(file, text, head.json_size, head.json_checksum));
  auto description = parseDescription(json);
  if (!description) return damaged(file.path(), text, description.error().what);
  uint64_t payload = 0;
  for (const PartPlace& part : description->parts) payload += part.size;
  if (payload != head.payload_size) return damaged(file.path(), offset, "a record contradicts itself");
  const uint64_t begin = text + head.json_size;
  return Framed{*std::move(description), begin, begin + payload};
}

Result<at::Tensor> readPart(const File& file, const PartPlace& part, uint64_t payload) {
  at::Tensor tensor = at::empty(part.shape, part.type);
  KERB_CHECK(readAt(file, tensor.mutable_data_ptr(), part.size, payload + part.offset));
  if (crc32c(tensor.const_data_ptr(), part.size) != part.checksum)
    return damaged(file.path(), payload + part.offset,
                   fmt::format("the checksum of part '{}' differs: the file is damaged", part.name));
  return tensor;
}

std::string indexBytes(const std::vector<Entry>& entries) {
  std::map<std::string, uint32_t> numbers;
  nlohmann::json clips = nlohmann::json::array();
  std::string rows;
  for (const Entry& entry : entries) {
    const auto [clip, is_new] = numbers.emplace(entry.clip, static_cast<uint32_t>(numbers.size()));
    if (is_new) clips.push_back(entry.clip);
    const IndexEntry row{entry.offset, entry.number_in_clip, entry.source_index, clip->second,
                         static_cast<uint32_t>(entry.role)};
    rows.append(reinterpret_cast<const char*>(&row), sizeof row);
  }
  const std::string text = clips.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const std::string body = text + rows;
  IndexHead head{{}, entries.size(), static_cast<uint32_t>(text.size()), crc32c(body.data(), body.size())};
  std::memcpy(head.magic, kIndexMagic, 8);
  return std::string(reinterpret_cast<const char*>(&head), sizeof head) + body;
}

Result<std::vector<Entry>> parseIndex(const File& file, uint64_t offset, uint64_t file_size) {
  KERB_TRY(const auto head, readStruct<IndexHead>(file, offset));
  const uint64_t room = file_size - offset;
  if (!hasMagic(head.magic, kIndexMagic) || head.clips_size > room || head.count > room / sizeof(IndexEntry))
    return damaged(file.path(), offset, "the index does not begin here: the file is damaged");
  std::string body(head.clips_size + head.count * sizeof(IndexEntry), '\0');
  KERB_CHECK(readAt(file, body.data(), body.size(), offset + sizeof head));
  if (crc32c(body.data(), body.size()) != head.checksum)
    return damaged(file.path(), offset, "the checksum of the index differs: the file is damaged");
  std::vector<std::string> clips;
  try {
    clips = nlohmann::json::parse(body.substr(0, head.clips_size)).get<std::vector<std::string>>();
  } catch (const nlohmann::json::exception& wrong) {
    return damaged(file.path(), offset, fmt::format("the index names no clips: {}", wrong.what()));
  }
  std::vector<Entry> entries;
  for (uint64_t i = 0; i < head.count; ++i) {
    IndexEntry row;
    std::memcpy(&row, body.data() + head.clips_size + i * sizeof row, sizeof row);
    if (row.clip >= clips.size() || row.role > static_cast<uint32_t>(Role::skipped) || row.offset >= offset)
      return damaged(file.path(), offset, fmt::format("entry {} of the index is absurd", i));
    entries.push_back(
        {row.offset, row.number, clips[row.clip], static_cast<Role>(row.role), row.source_index});
  }
  return entries;
}

fs::path partialName(const fs::path& path) { return path.string() + ".partial"; }

}  // namespace

File::~File() { ::close(descriptor_); }

Result<std::unique_ptr<Writer>> Writer::open(const fs::path& path, const std::string& header) {
  const fs::path partial = partialName(path);
  const int descriptor = ::open(partial.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return systemError("cannot create", partial, errno);
  auto file = std::make_unique<File>(descriptor, partial);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
    return Error{"another process is packing into this file", partial.string(), "Wait for it, or stop it"};
  KERB_TRY(const uint64_t size, sizeOf(*file));
  std::unique_ptr<Writer> writer(new Writer(std::move(file), path));
  KERB_CHECK(size == 0 ? writer->begin(header) : writer->resume(header));
  return writer;
}

Status Writer::begin(const std::string& header) {
  FileHead head{{}, kVersion, static_cast<uint32_t>(header.size()), crc32c(header.data(), header.size()), 0};
  std::memcpy(head.magic, kFileMagic, 8);
  KERB_CHECK(write(&head, sizeof head));
  return write(header.data(), header.size());
}

Status Writer::resume(const std::string& header) {
  KERB_TRY(const uint64_t size, sizeOf(*file_));
  if (size < sizeof(FileHead) + header.size()) {  // killed before the header was whole: nothing to keep
    if (::ftruncate(file_->descriptor(), 0) != 0) return systemError("cannot cut", file_->path(), errno);
    return begin(header);
  }
  const auto found = readHeader(*file_);
  if (!found) return found.error();
  if (*found != header) {
    return Error{"was begun with another source, size or other options", file_->path().string(),
                 "Give the same command again, or delete this file and begin anew"};
  }
  end_ = sizeof(FileHead) + header.size();
  for (;;) {
    const auto framed = readFraming(*file_, end_);
    if (!framed) break;
    const Description& d = framed->description;
    const bool whole = std::ranges::all_of(d.parts, [&](const PartPlace& part) {
      return static_cast<bool>(readPart(*file_, part, framed->payload));
    });
    if (!whole) break;
    entries_.push_back({end_, d.frame.number_in_clip, d.frame.clip, d.role, d.source_index});
    end_ = framed->end;
  }
  if (::ftruncate(file_->descriptor(), static_cast<off_t>(end_)) != 0)
    return systemError("cannot cut", file_->path(), errno);
  return {};
}

Status Writer::write(const void* bytes, size_t size) {
  const auto* from = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t n = ::pwrite(file_->descriptor(), from, size, static_cast<off_t>(end_));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return systemError("cannot write", file_->path(), errno);
    from += n;
    size -= static_cast<size_t>(n);
    end_ += static_cast<uint64_t>(n);
  }
  return {};
}

Status Writer::append(const Record& record) {
  const Entry entry{end_, record.number_in_clip, record.clip, record.role, record.source_index};
  RecordHead head{kRecordMagic, static_cast<uint32_t>(record.json.size()), 0,
                  crc32c(record.json.data(), record.json.size()), 0};
  for (const Part& part : record.parts) head.payload_size += part.bytes.nbytes();
  head.head_checksum = crc32c(&head, 20);
  KERB_CHECK(write(&head, sizeof head));
  KERB_CHECK(write(record.json.data(), record.json.size()));
  for (const Part& part : record.parts) KERB_CHECK(write(part.bytes.const_data_ptr(), part.bytes.nbytes()));
  entries_.push_back(entry);
  return {};
}

Status Writer::finish() {
  Trailer trailer{end_, crc32c(&end_, sizeof end_), 0, {}};
  std::memcpy(trailer.magic, kDoneMagic, 8);
  const std::string index = indexBytes(entries_);
  KERB_CHECK(write(index.data(), index.size()));
  KERB_CHECK(write(&trailer, sizeof trailer));
  if (::fsync(file_->descriptor()) != 0) return systemError("cannot sync", file_->path(), errno);
  return renameSynced(file_->path(), path_);
}

Result<std::unique_ptr<Reader>> Reader::open(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return systemError("cannot open", path, errno);
  std::unique_ptr<Reader> reader(new Reader(std::make_unique<File>(descriptor, path)));
  const File& file = *reader->file_;
  KERB_TRY(reader->header_, readHeader(file));
  KERB_TRY(const uint64_t size, sizeOf(file));
  if (size < sizeof(FileHead) + sizeof(Trailer)) return damaged(path, size, "the file is cut off here");
  KERB_TRY(const auto trailer, readStruct<Trailer>(file, size - sizeof(Trailer)));
  if (!hasMagic(trailer.magic, kDoneMagic) || trailer.zero != 0 || trailer.index_offset >= size ||
      trailer.checksum != crc32c(&trailer.index_offset, sizeof trailer.index_offset)) {
    if (path.extension() == ".partial")
      return Error{"is not finished", path.string(), "Run the same `kerb pack` command again: it goes on"};
    return damaged(path, size - sizeof(Trailer),
                   "the file does not end as a shard does: it is cut off, or its end is damaged");
  }
  KERB_TRY(reader->entries_, parseIndex(file, trailer.index_offset, size));
  return reader;
}

Result<Description> Reader::read(const Entry& entry, const FrameParts& parts) const {
  KERB_TRY(Framed framed, readFraming(*file_, entry.offset));
  for (const PartPlace& part : framed.description.parts) {
    if (!isWanted(part.name, parts)) continue;
    KERB_TRY(const at::Tensor tensor, readPart(*file_, part, framed.payload));
    attach(framed.description.frame, part.name, tensor);
  }
  return std::move(framed.description);
}

bool isShard(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return false;
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const File file(descriptor, path);
  char magic[8];
  return static_cast<bool>(readAt(file, magic, sizeof magic, 0)) && hasMagic(magic, kFileMagic);
}

}  // namespace kerb::shard
