// Judgements: value to contract message.
#ifndef BANSO_SERVER_CONVERT_MATCH_CONVERT_H_
#define BANSO_SERVER_CONVERT_MATCH_CONVERT_H_

#include "absl/strings/string_view.h"
#include "banso/v1/match.pb.h"
#include "engine/model/ids.h"
#include "engine/model/judgement.h"

namespace banso {

// The judgement of a candidate and an internship, with its plain reasons. `band` is that of the
// raw score, kNone if there is none.
v1::Match ToMatch(const CandidateId& candidate, const InternshipId& internship,
                  const Judgement& judgement, Band band, absl::string_view rule_set_version);

// The judgement of a candidate and an advisor, with its plain reasons.
v1::Match ToMatch(const CandidateId& candidate, const AdvisorId& advisor,
                  const Judgement& judgement, absl::string_view rule_set_version);

v1::Match::Verdict FromVerdict(Verdict verdict);
// `verdict` must not be unspecified.
Verdict ToVerdict(v1::Match::Verdict verdict);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_MATCH_CONVERT_H_
