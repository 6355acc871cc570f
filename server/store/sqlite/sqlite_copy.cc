#include "server/store/sqlite/sqlite_copy.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/store/sqlite/sqlite_connection.h"

namespace banso {
namespace {

absl::Status CannotBe(absl::string_view done, const std::string& path) {
  return absl::UnavailableError(
      absl::StrCat("the copy ", path, " cannot be ", done, " (errno ", errno, ")"));
}

absl::Status Sync(const std::string& path, int flags) {
  const int descriptor = open(path.c_str(), flags | O_CLOEXEC);
  const bool done = descriptor >= 0 && fsync(descriptor) == 0;
  const absl::Status status = done ? absl::OkStatus() : CannotBe("written", path);
  if (descriptor >= 0) close(descriptor);
  return status;
}

// Fills `aside`, an empty file, and gives it its name.
absl::Status CopyAside(const std::string& from, const std::string& aside, const std::string& to,
                       ExistingCopy existing) {
  {
    BANSO_ASSIGN_OR_RETURN(const auto source,
                           SqliteConnection::Open(from, "PRAGMA trusted_schema = OFF"));
    const std::array<SqlValue, 1> into = {absl::string_view(aside)};
    BANSO_RETURN_IF_ERROR(source->Run("VACUUM INTO ?1", into).status());
  }
  BANSO_RETURN_IF_ERROR(Sync(aside, O_RDONLY));
  if (existing == ExistingCopy::kReplaced) {
    if (rename(aside.c_str(), to.c_str()) != 0) return CannotBe("made", to);
  } else if (link(aside.c_str(), to.c_str()) != 0) {
    if (errno == EEXIST) return absl::AlreadyExistsError(absl::StrCat(to, " is there already"));
    return CannotBe("made", to);
  }
  const std::string folder = std::filesystem::path(to).parent_path().string();
  return Sync(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
}

}  // namespace

absl::Status CopySqliteFile(const std::string& from, const std::string& to, ExistingCopy existing) {
  std::error_code error;
  if (!std::filesystem::exists(from, error)) {
    return absl::NotFoundError(absl::StrCat("there is no file ", from));
  }
  std::string aside = absl::StrCat(to, ".XXXXXX");
  const int made = mkostemp(aside.data(), O_CLOEXEC);  // for its owner only
  if (made < 0) return CannotBe("made", to);
  close(made);
  const absl::Status copied = CopyAside(from, aside, to, existing);
  unlink(aside.c_str());
  return copied;
}

}  // namespace banso
