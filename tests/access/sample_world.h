// A small state of the server for tests of who reaches what.
#ifndef BANSO_TESTS_ACCESS_SAMPLE_WORLD_H_
#define BANSO_TESTS_ACCESS_SAMPLE_WORLD_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "server/access/reach.h"
#include "server/catalog/snapshot.h"
#include "server/convert/calendar_convert.h"

namespace banso {

inline const absl::Time kSampleNow = absl::FromUnixSeconds(1'796'083'200);  // 2026-12-01 UTC

template <typename EntryType>
void PutSample(typename EntryType::Message message, SortedTable<EntryType>* table) {
  auto entry = std::make_shared<EntryType>();
  entry->revision = 1;
  entry->message = std::make_shared<const typename EntryType::Message>(std::move(message));
  table->Put(std::move(entry));
}

// A candidate who agrees to the service from a day ago on, or does not.
inline void AddCandidate(const std::string& name, bool agrees, Snapshot::Parts* parts) {
  v1::Candidate message;
  message.set_name(name);
  Candidate value;
  value.id = CandidateId(name);
  if (agrees) {
    value.consents.push_back(
        {ConsentScope::kService, "", kSampleNow - absl::Hours(24), kSampleNow + absl::Hours(24)});
  }
  auto entry = std::make_shared<CandidateEntry>();
  entry->revision = 1;
  entry->message = std::make_shared<const v1::Candidate>(std::move(message));
  entry->value = std::make_shared<const Candidate>(std::move(value));
  parts->candidates.Put(std::move(entry));
}

// A candidate of a household, who shares the record with `member` from a day ago to an end.
inline void AddSharer(const std::string& name, const std::string& household,
                      const std::string& member, absl::Time end, Snapshot::Parts* parts) {
  v1::Candidate message;
  message.set_name(name);
  message.set_household(household);
  Candidate value;
  value.id = CandidateId(name);
  if (!member.empty()) {
    value.consents.push_back(
        {ConsentScope::kFamilyShare, member, kSampleNow - absl::Hours(24), end});
  }
  auto entry = std::make_shared<CandidateEntry>();
  entry->revision = 1;
  entry->message = std::make_shared<const v1::Candidate>(std::move(message));
  entry->value = std::make_shared<const Candidate>(std::move(value));
  parts->candidates.Put(std::move(entry));
}

// Candidates c1 to c4, advisors a1 and a2, employers e1 and e2; e1 has a published opening and a
// draft, e2 a published one.
inline Snapshot::Parts SampleParts() {
  Snapshot::Parts parts;
  for (const char* id : {"candidates/c1", "candidates/c2", "candidates/c3", "candidates/c4"}) {
    AddCandidate(id, /*agrees=*/true, &parts);
  }
  const auto put_internship = [&](const char* name, v1::Internship::State state) {
    v1::Internship internship;
    internship.set_name(name);
    internship.set_state(state);
    PutSample(std::move(internship), &parts.internships);
  };
  put_internship("employers/e1/internships/published", v1::Internship::PUBLISHED);
  put_internship("employers/e1/internships/draft", v1::Internship::DRAFT);
  put_internship("employers/e2/internships/published", v1::Internship::PUBLISHED);
  return parts;
}

inline void AddEngagement(const std::string& candidate, const std::string& advisor,
                          std::optional<absl::Time> end, Snapshot::Parts* parts) {
  v1::Engagement engagement;
  engagement.set_name("engagements/" + std::to_string(parts->engagements.size()));
  engagement.set_candidate(candidate);
  engagement.set_advisor(advisor);
  if (end) *engagement.mutable_end_time() = FromTime(*end);
  PutSample(std::move(engagement), &parts->engagements);
}

// A desk session of an hour that began so long ago.
inline std::string AddSession(const std::string& candidate, const std::string& advisor,
                              v1::Session::State state, absl::Duration ago,
                              Snapshot::Parts* parts) {
  v1::Session session;
  session.set_name("sessions/" + std::to_string(parts->sessions.size()));
  session.set_candidate(candidate);
  session.set_advisor(advisor);
  session.set_kind(v1::Session::DESK);
  session.set_state(state);
  *session.mutable_start_time() = FromTime(kSampleNow - ago);
  *session.mutable_end_time() = FromTime(kSampleNow - ago + absl::Hours(1));
  const std::string name = session.name();
  PutSample(std::move(session), &parts->sessions);
  return name;
}

inline Caller SampleCaller(v1::Access::Role role, const std::string& who = "") {
  Caller caller;
  caller.role = role;
  caller.principal = "principals/p1";
  if (role == v1::Access::CANDIDATE || role == v1::Access::FAMILY || role == v1::Access::LINK) {
    caller.candidate = who;
  }
  if (role == v1::Access::ADVISOR) caller.advisor = who;
  if (role == v1::Access::EMPLOYER) caller.employer = who;
  return caller;
}

inline Reach SampleReach(Snapshot::Parts parts, Caller caller, v1::Access::Scope scope) {
  return Reach(std::move(caller), scope, std::make_shared<const Snapshot>(std::move(parts)),
               kSampleNow);
}

}  // namespace banso

#endif  // BANSO_TESTS_ACCESS_SAMPLE_WORLD_H_
