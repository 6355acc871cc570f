#include "server/services/hand_overs.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/planner/hand_over.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/etag.h"
#include "server/convert/match_convert.h"
#include "server/convert/status_details.h"
#include "server/services/commit_together.h"
#include "server/services/engagement_change.h"
#include "server/services/reads.h"

namespace banso {
namespace {

v1::HandOverCase::Gap GapOf(NoAdvisorReason reason) {
  return reason == NoAdvisorReason::kNoRoom ? v1::HandOverCase::NO_ROOM
                                            : v1::HandOverCase::ALL_BLOCKED;
}

void AddObstacles(const std::map<ReasonCode, int>& blocks, v1::HandOverCase* to) {
  std::vector<std::pair<ReasonCode, int>> sorted(blocks.begin(), blocks.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [code, advisors] : sorted) {
    v1::Reason::Code number = v1::Reason::CODE_UNSPECIFIED;
    v1::Reason::Code_Parse(std::string(ReasonCodeName(code)), &number);
    v1::HandOverCase::Obstacle* obstacle = to->add_obstacles();
    obstacle->set_code(number);
    obstacle->set_advisors(advisors);
  }
}

absl::Status Stale(const std::string& name) {
  return WithErrorInfo(absl::AbortedError(absl::StrCat(
                           name, " has changed since the hand-over was proposed; propose it anew")),
                       "HAND_OVER_STALE", {{"name", name}});
}

}  // namespace

absl::StatusOr<v1::HandOverProposal> HandOvers::Propose(const v1::ProposeHandOverRequest& request,
                                                        Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  if (snapshot->advisors().Find(request.advisor()) == nullptr) {
    return NoSuchResource(request.advisor());
  }
  // By candidate; an advisor accompanies a person once at a time.
  std::map<std::string, std::string> engagements;
  std::vector<HandOverCase> cases;
  for (const auto& entry : LastingEngagementsOf(*snapshot, request.advisor())) {
    const std::string& person = entry->message->candidate();
    const auto candidate = snapshot->candidates().Find(person);
    if (candidate == nullptr) continue;
    engagements[person] = entry->name();
    HandOverCase c;
    c.candidate = candidate->value;
    for (const auto& other : LastingEngagementsOf(*snapshot, person)) {
      c.never.emplace_back(other->message->advisor());
    }
    cases.push_back(std::move(c));
  }
  std::vector<std::shared_ptr<const Advisor>> advisors;
  snapshot->advisors().ForEach([&](const auto& entry) { advisors.push_back(entry->value); });
  const absl::Time now = context_.clock->Now();
  BANSO_ASSIGN_OR_RETURN(const HandOverProposal proposal,
                         ProposeHandOver(cases, advisors, snapshot->ranker(), now));
  v1::HandOverProposal answer;
  answer.set_advisor(request.advisor());
  answer.set_total_score(proposal.total);
  answer.set_revision(snapshot->revision());
  answer.set_rule_set_version(snapshot->rules().At(now).version);
  for (const HandOverProposal::Case& c : proposal.cases) {
    v1::HandOverCase* row = answer.add_cases();
    row->set_engagement(engagements[c.candidate.name()]);
    row->set_candidate(c.candidate.name());
    if (c.advisor) {
      row->set_advisor(c.advisor->name());
      row->set_score(c.judgement.raw.value_or(0));
      row->set_verdict(FromVerdict(c.judgement.verdict));
    } else {
      row->set_gap(GapOf(*c.because));
      AddObstacles(c.blocks, row);
    }
  }
  return answer;
}

absl::StatusOr<v1::ApproveHandOverResponse> HandOvers::Approve(
    const v1::ApproveHandOverRequest& request, Call* call) const {
  std::set<std::string> named;
  for (int i = 0; i < request.pairs_size(); ++i) {
    if (!named.insert(request.pairs(i).engagement()).second) {
      return InvalidField(absl::StrCat("pairs[", i, "].engagement"), "is named before");
    }
  }
  const auto answer = CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        // What was looked at must be as it was; what is new since is judged below.
        const auto check = [&](const auto& entry) {
          return entry->revision <= request.proposal_revision() ? absl::OkStatus()
                                                                : Stale(entry->name());
        };
        const auto leaving = snapshot->advisors().Find(request.advisor());
        if (leaving == nullptr) return NoSuchResource(request.advisor());
        BANSO_RETURN_IF_ERROR(check(leaving));
        EngagementChange change(&context_, snapshot.get(), call->caller().principal,
                                context_.clock->Now());
        v1::ApproveHandOverResponse response;
        for (int i = 0; i < request.pairs_size(); ++i) {
          const v1::HandOverPair& pair = request.pairs(i);
          const auto entry = snapshot->engagements().Find(pair.engagement());
          if (entry == nullptr) return NoSuchResource(pair.engagement());
          if (entry->message->advisor() != request.advisor()) {
            return InvalidField(absl::StrCat("pairs[", i, "].engagement"),
                                absl::StrCat("is not one of ", request.advisor()));
          }
          BANSO_RETURN_IF_ERROR(check(entry));
          if (entry->message->has_end_time()) return IllegalStep(entry->name(), "ENDED");
          const auto person = snapshot->candidates().Find(entry->message->candidate());
          if (person == nullptr) return NoSuchResource(pair.engagement());
          BANSO_RETURN_IF_ERROR(check(person));
          const auto advisor = snapshot->advisors().Find(pair.advisor());
          if (advisor == nullptr) return NoSuchResource(pair.advisor());
          BANSO_RETURN_IF_ERROR(check(advisor));
          BANSO_ASSIGN_OR_RETURN(*response.add_engagements(),
                                 change.Begin(person->name(), pair.advisor(), entry->name()));
          change.End(*entry, request.reason());
          call->audit.add_subjects(person->name());
        }
        for (const auto& entry : LastingEngagementsOf(*snapshot, request.advisor())) {
          if (!named.contains(entry->name())) response.add_remaining_engagements(entry->name());
        }
        Plan plan;
        BANSO_RETURN_IF_ERROR(std::move(change).FinishAndTell(&plan.batch));
        plan.answer = DeterministicBytes(response);
        call->audit.add_changes("HANDED_OVER");
        return plan;
      });
  BANSO_ASSIGN_OR_RETURN(v1::ApproveHandOverResponse response,
                         ReadAnswer<v1::ApproveHandOverResponse>(answer));
  response.set_revision(answer->revision);
  for (v1::Engagement& engagement : *response.mutable_engagements()) {
    engagement.set_etag(EtagOf(answer->revision));
    engagement.set_revision(answer->revision);
  }
  return response;
}

}  // namespace banso
