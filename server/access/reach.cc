#include "server/access/reach.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "banso/v1/options.pb.h"
#include "engine/rules/consent.h"
#include "google/protobuf/descriptor.h"
#include "server/access/review_bars.h"
#include "server/access/shown_cards.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/options.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"

namespace banso {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsBelow(absl::string_view name, absl::string_view parent) {
  return !parent.empty() && absl::StartsWith(name, parent) &&
         (name.size() == parent.size() || name[parent.size()] == '/');
}

// Openings that the public knows, or knew.
bool WasPublished(v1::Internship::State state) {
  switch (state) {
    case v1::Internship::PUBLISHED:
    case v1::Internship::FILLED:
    case v1::Internship::CLOSED:
    case v1::Internship::EXPIRED:
      return true;
    default:
      return false;
  }
}

// Sessions in which the advisor and the person meet, or met, or should have.
bool IsMeeting(v1::Session::State state) {
  return state == v1::Session::CONFIRMED || state == v1::Session::COMPLETED ||
         state == v1::Session::NO_SHOW;
}

// Whether `name` is the record of somebody who agreed that the person `member`, of the same
// household, may see it.
bool IsSharedWith(absl::string_view member, absl::string_view name, const Snapshot& snapshot,
                  absl::Time now) {
  const auto sharer = snapshot.candidates().Find(name);
  const auto reader = snapshot.candidates().Find(member);
  if (sharer == nullptr || reader == nullptr) return false;
  // Who has left the household is shown nothing any more, whatever was agreed.
  const std::string& household = sharer->message->household();
  return !household.empty() && household == reader->message->household() &&
         HoldsConsentFor(*sharer->value, ConsentScope::kFamilyShare, member, now);
}

}  // namespace

Reach::Reach(Caller caller, v1::Access::Scope scope, std::shared_ptr<const Snapshot> snapshot,
             absl::Time now)
    : caller_(std::move(caller)), scope_(scope), snapshot_(std::move(snapshot)), now_(now) {
  if (scope_ != v1::Access::LINKED || caller_.advisor.empty()) return;
  const auto link = [&](const std::string& name) {
    // Who agrees to the service no longer is accompanied by nobody.
    const auto candidate = snapshot_->candidates().Find(name);
    if (candidate != nullptr && HoldsConsent(*candidate->value, ConsentScope::kService, now)) {
      linked_candidates_.insert(name);
    }
  };
  snapshot_->engagements().ForEach([&](const auto& entry) {
    const v1::Engagement& engagement = *entry->message;
    if (engagement.advisor() != caller_.advisor) return;
    if (!engagement.has_end_time() || now < ToTime(engagement.end_time()) + kEngagementAfterglow) {
      link(engagement.candidate());
    }
  });
  snapshot_->sessions().ForEach([&](const auto& entry) {
    const v1::Session& session = *entry->message;
    if (session.advisor() != caller_.advisor || !IsMeeting(session.state())) return;
    if (now < ToTime(session.end_time()) + kEngagementAfterglow) link(session.candidate());
  });
}

bool Reach::ReachesRecord(absl::string_view candidate, absl::string_view advisor) const {
  return (!candidate.empty() && IsOwn(candidate)) || (!advisor.empty() && IsOwn(advisor)) ||
         linked_candidates_.contains(candidate);
}

bool Reach::IsOwn(absl::string_view name) const {
  if (IsBelow(name, caller_.principal)) return true;
  switch (caller_.role) {
    case v1::Access::CANDIDATE:
    case v1::Access::FAMILY:
    case v1::Access::LINK:
      return IsBelow(name, caller_.candidate);
    case v1::Access::ADVISOR:
      return IsBelow(name, caller_.advisor);
    case v1::Access::EMPLOYER:
      return IsBelow(name, caller_.employer);
    default:
      return false;
  }
}

bool Reach::Includes(absl::string_view name) const {
  const bool everything =
      caller_.role == v1::Access::COORDINATOR || caller_.role == v1::Access::SYSTEM;
  if (scope_ == v1::Access::ALL && everything) return true;
  // A link is for the desk alone: the record of its person is not what it opens.
  if (IsOwn(name)) return caller_.role != v1::Access::LINK || IsBelow(name, caller_.principal);
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(name, absl::MaxSplits('/', 1));
  const absl::string_view collection = parts.first;

  // Openings that are public are reached by every role that may ask for openings at all.
  if (collection == "employers" && absl::StrContains(parts.second, "/internships/")) {
    const auto entry = snapshot_->internships().Find(name);
    return entry != nullptr && caller_.role != v1::Access::EMPLOYER &&
           WasPublished(entry->message->state());
  }
  if (scope_ == v1::Access::ALL) return true;
  if (collection == "deskDays") return true;
  if (caller_.role == v1::Access::LINK) {
    const auto entry = snapshot_->sessions().Find(name);
    return entry != nullptr && entry->message->candidate() == caller_.candidate &&
           entry->message->kind() == v1::Session::DESK;
  }
  if (collection == "candidates") {
    if (linked_candidates_.contains(name)) return true;
    return scope_ == v1::Access::LINKED && !caller_.candidate.empty() &&
           IsSharedWith(caller_.candidate, name, *snapshot_, now_);
  }

  // What is about the caller or between the caller and somebody.
  const auto is_own = [&](absl::string_view owner) { return !owner.empty() && IsOwn(owner); };
  if (collection == "engagements") {
    const auto entry = snapshot_->engagements().Find(name);
    return entry != nullptr &&
           (is_own(entry->message->candidate()) || is_own(entry->message->advisor()));
  }
  if (collection == "applications") {
    const auto entry = snapshot_->applications().Find(name);
    if (entry == nullptr) return false;
    if (is_own(entry->message->candidate())) return true;
    return is_own(entry->message->internship()) &&
           IsKnownToEmployer(*snapshot_, *entry->message, now_);
  }
  if (collection == "sessions") {
    const auto entry = snapshot_->sessions().Find(name);
    if (entry == nullptr) return false;
    return ReachesRecord(entry->message->candidate(), entry->message->advisor());
  }
  if (collection == "supportPlans") {
    // Also one that is not there yet: its id is that of the candidate.
    return ReachesRecord(absl::StrCat("candidates/", parts.second), "");
  }
  if (collection == "entrySheets") {
    const auto entry = snapshot_->entry_sheets().Find(name);
    if (entry == nullptr || !ReachesRecord(entry->message->candidate(), "")) return false;
    return caller_.role != v1::Access::ADVISOR ||
           ReviewBars(*snapshot_, *entry->message, caller_.advisor).empty();
  }
  if (collection == "offers") {
    const auto entry = snapshot_->offers().Find(name);
    return entry != nullptr &&
           (is_own(entry->message->candidate()) || is_own(entry->message->internship()));
  }
  if (collection == "messages") {
    const auto entry = snapshot_->messages().Find(name);
    return entry != nullptr &&
           (is_own(entry->message->candidate()) || is_own(entry->message->advisor()));
  }
  if (collection == "provisionRecords") {
    // Of the person only: an employer learns from it what it was told, and of whom.
    const auto entry = snapshot_->provision_records().Find(name);
    return entry != nullptr && is_own(entry->message->candidate());
  }
  if (collection == "rightsRequests") {
    const auto entry = snapshot_->rights_requests().Find(name);
    return entry != nullptr && is_own(entry->message->candidate());
  }
  if (collection == "deletionRequests") {
    const auto entry = snapshot_->deletion_requests().Find(name);
    return entry != nullptr && is_own(entry->message->recipient());
  }
  return false;
}

absl::Status Reach::CheckRequest(const Message& request) const {
  const google::protobuf::Descriptor& type = *request.GetDescriptor();
  const auto& reflection = *request.GetReflection();
  const auto check = [&](const FieldDescriptor& field, absl::string_view name) -> absl::Status {
    // What is no such name at all is refused by the validator, in other words for everybody.
    if (!ParseName(LimitsOf(field).resource(), name) || Includes(name)) return absl::OkStatus();
    return NoSuchResource(name);
  };
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.is_repeated()) continue;
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
        !LimitsOf(field).resource().empty()) {
      if (absl::Status status = check(field, reflection.GetString(request, &field)); !status.ok()) {
        return status;
      }
    }
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
        !reflection.HasField(request, &field)) {
      continue;
    }
    // The resource that is written: itself, and whose it is.
    const Message& resource = reflection.GetMessage(request, &field);
    const google::protobuf::Descriptor& inner = *resource.GetDescriptor();
    const std::string& subject = inner.options().GetExtension(v1::subject);
    for (int j = 0; j < inner.field_count(); ++j) {
      const FieldDescriptor& part = *inner.field(j);
      if (part.cpp_type() != FieldDescriptor::CPPTYPE_STRING || part.is_repeated()) continue;
      const bool identifier =
          HasBehavior(part, v1::Behavior::IDENTIFIER) && !absl::StartsWith(type.name(), "Create");
      if (!identifier && part.name() != subject) continue;
      const std::string& name = resource.GetReflection()->GetString(resource, &part);
      if (absl::Status status = check(part, name); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace banso
