#include "server/audit/audit_entry.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"

namespace banso {
AuditRow ToAuditRow(v1::AuditEntry entry) {
  AuditRow row;
  row.time = ToTime(entry.entry_time());
  // Whole microseconds in the entry, too, and back, so that both say the same.
  *entry.mutable_entry_time() = FromTime(row.time);
  row.time = ToTime(entry.entry_time());
  row.principal = entry.principal();
  const std::set<std::string> subjects(entry.subjects().begin(), entry.subjects().end());
  row.subjects.assign(subjects.begin(), subjects.end());
  entry.mutable_subjects()->Assign(subjects.begin(), subjects.end());
  entry.clear_number();
  row.entry = DeterministicBytes(entry);
  return row;
}

absl::StatusOr<v1::AuditEntry> ToAuditEntry(const AuditRow& row) {
  v1::AuditEntry entry;
  if (!entry.ParseFromString(row.entry)) {
    return absl::DataLossError(absl::StrCat("row ", row.number, " of the audit log is damaged"));
  }
  entry.set_number(row.number);
  return entry;
}

void KeepWhatConcerns(absl::string_view person, v1::AuditEntry* entry) {
  const auto is_other = [&](absl::string_view name) {
    return name != person &&
           (absl::StartsWith(name, "candidates/") || absl::StartsWith(name, "advisors/"));
  };
  auto& subjects = *entry->mutable_subjects();
  subjects.erase(std::remove_if(subjects.begin(), subjects.end(), is_other), subjects.end());
  if (!entry->has_shown_list()) return;
  auto& matches = *entry->mutable_shown_list()->mutable_matches();
  matches.erase(std::remove_if(matches.begin(), matches.end(),
                               [&](const auto& match) { return is_other(match.name()); }),
                matches.end());
}

}  // namespace banso
