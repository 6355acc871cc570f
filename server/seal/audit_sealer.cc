#include "server/seal/audit_sealer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "server/seal/sealing.h"

namespace banso {
namespace {

constexpr absl::string_view kContext = "audit row";

std::string TokenOf(const Key& key, absl::string_view role, absl::string_view name) {
  if (name.empty()) return std::string();
  return absl::StrCat("audit/", absl::BytesToHexString(Token(key, {kContext, role}, name)));
}

// What a row shows, in one. Tokens and names hold neither spaces nor line breaks.
std::string Outside(const AuditRow& row) {
  std::vector<std::string> subjects = row.subjects;
  std::sort(subjects.begin(), subjects.end());
  return absl::StrCat(absl::ToUnixMicros(row.time), "\n", row.principal, "\n",
                      absl::StrJoin(subjects, " "));
}

}  // namespace

std::string AuditSealer::PrincipalToken(absl::string_view name) const {
  return TokenOf(key_, "principal", name);
}

std::string AuditSealer::SubjectToken(absl::string_view name) const {
  return TokenOf(key_, "subject", name);
}

AuditRow AuditSealer::Seal(const AuditRow& row) const {
  AuditRow sealed = row;
  sealed.principal = PrincipalToken(row.principal);
  for (std::string& subject : sealed.subjects) subject = SubjectToken(subject);
  sealed.entry = banso::Seal(
      key_, {kContext, Outside(sealed)},
      absl::StrCat(row.principal, "\n", absl::StrJoin(row.subjects, " "), "\n", row.entry));
  return sealed;
}

absl::StatusOr<AuditRow> AuditSealer::Open(const AuditRow& row) const {
  const absl::StatusOr<std::string> content = OpenSealed(key_, {kContext, Outside(row)}, row.entry);
  std::vector<std::string> parts;
  if (content.ok()) parts = absl::StrSplit(*content, absl::MaxSplits('\n', 2));
  if (parts.size() != 3) {
    return absl::DataLossError(absl::StrCat("row ", row.number,
                                            " of the audit log cannot be opened: it was altered, "
                                            "or sealed with another key"));
  }
  AuditRow opened = row;
  opened.principal = std::move(parts[0]);
  opened.subjects = absl::StrSplit(parts[1], ' ', absl::SkipEmpty());
  std::sort(opened.subjects.begin(), opened.subjects.end());
  opened.entry = std::move(parts[2]);
  return opened;
}

}  // namespace banso
