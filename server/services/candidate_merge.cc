#include "server/services/candidate_merge.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/convert/application_rules.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/options.h"
#include "server/convert/page_token.h"
#include "server/convert/preconditions.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/outbox/templates.h"
#include "server/services/commit_together.h"
#include "server/services/desk_change.h"
#include "server/services/engagement_change.h"
#include "server/services/etag_check.h"
#include "server/services/person_change.h"
#include "server/services/possible_duplicates.h"
#include "server/services/reads.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"

namespace banso {
namespace {

bool GoesOn(v1::Offer::State state) {
  return state == v1::Offer::INFORMAL || state == v1::Offer::FORMAL || state == v1::Offer::ACCEPTED;
}

TimeRange TimeOf(const v1::Session& session) {
  return {ToTime(session.start_time()), ToTime(session.end_time())};
}

bool Overlap(const TimeRange& a, const TimeRange& b) { return a.start < b.end && b.start < a.end; }

template <typename EntryType>
std::vector<std::shared_ptr<const EntryType>> RecordsOf(const Snapshot& snapshot,
                                                        absl::string_view candidate) {
  std::vector<std::shared_ptr<const EntryType>> found;
  snapshot.table<EntryType>().ForEach([&](const auto& entry) {
    if (entry->message->candidate() == candidate) found.push_back(entry);
  });
  return found;
}

bool Names(const google::protobuf::RepeatedPtrField<std::string>& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void AddMissing(const google::protobuf::RepeatedPtrField<std::string>& names,
                google::protobuf::RepeatedPtrField<std::string>* to) {
  for (const std::string& name : names) {
    if (!Names(*to, name)) *to->Add() = name;
  }
}

// The kept record with whom the duplicate does not want to meet, beside whom it does not.
v1::Candidate WithBlocksOf(const v1::Candidate& duplicate, v1::Candidate kept) {
  AddMissing(duplicate.blocked_employers(), kept.mutable_blocked_employers());
  AddMissing(duplicate.blocked_groups(), kept.mutable_blocked_groups());
  AddMissing(duplicate.blocked_advisors(), kept.mutable_blocked_advisors());
  return kept;
}

// Collects what stands against it.
class Obstacles {
 public:
  Obstacles(const Snapshot& snapshot, const CandidateEntry& kept, const CandidateEntry& duplicate,
            absl::Time now)
      : snapshot_(snapshot), kept_(kept), duplicate_(duplicate), now_(now) {}

  std::vector<MergeObstacle> Find() && {
    LookAtApplications();
    LookAtSessions();
    LookAtEngagements();
    LookAtBlocks();
    if (!RecordsOf<SupportPlanEntry>(snapshot_, kept_.name()).empty()) {
      for (const auto& plan : RecordsOf<SupportPlanEntry>(snapshot_, duplicate_.name())) {
        Add("TWO_PLANS", plan->name());
      }
    }
    if (goes_on_ && !MayBeServed(*kept_.value, now_)) {
      Add(ReasonCodeName(WhyNotServed(*kept_.value)), kept_.name());
    }
    std::sort(found_.begin(), found_.end(), [](const MergeObstacle& a, const MergeObstacle& b) {
      return std::tie(a.code, a.about) < std::tie(b.code, b.about);
    });
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  void Add(absl::string_view code, const std::string& about) {
    found_.push_back({std::string(code), about});
  }

  // What an employer knows of the duplicate rests on consents that are not carried over.
  void LookAtApplications() {
    for (const auto& entry : RecordsOf<ApplicationEntry>(snapshot_, duplicate_.name())) {
      if (IsOpenApplication(entry->message->state())) Add("OPEN_APPLICATION", entry->name());
    }
    for (const auto& entry : RecordsOf<OfferEntry>(snapshot_, duplicate_.name())) {
      if (GoesOn(entry->message->state())) Add("OPEN_OFFER", entry->name());
    }
  }

  void LookAtSessions() {
    const auto of_kept = RecordsOf<SessionEntry>(snapshot_, kept_.name());
    for (const auto& entry : of_kept) {
      if (IsOpenSession(entry->message->state()))
        StayWith(entry->message->advisor(), entry->name());
    }
    for (const auto& entry : RecordsOf<SessionEntry>(snapshot_, duplicate_.name())) {
      const v1::Session& session = *entry->message;
      const bool open = IsOpenSession(session.state());
      if (open) Continue(session.advisor(), entry->name());
      for (const auto& other : of_kept) {
        const v1::Session& theirs = *other->message;
        if (TakesTime(session.state()) && TakesTime(theirs.state()) &&
            Overlap(TimeOf(session), TimeOf(theirs))) {
          Add("SESSION_OVERLAP", entry->name());
        }
        const bool one_day = !session.desk_day().empty() && session.desk_day() == theirs.desk_day();
        if (one_day && open && (IsOpenSession(theirs.state()) || TakesTime(theirs.state()))) {
          Add("SESSION_EXISTS", entry->name());
        }
      }
    }
  }

  void LookAtEngagements() {
    const auto kept = LastingEngagementsOf(snapshot_, kept_.name());
    const bool accompanied = !kept.empty();
    for (const auto& entry : kept) StayWith(entry->message->advisor(), entry->name());
    for (const auto& entry : LastingEngagementsOf(snapshot_, duplicate_.name())) {
      Continue(entry->message->advisor(), entry->name());
      if (accompanied) Add("TWO_ENGAGEMENTS", entry->name());
    }
  }

  // A record holds so many names and no more.
  void LookAtBlocks() {
    const v1::Candidate merged = WithBlocksOf(*duplicate_.message, *kept_.message);
    for (const char* field : {"blocked_employers", "blocked_groups", "blocked_advisors"}) {
      const auto* list = merged.GetDescriptor()->FindFieldByName(field);
      const auto size = static_cast<uint32_t>(merged.GetReflection()->FieldSize(merged, list));
      if (size > LimitsOf(*list).max_items()) {
        Add("TOO_MANY_BLOCKED", absl::StrCat(kept_.name(), ".", field));
      }
    }
  }

  // Something of the kept record goes on; whom the duplicate does not want to meet, nobody meets
  // after the merge.
  void StayWith(const std::string& advisor, const std::string& about) {
    if (Names(duplicate_.message->blocked_advisors(), advisor)) Add("ADVISOR_BLOCKED", about);
  }

  // Something that goes on comes to the kept record, with an advisor unless that is empty.
  void Continue(const std::string& advisor, const std::string& about) {
    goes_on_ = true;
    if (advisor.empty()) return;
    const auto entry = snapshot_.advisors().Find(advisor);
    if (Names(kept_.message->blocked_advisors(), advisor) ||
        (entry != nullptr && Names(entry->message->blocked_candidates(), kept_.name()))) {
      Add("ADVISOR_BLOCKED", about);
    }
  }

  const Snapshot& snapshot_;
  const CandidateEntry& kept_;
  const CandidateEntry& duplicate_;
  const absl::Time now_;
  bool goes_on_ = false;
  std::vector<MergeObstacle> found_;
};

absl::Status Refused(const std::vector<MergeObstacle>& obstacles, absl::string_view kept,
                     absl::string_view duplicate) {
  std::vector<Precondition> failed;
  for (const MergeObstacle& obstacle : obstacles) {
    failed.push_back({obstacle.code, obstacle.about, "stands against the merge"});
  }
  return WithErrorInfo(
      FailedPreconditions(absl::StrCat(duplicate, " cannot be merged into ", kept), failed),
      "MERGE_REFUSED", {{"candidate", std::string(kept)}, {"duplicate", std::string(duplicate)}});
}

// Whether a message is of use to somebody who has no private link of the duplicate any more.
bool IsStillOfUse(const v1::Message& message) {
  const auto id = MessageTemplateOf(message.template_code());
  if (!id) return false;
  const auto& fields = SpecOf(*id).fields;
  return std::find(fields.begin(), fields.end(), MessageField::kLink) == fields.end();
}

// Carries records over in one batch.
class Carrier {
 public:
  Carrier(const ServiceContext& context, const Snapshot& snapshot, const CandidateEntry& kept,
          const CandidateEntry& duplicate, Call* call, Batch* batch)
      : context_(context),
        snapshot_(snapshot),
        kept_(kept),
        duplicate_(duplicate),
        call_(*call),
        batch_(*batch),
        now_(context.clock->Now()) {}

  absl::Status CarryOver() && {
    BANSO_RETURN_IF_ERROR(CarrySessions());
    Carry<EngagementEntry>(ResourceKind::kEngagement);
    Carry<ApplicationEntry>(ResourceKind::kApplication);
    Carry<OfferEntry>(ResourceKind::kOffer);
    Carry<EntrySheetEntry>(ResourceKind::kEntrySheet);
    Carry<RightsRequestEntry>(ResourceKind::kRightsRequest);
    Carry<MatchEventEntry>(ResourceKind::kMatchEvent);
    for (const auto& entry : RecordsOf<MessageEntry>(snapshot_, duplicate_.name())) {
      const bool waits = entry->message->state() != v1::Message::DISCARDED;
      if (waits && IsStillOfUse(*entry->message)) Put(ResourceKind::kMessage, *entry);
    }
    CarryPlan();
    CarryBlocks();
    // What was looked at is what is kept: nobody changes the record meanwhile, or erases it.
    v1::Candidate kept = WithBlocksOf(*duplicate_.message, *kept_.message);
    *kept.mutable_update_time() = FromTime(now_);
    AddPut(ResourceKind::kCandidate, kept.name(), kept, kept_.revision, &batch_);
    batch_.claims.push_back(PersonClaim(context_, kept.name()));
    call_.audit.add_subjects(kept.name());
    call_.audit.add_subjects(duplicate_.name());
    call_.audit.add_changes("MERGED");
    return absl::OkStatus();
  }

 private:
  template <typename EntryType>
  void Put(ResourceKind kind, const EntryType& entry) {
    typename EntryType::Message message = *entry.message;
    message.set_candidate(kept_.name());
    *message.mutable_update_time() = FromTime(now_);
    AddPut(kind, message.name(), message, entry.revision, &batch_);
  }
  template <typename EntryType>
  void Carry(ResourceKind kind) {
    for (const auto& entry : RecordsOf<EntryType>(snapshot_, duplicate_.name())) Put(kind, *entry);
  }

  // What is still to be decided at a desk day is decided with it, as every other step there.
  absl::Status CarrySessions() {
    DeskChange change(&context_, &snapshot_, &call_);
    change.Replace(MergedPerson());
    for (const auto& entry : RecordsOf<SessionEntry>(snapshot_, duplicate_.name())) {
      if (snapshot_.desk_days().Find(entry->message->desk_day()) == nullptr ||
          !IsOpenSession(entry->message->state())) {
        Put(ResourceKind::kSession, *entry);
        continue;
      }
      change.Open(*entry)->set_candidate(kept_.name());
    }
    return std::move(change).Finish(&batch_);
  }

  // The person, who meets nobody whom either record rules out, from either side.
  std::shared_ptr<const Candidate> MergedPerson() const {
    auto person = std::make_shared<Candidate>(*kept_.value);
    for (const AdvisorId& advisor : duplicate_.value->blocked_advisors) {
      person->blocked_advisors.push_back(advisor);
    }
    snapshot_.advisors().ForEach([&](const auto& entry) {
      if (Names(entry->message->blocked_candidates(), duplicate_.name())) {
        person->blocked_advisors.push_back(entry->value->id);
      }
    });
    return person;
  }

  // A plan has the id of its person.
  void CarryPlan() {
    for (const auto& entry : RecordsOf<SupportPlanEntry>(snapshot_, duplicate_.name())) {
      v1::SupportPlan plan = *entry->message;
      plan.set_name(
          FormatName(kSupportPlanPattern, {ParseName(kCandidatePattern, kept_.name())->front()}));
      plan.set_candidate(kept_.name());
      *plan.mutable_update_time() = FromTime(now_);
      AddPut(ResourceKind::kSupportPlan, plan.name(), plan, 0, &batch_);
    }
  }

  // Who is not to meet the person is not to meet the person under the other name either.
  void CarryBlocks() {
    snapshot_.advisors().ForEach([&](const auto& entry) {
      if (!Names(entry->message->blocked_candidates(), duplicate_.name())) return;
      v1::Advisor advisor = *entry->message;
      auto& blocked = *advisor.mutable_blocked_candidates();
      blocked.erase(std::remove(blocked.begin(), blocked.end(), duplicate_.name()), blocked.end());
      if (!Names(blocked, kept_.name())) advisor.add_blocked_candidates(kept_.name());
      *advisor.mutable_update_time() = FromTime(now_);
      AddPut(ResourceKind::kAdvisor, entry->name(), advisor, entry->revision, &batch_);
    });
  }

  const ServiceContext& context_;
  const Snapshot& snapshot_;
  const CandidateEntry& kept_;
  const CandidateEntry& duplicate_;
  Call& call_;
  Batch& batch_;
  const absl::Time now_;
};

}  // namespace

std::vector<MergeObstacle> ObstaclesToMerge(const Snapshot& snapshot, const CandidateEntry& kept,
                                            const CandidateEntry& duplicate, absl::Time now) {
  return Obstacles(snapshot, kept, duplicate, now).Find();
}

absl::StatusOr<v1::ListPossibleDuplicatesResponse> CandidateMerge::List(
    const v1::ListPossibleDuplicatesRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const PageToken token, PageTokenOf(request));
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  std::vector<v1::PossibleDuplicate> pairs = PossibleDuplicates(*snapshot);
  const std::string& who = request.candidate();
  if (!who.empty()) {
    if (snapshot->candidates().Find(who) == nullptr) return NoSuchResource(who);
    std::erase_if(pairs, [&](const v1::PossibleDuplicate& pair) {
      return pair.candidate() != who && pair.duplicate() != who;
    });
  }
  // Behind the last pair shown, whether or not it is there any more.
  const auto key = [](const v1::PossibleDuplicate& pair) {
    return absl::StrCat(pair.candidate(), " ", pair.duplicate());
  };
  std::erase_if(pairs, [&](const v1::PossibleDuplicate& pair) {
    return !token.last_name.empty() && key(pair) <= token.last_name;
  });
  v1::ListPossibleDuplicatesResponse response;
  const auto page_size =
      static_cast<size_t>(NormalizePageSize(request.page_size(), kDefaultPageSize, kMaxPageSize));
  const size_t shown = std::min(page_size, pairs.size());
  for (size_t i = 0; i < shown; ++i) {
    // The answer is about the first of the two; what it says of the name, about both.
    call->audit.add_subjects(pairs[i].duplicate());
    *response.add_duplicates() = std::move(pairs[i]);
  }
  if (shown < pairs.size()) {
    const PageToken following{key(response.duplicates(static_cast<int>(shown) - 1)), 0, 0};
    response.set_next_page_token(EncodePageToken(following, request));
  }
  response.set_revision(snapshot->revision());
  return response;
}

absl::StatusOr<v1::Tombstone> CandidateMerge::Merge(const v1::MergeCandidatesRequest& request,
                                                    Call* call) const {
  if (request.candidate() == request.duplicate()) {
    return InvalidField("duplicate", "must be another record than the one that is kept");
  }
  BANSO_RETURN_IF_ERROR(CheckEtagForm(request.etag()));
  WithErasure merge;
  merge.validate_only = request.validate_only();
  merge.before = [&](const Snapshot& snapshot, const CandidateEntry& duplicate,
                     Batch* batch) -> absl::Status {
    const auto kept = snapshot.candidates().Find(request.candidate());
    if (kept == nullptr) return NoSuchResource(request.candidate());
    BANSO_RETURN_IF_ERROR(CheckEtag(request.etag(), kept->name(), kept->revision));
    const auto obstacles = ObstaclesToMerge(snapshot, *kept, duplicate, context_.clock->Now());
    if (!obstacles.empty()) return Refused(obstacles, kept->name(), duplicate.name());
    return Carrier(context_, snapshot, *kept, duplicate, call, batch).CarryOver();
  };
  return eraser_.Erase(request.duplicate(), request.duplicate_etag(), request.request_id(), call,
                       merge);
}

}  // namespace banso
