#include "server/seal/master_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/seal/sealing.h"

namespace banso {
namespace {

// Longer than any key with white space around it.
constexpr size_t kMostBytes = 256;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int get() const { return number_; }

 private:
  const int number_;
};

absl::Status CannotBe(absl::string_view done, const std::string& path) {
  return absl::UnavailableError(
      absl::StrCat("the master key file ", path, " cannot be ", done, " (errno ", errno, ")"));
}

// Whether the service manager hands the file over. What looks like rights of a group there is the
// mask of an access list, in which only the user of the service is.
bool IsCredential(const std::string& path) {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  return folder != nullptr && *folder != '\0' &&
         std::filesystem::path(path).parent_path() == std::filesystem::path(folder);
}

// Returns what an existing file holds; none if there is no file.
absl::StatusOr<std::optional<Key>> ReadFile(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 && errno == ENOENT) return std::nullopt;
  if (file.get() < 0) return CannotBe("opened", path);
  struct stat status = {};
  if (fstat(file.get(), &status) != 0) return CannotBe("looked at", path);
  if (!S_ISREG(status.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat("the master key ", path, " is not a file"));
  }
  const mode_t others = IsCredential(path) ? S_IWGRP | S_IRWXO : S_IRWXG | S_IRWXO;
  if ((status.st_mode & others) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("the master key file ", path,
                     " can be used by others than its owner; take their rights away (chmod 600)"));
  }
  char bytes[kMostBytes];
  const ssize_t size = read(file.get(), bytes, sizeof(bytes));
  if (size < 0) return CannotBe("read", path);
  const absl::StatusOr<Key> key = ParseMasterKey(absl::string_view(bytes, size));
  if (!key.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the master key file ", path, ": ", key.status().message()));
  }
  return *key;
}

absl::Status SyncFolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const Descriptor opened(
      open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || fsync(opened.get()) != 0) return CannotBe("written", path);
  return absl::OkStatus();
}

// Makes the file unless there is one. It is written aside first, so that nobody reads half a key.
absl::Status MakeFile(const std::string& path) {
  std::string aside = absl::StrCat(path, ".XXXXXX");
  const Descriptor file(mkostemp(aside.data(), O_CLOEXEC));  // for its owner only
  if (file.get() < 0) return CannotBe("made", path);
  const std::string text = absl::StrCat(FormatMasterKey(RandomKey()), "\n");
  absl::Status status;
  if (write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      fsync(file.get()) != 0 || (link(aside.c_str(), path.c_str()) != 0 && errno != EEXIST)) {
    status = CannotBe("written", path);
  }
  unlink(aside.c_str());
  BANSO_RETURN_IF_ERROR(status);
  return SyncFolderOf(path);
}

}  // namespace

absl::StatusOr<Key> ReadMasterKeyFile(const std::string& path, MissingFile missing) {
  BANSO_ASSIGN_OR_RETURN(std::optional<Key> key, ReadFile(path));
  if (!key.has_value() && missing == MissingFile::kMade) {
    BANSO_RETURN_IF_ERROR(MakeFile(path));
    BANSO_ASSIGN_OR_RETURN(key, ReadFile(path));
  }
  if (key.has_value()) return *key;
  return absl::NotFoundError(absl::StrCat("there is no master key file ", path));
}

absl::StatusOr<Key> ParseMasterKey(absl::string_view text) {
  std::string bytes;
  if (!absl::Base64Unescape(absl::StripAsciiWhitespace(text), &bytes) ||
      bytes.size() != kKeyBytes) {
    return absl::InvalidArgumentError("a master key is 32 bytes in base64");
  }
  Key key;
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

std::string FormatMasterKey(const Key& key) {
  return absl::Base64Escape(
      absl::string_view(reinterpret_cast<const char*>(key.data()), key.size()));
}

}  // namespace banso
