// The codes of reports in words.
#ifndef BANSO_SERVER_REPORTS_LABELS_H_
#define BANSO_SERVER_REPORTS_LABELS_H_

#include "absl/strings/string_view.h"

namespace banso {

enum class ReportLanguage { kJapanese, kEnglish };

// What a code of a dimension is called, such as "COMPLETED" of "SESSION_STATE". Codes of tables
// have the dimension "TABLE", those of the sections of a page "SECTION". A code without a name,
// such as a date, is its own.
absl::string_view LabelOf(absl::string_view dimension, absl::string_view code,
                          ReportLanguage language);

}  // namespace banso

#endif  // BANSO_SERVER_REPORTS_LABELS_H_
