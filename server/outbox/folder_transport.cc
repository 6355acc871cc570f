#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/outbox/mail_transport.h"

namespace banso {
namespace {

// A file descriptor with an owner.
class OpenFile {
 public:
  explicit OpenFile(int fd) : fd_(fd) {}
  ~OpenFile() {
    if (fd_ >= 0) close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

bool WriteAll(int fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

class FolderTransport final : public MailTransport {
 public:
  explicit FolderTransport(std::string folder) : folder_(std::move(folder)) {}

  absl::Status Send(const Mail& mail, const std::atomic<bool>& /*stop*/) override {
    const std::string name = absl::StrCat(folder_, "/", mail.id, ".eml");
    // Two servers may write the same mail at once: each has a name of its own to write to.
    std::string scratch = absl::StrCat(folder_, "/.", mail.id, ".XXXXXX");
    const absl::Status failed = absl::UnavailableError("the mail folder cannot be written to");
    {
      // Readable by its owner only from the beginning.
      const OpenFile file(mkostemp(scratch.data(), O_CLOEXEC));
      if (file.fd() < 0) return failed;
      if (!WriteAll(file.fd(), mail.bytes) || fsync(file.fd()) != 0) {
        unlink(scratch.c_str());
        return failed;
      }
    }
    if (rename(scratch.c_str(), name.c_str()) != 0) {
      unlink(scratch.c_str());
      return failed;
    }
    const OpenFile folder(open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.fd() < 0 || fsync(folder.fd()) != 0) return failed;
    return absl::OkStatus();
  }

 private:
  const std::string folder_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<MailTransport>> OpenFolderTransport(std::string folder) {
  std::error_code error;
  const std::filesystem::path path(folder);
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
    return absl::UnavailableError(absl::StrCat("the mail folder ", folder, " cannot be made"));
  }
  if (!std::filesystem::is_directory(path, error)) {
    return absl::UnavailableError(absl::StrCat(folder, " is not a folder"));
  }
  return std::make_unique<FolderTransport>(std::move(folder));
}

}  // namespace banso
