#include "server/services/match_blocked.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/convert/status_details.h"

namespace banso {

absl::Status CheckNotBlocked(const Judgement& judgement, absl::string_view candidate,
                             absl::string_view counterpart) {
  if (judgement.verdict != Verdict::kBlocked) return absl::OkStatus();
  std::map<std::string, std::string> metadata = {{"candidate", std::string(candidate)},
                                                 {"counterpart", std::string(counterpart)}};
  std::string message = absl::StrCat(candidate, " and ", counterpart, " must not be matched:");
  for (const Reason& reason : judgement.reasons) {
    if (reason.effect != Effect::kBlock) continue;
    const auto [code, added] =
        metadata.emplace(ReasonCodeName(reason.code), VerdictName(Verdict::kBlocked));
    if (added) absl::StrAppend(&message, " ", code->first);
  }
  return WithErrorInfo(absl::FailedPreconditionError(message), "MATCH_BLOCKED", metadata);
}

}  // namespace banso
