#include "server/config_check.h"

#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/access/jwks_source.h"
#include "server/rules/rule_file.h"
#include "server/seal/master_key.h"
#include "server/store/open_store.h"
#include "server/tls.h"

namespace banso {
namespace {

namespace fs = std::filesystem;

class Checker {
 public:
  Checker(const Options& options, absl::Time now) : options_(options), now_(now) {}

  std::vector<std::string> Check() && {
    problems_ = OptionProblems(options_);
    CheckTls();
    if (!options_.rules.empty()) Add("--rules", ReadRuleFile(options_.rules).status());
    // A URL is not asked here.
    if (!options_.oidc_jwks.empty() && !absl::StartsWith(options_.oidc_jwks, "https://")) {
      Add("--oidc-jwks", OpenJwksSource(options_.oidc_jwks).status());
    }
    if (!options_.smtp_password_file.empty()) AddAsItIs(SmtpOf(options_).status());
    CheckMasterKey();
    CheckPlaces();
    return std::move(problems_);
  }

 private:
  void Add(absl::string_view option, const absl::Status& status) {
    if (!status.ok()) problems_.push_back(absl::StrCat(option, ": ", status.message()));
  }
  // For errors that name the option themselves.
  void AddAsItIs(const absl::Status& status) {
    if (!status.ok()) problems_.emplace_back(status.message());
  }

  void CheckTls() {
    AddAsItIs(CheckTlsFiles(options_));
    for (const auto& [flag, file] : {std::pair("--tls-cert", options_.tls_cert),
                                     std::pair("--tls-client-ca", options_.tls_client_ca)}) {
      if (file.empty()) continue;
      const auto expiry = ExpiryOf(flag, file);
      if (expiry.ok() && *expiry <= now_) {
        problems_.push_back(absl::StrCat(flag, " ", file, " has expired, on ",
                                         absl::FormatTime("%F", *expiry, absl::UTCTimeZone())));
      }
    }
  }

  // A key file that is missing is made, but not where there are keys that another one opens.
  void CheckMasterKey() {
    const absl::StatusOr<std::string> folder = DataFolderOf(options_);
    const auto in_folder = [&](const std::string& named, const char* file) {
      return !named.empty() || !folder.ok() ? named : (fs::path(*folder) / file).string();
    };
    const std::string keys = in_folder(options_.keys, "keys.db");
    const std::string file = in_folder(options_.master_key_file, "master.key");
    std::error_code error;
    if (!options_.master_key.empty()) {
      Add(kMasterKeyVariable, ParseMasterKey(options_.master_key).status());
    } else if (fs::exists(file, error) || fs::exists(keys, error)) {
      Add("--master-key-file", ReadMasterKeyFile(file, MissingFile::kRefused).status());
    }
  }

  void CheckPlaces() {
    const absl::StatusOr<std::string> data = DataFolderOf(options_);
    const bool all_named = !options_.store.empty() && !options_.keys.empty() &&
                           !options_.audit_anchor.empty() && !options_.catalog_folder.empty() &&
                           (!options_.master_key_file.empty() || !options_.master_key.empty()) &&
                           (!options_.outbox_folder.empty() || !options_.smtp_url.empty());
    if (!data.ok()) {
      if (!all_named) AddAsItIs(data.status());
    } else if (!all_named || !options_.data_dir.empty()) {
      CheckFolder("--data-dir", *data, Made::kByServer);
    }
    if (!PostgresConnectionOf(options_.keys)) CheckFile("--keys", options_.keys);
    CheckFile("--audit-anchor", options_.audit_anchor);
    if (options_.catalog_folder != "none") {
      CheckFolder("--catalog-folder", options_.catalog_folder, Made::kByServer);
    }
    CheckFolder("--outbox-folder", options_.outbox_folder, Made::kByServer);
    absl::string_view store = options_.store;
    if (absl::ConsumePrefix(&store, "sqlite:")) {
      CheckFile("--store", std::string(store));
    } else if (!store.empty() && !PostgresConnectionOf(store)) {
      problems_.emplace_back(
          "--store must be sqlite:PATH, postgres:CONNINFO or postgresql://HOST/DATABASE");
    }
  }

  enum class Made { kByServer, kBefore };

  void CheckFile(const char* option, const std::string& path) {
    if (path.empty()) return;
    std::error_code error;
    if (fs::is_directory(path, error)) {
      problems_.push_back(absl::StrCat(option, ": ", path, " is a folder"));
    } else if (fs::exists(path, error)) {
      if (access(path.c_str(), R_OK | W_OK) != 0) {
        problems_.push_back(absl::StrCat(option, ": ", path, " cannot be read and written"));
      }
    } else {
      CheckFolder(option, fs::absolute(path, error).parent_path().string(), Made::kBefore);
    }
  }

  void CheckFolder(const char* option, const std::string& path, Made made) {
    if (path.empty()) return;
    std::error_code error;
    fs::path folder = fs::absolute(path, error);
    if (fs::exists(folder, error) && !fs::is_directory(folder, error)) {
      problems_.push_back(absl::StrCat(option, ": ", path, " is no folder"));
      return;
    }
    if (!fs::exists(folder, error) && made == Made::kBefore) {
      problems_.push_back(absl::StrCat(option, ": there is no folder ", path));
      return;
    }
    while (!fs::exists(folder, error) && folder != folder.root_path()) {
      folder = folder.parent_path();
    }
    if (access(folder.c_str(), W_OK | X_OK) != 0) {
      problems_.push_back(
          absl::StrCat(option, ": the folder ", folder.string(), " cannot be written to"));
    }
  }

  const Options& options_;
  const absl::Time now_;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> ConfigProblems(const Options& options, absl::Time now) {
  return Checker(options, now).Check();
}

}  // namespace banso
