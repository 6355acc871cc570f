#include "server/services/follow_ups.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/status_macros.h"
#include "engine/rules/work_authorisation.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/page_token.h"
#include "server/services/commit_together.h"
#include "server/services/consents.h"
#include "server/services/offer_states.h"
#include "server/services/person_change.h"
#include "server/services/placement_messages.h"
#include "server/services/reads.h"
#include "server/services/resource_methods.h"

namespace banso {
namespace {

constexpr int kMonths = 6;

bool IsDue(const v1::Offer& offer, absl::Time now) {
  return NextState(offer.state(), OfferVerb::kLoseSight).has_value() &&
         JapanDate(now) >= ToDate(offer.follow_up_date());
}

// Settles the offer, or tells of it; nothing if somebody was faster, or it was told before.
absl::StatusOr<Plan> PlanFollowUp(const ServiceContext& context, const Snapshot& snapshot,
                                  const std::string& name, Call* call) {
  Plan plan;
  const absl::Time now = context.clock->Now();
  const auto entry = snapshot.offers().Find(name);
  if (entry == nullptr || !IsDue(*entry->message, now)) return plan;
  const auto candidate = snapshot.candidates().Find(entry->message->candidate());
  if (candidate == nullptr) return plan;
  if (MayFollowUp(*candidate->message, now)) {
    BANSO_RETURN_IF_ERROR(TellOfFollowUp(context, snapshot, *entry->message, &plan.batch));
    return plan;
  }
  PersonChange change(&context, &snapshot, *candidate, call);
  change.StepOffer(*entry, v1::Offer::UNKNOWN_6M, {v1::OfferStep::NOT_ASKED, ""});
  BANSO_RETURN_IF_ERROR(std::move(change).Finish(name, &plan.batch));
  return plan;
}

}  // namespace

Date FollowUpDate(Date joined) { return AddMonths(joined, kMonths); }

bool MayFollowUp(const v1::Candidate& candidate, absl::Time now) {
  return HoldingConsent(candidate, v1::Consent::SERVICE, "", now) != nullptr &&
         HoldingConsent(candidate, v1::Consent::FOLLOW_UP, "", now) != nullptr;
}

absl::StatusOr<v1::ListFollowUpsResponse> ListFollowUps(const ServiceContext& context,
                                                        const v1::ListFollowUpsRequest& request,
                                                        Call* call) {
  BANSO_ASSIGN_OR_RETURN(const PageToken token, PageTokenOf(request));
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context, request.min_revision(), *call));
  const absl::Time now = context.clock->Now();
  const Date last = JapanDate(now) + request.days_ahead();
  std::vector<std::pair<Date, std::shared_ptr<const OfferEntry>>> rows;
  snapshot->offers().ForEach([&](const auto& entry) {
    const v1::Offer& offer = *entry->message;
    const Date due = ToDate(offer.follow_up_date());
    if (offer.state() != v1::Offer::JOINED || due > last) return;
    const auto candidate = snapshot->candidates().Find(offer.candidate());
    if (candidate == nullptr || !MayFollowUp(*candidate->message, now)) return;
    rows.emplace_back(due, entry);
  });
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first, a.second->name()) < std::pair(b.first, b.second->name());
  });
  // Behind the last row shown; if that is settled, behind as many as were shown.
  auto next = rows.begin() + std::min<int64_t>(token.ordinal, static_cast<int64_t>(rows.size()));
  const auto shown = std::find_if(rows.begin(), rows.end(), [&](const auto& row) {
    return row.second->name() == token.last_name;
  });
  if (shown != rows.end()) next = shown + 1;
  const int size = NormalizePageSize(request.page_size(), kDefaultPageSize, kMaxPageSize);
  v1::ListFollowUpsResponse response;
  for (int i = 0; i < size && next != rows.end(); ++i, ++next) {
    const v1::Offer& offer = *next->second->message;
    v1::FollowUp* row = response.add_follow_ups();
    row->set_offer(offer.name());
    row->set_candidate(offer.candidate());
    row->set_internship(offer.internship());
    *row->mutable_join_date() = offer.join_date();
    *row->mutable_due_date() = offer.follow_up_date();
    call->audit.add_subjects(offer.candidate());
  }
  if (next != rows.end() && response.follow_ups_size() > 0) {
    response.set_next_page_token(EncodePageToken(
        {response.follow_ups().rbegin()->offer(), next - rows.begin(), 0}, request));
  }
  response.set_revision(snapshot->revision());
  return response;
}

absl::StatusOr<int> FollowUpDue(const ServiceContext& context, absl::Time deadline) {
  Call call = JobCall(context, "follow_ups", deadline);
  BANSO_ASSIGN_OR_RETURN(const auto newest, NewestSnapshot(context, call));
  std::vector<std::string> due;
  newest->offers().ForEach([&](const auto& entry) {
    if (IsDue(*entry->message, context.clock->Now())) due.push_back(entry->name());
  });
  int done = 0;
  for (const std::string& name : due) {
    Call part = JobCall(context, "follow_ups", deadline);
    const auto answer =
        CommitTogether(context, "", &part, [&](const std::shared_ptr<const Snapshot>& snapshot) {
          return PlanFollowUp(context, *snapshot, name, &part);
        });
    BANSO_RETURN_IF_ERROR(answer.status());
    done += part.written.has_value();
  }
  return done;
}

}  // namespace banso
