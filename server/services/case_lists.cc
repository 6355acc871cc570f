#include "server/services/case_lists.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/base/status_macros.h"
#include "engine/index/ranker.h"
#include "server/convert/calendar_convert.h"
#include "server/services/caseload.h"
#include "server/services/computed_page.h"
#include "server/services/engagement_change.h"
#include "server/services/last_acts.h"
#include "server/services/reads.h"

namespace banso {
namespace {

constexpr int kSilentDays = 14;
constexpr int kLongWaitDays = 60;
constexpr int kStaleDays = 90;
// An opening of so many points, and ELIGIBLE, is worth waiting for no longer.
constexpr int kGoodScore = 60'000;

constexpr absl::Duration kDay = absl::Hours(24);

// A case of somebody, since a time that is past.
v1::CaseToFollowUp CaseSince(const std::string& candidate, absl::Time since, absl::Time now) {
  v1::CaseToFollowUp row;
  row.set_candidate(candidate);
  *row.mutable_since_time() = FromTime(since);
  row.set_days(static_cast<int>((now - since) / kDay));
  return row;
}

// Since when somebody waits, as far as what is kept can tell.
absl::Time WaitStart(const v1::Candidate& candidate) {
  const v1::Case& c = candidate.case_();
  absl::Time start = c.has_first_interview_time() ? ToTime(c.first_interview_time())
                                                  : ToTime(candidate.create_time());
  for (int i = 1; i < c.steps_size(); ++i) {
    const v1::CaseStep& step = c.steps(i);
    const bool resumed =
        step.status() == v1::Case::ACTIVE && c.steps(i - 1).status() == v1::Case::PAUSED;
    const bool stepped_back =
        step.stage() == v1::Case::ACCOMPANYING && c.steps(i - 1).stage() > v1::Case::ACCOMPANYING;
    if (resumed || stepped_back) start = std::max(start, ToTime(step.step_time()));
  }
  return start;
}

// The best score of an ELIGIBLE opening; 0 if there is none. Errors: CANCELLED.
absl::StatusOr<int> BestScore(const Snapshot& snapshot, const Candidate& candidate, absl::Time now,
                              const Call& call) {
  RankQuery query;
  query.as_of = now;
  query.sections.fill(false);
  query.sections[static_cast<int>(Verdict::kEligible)] = true;
  query.limit = 1;
  query.cancelled = call.cancelled;
  BANSO_ASSIGN_OR_RETURN(const auto rows, snapshot.ranker().RankInternships(candidate, query));
  return rows.empty() ? 0 : rows.front().judgement.raw.value_or(0);
}

// Longest first, with who accompanies each.
template <typename Request>
absl::StatusOr<v1::ListCasesResponse> AnswerWith(const Snapshot& snapshot, const Request& request,
                                                 std::vector<v1::CaseToFollowUp> rows) {
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::make_tuple(ToTime(a.since_time()), a.candidate()) <
           std::make_tuple(ToTime(b.since_time()), b.candidate());
  });
  v1::ListCasesResponse response;
  BANSO_RETURN_IF_ERROR(FillPage(
      request, std::move(rows), [](const auto& row) { return row.candidate(); }, &response,
      [&](v1::CaseToFollowUp row) {
        std::set<std::string> advisors;
        for (const auto& entry : LastingEngagementsOf(snapshot, row.candidate())) {
          advisors.insert(entry->message->advisor());
        }
        for (const std::string& advisor : advisors) row.add_advisors(advisor);
        *response.add_cases() = std::move(row);
      }));
  response.set_revision(snapshot.revision());
  return response;
}

template <typename Request>
absl::Duration Least(const Request& request, int usual) {
  return kDay * (request.days() > 0 ? request.days() : usual);
}

}  // namespace

absl::StatusOr<v1::ListCasesResponse> CaseLists::Silent(const v1::ListSilentCasesRequest& request,
                                                        Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const absl::Time now = context_.clock->Now();
  const auto acts = LastActs(*snapshot, now);
  std::vector<v1::CaseToFollowUp> rows;
  for (const auto& person : Caseload(*snapshot, *call)) {
    const LastAct& last = acts.at(person->name());
    if (now - last.time < Least(request, kSilentDays)) continue;
    rows.push_back(CaseSince(person->name(), last.time, now));
    rows.back().set_last_act(last.act);
  }
  return AnswerWith(*snapshot, request, std::move(rows));
}

absl::StatusOr<v1::ListCasesResponse> CaseLists::LongWaits(const v1::ListLongWaitsRequest& request,
                                                           Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const absl::Time now = context_.clock->Now();
  std::vector<v1::CaseToFollowUp> rows;
  for (const auto& person : Caseload(*snapshot, *call)) {
    const absl::Time since = WaitStart(*person->message);
    if (now - since < Least(request, kLongWaitDays)) continue;
    BANSO_ASSIGN_OR_RETURN(const int best, BestScore(*snapshot, *person->value, now, *call));
    if (best >= kGoodScore) continue;
    rows.push_back(CaseSince(person->name(), since, now));
    rows.back().set_best_score(best);
  }
  return AnswerWith(*snapshot, request, std::move(rows));
}

absl::StatusOr<v1::ListCasesResponse> CaseLists::Stale(const v1::ListStaleProfilesRequest& request,
                                                       Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const absl::Time now = context_.clock->Now();
  std::vector<v1::CaseToFollowUp> rows;
  for (const auto& person : Caseload(*snapshot, *call)) {
    const v1::Candidate& candidate = *person->message;
    const absl::Time since = candidate.has_profile_confirm_time()
                                 ? ToTime(candidate.profile_confirm_time())
                                 : ToTime(candidate.create_time());
    if (now - since < Least(request, kStaleDays)) continue;
    rows.push_back(CaseSince(candidate.name(), since, now));
  }
  return AnswerWith(*snapshot, request, std::move(rows));
}

}  // namespace banso
