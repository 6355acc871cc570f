#include "clients/cli/credentials.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/substitute.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

// Tokens of an organisation (JWT) may take some kilobytes; chains of certificates take more.
constexpr size_t kMaxTokenBytes = size_t{1} << 14;
constexpr size_t kMaxFileBytes = size_t{1} << 20;

constexpr Phrase kCannotRead = {"cannot read $0", "$0 を読めません"};
constexpr Phrase kOpenToOthers = {
    "others may read or change $0; close it to them first: chmod 600 $0",
    "$0 は他の人も読み書きできます。先に閉じてください: chmod 600 $0"};
constexpr Phrase kNoToken = {"$0 does not hold a token", "$0 にトークンがありません"};
constexpr Phrase kNotAFile = {
    "--token-file and BANSO_TOKEN_FILE want the name of a file, not a token",
    "--token-file と BANSO_TOKEN_FILE にはトークンではなくファイル名を指定します"};
constexpr Phrase kBothHalves = {"--tls-cert and --tls-key go together",
                                "--tls-cert と --tls-key は一緒に指定します"};

absl::Status Wrong(const Phrase& phrase, UiLanguage language, absl::string_view file = "") {
  return absl::InvalidArgumentError(absl::Substitute(phrase.In(language), file));
}

class File {
 public:
  explicit File(const std::string& path)
      : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return descriptor_ >= 0; }

  // What is read is what was looked at, whatever the path means by then.
  bool IsPrivate() const {
    struct stat about {};
    return fstat(descriptor_, &about) == 0 && (about.st_mode & (S_IRWXG | S_IRWXO)) == 0;
  }

  // Nothing if it cannot be read, or holds more.
  std::optional<std::string> Read(size_t most) const {
    std::string content;
    char buffer[4096];
    while (true) {
      const ssize_t size = read(descriptor_, buffer, sizeof buffer);
      if (size < 0 && errno == EINTR) continue;
      if (size < 0 || content.size() > most) return std::nullopt;
      if (size == 0) return content;
      content.append(buffer, size);
    }
  }

 private:
  const int descriptor_;
};

std::string FromEnvironment(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

// A token travels in a header: visible ASCII without spaces.
bool IsToken(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxTokenBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool LooksLikeAToken(absl::string_view path) { return absl::StartsWith(path, "banso_"); }

absl::StatusOr<std::string> ReadToken(const std::string& path, UiLanguage language) {
  const File file(path);
  if (!file.is_open()) {
    return LooksLikeAToken(path) ? Wrong(kNotAFile, language) : Wrong(kCannotRead, language, path);
  }
  if (!file.IsPrivate()) return Wrong(kOpenToOthers, language, path);
  const std::optional<std::string> content = file.Read(kMaxTokenBytes);
  if (!content.has_value()) return Wrong(kCannotRead, language, path);
  const absl::string_view token = absl::StripAsciiWhitespace(*content);
  if (!IsToken(token)) return Wrong(kNoToken, language, path);
  return std::string(token);
}

// The file that is used if nothing is said; empty if there is none.
std::string UsualTokenFile() {
  std::string folder = FromEnvironment("XDG_CONFIG_HOME");
  if (folder.empty()) {
    const std::string home = FromEnvironment("HOME");
    if (home.empty()) return "";
    folder = absl::StrCat(home, "/.config");
  }
  const std::string path = absl::StrCat(folder, "/banso/token");
  return access(path.c_str(), F_OK) == 0 ? path : "";
}

absl::StatusOr<std::string> FindToken(const Arguments& arguments) {
  const UiLanguage language = arguments.language;
  if (!arguments.token_file.empty()) return ReadToken(arguments.token_file, language);
  if (const std::string token = FromEnvironment("BANSO_TOKEN"); !token.empty()) {
    const absl::string_view stripped = absl::StripAsciiWhitespace(token);
    if (!IsToken(stripped)) return Wrong(kNoToken, language, "BANSO_TOKEN");
    return std::string(stripped);
  }
  std::string path = FromEnvironment("BANSO_TOKEN_FILE");
  if (path.empty()) path = UsualTokenFile();
  if (path.empty()) return std::string();
  return ReadToken(path, language);
}

absl::Status ReadPem(const std::string& path, bool secret, UiLanguage language, std::string* pem) {
  if (path.empty()) return absl::OkStatus();
  const File file(path);
  if (!file.is_open()) return Wrong(kCannotRead, language, path);
  if (secret && !file.IsPrivate()) return Wrong(kOpenToOthers, language, path);
  std::optional<std::string> content = file.Read(kMaxFileBytes);
  // An empty text would mean that nothing was named.
  if (!content.has_value() || content->empty()) return Wrong(kCannotRead, language, path);
  *pem = *std::move(content);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Credentials> ReadCredentials(const Arguments& arguments) {
  const UiLanguage language = arguments.language;
  if (arguments.tls_cert.empty() != arguments.tls_key.empty()) return Wrong(kBothHalves, language);
  Credentials credentials;
  BANSO_RETURN_IF_ERROR(ReadPem(arguments.tls_ca, false, language, &credentials.ca));
  BANSO_RETURN_IF_ERROR(ReadPem(arguments.tls_cert, false, language, &credentials.certificate));
  BANSO_RETURN_IF_ERROR(ReadPem(arguments.tls_key, true, language, &credentials.key));
  BANSO_ASSIGN_OR_RETURN(credentials.token, FindToken(arguments));
  return credentials;
}

bool IsLoopback(absl::string_view server) {
  const size_t colon = server.rfind(':');
  if (colon == absl::string_view::npos) return false;
  const absl::string_view host = server.substr(0, colon);
  if (host == "localhost" || host == "[::1]") return true;
  const std::vector<absl::string_view> parts = absl::StrSplit(host, '.');
  if (parts.size() != 4 || parts[0] != "127") return false;
  return std::all_of(parts.begin(), parts.end(), [](absl::string_view part) {
    int number = -1;
    return !part.empty() && part.size() <= 3 &&
           std::all_of(part.begin(), part.end(), absl::ascii_isdigit) &&
           absl::SimpleAtoi(part, &number) && number <= 255;
  });
}

}  // namespace banso
