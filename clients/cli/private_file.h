// Files for what is nobody else's business.
#ifndef BANSO_CLIENTS_CLI_PRIVATE_FILE_H_
#define BANSO_CLIENTS_CLI_PRIVATE_FILE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace banso {

// A new file that only its owner may read. It is made before its content is asked for, so that
// what can be had once is not lost to a wrong path; unless it is written it goes again.
class PrivateFile {
 public:
  // Errors: INVALID_ARGUMENT if there is such a file already, or it cannot be made.
  static absl::StatusOr<std::unique_ptr<PrivateFile>> Create(const std::string& path);
  ~PrivateFile();
  PrivateFile(const PrivateFile&) = delete;
  PrivateFile& operator=(const PrivateFile&) = delete;

  // Writes all of it, durably. Once. Errors: DATA_LOSS; the file goes again.
  absl::Status Write(absl::string_view content);

  const std::string& path() const { return path_; }

 private:
  PrivateFile(std::string path, int descriptor);

  const std::string path_;
  int descriptor_;
  bool written_ = false;
};

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_PRIVATE_FILE_H_
