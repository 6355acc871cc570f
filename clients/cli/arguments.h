// What was typed.
#ifndef BANSO_CLIENTS_CLI_ARGUMENTS_H_
#define BANSO_CLIENTS_CLI_ARGUMENTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "clients/cli/console.h"

namespace banso {

struct Arguments {
  // Global.
  std::string server = "127.0.0.1:8350";
  bool json = false;
  UiLanguage language = UiLanguage::kEn;
  Console::Options::Color color = Console::Options::Color::kAuto;
  std::optional<absl::Duration> timeout;
  int64_t min_revision = 0;

  // Who is calling and whom to trust; files.
  std::string token_file;
  std::string tls_ca;
  std::string tls_cert;
  std::string tls_key;

  // The words of the command, such as {"candidates", "list"}.
  std::vector<std::string> command;
  // Names, codes, files: what stands after the command.
  std::vector<std::string> items;

  // Lists.
  std::string filter;
  std::string order_by;
  int page_size = 0;
  bool all = false;

  // Changes.
  std::string mask;
  std::string etag;
  std::string reason;  // words, or a code where the contract has codes
  bool yes = false;
  bool dry_run = false;
  bool through = false;     // candidates advance: stage by stage
  bool whole_path = false;  // internships publish --from-draft, advisors activate --from-applied

  // Imports.
  std::string format = "auto";
  std::string mapping;
  std::string defaults;
  std::string source;
  std::string employer_source;
  std::string employer;  // also: the parent of a new or listed internship
  bool create_employers = false;
  bool update_existing = false;

  // Rankings.
  std::string as_of;
  int top = 0;
  std::vector<std::string> sections;
  bool verbose = false;
  bool why = false;
  bool for_counterpart = false;

  // Taxonomies.
  std::string kind;

  // Principals and tokens.
  std::string role;
  std::string display_name;
  std::string candidate;
  std::string advisor;
  std::string label;
  std::string lifetime;
  bool secret_only = false;
  std::string out;  // also: where an export goes

  // Consent, and how it was given.
  std::string scope;
  std::string recipient;
  std::string draft;
  std::string method;
  std::string guardian_method;
  std::string text_version;
  std::string notice_language;
  std::vector<std::string> data_items;
  std::string expire_time;

  // The audit log.
  std::string subject;
  std::string principal;
  std::string since;
  std::string until;

  // Sessions.
  int minutes = 0;

  // Entry sheets; cases.
  std::string title;
  int version = 0;
  int days = 0;

  // Settings and retention.
  std::string licence;
  std::string licence_until;
  bool no_licence = false;
  std::optional<std::string> desk_contact;
  bool run = false;

  // Applications and offers.
  std::string note;
  int days_ahead = 0;
};

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_ARGUMENTS_H_
