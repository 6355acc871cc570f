// Resources and batches that state only what matters to a test.
#ifndef BANSO_TESTS_STORE_RESOURCES_H_
#define BANSO_TESTS_STORE_RESOURCES_H_

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "banso/v1/advisor.pb.h"
#include "banso/v1/application.pb.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/desk_day.pb.h"
#include "banso/v1/employer.pb.h"
#include "banso/v1/engagement.pb.h"
#include "banso/v1/entry_sheet.pb.h"
#include "banso/v1/internship.pb.h"
#include "banso/v1/match_event.pb.h"
#include "banso/v1/message.pb.h"
#include "banso/v1/offer.pb.h"
#include "banso/v1/principal.pb.h"
#include "banso/v1/privacy_record.pb.h"
#include "banso/v1/report.pb.h"
#include "banso/v1/session.pb.h"
#include "banso/v1/settings.pb.h"
#include "banso/v1/support_plan.pb.h"
#include "server/store/store.h"

namespace banso {

inline v1::Candidate ACandidate(const std::string& id) {
  v1::Candidate candidate;
  candidate.set_name(absl::StrCat("candidates/", id));
  candidate.mutable_case_()->set_stage(v1::Case::RECEIVED);
  candidate.mutable_case_()->set_status(v1::Case::ACTIVE);
  return candidate;
}

inline v1::Employer AnEmployer(const std::string& id) {
  v1::Employer employer;
  employer.set_name(absl::StrCat("employers/", id));
  employer.set_display_name("Sakura Works");
  return employer;
}

inline v1::Internship AnInternship(const std::string& employer, const std::string& id) {
  v1::Internship internship;
  internship.set_name(absl::StrCat("employers/", employer, "/internships/", id));
  internship.set_title("Kitchen");
  internship.set_seats(2);
  return internship;
}

inline v1::Advisor AnAdvisor(const std::string& id) {
  v1::Advisor advisor;
  advisor.set_name(absl::StrCat("advisors/", id));
  return advisor;
}

inline v1::Principal APrincipal(const std::string& id) {
  v1::Principal principal;
  principal.set_name(absl::StrCat("principals/", id));
  principal.set_role(v1::Access::COORDINATOR);
  return principal;
}

inline v1::Token AToken(const std::string& principal, const std::string& id) {
  v1::Token token;
  token.set_name(absl::StrCat("principals/", principal, "/tokens/", id));
  token.mutable_expire_time()->set_seconds(1735689600);
  return token;
}

inline v1::Engagement AnEngagement(const std::string& candidate, const std::string& advisor,
                                   const std::string& id) {
  v1::Engagement engagement;
  engagement.set_name(absl::StrCat("engagements/", id));
  engagement.set_candidate(absl::StrCat("candidates/", candidate));
  engagement.set_advisor(absl::StrCat("advisors/", advisor));
  return engagement;
}

inline v1::Application AnApplication(const std::string& candidate, const std::string& internship,
                                     const std::string& id) {
  v1::Application application;
  application.set_name(absl::StrCat("applications/", id));
  application.set_candidate(absl::StrCat("candidates/", candidate));
  application.set_internship(internship);
  application.set_state(v1::Application::APPLIED);
  return application;
}

inline v1::ProvisionRecord AProvisionRecord(const std::string& candidate, const std::string& id) {
  v1::ProvisionRecord record;
  record.set_name(absl::StrCat("provisionRecords/", id));
  record.set_candidate(absl::StrCat("candidates/", candidate));
  record.set_recipient("employers/e1");
  return record;
}

inline v1::DeletionRequest ADeletionRequest(const std::string& id) {
  v1::DeletionRequest request;
  request.set_name(absl::StrCat("deletionRequests/", id));
  request.set_recipient("employers/e1");
  return request;
}

inline v1::RightsRequest ARightsRequest(const std::string& candidate, const std::string& id) {
  v1::RightsRequest request;
  request.set_name(absl::StrCat("rightsRequests/", id));
  request.set_candidate(absl::StrCat("candidates/", candidate));
  request.set_kind(v1::RightsRequest::ERASURE);
  return request;
}

inline v1::Tombstone ATombstone(const std::string& id) {
  v1::Tombstone tombstone;
  tombstone.set_name(absl::StrCat("tombstones/", id));
  tombstone.mutable_erase_time()->set_seconds(1735689600);
  return tombstone;
}

inline v1::Settings TheSettings() {
  v1::Settings settings;
  settings.set_name("settings/programme");
  settings.set_desk_contact("desk");
  return settings;
}

// On the day of the month of December 2026.
inline v1::DeskDay ADeskDay(const std::string& id, int day) {
  v1::DeskDay desk_day;
  desk_day.set_name(absl::StrCat("deskDays/", id));
  desk_day.mutable_date()->set_year(2026);
  desk_day.mutable_date()->set_month(12);
  desk_day.mutable_date()->set_day(day);
  desk_day.set_state(v1::DeskDay::PLANNED);
  return desk_day;
}

// An hour from `start_seconds` on, with an advisor.
inline v1::Session ASession(const std::string& candidate, const std::string& advisor,
                            const std::string& id, int64_t start_seconds,
                            v1::Session::State state) {
  v1::Session session;
  session.set_name(absl::StrCat("sessions/", id));
  session.set_candidate(absl::StrCat("candidates/", candidate));
  session.set_advisor(absl::StrCat("advisors/", advisor));
  session.set_state(state);
  session.mutable_start_time()->set_seconds(start_seconds);
  session.mutable_end_time()->set_seconds(start_seconds + 3600);
  return session;
}

inline v1::SupportPlan ASupportPlan(const std::string& candidate) {
  v1::SupportPlan plan;
  plan.set_name(absl::StrCat("supportPlans/", candidate));
  plan.set_candidate(absl::StrCat("candidates/", candidate));
  return plan;
}

inline v1::EntrySheet AnEntrySheet(const std::string& candidate, const std::string& id) {
  v1::EntrySheet sheet;
  sheet.set_name(absl::StrCat("entrySheets/", id));
  sheet.set_candidate(absl::StrCat("candidates/", candidate));
  sheet.set_state(v1::EntrySheet::DRAFT);
  return sheet;
}

inline v1::Offer AnOffer(const std::string& application, const std::string& id) {
  v1::Offer offer;
  offer.set_name(absl::StrCat("offers/", id));
  offer.set_application(absl::StrCat("applications/", application));
  offer.set_state(v1::Offer::INFORMAL);
  return offer;
}

inline v1::Message AMessage(const std::string& candidate, const std::string& id) {
  v1::Message message;
  message.set_name(absl::StrCat("messages/", id));
  message.set_candidate(absl::StrCat("candidates/", candidate));
  message.set_state(v1::Message::QUEUED);
  return message;
}

inline v1::MatchEvent AMatchEvent(const std::string& id) {
  v1::MatchEvent event;
  event.set_name(absl::StrCat("matchEvents/", id));
  event.set_kind(v1::MatchEvent::SHOWN);
  return event;
}

inline v1::Report AReport(const std::string& id) {
  v1::Report report;
  report.set_name(absl::StrCat("reports/", id));
  return report;
}

inline ResourceKind KindOf(const v1::Candidate&) { return ResourceKind::kCandidate; }
inline ResourceKind KindOf(const v1::Employer&) { return ResourceKind::kEmployer; }
inline ResourceKind KindOf(const v1::Internship&) { return ResourceKind::kInternship; }
inline ResourceKind KindOf(const v1::Advisor&) { return ResourceKind::kAdvisor; }
inline ResourceKind KindOf(const v1::Principal&) { return ResourceKind::kPrincipal; }
inline ResourceKind KindOf(const v1::Token&) { return ResourceKind::kToken; }
inline ResourceKind KindOf(const v1::Engagement&) { return ResourceKind::kEngagement; }
inline ResourceKind KindOf(const v1::Application&) { return ResourceKind::kApplication; }
inline ResourceKind KindOf(const v1::ProvisionRecord&) { return ResourceKind::kProvisionRecord; }
inline ResourceKind KindOf(const v1::DeletionRequest&) { return ResourceKind::kDeletionRequest; }
inline ResourceKind KindOf(const v1::RightsRequest&) { return ResourceKind::kRightsRequest; }
inline ResourceKind KindOf(const v1::Tombstone&) { return ResourceKind::kTombstone; }
inline ResourceKind KindOf(const v1::Settings&) { return ResourceKind::kSettings; }
inline ResourceKind KindOf(const v1::DeskDay&) { return ResourceKind::kDeskDay; }
inline ResourceKind KindOf(const v1::Session&) { return ResourceKind::kSession; }
inline ResourceKind KindOf(const v1::SupportPlan&) { return ResourceKind::kSupportPlan; }
inline ResourceKind KindOf(const v1::EntrySheet&) { return ResourceKind::kEntrySheet; }
inline ResourceKind KindOf(const v1::Offer&) { return ResourceKind::kOffer; }
inline ResourceKind KindOf(const v1::Message&) { return ResourceKind::kMessage; }
inline ResourceKind KindOf(const v1::MatchEvent&) { return ResourceKind::kMatchEvent; }
inline ResourceKind KindOf(const v1::Report&) { return ResourceKind::kReport; }

// Writes a message, whatever is there or if the revision is the expected one.
template <typename Message>
Write Put(const Message& message, std::optional<Revision> expected = std::nullopt) {
  return {.kind = KindOf(message),
          .name = message.name(),
          .message = message.SerializeAsString(),
          .expected = expected};
}

template <typename Message>
Write Delete(const Message& message, std::optional<Revision> expected = std::nullopt) {
  return {.kind = KindOf(message),
          .name = message.name(),
          .message = std::nullopt,
          .expected = expected};
}

}  // namespace banso

#endif  // BANSO_TESTS_STORE_RESOURCES_H_
