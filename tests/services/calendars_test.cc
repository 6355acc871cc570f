#include "server/services/calendars.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kVersion[] = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n";

std::string File(const std::string& parts) {
  return absl::StrReplaceAll(absl::StrCat(kVersion, parts, "END:VCALENDAR\n"), {{"\n", "\r\n"}});
}

int Count(const std::string& text, const std::string& part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

class CalendarsTest : public ProgrammeTest {
 protected:
  void SetUp() override {
    ProgrammeTest::SetUp();
    calendars_ = std::make_unique<Calendars>(&context_);
    PutCandidate("candidates/c");
    PutAdvisor("advisors/a");
    PutAdvisor("advisors/b");
  }

  // A session of an hour, so many hours from now.
  v1::Session ASession(const std::string& name, v1::Session::State state, int hours = 48,
                       const std::string& more = "") {
    v1::Session session = Merge(v1::Session(), R"pb(candidate: "candidates/c"
                                                    kind: DESK
                                                    advisor: "advisors/a"
                                                    sequence: 1
                                                    matter: "canary words")pb");
    session.set_name(name);
    session.set_state(state);
    *session.mutable_start_time() = FromTime(clock_.Now() + absl::Hours(hours));
    *session.mutable_end_time() = FromTime(clock_.Now() + absl::Hours(hours + 1));
    *session.mutable_create_time() = FromTime(clock_.Now());
    v1::SessionStep* step = session.add_steps();
    step->set_state(state);
    *step->mutable_step_time() = FromTime(clock_.Now());
    return Merge(session, more);
  }
  void PutSession(const v1::Session& session) { Put(ResourceKind::kSession, session); }
  // One that was moved, from the first advisor to `advisor`.
  void PutMoved(const std::string& advisor) {
    PutSession(ASession("sessions/old", v1::Session::CANCELLED, 48,
                        R"pb(sequence: 2 rescheduled_to: "sessions/new")pb"));
    PutSession(ASession(
        "sessions/new", v1::Session::CONFIRMED, 72,
        absl::StrCat("sequence: 3 rescheduled_from: 'sessions/old' advisor: '", advisor, "'")));
  }

  absl::StatusOr<v1::CalendarFile> OfSession(const std::string& name) {
    Call call = CoordinatorCall();
    return OfSession(name, &call);
  }
  absl::StatusOr<v1::CalendarFile> OfSession(const std::string& name, Call* call) {
    v1::GetSessionCalendarRequest request;
    request.set_name(name);
    return calendars_->OfSession(request, call);
  }
  std::string FeedOf(const std::string& advisor) {
    v1::GetAdvisorCalendarRequest request;
    request.set_advisor(advisor);
    Call call = CoordinatorCall();
    const auto file = calendars_->OfAdvisor(request, &call);
    EXPECT_THAT(file, IsOk());
    return file.ok() ? file->content() : "";
  }

  absl::StatusOr<v1::Advisor> Import(const std::string& content, bool validate_only = false,
                                     const std::string& etag = "") {
    v1::ImportAdvisorAvailabilityRequest request;
    request.set_advisor("advisors/a");
    request.set_content(content);
    request.set_validate_only(validate_only);
    request.set_etag(etag);
    Call call = CoordinatorCall();
    return calendars_->Import(request, &call);
  }
  v1::Advisor AdvisorNow() { return *Newest()->advisors().Find("advisors/a")->message; }

  std::unique_ptr<Calendars> calendars_;
};

// --- Written ---

TEST_F(CalendarsTest, ASessionIsAFileOfOneNeutralEntry) {
  PutSession(ASession("sessions/s", v1::Session::CONFIRMED));

  const auto file = OfSession("sessions/s");

  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->media_type(), "text/calendar; charset=utf-8; method=PUBLISH");
  EXPECT_THAT(file->content(),
              AllOf(StartsWith("BEGIN:VCALENDAR\r\n"),
                    HasSubstr("UID:sessions-s@calendar.invalid\r\n"), HasSubstr("SEQUENCE:1\r\n"),
                    HasSubstr("SUMMARY:予定"), HasSubstr("STATUS:CONFIRMED\r\n")));
  for (const char* secret : {"canary", "candidates", "advisors", "Career", "banso"}) {
    EXPECT_THAT(file->content(), Not(HasSubstr(secret)));
  }
}

TEST_F(CalendarsTest, OneThatWasCalledOffSaysSo) {
  PutSession(ASession("sessions/s", v1::Session::CANCELLED, 48, "sequence: 2"));

  const auto file = OfSession("sessions/s");

  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(file->media_type(), HasSubstr("method=CANCEL"));
  EXPECT_THAT(file->content(), AllOf(HasSubstr("METHOD:CANCEL\r\n"), HasSubstr("SEQUENCE:2\r\n"),
                                     HasSubstr("STATUS:CANCELLED\r\n")));
}

TEST_F(CalendarsTest, WhatHasNoHourHasNoFile) {
  v1::Session waits = ASession("sessions/s", v1::Session::WAITLISTED);
  waits.clear_start_time();
  PutSession(waits);
  PutSession(ASession("sessions/held", v1::Session::OFFERED));

  EXPECT_EQ(ReasonOf(OfSession("sessions/s")), "NO_HOUR");
  EXPECT_EQ(ReasonOf(OfSession("sessions/held")), "NO_HOUR");
  EXPECT_THAT(OfSession("sessions/none").status(), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(FeedOf("advisors/a"), Not(HasSubstr("VEVENT")));
}

TEST_F(CalendarsTest, AFeedHoldsTheAdvisorsSessionsAndIsTheSameAgain) {
  PutSession(ASession("sessions/s1", v1::Session::CONFIRMED));
  PutSession(ASession("sessions/s2", v1::Session::COMPLETED, -48));
  PutSession(ASession("sessions/s3", v1::Session::CANCELLED, 24));
  PutSession(ASession("sessions/s4", v1::Session::CONFIRMED, 96, "advisor: 'advisors/b'"));

  const std::string feed = FeedOf("advisors/a");
  clock_.Advance(absl::Hours(30));

  EXPECT_EQ(Count(feed, "BEGIN:VEVENT"), 3);
  EXPECT_EQ(Count(feed, "STATUS:CANCELLED"), 1);
  EXPECT_THAT(feed, Not(HasSubstr("sessions-s4")));
  EXPECT_THAT(feed, Not(HasSubstr("canary")));
  EXPECT_EQ(FeedOf("advisors/a"), feed);
  // What is noted afterwards is no change of a calendar.
  v1::Session noted = ASession("sessions/s1", v1::Session::CONFIRMED);
  *noted.mutable_start_time() = Newest()->sessions().Find("sessions/s1")->message->start_time();
  *noted.mutable_end_time() = Newest()->sessions().Find("sessions/s1")->message->end_time();
  *noted.mutable_steps(0)->mutable_step_time() = FromTime(TestNow());
  noted.set_notes("more words");
  *noted.mutable_update_time() = FromTime(clock_.Now());
  PutSession(noted);
  EXPECT_EQ(FeedOf("advisors/a"), feed);
}

TEST_F(CalendarsTest, AMovedSessionIsOneEntry) {
  PutMoved("advisors/a");

  const std::string feed = FeedOf("advisors/a");
  const auto by_old = OfSession("sessions/old");
  const auto by_new = OfSession("sessions/new");

  EXPECT_EQ(Count(feed, "BEGIN:VEVENT"), 1);
  EXPECT_THAT(feed, AllOf(HasSubstr("UID:sessions-old@"), HasSubstr("SEQUENCE:3\r\n"),
                          HasSubstr("STATUS:CONFIRMED")));
  ASSERT_THAT(by_old, IsOk());
  ASSERT_THAT(by_new, IsOk());
  EXPECT_EQ(by_old->content(), by_new->content());
  EXPECT_THAT(by_new->content(), HasSubstr("UID:sessions-old@"));
}

TEST_F(CalendarsTest, WhatMovesToAnotherAdvisorIsCalledOffForTheFirst) {
  PutMoved("advisors/b");

  EXPECT_THAT(FeedOf("advisors/a"), AllOf(HasSubstr("SEQUENCE:2\r\n"), HasSubstr("CANCELLED")));
  EXPECT_THAT(FeedOf("advisors/b"), AllOf(HasSubstr("UID:sessions-old@"),
                                          HasSubstr("SEQUENCE:3\r\n"), HasSubstr("CONFIRMED")));
  Call first = CallOf({.role = v1::Access::ADVISOR, .advisor = "advisors/a"}, v1::Access::LINKED);
  EXPECT_THAT(OfSession("sessions/old", &first)->content(), HasSubstr("CANCELLED"));
  Call person = CandidateCall("candidates/c");
  EXPECT_THAT(OfSession("sessions/old", &person)->content(), HasSubstr("CONFIRMED"));
}

TEST_F(CalendarsTest, WhoLooksAtSomebodysSessionIsNoted) {
  PutSession(ASession("sessions/s", v1::Session::CONFIRMED));
  Call call = CoordinatorCall();

  ASSERT_THAT(OfSession("sessions/s", &call), IsOk());

  ASSERT_THAT(call.audit.subjects(), SizeIs(1));
  EXPECT_EQ(call.audit.subjects(0), "candidates/c");
}

// --- Read ---

TEST_F(CalendarsTest, BusyTimeReplacesBusyTimeAndNothingElse) {
  const v1::Advisor before = AdvisorNow();
  const std::string start =
      absl::FormatTime("%Y%m%dT%H%M%SZ", clock_.Now() + absl::Hours(24), absl::UTCTimeZone());

  const auto after = Import(
      File(absl::StrCat("BEGIN:VFREEBUSY\nUID:1\nFREEBUSY:", start, "/PT2H\nEND:VFREEBUSY\n")));

  ASSERT_THAT(after, IsOk());
  ASSERT_THAT(after->availability().busy(), SizeIs(1));
  EXPECT_EQ(ToTime(after->availability().busy(0).start_time()),
            absl::FromUnixSeconds(absl::ToUnixSeconds(clock_.Now())) + absl::Hours(24));
  EXPECT_EQ(after->availability().weekly_size(), before.availability().weekly_size());
  EXPECT_FALSE(after->etag().empty());
  EXPECT_EQ(AdvisorNow().availability().busy_size(), 1);

  // A calendar without anything in it means that nothing is busy.
  const auto none = Import(File("BEGIN:VFREEBUSY\nUID:1\nEND:VFREEBUSY\n"));
  ASSERT_THAT(none, IsOk());
  EXPECT_THAT(none->availability().busy(), SizeIs(0));
}

TEST_F(CalendarsTest, AvailabilityReplacesTheWeek) {
  const auto after =
      Import(File("BEGIN:VAVAILABILITY\nUID:1\nBEGIN:AVAILABLE\nUID:2\n"
                  "DTSTART;TZID=America/Los_Angeles:20261204T180000\nDURATION:PT6H\n"
                  "RRULE:FREQ=WEEKLY\nEND:AVAILABLE\nEND:VAVAILABILITY\n"));

  ASSERT_THAT(after, IsOk());
  ASSERT_THAT(after->availability().weekly(), SizeIs(1));
  const v1::WeeklyWindow& window = after->availability().weekly(0);
  EXPECT_EQ(window.day(), v1::FRIDAY);
  EXPECT_EQ(window.start().hours(), 18);
  EXPECT_EQ(window.end().hours(), 0);
  EXPECT_EQ(window.time_zone(), "America/Los_Angeles");
  EXPECT_EQ(window.valid_from_date().day(), 4);
}

TEST_F(CalendarsTest, ADryRunChangesNothing) {
  const Revision before = Newest()->revision();

  const auto tried = Import(File("BEGIN:VAVAILABILITY\nUID:1\nEND:VAVAILABILITY\n"), true);

  ASSERT_THAT(tried, IsOk());
  EXPECT_THAT(tried->availability().weekly(), SizeIs(0));
  EXPECT_GT(AdvisorNow().availability().weekly_size(), 0);
  EXPECT_EQ(Newest()->revision(), before);
}

TEST_F(CalendarsTest, WhatIsWrongIsSaidWithItsPlaceAndChangesNothing) {
  const Revision before = Newest()->revision();
  const auto refused =
      Import(File("BEGIN:VEVENT\nUID:1\nDTSTART:20261204T000000Z\nEND:VEVENT\n"
                  "BEGIN:VEVENT\nUID:2\nSUMMARY:canary\nDTSTART:canary\nEND:VEVENT\n"));

  EXPECT_EQ(ReasonOf(refused), "CALENDAR_UNREADABLE");
  EXPECT_EQ(InfoKeysOf(refused), (std::set<std::string>{"line", "component"}));
  const auto problems = FieldProblems(refused.status());
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].field, "content");
  EXPECT_THAT(problems[0].description, StartsWith("line 8: VEVENT"));
  EXPECT_THAT(refused.status().ToString(), Not(HasSubstr("canary")));

  EXPECT_EQ(ReasonOf(Import(File(""))), "CALENDAR_UNREADABLE");
  EXPECT_EQ(ReasonOf(Import(std::string(600'000, ' '))), "CALENDAR_UNREADABLE");
  std::string many;
  for (int i = 0; i < 513; ++i) {
    absl::StrAppend(&many, "FREEBUSY:",
                    absl::FormatTime("%Y%m%dT%H%M%SZ", clock_.Now() + absl::Hours(i + 1) * 2,
                                     absl::UTCTimeZone()),
                    "/PT1H\n");
  }
  const auto too_many =
      Import(File(absl::StrCat("BEGIN:VFREEBUSY\nUID:1\n", many, "END:VFREEBUSY\n")));
  EXPECT_EQ(ReasonOf(too_many), "CALENDAR_UNREADABLE");
  EXPECT_THAT(too_many.status().message(), HasSubstr("512"));
  EXPECT_EQ(Newest()->revision(), before);
}

TEST_F(CalendarsTest, AnImportHoldsOnToWhatWasRead) {
  const std::string none = File("BEGIN:VFREEBUSY\nUID:1\nEND:VFREEBUSY\n");
  const auto first = Import(none);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(Import(none, false, first->etag()), IsOk());

  EXPECT_THAT(Import(none, false, first->etag()).status(), StatusIs(absl::StatusCode::kAborted));
}

}  // namespace
}  // namespace banso
