#include "clients/cli/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"

namespace banso {

absl::StatusOr<std::unique_ptr<PrivateFile>> PrivateFile::Create(const std::string& path) {
  const int descriptor =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) {
    return absl::InvalidArgumentError(errno == EEXIST ? absl::StrCat(path, " exists already")
                                                      : absl::StrCat("cannot write ", path));
  }
  return absl::WrapUnique(new PrivateFile(path, descriptor));
}

PrivateFile::PrivateFile(std::string path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

PrivateFile::~PrivateFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!written_) unlink(path_.c_str());
}

absl::Status PrivateFile::Write(absl::string_view content) {
  bool whole = true;
  while (whole && !content.empty()) {
    const ssize_t size = write(descriptor_, content.data(), content.size());
    if (size < 0 && errno == EINTR) continue;
    whole = size > 0;
    if (whole) content.remove_prefix(size);
  }
  // A pipe or a device has nothing to bring to a disk.
  whole = whole && (fsync(descriptor_) == 0 || errno == EINVAL);
  whole = close(std::exchange(descriptor_, -1)) == 0 && whole;
  if (!whole) return absl::DataLossError(absl::StrCat(path_, " could not be written to its end"));
  written_ = true;
  return absl::OkStatus();
}

}  // namespace banso
