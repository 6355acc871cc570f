// Judgements: value to contract message.
#ifndef BANSO_SERVER_CONVERT_MATCH_CONVERT_H_
#define BANSO_SERVER_CONVERT_MATCH_CONVERT_H_

#include "absl/strings/string_view.h"
#include "banso/v1/insight.pb.h"
#include "banso/v1/match.pb.h"
#include "engine/model/ids.h"
#include "engine/model/judgement.h"

namespace banso {

// The judgement of a candidate and an internship. `band` is that of the raw score, kNone if there
// is none. In the view CODES plain reasons, which are most of the work, are not made.
v1::Match ToMatch(const CandidateId& candidate, const InternshipId& internship,
                  const Judgement& judgement, Band band, absl::string_view rule_set_version,
                  v1::MatchView view = v1::FULL);

// The judgement of a candidate and an advisor.
v1::Match ToMatch(const CandidateId& candidate, const AdvisorId& advisor,
                  const Judgement& judgement, absl::string_view rule_set_version,
                  v1::MatchView view = v1::FULL);

v1::Match::Verdict FromVerdict(Verdict verdict);
v1::Reason::Code FromReasonCode(ReasonCode code);
v1::Reason::Effect FromEffect(Effect effect);
// `verdict` must not be unspecified.
Verdict ToVerdict(v1::Match::Verdict verdict);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_MATCH_CONVERT_H_
