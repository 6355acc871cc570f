// A file of sealed records, written once and then mapped.
#ifndef BANSO_SERVER_SEAL_SEALED_FILE_H_
#define BANSO_SERVER_SEAL_SEALED_FILE_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/seal/key_store.h"

namespace banso {

// Where a record lies in its file, and how long its content is.
struct Extent {
  uint64_t offset = 0;
  uint32_t size = 0;

  friend bool operator==(const Extent&, const Extent&) = default;
};

// The file begins with a random data key, sealed by the key that is given. Each record is sealed
// (XChaCha20-Poly1305) with the data key, a nonce made of its offset, and the file's purpose and
// what sort of record it is beside it: none can be read elsewhere, in another file, or as the root.
// The end of the file says where the root is.

// Writes a file. For one thread.
class SealedFileWriter {
 public:
  // The longest record.
  static constexpr uint32_t kMostBytes = (uint32_t{1} << 31) - 1;

  // Begins a file that is to stand at `path`, beside it, readable by its owner only.
  // Errors: UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<SealedFileWriter>> Create(const std::filesystem::path& path,
                                                                  const Key& key,
                                                                  absl::string_view purpose);
  // Deletes what was written, unless it was finished.
  ~SealedFileWriter();
  SealedFileWriter(const SealedFileWriter&) = delete;
  SealedFileWriter& operator=(const SealedFileWriter&) = delete;

  // Adds a record. Errors: UNAVAILABLE, such as of a full disk; RESOURCE_EXHAUSTED if it is longer
  // than kMostBytes.
  absl::StatusOr<Extent> Append(absl::string_view content);

  // Adds the root, from which a reader starts, and puts the file at `path`, in place of one that is
  // there. It is on the disk when this returns; nothing may be called afterwards.
  // Errors: as Append; there is then no new file, unless only its folder could not be written.
  absl::Status Finish(absl::string_view root);

 private:
  SealedFileWriter(std::filesystem::path path, std::string aside, int descriptor,
                   std::string purpose);
  absl::StatusOr<Extent> Add(absl::string_view content, char sort);
  absl::Status Flush();

  const std::filesystem::path path_;
  const std::string aside_;  // its name until it is finished; empty afterwards
  int descriptor_;
  const std::string purpose_;
  Key data_key_ = {};
  std::string buffer_;
  uint64_t written_ = 0;  // bytes before those of the buffer
  bool broken_ = false;   // a write failed
};

// A file that was finished. It may be deleted or replaced while it is open, but nobody may write
// into it: a part that is cut off ends the process when it is read.
// Thread safety: const methods may run on any number of threads at once.
class SealedFile {
 public:
  // Errors: NOT_FOUND; DATA_LOSS if it is not whole, was not sealed by this key, or is something
  // else; FAILED_PRECONDITION if it is of another version of the format or for another purpose;
  // UNAVAILABLE. Reads the root; a record that was changed is found when it is read.
  static absl::StatusOr<std::shared_ptr<const SealedFile>> Open(const std::filesystem::path& path,
                                                                const Key& key,
                                                                absl::string_view purpose);
  ~SealedFile();
  SealedFile(const SealedFile&) = delete;
  SealedFile& operator=(const SealedFile&) = delete;

  const std::string& root() const { return root_; }
  // Bytes of the whole file.
  uint64_t size() const { return mapped_.size(); }
  // Where it was when it was opened.
  const std::filesystem::path& path() const { return path_; }

  // Reads a record. Errors: DATA_LOSS if none was written there, or it was changed.
  absl::Status Read(Extent extent, std::string* content) const;

 private:
  SealedFile(std::filesystem::path path, absl::string_view mapped, std::string purpose);
  absl::Status Open(Extent extent, char sort, std::string* content) const;

  const std::filesystem::path path_;
  const absl::string_view mapped_;
  const std::string purpose_;
  Key data_key_ = {};
  std::string root_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SEAL_SEALED_FILE_H_
