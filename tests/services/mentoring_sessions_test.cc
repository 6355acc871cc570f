#include "server/services/mentoring_sessions.h"

#include <atomic>
#include <thread>

#include "server/services/desk_sessions.h"
#include "server/services/engagements.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

using State = v1::Session;

class MentoringSessionsTest : public ProgrammeTest {
 protected:
  using Answer = absl::StatusOr<v1::Session>;

  void SetUp() override {
    ProgrammeTest::SetUp();
    service_ = std::make_unique<MentoringSessions>(&context_);
    desk_ = std::make_unique<DeskSessions>(&context_);
    PutAdvisor("advisors/a");
    PutAdvisor("advisors/b");
    for (const char* person : {"candidates/c", "candidates/d"}) PutCandidate(person);
    ca_ = Engage("candidates/c", "advisors/a");
    cb_ = Engage("candidates/c", "advisors/b");
    da_ = Engage("candidates/d", "advisors/a");
  }

  std::string Engage(const std::string& candidate, const std::string& advisor) {
    v1::StartEngagementRequest request;
    request.set_candidate(candidate);
    request.set_advisor(advisor);
    Call call = CoordinatorCall();
    const auto started = Engagements(&context_).Start(request, &call);
    EXPECT_THAT(started, IsOk());
    return started->name();
  }
  Call AdvisorCall(const std::string& name = "advisors/a") {
    return CallOf({.role = v1::Access::ADVISOR, .principal = "principals/advisor", .advisor = name},
                  v1::Access::LINKED);
  }
  Answer Schedule(const std::string& engagement, absl::Time start, Call call, int minutes = 0) {
    v1::ScheduleMentoringSessionRequest request;
    request.set_engagement(engagement);
    *request.mutable_start_time() = FromTime(start);
    request.set_minutes(minutes);
    request.add_topics(v1::INTERVIEW_PRACTICE);
    return service_->Schedule(request, &call);
  }
  Answer Schedule(const std::string& engagement, absl::Time start) {
    return Schedule(engagement, start, CoordinatorCall());
  }
  Answer Move(const std::string& name, absl::Time start, Call call) {
    v1::MoveSessionRequest request;
    request.set_name(name);
    *request.mutable_start_time() = FromTime(start);
    request.set_reason("用事");
    return desk_->Move(request, &call);
  }
  Answer Cancel(const std::string& name, Call call) {
    v1::CancelSessionRequest request;
    request.set_name(name);
    return desk_->Cancel(request, &call);
  }
  Answer Complete(const std::string& name, Call call) {
    v1::CompleteSessionRequest request;
    request.set_name(name);
    request.set_minutes(45);
    request.set_notes("面接の練習をした");
    request.add_topics(v1::ES_REVIEW);
    if (call.caller().role == v1::Access::ADVISOR) request.set_advisor_notes("次は逆質問");
    return desk_->Complete(request, &call);
  }
  Answer NoShow(const std::string& name, Call call) {
    v1::MarkNoShowRequest request;
    request.set_name(name);
    return desk_->NoShow(request, &call);
  }
  v1::Session Now(const std::string& name) {
    const auto entry = Newest()->sessions().Find(name);
    return entry == nullptr ? v1::Session() : *entry->message;
  }
  std::vector<std::string> Told(const std::string& about) {
    std::vector<std::string> told;
    Newest()->messages().ForEach([&](const auto& entry) {
      const v1::Message& message = *entry->message;
      if (message.about() != about) return;
      told.push_back(
          absl::StrCat(message.template_code(), " ", message.candidate(), message.advisor()));
    });
    return told;
  }

  const absl::Time tomorrow_ = TestNow() + absl::Hours(24);
  std::unique_ptr<MentoringSessions> service_;
  std::unique_ptr<DeskSessions> desk_;
  std::string ca_, cb_, da_;
};

TEST_F(MentoringSessionsTest, EitherOfTheTwoOrACoordinatorBooksAnHourThatBothAreToldOf) {
  int hour = 0;
  for (Call call : {AdvisorCall(), CandidateCall("candidates/c"), CoordinatorCall()}) {
    const Answer booked = Schedule(ca_, tomorrow_ + absl::Hours(2 * hour++), std::move(call));

    ASSERT_THAT(booked, IsOk());
    EXPECT_EQ(booked->kind(), v1::Session::MENTORING);
    EXPECT_EQ(booked->state(), State::CONFIRMED);
    EXPECT_EQ(booked->candidate(), "candidates/c");
    EXPECT_EQ(booked->advisor(), "advisors/a");
    EXPECT_EQ(ToTime(booked->end_time()) - ToTime(booked->start_time()), absl::Minutes(60));
    EXPECT_EQ(booked->steps_size(), 1);
    // Written together, so that the consent cannot be withdrawn unseen.
    EXPECT_EQ(Newest()->candidates().Find("candidates/c")->revision,
              Newest()->sessions().Find(booked->name())->revision);
    EXPECT_THAT(Told(booked->name()), UnorderedElementsAre("SESSION_CONFIRMED candidates/c",
                                                           "ADVISOR_SESSION_CONFIRMED advisors/a"));
  }
}

TEST_F(MentoringSessionsTest, NobodyHasTwoSessionsAtOnceAndWhatIsThereIsNotTold) {
  ASSERT_THAT(Schedule(ca_, tomorrow_), IsOk());
  const Revision before = Newest()->revision();

  const Answer person = Schedule(cb_, tomorrow_ + absl::Minutes(30));
  const Answer advisor = Schedule(da_, tomorrow_ - absl::Minutes(30), AdvisorCall(), 31);

  for (const Answer& taken : {person, advisor}) {
    EXPECT_THAT(taken, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_EQ(ReasonOf(taken), "TIME_TAKEN");
    EXPECT_EQ(std::string(taken.status().message()).find("sessions/"), std::string::npos);
  }
  EXPECT_EQ(Newest()->revision(), before);
  // Touching is not overlapping.
  EXPECT_THAT(Schedule(da_, tomorrow_ - absl::Minutes(30), AdvisorCall(), 30), IsOk());
  EXPECT_THAT(Schedule(cb_, tomorrow_ + absl::Minutes(60)), IsOk());
}

TEST_F(MentoringSessionsTest, OfManyAtOnceOneGetsTheHour) {
  std::atomic<int> booked = 0;
  std::atomic<int> taken = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      const Answer answer = Schedule(i % 2 == 0 ? ca_ : da_, tomorrow_ + absl::Minutes(5 * i));
      if (answer.ok()) {
        ++booked;
      } else if (ReasonOf(answer) == "TIME_TAKEN") {
        ++taken;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(booked, 1);
  EXPECT_EQ(taken, 5);
}

TEST_F(MentoringSessionsTest, OnlyWhoIsAccompaniedAndServedMeets) {
  EXPECT_EQ(ReasonOf(Schedule(ca_, TestNow())), "TIME_PASSED");
  EXPECT_THAT(Schedule("engagements/none", tomorrow_), StatusIs(absl::StatusCode::kNotFound));
  v1::Candidate paused = CandidateNow("candidates/d");
  paused.mutable_case_()->set_status(v1::Case::PAUSED);
  Put(ResourceKind::kCandidate, paused);
  EXPECT_EQ(ReasonOf(Schedule(da_, tomorrow_)), "CASE_NOT_ACTIVE");
  v1::EndEngagementRequest end;
  end.set_name(ca_);
  Call call = CoordinatorCall();
  ASSERT_THAT(Engagements(&context_).End(end, &call), IsOk());
  EXPECT_EQ(ReasonOf(Schedule(ca_, tomorrow_)), "ILLEGAL_TRANSITION");
}

TEST_F(MentoringSessionsTest, MovingIsAnotherHourInItsPlace) {
  const Answer booked = Schedule(ca_, tomorrow_, CoordinatorCall(), 90);
  ASSERT_THAT(booked, IsOk());
  ASSERT_THAT(Schedule(da_, tomorrow_ + absl::Hours(3)), IsOk());

  const Answer taken = Move(booked->name(), tomorrow_ + absl::Hours(2), AdvisorCall());
  // Into what was its own time.
  const Answer moved = Move(booked->name(), tomorrow_ + absl::Minutes(30), AdvisorCall());

  EXPECT_EQ(ReasonOf(taken), "TIME_TAKEN");
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->rescheduled_from(), booked->name());
  EXPECT_EQ(ToTime(moved->start_time()), tomorrow_ + absl::Minutes(30));
  EXPECT_EQ(ToTime(moved->end_time()), tomorrow_ + absl::Minutes(120));
  EXPECT_EQ(moved->topics_size(), 1);
  const v1::Session old = Now(booked->name());
  EXPECT_EQ(old.state(), State::CANCELLED);
  EXPECT_EQ(old.rescheduled_to(), moved->name());
  EXPECT_FALSE(old.late());
  EXPECT_THAT(Told(moved->name()), UnorderedElementsAre("SESSION_MOVED candidates/c",
                                                        "ADVISOR_SESSION_MOVED advisors/a"));
}

TEST_F(MentoringSessionsTest, ItIsCompletedWithWhatCameOfIt) {
  const Answer booked = Schedule(ca_, tomorrow_);
  ASSERT_THAT(booked, IsOk());
  clock_.Set(tomorrow_ + absl::Hours(1));

  const Answer completed = Complete(booked->name(), AdvisorCall());

  ASSERT_THAT(completed, IsOk());
  EXPECT_EQ(completed->state(), State::COMPLETED);
  EXPECT_EQ(completed->minutes(), 45);
  EXPECT_EQ(completed->notes(), "面接の練習をした");
  EXPECT_THAT(completed->topics(), ElementsAre(v1::ES_REVIEW));
  EXPECT_EQ(completed->advisor_notes().advisor(), "advisors/a");
  EXPECT_EQ(completed->advisor_notes().text(), "次は逆質問");
}

TEST_F(MentoringSessionsTest, TheAdvisorsNotesAreTheAdvisorsToWrite) {
  const Answer booked = Schedule(ca_, tomorrow_);
  ASSERT_THAT(booked, IsOk());
  clock_.Set(tomorrow_ + absl::Hours(1));
  v1::CompleteSessionRequest request;
  request.set_name(booked->name());
  request.set_advisor_notes("x");
  Call call = CoordinatorCall();

  EXPECT_EQ(ReasonOf(desk_->Complete(request, &call)), "FIELD_DENIED");
  EXPECT_EQ(Complete(booked->name(), AdvisorCall("advisors/b")).status(),
            NoSuchResource(booked->name()));
}

TEST_F(MentoringSessionsTest, EveryStepIsLegalFromConfirmedOnlyAndElseChangesNothing) {
  const Answer booked = Schedule(ca_, tomorrow_);
  ASSERT_THAT(booked, IsOk());
  clock_.Set(tomorrow_ + absl::Minutes(20));
  const auto steps = [&](int step) {
    switch (step) {
      case 0:
        return Cancel(booked->name(), CoordinatorCall());
      case 1:
        return Complete(booked->name(), AdvisorCall());
      case 2:
        return NoShow(booked->name(), AdvisorCall());
      default:
        return Move(booked->name(), tomorrow_ + absl::Hours(48), CoordinatorCall());
    }
  };
  for (int state = State::REQUESTED; state <= State::State_MAX; ++state) {
    for (int step = 0; step < 4; ++step) {
      v1::Session session = *booked;
      session.clear_etag();
      session.clear_revision();
      session.set_state(static_cast<v1::Session::State>(state));
      Put(ResourceKind::kSession, session);
      const v1::Session before = Now(booked->name());
      const Revision revision = Newest()->revision();
      // Waiting is ended by calling it off, whatever is waited for.
      const bool ends_waiting =
          step == 0 &&
          (state == State::REQUESTED || state == State::WAITLISTED || state == State::OFFERED);
      SCOPED_TRACE(absl::StrCat(v1::Session::State_Name(session.state()), " step ", step));

      const Answer answer = steps(step);

      if (state == State::CONFIRMED || ends_waiting) {
        EXPECT_THAT(answer, IsOk());
        continue;
      }
      EXPECT_EQ(ReasonOf(answer), "ILLEGAL_TRANSITION");
      EXPECT_EQ(Newest()->revision(), revision);
      EXPECT_EQ(Now(booked->name()).SerializeAsString(), before.SerializeAsString());
    }
    // What the moves booked is out of the way.
    std::vector<std::string> moved;
    Newest()->sessions().ForEach([&](const auto& entry) {
      if (entry->name() != booked->name()) moved.push_back(entry->name());
    });
    for (const std::string& name : moved) {
      v1::Session gone = Now(name);
      gone.set_state(State::CANCELLED);
      Put(ResourceKind::kSession, gone);
    }
  }
}

TEST_F(MentoringSessionsTest, AnHourAtTheDeskIsNotTheAdvisorsToCallOff) {
  v1::Session session = *Schedule(ca_, tomorrow_);
  session.clear_etag();
  session.clear_revision();
  session.set_kind(v1::Session::DESK);
  Put(ResourceKind::kSession, session);
  const Revision before = Newest()->revision();

  EXPECT_EQ(ReasonOf(Cancel(session.name(), AdvisorCall())), "AT_THE_DESK");
  EXPECT_EQ(ReasonOf(Move(session.name(), tomorrow_ + absl::Hours(5), AdvisorCall())),
            "AT_THE_DESK");
  EXPECT_EQ(Newest()->revision(), before);
}

TEST_F(MentoringSessionsTest, HoursAreThoseOfWhatTookPlaceInThePeriod) {
  for (const auto& [engagement, start] :
       {std::pair(ca_, tomorrow_), std::pair(da_, tomorrow_ + absl::Hours(24)),
        std::pair(cb_, tomorrow_ + absl::Hours(48))}) {
    const Answer booked = Schedule(engagement, start);
    ASSERT_THAT(booked, IsOk());
    const absl::Time before = clock_.Now();
    clock_.Set(start + absl::Hours(1));
    ASSERT_THAT(Complete(booked->name(), CoordinatorCall()), IsOk());
    clock_.Set(before);
  }
  ASSERT_THAT(Schedule(ca_, tomorrow_ + absl::Hours(96)), IsOk());  // yet to come
  const auto hours = [&](const std::string& more, Call call) {
    const auto answer = service_->Hours(Merge(v1::GetAdvisorHoursRequest(), more), &call);
    EXPECT_THAT(answer, IsOk());
    std::vector<std::string> rows;
    for (const v1::AdvisorHours& row : answer->advisors()) {
      rows.push_back(absl::StrCat(row.advisor(), " ", row.sessions(), " ", row.minutes()));
    }
    return rows;
  };

  EXPECT_THAT(hours("", CoordinatorCall()), ElementsAre("advisors/a 2 90", "advisors/b 1 45"));
  EXPECT_THAT(hours("", AdvisorCall("advisors/b")), ElementsAre("advisors/b 1 45"));
  EXPECT_THAT(hours("end_date { year: 2026 month: 12 day: 2 }", CoordinatorCall()),
              ElementsAre("advisors/a 1 45"));
  EXPECT_THAT(
      hours("advisor: \"advisors/b\" end_date { year: 2026 month: 12 day: 2 }", CoordinatorCall()),
      ElementsAre("advisors/b 0 0"));
}

}  // namespace
}  // namespace banso
