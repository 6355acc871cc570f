#include "server/audit/audit_anchor.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/status_macros.h"
#include "server/audit/audit_chain.h"

namespace banso {
namespace {

constexpr absl::string_view kTitle = "banso audit anchor 1";
// Room for some hundred accepted losses.
constexpr size_t kMostBytes = 32768;

// The path is the operator's, not the caller's: it is not told.
absl::Status Failed(absl::string_view what) {
  return absl::UnavailableError(absl::StrCat("the anchor of the audit log cannot be ", what, ": ",
                                             std::generic_category().message(errno)));
}

absl::Status NotOurs() {
  return absl::DataLossError("the anchor of the audit log was not written with this server's key");
}

// An open file that is closed at the end.
class File {
 public:
  File(const std::string& path, int flags) {
    do {
      descriptor_ = open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR);
    } while (descriptor_ < 0 && errno == EINTR);
  }
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return descriptor_ >= 0; }

  bool ReadAll(std::string* content) const {
    char buffer[4096];
    for (;;) {
      const ssize_t count = read(descriptor_, buffer, sizeof(buffer));
      if (count == 0 || content->size() > kMostBytes) return true;
      if (count < 0 && errno != EINTR) return false;
      if (count > 0) content->append(buffer, static_cast<size_t>(count));
    }
  }
  bool WriteAll(absl::string_view content) const {
    while (!content.empty()) {
      const ssize_t count = write(descriptor_, content.data(), content.size());
      if (count < 0 && errno != EINTR) return false;
      if (count > 0) content.remove_prefix(static_cast<size_t>(count));
    }
    return true;
  }
  bool Sync() const { return fsync(descriptor_) == 0; }
  // Waits until no other process or thread holds the lock, which ends with the file.
  bool Lock() const {
    int result = 0;
    do {
      result = flock(descriptor_, LOCK_EX);
    } while (result != 0 && errno == EINTR);
    return result == 0;
  }

 private:
  int descriptor_ = -1;
};

std::string Body(const AuditAnchor& anchor) {
  std::string body =
      absl::StrCat(kTitle, "\nnumber ", anchor.number, "\nchain ",
                   absl::BytesToHexString(anchor.chain), "\nbase_number ", anchor.base_number,
                   "\nbase_chain ", absl::BytesToHexString(anchor.base_chain), "\n");
  for (const AcceptedLoss& loss : anchor.accepted) {
    absl::StrAppend(&body, "accepted ", loss.first, " ", loss.last, " ", loss.row, "\n");
  }
  return body;
}

std::optional<AcceptedLoss> ParseLoss(absl::string_view text) {
  const std::vector<absl::string_view> numbers = absl::StrSplit(text, ' ');
  AcceptedLoss loss;
  if (numbers.size() != 3 || !absl::SimpleAtoi(numbers[0], &loss.first) ||
      !absl::SimpleAtoi(numbers[1], &loss.last) || !absl::SimpleAtoi(numbers[2], &loss.row)) {
    return std::nullopt;
  }
  return loss;
}

std::string Format(const AuditAnchor& anchor, const Key& key) {
  const std::string body = Body(anchor);
  return absl::StrCat(body, "mac ", absl::BytesToHexString(AuditMac(key, "anchor", {body})), "\n");
}

// None if the text is not an anchor made with the key.
std::optional<AuditAnchor> Parse(absl::string_view text, const Key& key) {
  AuditAnchor anchor;
  std::map<absl::string_view, absl::string_view> values;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits(' ', 1));
    if (parts.first == "accepted") {
      const std::optional<AcceptedLoss> loss = ParseLoss(parts.second);
      if (!loss) return std::nullopt;
      anchor.accepted.push_back(*loss);
    }
    values.emplace(parts);
  }
  if (!absl::SimpleAtoi(values["number"], &anchor.number) ||
      !absl::SimpleAtoi(values["base_number"], &anchor.base_number)) {
    return std::nullopt;
  }
  anchor.chain = absl::HexStringToBytes(values["chain"]);
  anchor.base_chain = absl::HexStringToBytes(values["base_chain"]);
  // Written again it must be the same to the last byte: that checks shape and MAC at once.
  if (Format(anchor, key) != text) return std::nullopt;
  return anchor;
}

}  // namespace

AuditAnchorFile::AuditAnchorFile(std::string path, const Key& key)
    : path_(std::move(path)), key_(key) {}

absl::StatusOr<std::optional<AuditAnchor>> AuditAnchorFile::Read() const {
  const File file(path_, O_RDONLY);
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    return Failed("opened");
  }
  std::string text;
  if (!file.ReadAll(&text)) return Failed("read");
  std::optional<AuditAnchor> anchor = Parse(text, key_);
  if (!anchor) return NotOurs();
  return anchor;
}

absl::Status AuditAnchorFile::Change(
    absl::FunctionRef<absl::StatusOr<AuditAnchor>(const std::optional<AuditAnchor>&)> change)
    const {
  // The lock is a file of its own: the anchor's is replaced.
  const File lock(absl::StrCat(path_, ".lock"), O_RDWR | O_CREAT);
  if (!lock.is_open() || !lock.Lock()) return Failed("locked");
  BANSO_ASSIGN_OR_RETURN(const std::optional<AuditAnchor> now, Read());
  BANSO_ASSIGN_OR_RETURN(const AuditAnchor next, change(now));
  if (now == next) return absl::OkStatus();
  return Write(next);
}

absl::Status AuditAnchorFile::Advance(const AuditAnchor& to) const {
  return Change([&](const std::optional<AuditAnchor>& now) {
    AuditAnchor next = now.value_or(AuditAnchor());
    if (to.number > next.number) {
      next.number = to.number;
      next.chain = to.chain;
    }
    if (to.base_number > next.base_number) {
      next.base_number = to.base_number;
      next.base_chain = to.base_chain;
      std::erase_if(next.accepted,
                    [&](const AcceptedLoss& loss) { return loss.row <= next.base_number; });
    }
    return next;
  });
}

absl::Status AuditAnchorFile::Replace(const AuditAnchor& from, const AuditAnchor& to) const {
  return Change([&](const std::optional<AuditAnchor>& now) -> absl::StatusOr<AuditAnchor> {
    if (now != from)
      return absl::AbortedError("the anchor of the audit log moves; is a server running?");
    return to;
  });
}

absl::Status AuditAnchorFile::Write(const AuditAnchor& anchor) const {
  const std::string aside = absl::StrCat(path_, ".new");
  {
    const File file(aside, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.is_open()) return Failed("written");
    if (!file.WriteAll(Format(anchor, key_)) || !file.Sync()) return Failed("written");
  }
  if (rename(aside.c_str(), path_.c_str()) != 0) return Failed("renamed");
  // The folder, too: the new name must survive as well as the content.
  const std::filesystem::path folder = std::filesystem::path(path_).parent_path();
  const File directory(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
  if (!directory.is_open() || !directory.Sync()) return Failed("synced");
  return absl::OkStatus();
}

}  // namespace banso
