#include "server/services/public_desk.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/application_form.h"
#include "server/services/desk_change.h"
#include "server/services/desk_commit.h"
#include "server/services/desk_days.h"
#include "server/services/desk_links.h"
#include "server/services/desk_messages.h"
#include "server/services/desk_sessions.h"
#include "server/services/person_change.h"
#include "server/services/reads.h"

namespace banso {
namespace {

// Nobody is asked for skills here.
Skill NoSkills(absl::string_view code) { return {std::string(code), {}}; }

}  // namespace

absl::StatusOr<v1::FindOpenSlotsResponse> PublicDesk::FindOpenSlots(
    const v1::FindOpenSlotsRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  // Only to look: nothing of it is committed, and nobody is told.
  Call look = *call;
  DeskChange desk(&context_, snapshot.get(), &look);
  const absl::Time now = desk.now();
  std::vector<const v1::DeskDay*> days;
  snapshot->desk_days().ForEach([&](const auto& entry) {
    if (TakesRequests(*entry->message, now)) days.push_back(entry->message.get());
  });
  std::sort(days.begin(), days.end(), [](const v1::DeskDay* a, const v1::DeskDay* b) {
    return ToDate(a->date()) < ToDate(b->date());
  });
  v1::FindOpenSlotsResponse response;
  for (const v1::DeskDay* day : days) {
    v1::OpenDeskDay* open = response.add_desk_days();
    open->set_desk_day(day->name());
    *open->mutable_date() = day->date();
    open->set_place(day->place());
    open->set_allocated(day->state() == v1::DeskDay::ALLOCATED);
    const std::vector<absl::Time> starts =
        OpenStarts(desk.DeskOf(*day), snapshot->rules().At(now), now);
    for (const TimeRange& slot : DeskSlots(HoursOf(*day))) {
      if (slot.start <= now) continue;
      v1::OpenSlot* shown = open->add_slots();
      *shown->mutable_start_time() = FromTime(slot.start);
      *shown->mutable_end_time() = FromTime(slot.end);
      shown->set_open(std::binary_search(starts.begin(), starts.end(), slot.start));
    }
  }
  response.set_revision(snapshot->revision());
  return response;
}

absl::StatusOr<v1::Candidate> PublicDesk::CandidateOf(const v1::ApplyForDeskRequest& request,
                                                      const Call& call) const {
  v1::Candidate person;
  *person.mutable_person_name() = request.person_name();
  *person.mutable_contacts() = request.contacts();
  person.add_contact_languages(request.language());
  // Who asks to talk in a language can talk in it.
  v1::LanguageSkill* skill = person.add_languages();
  skill->set_language(request.language());
  skill->set_self_assessed(v1::B1);
  *person.mutable_topics() = request.topics();
  v1::Consent* consent = person.add_consents();
  consent->set_scope(v1::Consent::SERVICE);
  *consent->mutable_grant_time() = FromTime(context_.clock->Now());
  consent->mutable_terms()->set_method(v1::Consent::ONLINE);
  consent->mutable_terms()->set_text_version(request.text_version());
  consent->mutable_terms()->set_notice_language(
      absl::StartsWith(request.form_language(), "en") ? "en" : "ja");
  return candidates_.Prepare(FormatName(kCandidatePattern, {RandomId()}), person, "", call);
}

absl::StatusOr<v1::ApplyForDeskResponse> PublicDesk::Apply(const v1::ApplyForDeskRequest& request,
                                                           Call* call) const {
  if (!request.agreed()) {
    return InvalidField("agreed", "must be ticked: without agreement nothing may be kept");
  }
  if (request.contacts().empty()) {
    return InvalidField("contacts", "must have one: say how to reach you safely");
  }
  if (!request.form_language().empty() && !IsFormLanguage(request.form_language())) {
    return InvalidField("form_language", "must be ja, ja-easy or en");
  }
  BANSO_ASSIGN_OR_RETURN(const v1::Candidate person, CandidateOf(request, *call));
  // The same request gives the same link as long as its answer is remembered, which names the
  // session; later it makes another session, whose link is another one. The secret is kept only in
  // the message that tells it.
  const std::string fresh = BearerTokens::NewSecret();
  const auto secret_for = [&](absl::string_view session) {
    if (request.request_id().empty()) return fresh;
    return tokens_.SecretFrom(absl::StrCat(request.request_id(), " ", call->digest, " ", session));
  };
  const auto answer = CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        BANSO_ASSIGN_OR_RETURN(const auto entry, FindDeskDay(*snapshot, request.desk_day()));
        DeskChange change(&context_, snapshot.get(), call);
        BANSO_RETURN_IF_ERROR(CheckTakesRequests(*entry->message, change.now()));
        BANSO_RETURN_IF_ERROR(CheckPreferred(*entry->message, request.preferred_start_times()));
        const v1::DeskDay& day = *change.Open(*entry);
        v1::Session* session = change.Add(NewDeskSession(person.name(), day, change.now()));
        *session->mutable_preferred_start_times() = request.preferred_start_times();
        *session->mutable_topics() = request.topics();
        session->set_matter(request.matter());
        session->set_urgent(request.urgent());
        session->set_first_time(true);
        TakeSessionStep(v1::Session::REQUESTED, call->caller().principal, "", change.now(),
                        session);
        call->audit.add_changes("DESK_APPLIED");
        Plan plan;
        const std::string secret = secret_for(session->name());
        AddPut(ResourceKind::kCandidate, person.name(), person, 0, &plan.batch);
        plan.batch.claims.push_back(PersonClaim(context_, person.name()));
        AddLink(tokens_, secret, person.name(), LinkEnd(day), change.now(), &plan.batch);
        if (day.state() == v1::DeskDay::ALLOCATED) {
          change.TakeFreeSlot(day, ToCandidate(person, NoSkills), session);
        }
        v1::ApplyForDeskResponse response;
        response.set_session(session->name());
        *response.mutable_link_expire_time() = FromTime(LinkEnd(day));
        plan.about = session->name();
        BANSO_RETURN_IF_ERROR(std::move(change).Finish(&plan.batch));
        BANSO_RETURN_IF_ERROR(
            TellLink(context_, *snapshot, *session, secret, LinkEnd(day), &plan.batch));
        BANSO_RETURN_IF_ERROR(TellOfDuplicate(context_, *snapshot, person, &plan.batch));
        response.set_state(session->state());
        if (session->state() == v1::Session::CONFIRMED) {
          *response.mutable_start_time() = session->start_time();
        }
        plan.answer = DeterministicBytes(response);
        return plan;
      },
      kDeskPatience);
  BANSO_ASSIGN_OR_RETURN(v1::ApplyForDeskResponse response,
                         ReadAnswer<v1::ApplyForDeskResponse>(answer));
  // The link acts on the next call.
  BANSO_RETURN_IF_ERROR(AwaitEffect(context_, *call));
  response.set_link_token(secret_for(response.session()));
  response.set_revision(answer->revision);
  return response;
}

}  // namespace banso
