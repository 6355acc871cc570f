#include "server/seal/sealed_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/seal/sealing.h"

namespace banso {
namespace {

// Begins a file, with the version of its format, and ends it.
constexpr absl::string_view kMagic = "BANSOSF1";
constexpr absl::string_view kAnyVersion = kMagic.substr(0, kMagic.size() - 1);
// What stands for the purpose, then the data key.
constexpr size_t kPurposeBytes = crypto_generichash_BYTES_MIN;
constexpr size_t kKeyAt = kMagic.size() + kPurposeBytes;
constexpr size_t kHeaderBytes = kKeyAt + kSealedBytes + kKeyBytes;
// Offset and size of the root, as written by the processor, and the magic.
constexpr size_t kTrailerBytes = sizeof(uint64_t) + sizeof(uint32_t) + kMagic.size();
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kBufferBytes = size_t{1} << 20;
// Sorts of records.
constexpr char kRecord = 'r';
constexpr char kRoot = 'R';
constexpr char kKeyContext[] = "sealed file";

using Nonce = std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES>;

// The data key is that of one file, and no offset of it is written twice.
Nonce NonceOf(uint64_t offset) {
  Nonce nonce = {};
  std::memcpy(nonce.data(), &offset, sizeof(offset));
  return nonce;
}

std::string Beside(absl::string_view purpose, char sort) {
  return absl::StrCat(purpose, absl::string_view(&sort, 1));
}

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Tells purposes apart; that they are true is what the sealed data key says.
std::string PurposeHash(absl::string_view purpose) {
  std::string hash(kPurposeBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(), Bytes(purpose),
                     purpose.size(), nullptr, 0);
  return hash;
}

absl::Status Failed(const std::filesystem::path& path, absl::string_view what) {
  return absl::UnavailableError(absl::StrCat(path.string(), " cannot be ", what, ": ",
                                             std::generic_category().message(errno)));
}

absl::Status Damaged(const std::filesystem::path& path) {
  return absl::DataLossError(
      absl::StrCat(path.string(), " is not whole, or not sealed by this key"));
}

absl::Status Another(const std::filesystem::path& path, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(path.string(), " is of another ", what));
}

// Puts a folder's list of names on the disk.
absl::Status SyncFolder(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return Failed(folder, "opened");
  const bool synced = fsync(descriptor) == 0;
  const absl::Status status = synced ? absl::OkStatus() : Failed(folder, "written");
  close(descriptor);
  return status;
}

}  // namespace

SealedFileWriter::SealedFileWriter(std::filesystem::path path, std::string aside, int descriptor,
                                   std::string purpose)
    : path_(std::move(path)),
      aside_(std::move(aside)),
      descriptor_(descriptor),
      purpose_(std::move(purpose)) {
  buffer_.reserve(kBufferBytes);
}

absl::StatusOr<std::unique_ptr<SealedFileWriter>> SealedFileWriter::Create(
    const std::filesystem::path& path, const Key& key, absl::string_view purpose) {
  std::string aside = absl::StrCat(path.string(), ".XXXXXX");
  const int descriptor = mkostemp(aside.data(), O_CLOEXEC);  // with mode 0600
  if (descriptor < 0) return Failed(path, "made");
  std::unique_ptr<SealedFileWriter> writer(
      new SealedFileWriter(path, std::move(aside), descriptor, std::string(purpose)));
  writer->data_key_ = RandomKey();
  writer->buffer_ =
      absl::StrCat(kMagic, PurposeHash(purpose),
                   Seal(key, {kKeyContext, purpose},
                        absl::string_view(reinterpret_cast<const char*>(writer->data_key_.data()),
                                          writer->data_key_.size())));
  return writer;
}

SealedFileWriter::~SealedFileWriter() {
  sodium_memzero(data_key_.data(), data_key_.size());
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(aside_.c_str());
}

absl::StatusOr<Extent> SealedFileWriter::Append(absl::string_view content) {
  return Add(content, kRecord);
}

absl::StatusOr<Extent> SealedFileWriter::Add(absl::string_view content, char sort) {
  // Nobody knows what of the buffer was written.
  if (broken_) return absl::UnavailableError(absl::StrCat(path_.string(), " cannot be written"));
  if (content.size() > kMostBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a record of ", content.size(), " bytes is longer than a file can hold"));
  }
  const Extent extent = {written_ + buffer_.size(), static_cast<uint32_t>(content.size())};
  const size_t at = buffer_.size();
  buffer_.resize(at + content.size() + kTagBytes);
  const std::string beside = Beside(purpose_, sort);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      reinterpret_cast<unsigned char*>(&buffer_[at]), nullptr, Bytes(content), content.size(),
      Bytes(beside), beside.size(), nullptr, NonceOf(extent.offset).data(), data_key_.data());
  if (buffer_.size() >= kBufferBytes) BANSO_RETURN_IF_ERROR(Flush());
  return extent;
}

absl::Status SealedFileWriter::Flush() {
  for (size_t at = 0; at < buffer_.size();) {
    const ssize_t wrote = write(descriptor_, buffer_.data() + at, buffer_.size() - at);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) {
      broken_ = true;
      return Failed(path_, "written");
    }
    at += static_cast<size_t>(wrote);
  }
  written_ += buffer_.size();
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status SealedFileWriter::Finish(absl::string_view root) {
  BANSO_ASSIGN_OR_RETURN(const Extent extent, Add(root, kRoot));
  buffer_.append(reinterpret_cast<const char*>(&extent.offset), sizeof(extent.offset));
  buffer_.append(reinterpret_cast<const char*>(&extent.size), sizeof(extent.size));
  absl::StrAppend(&buffer_, kMagic);
  BANSO_RETURN_IF_ERROR(Flush());
  if (fsync(descriptor_) != 0 || rename(aside_.c_str(), path_.c_str()) != 0) {
    return Failed(path_, "written");
  }
  close(std::exchange(descriptor_, -1));
  return SyncFolder(path_);
}

SealedFile::SealedFile(std::filesystem::path path, absl::string_view mapped, std::string purpose)
    : path_(std::move(path)), mapped_(mapped), purpose_(std::move(purpose)) {}

SealedFile::~SealedFile() {
  sodium_memzero(data_key_.data(), data_key_.size());
  munmap(const_cast<char*>(mapped_.data()), mapped_.size());
}

absl::StatusOr<std::shared_ptr<const SealedFile>> SealedFile::Open(
    const std::filesystem::path& path, const Key& key, absl::string_view purpose) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    if (errno == ENOENT) return absl::NotFoundError(absl::StrCat(path.string(), " does not exist"));
    return Failed(path, "opened");
  }
  struct stat status = {};
  const bool known = fstat(descriptor, &status) == 0;
  const auto size = static_cast<size_t>(status.st_size);
  void* const mapped = known && size >= kHeaderBytes + kTagBytes + kTrailerBytes
                           ? mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
                           : MAP_FAILED;
  close(descriptor);
  if (mapped == MAP_FAILED) return Damaged(path);
  const absl::string_view bytes(static_cast<const char*>(mapped), size);
  std::shared_ptr<SealedFile> file(new SealedFile(path, bytes, std::string(purpose)));
  if (!absl::StartsWith(bytes, kAnyVersion)) return Damaged(path);
  if (!absl::StartsWith(bytes, kMagic)) return Another(path, "format");
  if (bytes.substr(kMagic.size(), kPurposeBytes) != PurposeHash(purpose)) {
    return Another(path, "purpose");
  }
  if (!absl::EndsWith(bytes, kMagic)) return Damaged(path);
  absl::StatusOr<std::string> data_key =
      OpenSealed(key, {kKeyContext, purpose}, bytes.substr(kKeyAt, kSealedBytes + kKeyBytes));
  if (!data_key.ok() || data_key->size() != kKeyBytes) return Damaged(path);
  std::copy(data_key->begin(), data_key->end(), file->data_key_.begin());
  sodium_memzero(data_key->data(), data_key->size());
  Extent root;
  const char* const trailer = bytes.data() + size - kTrailerBytes;
  std::memcpy(&root.offset, trailer, sizeof(root.offset));
  std::memcpy(&root.size, trailer + sizeof(root.offset), sizeof(root.size));
  // It is the last record: a file that lost some in the middle is not whole.
  if (root.offset + root.size + kTagBytes + kTrailerBytes != size) return Damaged(path);
  BANSO_RETURN_IF_ERROR(file->Open(root, kRoot, &file->root_));
  return file;
}

absl::Status SealedFile::Read(Extent extent, std::string* content) const {
  return Open(extent, kRecord, content);
}

absl::Status SealedFile::Open(Extent extent, char sort, std::string* content) const {
  const uint64_t size = uint64_t{extent.size} + kTagBytes;
  if (extent.offset < kHeaderBytes || size > mapped_.size() ||
      extent.offset > mapped_.size() - size) {
    return Damaged(path_);
  }
  const absl::string_view sealed = mapped_.substr(extent.offset, size);
  const std::string beside = Beside(purpose_, sort);
  content->resize(extent.size);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          reinterpret_cast<unsigned char*>(content->data()), nullptr, nullptr, Bytes(sealed),
          sealed.size(), Bytes(beside), beside.size(), NonceOf(extent.offset).data(),
          data_key_.data()) != 0) {
    content->clear();
    return Damaged(path_);
  }
  return absl::OkStatus();
}

}  // namespace banso
