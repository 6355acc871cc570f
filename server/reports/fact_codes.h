// Reading facts.
#ifndef BANSO_SERVER_REPORTS_FACT_CODES_H_
#define BANSO_SERVER_REPORTS_FACT_CODES_H_

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "banso/v1/privacy_record.pb.h"

namespace banso {

// The value of a dimension, such as "COMPLETED" of "state"; empty if the fact has none.
inline absl::string_view CodeOf(const v1::CountedFact& fact, absl::string_view dimension) {
  for (const std::string& code : fact.codes()) {
    const absl::string_view text = code;
    if (text.size() > dimension.size() && text[dimension.size()] == ':' &&
        absl::StartsWith(text, dimension)) {
      return text.substr(dimension.size() + 1);
    }
  }
  return "";
}

}  // namespace banso

#endif  // BANSO_SERVER_REPORTS_FACT_CODES_H_
