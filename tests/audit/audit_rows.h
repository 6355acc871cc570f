// Rows of an audit log, for tests.
#ifndef BANSO_TESTS_AUDIT_AUDIT_ROWS_H_
#define BANSO_TESTS_AUDIT_AUDIT_ROWS_H_

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/seal/key_store.h"
#include "server/store/store.h"

namespace banso {

inline Key AKey(uint8_t fill = 7) {
  Key key;
  key.fill(fill);
  return key;
}

// What the test itself waits for; no behaviour hangs on it.
inline absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

// A row that tells it from others by `label`.
inline AuditRow ARow(const std::string& label) {
  AuditRow row;
  row.time = absl::FromUnixMicros(1'796'083'200'000'000);
  row.principal = "principals/p1";
  row.subjects = {"candidates/c1"};
  row.entry = label;
  return row;
}

inline std::vector<std::string> EntriesOf(const std::vector<AuditRow>& rows) {
  std::vector<std::string> entries;
  entries.reserve(rows.size());
  for (const AuditRow& row : rows) entries.push_back(row.entry);
  return entries;
}

// Rows as people leave them: few or no subjects, equal neighbours, all bytes.
inline AuditRow ARandomRow(std::mt19937& random) {
  const auto upto = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  AuditRow row;
  row.time = absl::FromUnixMicros(1'796'083'200'000'000 + upto(1000));
  if (upto(4) > 0) row.principal = absl::StrCat("principals/p", upto(3));
  for (int i = upto(3); i > 0; --i) row.subjects.push_back(absl::StrCat("candidates/c", i));
  for (int i = upto(20); i > 0; --i) row.entry += static_cast<char>(upto(255));
  return row;
}

}  // namespace banso

#endif  // BANSO_TESTS_AUDIT_AUDIT_ROWS_H_
