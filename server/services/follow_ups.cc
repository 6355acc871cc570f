#include "server/services/follow_ups.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/status_macros.h"
#include "engine/rules/work_authorisation.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/page_token.h"
#include "server/services/commit_together.h"
#include "server/services/consents.h"
#include "server/services/offer_states.h"
#include "server/services/person_change.h"
#include "server/services/reads.h"
#include "server/services/resource_methods.h"

namespace banso {
namespace {

constexpr int kMonths = 6;

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

absl::StatusOr<int> SettleUnasked(const ServiceContext& context, absl::Time deadline) {
  Call call = JobCall(context, "follow_ups", deadline);
  BANSO_ASSIGN_OR_RETURN(const auto newest, NewestSnapshot(context, call));
  const auto is_due = [&](const Snapshot& snapshot, const v1::Offer& offer) {
    const absl::Time now = context.clock->Now();
    if (!NextState(offer.state(), OfferVerb::kLoseSight)) return false;
    if (JapanDate(now) < ToDate(offer.follow_up_date())) return false;
    const auto candidate = snapshot.candidates().Find(offer.candidate());
    return candidate != nullptr && !MayFollowUp(*candidate->message, now);
  };
  std::vector<std::string> due;
  newest->offers().ForEach([&](const auto& entry) {
    if (is_due(*newest, *entry->message)) due.push_back(entry->name());
  });
  int settled = 0;
  for (const std::string& name : due) {
    Call part = JobCall(context, "follow_ups", deadline);
    const auto answer = CommitTogether(
        context, "", &part,
        [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
          Plan plan;
          const auto entry = snapshot->offers().Find(name);
          // Somebody was faster.
          if (entry == nullptr || !is_due(*snapshot, *entry->message)) return plan;
          PersonChange change(&context, snapshot.get(),
                              *snapshot->candidates().Find(entry->message->candidate()), &part);
          change.StepOffer(*entry, v1::Offer::UNKNOWN_6M, {v1::OfferStep::NOT_ASKED, ""});
          plan.answer = DeterministicBytes(*change.mutable_offer(*entry));
          std::move(change).Finish(name, &plan.batch);
          return plan;
        });
    BANSO_RETURN_IF_ERROR(answer.status());
    settled += part.written.has_value();
  }
  return settled;
}

}  // namespace banso
