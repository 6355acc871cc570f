// Half a year of a programme, drawn from a seed and lived over RPC: sixty people, twenty-five
// advisors, twelve desk days, what comes of accompanying people (plans, appointments, entry
// sheets), the roads of some to work, and a hand-over in the middle. What was done is noted in a
// ledger of the test's own; the report of the half-year must say the same.
#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "banso/v1/report_service.grpc.pb.h"
#include "server/convert/calendar_convert.h"
#include "tests/e2e/e2e_test.h"
#include "tests/e2e/employer_side.h"

namespace banso {
namespace {

using Desk = v1::ConsultationService::Stub;
using Cases = v1::CandidateService::Stub;

constexpr uint64_t kSeed = 20261001;
constexpr int kPeople = 60;
constexpr int kAdvisors = 25;
// So many came before the half-year and found work then: in it they are asked how it went.
constexpr int kVeterans = 12;
constexpr char kPeriod[] = "2026-10";

absl::Time At(absl::CivilDay day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(day.year(), day.month(), day.day(), hour, minute),
                         JapanTime());
}
const absl::CivilDay kFirst(2026, 10, 1);
const absl::CivilDay kAfter(2027, 4, 1);

// What the test did: how often, to whom. Only what falls into the half-year is kept.
class Ledger {
 public:
  void Note(absl::Time time, const std::string& what, const std::string& person, int amount = 1) {
    if (time < At(kFirst, 0) || time >= At(kAfter, 0)) return;
    counts_[what] += amount;
    people_[what].insert(person);
  }
  int Count(const std::string& what) const {
    const auto found = counts_.find(what);
    return found == counts_.end() ? 0 : found->second;
  }
  int People(const std::string& what) const {
    const auto found = people_.find(what);
    return found == people_.end() ? 0 : static_cast<int>(found->second.size());
  }
  std::set<std::string> Union(std::vector<std::string> all) const {
    std::set<std::string> people;
    for (const std::string& what : all) {
      const auto found = people_.find(what);
      if (found != people_.end()) people.insert(found->second.begin(), found->second.end());
    }
    return people;
  }

 private:
  std::map<std::string, int> counts_;
  std::map<std::string, std::set<std::string>> people_;
};

class HalfYearTest : public E2eTest {
 protected:
  static constexpr const char* kPath[] = {"APPLIED",      "RECEIVED", "FIRST_INTERVIEW", "PLANNED",
                                          "ACCOMPANYING", "APPLYING", "IN_SELECTION",    "OFFERED",
                                          "EMPLOYED",     "FOLLOW_UP"};
  enum Stage { kApplied = 0, kAccompanying = 4, kApplying, kInSelection, kOffered, kEmployed };

  struct Person {
    std::string name;
    bool account = false;  // was entered by a coordinator, with a whole profile
    int stage = 0;         // position in kPath
    bool active = true;
    bool erased = false;
    bool shows_card = false;
    absl::Time first_request = absl::InfiniteFuture();
    bool had_session = false;
    std::string advisor;  // who accompanies
    std::string engagement;
    int open_sheets = 0;   // not sent yet
    bool on_road = false;  // to work: something goes on with an employer
    std::set<std::string> open_sessions;
    std::set<std::string> desk_days;
  };
  struct Mentor {
    std::string name;
    std::string division;
    int load = 0;
  };
  struct DeskDate {
    absl::CivilDay date;
    std::string name;
    std::vector<int> advisors;
    bool allocated = false;
  };
  struct Appointment {
    std::string session;
    int person = 0;
    std::vector<std::string> topics;
    bool first_time = false;
    absl::Time start = absl::InfiniteFuture();
    std::string advisor;
  };

  // An entry sheet, its newest version, and who said last to review it.
  struct Sheet {
    std::string name;
    int person = 0;
    int version = 0;
    absl::Time submitted = absl::InfiniteFuture();
    std::string reviewer;
  };
  struct Task {
    absl::CivilDay due;
    bool done = false;
  };
  // From an interest in an opening to the day half a year after joining.
  struct Road {
    int opening = 0;
    std::string application;
    std::string offer;
    std::string state;        // of the application, later of the offer
    bool is_offered = false;  // `state` is that of the offer
  };
  // An opening for work, what reports count it under, and the seats that the test counts.
  struct Job {
    std::string name;
    std::string division;
    std::string type;
    int taken = 0;
  };

  int Draw(int count) { return static_cast<int>(random_() % count); }
  bool Chance(int in) { return Draw(in) == 0; }
  absl::Time Now() { return server().clock().Now(); }

  void SetUp() override {
    E2eTest::SetUp();
    std::cout << "seed " << kSeed << "\n";
    server().clock().Set(At(absl::CivilDay(2026, 9, 20), 9));
    MakeAdvisors();
    MakeDeskDays();
    employer_ = std::make_unique<EmployerSide>(server());
    openings_ = {employer_->Publish(), employer_->Publish("title: \"別の募集\"")};
    SetPlacementLicence(server());
    hiring_ = std::make_unique<EmployerSide>(server());
    jobs_ = {{hiring_->Publish("seats: 40"), "G", "WORK_TRIAL"},
             {hiring_->Publish("programme_type: EMPLOYMENT industry: \"76\" seats: 40"), "M",
              "EMPLOYMENT"}};
    // The first admin's token does not last half a year.
    v1::Principal admin;
    admin.set_role(v1::Access::ADMIN);
    access_ = v1::AccessService::NewStub(
        TokenChannel(server().server().address(), server().TokenFor(admin)));
  }

  // A channel of somebody with an account of the person's or the advisor's own.
  std::shared_ptr<grpc::Channel> AccountOf(const std::string& name) {
    std::shared_ptr<grpc::Channel>& channel = accounts_[name];
    if (channel != nullptr) return channel;
    v1::CreatePrincipalRequest create;
    if (absl::StartsWith(name, "advisors/")) {
      create.mutable_principal()->set_role(v1::Access::ADVISOR);
      create.mutable_principal()->set_advisor(name);
    } else {
      create.mutable_principal()->set_role(v1::Access::CANDIDATE);
      create.mutable_principal()->set_candidate(name);
    }
    v1::IssueTokenRequest issue;
    issue.set_parent(
        server().Call(create, &v1::AccessService::Stub::CreatePrincipal, *access_).name());
    issue.mutable_lifetime()->set_seconds(366 * 24 * 60 * 60);
    channel =
        TokenChannel(server().server().address(),
                     server().Call(issue, &v1::AccessService::Stub::IssueToken, *access_).secret());
    return channel;
  }

  // Every advisor is there on Saturday afternoons; what they do for a living differs.
  void MakeAdvisors() {
    const std::pair<const char*, const char*> kJobs[] = {
        {"39", "G"}, {"76", "M"}, {"62", "J"}, {"83", "P"}};
    for (int i = 0; i < kAdvisors; ++i) {
      const auto& [industry, division] = kJobs[i % 4];
      v1::Advisor advisor = AnAdvisor("max_active_candidates: 2");
      advisor.clear_industries();
      advisor.add_industries(industry);
      v1::WeeklyWindow* saturday = advisor.mutable_availability()->add_weekly();
      saturday->set_day(v1::SATURDAY);
      saturday->mutable_start()->set_hours(12);
      saturday->mutable_end()->set_hours(18);
      mentors_.push_back({server().Activate(server().Create(advisor).name()).name(), division});
    }
  }

  // The second and fourth Saturdays, with four advisors each in turn.
  void MakeDeskDays() {
    for (absl::CivilMonth month(2026, 10); month < absl::CivilMonth(2027, 4); ++month) {
      const absl::CivilDay first =
          absl::NextWeekday(absl::CivilDay(month) - 1, absl::Weekday::saturday);
      for (const int weeks : {1, 3}) {
        DeskDate day;
        day.date = first + 7 * weeks;
        v1::CreateDeskDayRequest request;
        v1::DeskDay& desk = *request.mutable_desk_day();
        desk.mutable_date()->set_year(static_cast<int>(day.date.year()));
        desk.mutable_date()->set_month(day.date.month());
        desk.mutable_date()->set_day(day.date.day());
        for (int i = 0; i < 4; ++i) {
          const int advisor = static_cast<int>(4 * desk_days_.size() + i) % kAdvisors;
          day.advisors.push_back(advisor);
          v1::DeskAdvisor* present = desk.add_advisors();
          present->set_advisor(mentors_[advisor].name);
          present->set_max_sessions(i == 0 ? 1 : 2);
        }
        day.name = server().Call(request, &Desk::CreateDeskDay, server().consultation()).name();
        desk_days_.push_back(std::move(day));
      }
    }
  }

  // What is to happen, in order of time.
  void Schedule(absl::Time time, std::function<void()> what) {
    plan_.emplace(time, std::move(what));
  }
  void Live(absl::Time end) {
    while (!plan_.empty() && plan_.begin()->first < end) {
      auto next = plan_.extract(plan_.begin());
      server().clock().Set(next.key());
      next.mapped()();
    }
    server().clock().Set(end);
  }

  void Enter(Person& person, int stage) {
    person.stage = stage;
    if (stage == kApplied) arrived_[person.name] = Now();
    ledger_.Note(Now(), absl::StrCat("STAGE/", kPath[stage]), person.name);
  }
  void Advance(int index, int stage) {
    Person& person = people_[index];
    if (!person.active || person.stage + 1 != stage) return;
    v1::AdvanceCandidateRequest request;
    request.set_name(person.name);
    v1::Case::Stage wanted = v1::Case::STAGE_UNSPECIFIED;
    ASSERT_TRUE(v1::Case::Stage_Parse(kPath[stage], &wanted));
    request.set_stage(wanted);
    server().Call(request, &Cases::AdvanceCandidate, server().candidates());
    Enter(person, stage);
  }

  // The first desk day whose slots are still to be given.
  DeskDate* NextDeskDay() {
    for (DeskDate& day : desk_days_) {
      if (!day.allocated && Now() < At(day.date - 7, 0)) return &day;
    }
    return nullptr;
  }

  std::vector<std::string> DrawTopics() {
    const std::vector<std::string> all = {"SELF_ANALYSIS", "ES_REVIEW", "INTERVIEW_PRACTICE",
                                          "BUSINESS_MANNERS"};
    std::vector<std::string> topics = all;
    std::shuffle(topics.begin(), topics.end(), random_);
    topics.resize(1 + Draw(2));
    return topics;
  }

  template <typename Request>
  void Fill(const DeskDate& day, const std::vector<std::string>& topics, Request* request) {
    request->set_desk_day(day.name);
    for (const std::string& topic : topics) {
      v1::Topic parsed = v1::TOPIC_UNSPECIFIED;
      ASSERT_TRUE(v1::Topic_Parse(topic, &parsed));
      request->add_topics(parsed);
    }
    std::vector<int> hours = {13, 14, 15, 16};
    std::shuffle(hours.begin(), hours.end(), random_);
    hours.resize(2 + Draw(3));
    for (const int hour : hours) {
      *request->add_preferred_start_times() = FromTime(At(day.date, hour));
    }
  }

  void NoteRequest(int index, const DeskDate& day, const std::string& session,
                   std::vector<std::string> topics) {
    Person& person = people_[index];
    person.first_request = std::min(person.first_request, Now());
    person.open_sessions.insert(session);
    person.desk_days.insert(day.name);
    ledger_.Note(Now(), "SESSION/REQUESTED/DESK", person.name);
    asked_[session] = {session, index, std::move(topics), !person.had_session};
  }

  void Ask(int index) {
    Person& person = people_[index];
    DeskDate* day = NextDeskDay();
    if (day == nullptr || !person.active || person.desk_days.count(day->name) > 0) return;
    const std::vector<std::string> topics = DrawTopics();
    v1::RequestSessionRequest request;
    Fill(*day, topics, &request);
    request.set_candidate(person.name);
    const v1::Session session =
        server().Call(request, &Desk::RequestSession, server().consultation());
    NoteRequest(index, *day, session.name(), topics);
  }

  // The better somebody's Japanese, the higher the step: B2, or C1.
  static int JapaneseStep(int index) { return index % 3 == 1 ? 5 : 4; }

  // A third of the people fill in the form, the others are entered by a coordinator and then ask.
  void Arrive(int index) {
    Person& person = people_[index];
    person.account = index < kVeterans || index % 3 != 0;
    if (person.account) {
      v1::Candidate candidate = ACandidate();
      if (JapaneseStep(index) == 5) {
        candidate.mutable_languages(0)->set_jlpt_level(v1::N1);
        candidate.mutable_languages(0)->set_jlpt_score(150);
      }
      person.name = server().Create(candidate).name();
      person.shows_card = true;
      Enter(person, kApplied);
      Ask(index);
      return;
    }
    DeskDate* day = NextDeskDay();
    ASSERT_NE(day, nullptr);
    const std::vector<std::string> topics = DrawTopics();
    v1::ApplyForDeskRequest request;
    Fill(*day, topics, &request);
    request.mutable_person_name()->set_full_name("申込 花子");
    v1::Contact* contact = request.add_contacts();
    contact->set_channel(v1::Contact::EMAIL);
    contact->set_address(absl::StrCat("person", index, "@example.org"));
    request.set_language("ja");
    request.set_agreed(true);
    const auto open = v1::ConsultationService::NewStub(server().AsPublic());
    const std::string session = server().Call(request, &Desk::ApplyForDesk, *open).session();
    v1::GetSessionRequest get;
    get.set_name(session);
    person.name = server().Call(get, &Desk::GetSession, server().consultation()).candidate();
    Enter(person, kApplied);
    ledger_.Note(Now(), "CONSENT/SERVICE/GRANTED", person.name);
    NoteRequest(index, *day, session, topics);
  }

  void Allocate(int day_index) {
    DeskDate& day = desk_days_[day_index];
    v1::AllocateDeskDayRequest request;
    request.set_name(day.name);
    const auto done = server().Call(request, &Desk::AllocateDeskDay, server().consultation());
    day.allocated = true;
    for (const v1::SlotDecision& decision : done.decisions()) {
      Appointment& appointment = asked_.at(decision.session());
      const std::string& name = people_[appointment.person].name;
      if (!decision.has_start_time()) {
        ledger_.Note(Now(), "SESSION/WAITLISTED/DESK", name);
        ledger_.Note(Now(), DayKey(day, "WAITLISTED"), name);
        ledger_.Note(Now(), "DESK/WAITLISTED", name);
        continue;
      }
      ledger_.Note(Now(), "SESSION/CONFIRMED/DESK", name);
      appointment.start = ToTime(decision.start_time());
      appointment.advisor = decision.advisor();
      if (Chance(8)) {
        Schedule(At(day.date, 9, Draw(60)), [=, this] { CallOff(decision.session()); });
        continue;
      }
      const bool comes = !Chance(6);
      Schedule(appointment.start + absl::Minutes(50),
               [=, this] { Attend(day_index, decision.session(), comes); });
    }
  }

  static std::string DayKey(const DeskDate& day, const std::string& what) {
    return absl::StrCat("DAY/", absl::FormatCivilTime(day.date), "/", what);
  }

  void NoteTopics(const Appointment& appointment, const std::string& state) {
    for (const std::string& topic : appointment.topics) {
      ledger_.Note(Now(), absl::StrCat("TOPIC/", state, "/", topic),
                   people_[appointment.person].name);
    }
  }

  // On the morning, when nobody is offered the hour any more.
  void CallOff(const std::string& session, const std::string& kind = "DESK") {
    const Appointment& appointment = asked_.at(session);
    Person& person = people_[appointment.person];
    v1::CancelSessionRequest request;
    request.set_name(session);
    server().Call(request, &Desk::CancelSession, server().consultation());
    person.open_sessions.erase(session);
    ledger_.Note(Now(), absl::StrCat("SESSION/CANCELLED/", kind), person.name);
    NoteTopics(appointment, "CANCELLED");
  }

  // Notes whether the person came; returns the state of the session.
  std::string Settle(const std::string& session, bool comes, const std::string& kind) {
    const Appointment& appointment = asked_.at(session);
    Person& person = people_[appointment.person];
    person.open_sessions.erase(session);
    if (comes) {
      Complete(appointment, person);
    } else {
      v1::MarkNoShowRequest request;
      request.set_name(session);
      server().Call(request, &Desk::MarkNoShow, server().consultation());
    }
    const std::string state = comes ? "COMPLETED" : "NO_SHOW";
    ledger_.Note(Now(), absl::StrCat("SESSION/", state, "/", kind), person.name);
    NoteTopics(appointment, state);
    return state;
  }

  void Attend(int day_index, const std::string& session, bool comes) {
    const DeskDate& day = desk_days_[day_index];
    const Appointment& appointment = asked_.at(session);
    Person& person = people_[appointment.person];
    const std::string state = Settle(session, comes, "DESK");
    ledger_.Note(Now(), DayKey(day, state), person.name);
    ledger_.Note(Now(), DayKey(day, "FILLED"), person.name);
    ledger_.Note(Now(), "DESK/FILLED", person.name);
    if (appointment.first_time) {
      ledger_.Note(Now(), DayKey(day, "FIRST_TIME"), person.name);
      ledger_.Note(Now(), "DESK/FIRST_TIME", person.name);
    }
    if (comes) PlanWhatFollows(appointment.person);
  }

  void Complete(const Appointment& appointment, Person& person) {
    v1::CompleteSessionRequest request;
    request.set_name(appointment.session);
    request.set_minutes(30 + 5 * Draw(7));
    server().Call(request, &Desk::CompleteSession, server().consultation());
    const auto mentor = std::find_if(mentors_.begin(), mentors_.end(), [&](const Mentor& other) {
      return other.name == appointment.advisor;
    });
    ledger_.Note(Now(), absl::StrCat("MINUTES/", mentor->division), person.name, request.minutes());
    ledger_.Note(Now(), "MINUTES", person.name, request.minutes());
    if (!person.had_session) {
      ledger_.Note(Now(), "FIRST_SESSION", person.name);
      waits_.push_back(
          static_cast<int>(JapanDate(appointment.start) - JapanDate(person.first_request)));
    }
    person.had_session = true;
  }

  // After a session: the case goes on, somebody accompanies, or the person comes again.
  void PlanWhatFollows(int index) {
    absl::Time time = Now();
    if (people_[index].stage == 0) {
      for (int stage = 1; stage <= 2 + Draw(5); ++stage) {
        time += absl::Hours(1 + Draw(24 * 9));
        Schedule(time, [=, this] { Advance(index, stage); });
        if (stage == 4) Schedule(time + absl::Hours(1), [=, this] { Accompany(index); });
      }
    }
    if (Chance(2)) Schedule(time + absl::Hours(24 * (3 + Draw(20))), [=, this] { Ask(index); });
  }

  void Accompany(int index) {
    Person& person = people_[index];
    if (!person.active || !person.advisor.empty() ||
        kPath[person.stage] != std::string("ACCOMPANYING"))
      return;
    // Some of the advisors who have room: the first in turn that may.
    for (int i = 0; i < kAdvisors; ++i) {
      Mentor& mentor = mentors_[(index + i) % kAdvisors];
      if (mentor.load >= 2 || retired_.count(mentor.name) > 0) continue;
      v1::StartEngagementRequest request;
      request.set_candidate(person.name);
      request.set_advisor(mentor.name);
      v1::Engagement started;
      if (!server()
               .Try(request, &v1::SupportService::Stub::StartEngagement, server().support(),
                    &started)
               .ok()) {
        continue;
      }
      ++mentor.load;
      person.advisor = mentor.name;
      person.engagement = started.name();
      PlanAccompaniment(index);
      return;
    }
  }

  // ---- What an advisor does with somebody ----

  void PlanAccompaniment(int index) {
    MakePlan(index);
    absl::Time time = Now();
    for (int n = 2 + Draw(4); n > 0; --n) {
      time += absl::Hours(24 * (4 + Draw(12)));
      Schedule(time, [=, this] { Book(index); });
    }
    time = Now();
    for (int n = 2 + Draw(3); n > 0; --n) {
      time += absl::Hours(24 * (2 + Draw(15)) + 5);
      Schedule(time, [=, this] { WriteSheet(index); });
    }
    if (Chance(3)) {
      Schedule(Now() + absl::Hours(24 * (60 + Draw(30))), [=, this] { EndAccompaniment(index); });
    }
  }

  void SavePlan(int index) {
    v1::SupportPlan& plan = plans_.at(index);
    v1::UpdateSupportPlanRequest update;
    update.mutable_support_plan()->set_name(plan.name());
    update.mutable_support_plan()->set_goal("IT の仕事");
    *update.mutable_support_plan()->mutable_tasks() = plan.tasks();
    plan = server().Call(update, &v1::SupportService::Stub::UpdateSupportPlan, server().support());
  }
  void MakePlan(int index) {
    const std::string& name = people_[index].name;
    v1::SupportPlan& plan = plans_[index];
    plan.set_name(absl::StrCat("supportPlans/", name.substr(name.find('/') + 1)));
    for (int i = 0; i < 3; ++i) {
      const absl::CivilDay due = JapanDate(Now()) + 10 + Draw(40);
      v1::PlanTask* task = plan.add_tasks();
      task->set_title(absl::StrCat("課題 ", i));
      task->set_assignee(v1::PlanTask::CANDIDATE);
      *task->mutable_due_date() = FromDate(due);
      tasks_[index].push_back({due});
      if (Chance(3)) continue;
      Schedule(Now() + absl::Hours(24 * (1 + Draw(50))), [=, this] { DoTask(index, i); });
    }
    SavePlan(index);
  }
  void DoTask(int index, int task) {
    if (!people_[index].active) return;
    tasks_[index][task].done = true;
    *plans_.at(index).mutable_tasks(task)->mutable_done_time() = FromTime(Now());
    SavePlan(index);
  }
  // How many tasks are overdue, by person: of active cases, once the day has passed.
  std::map<std::string, int> OverdueByTheTest() {
    std::map<std::string, int> overdue;
    for (const auto& [index, tasks] : tasks_) {
      for (const Task& task : tasks) {
        if (people_[index].active && !task.done && task.due < JapanDate(Now())) {
          ++overdue[people_[index].name];
        }
      }
    }
    return overdue;
  }
  std::map<std::string, int> Overdue() {
    v1::ListOverdueTasksRequest request;
    request.set_page_size(1000);
    const auto response =
        server().Call(request, &v1::SupportService::Stub::ListOverdueTasks, server().support());
    std::map<std::string, int> overdue;
    for (const v1::OverdueTask& row : response.tasks()) ++overdue[row.candidate()];
    return overdue;
  }

  // An hour on an evening of a working day, which no desk day takes.
  void Book(int index) {
    Person& person = people_[index];
    if (!person.active || person.advisor.empty()) return;
    absl::CivilDay day = JapanDate(Now()) + 3 + Draw(5);
    while (absl::GetWeekday(day) >= absl::Weekday::saturday) ++day;
    Appointment appointment;
    appointment.person = index;
    appointment.topics = DrawTopics();
    appointment.start = At(day, 18 + Draw(3));
    appointment.advisor = person.advisor;
    v1::ScheduleMentoringSessionRequest request;
    request.set_engagement(person.engagement);
    *request.mutable_start_time() = FromTime(appointment.start);
    for (const std::string& topic : appointment.topics) {
      v1::Topic parsed = v1::TOPIC_UNSPECIFIED;
      ASSERT_TRUE(v1::Topic_Parse(topic, &parsed));
      request.add_topics(parsed);
    }
    v1::Session booked;
    const grpc::Status status = server().Try(
        request, &v1::SupportService::Stub::ScheduleMentoringSession, server().support(), &booked);
    if (!status.ok()) {
      EXPECT_EQ(ErrorReason(status), "TIME_TAKEN") << status.error_message();
      return;
    }
    appointment.session = booked.name();
    person.open_sessions.insert(booked.name());
    ledger_.Note(Now(), "SESSION/CONFIRMED/MENTORING", person.name);
    const absl::Time start = appointment.start;
    const std::string session = booked.name();
    asked_[session] = std::move(appointment);
    if (Chance(6)) {
      Schedule(start - absl::Hours(20), [=, this] { CallOff(session, "MENTORING"); });
      return;
    }
    const bool comes = !Chance(7);
    Schedule(start + absl::Minutes(50), [=, this] { Settle(session, comes, "MENTORING"); });
  }

  // Only where nothing is left to do.
  void EndAccompaniment(int index) {
    Person& person = people_[index];
    if (!person.active || person.advisor.empty() || !person.open_sessions.empty() ||
        person.open_sheets > 0) {
      return;
    }
    v1::EndEngagementRequest request;
    request.set_name(person.engagement);
    request.set_reason("一区切り");
    server().Call(request, &v1::SupportService::Stub::EndEngagement, server().support());
    --LoadOf(person.advisor);
    person.advisor.clear();
  }

  // ---- Entry sheets ----

  using Support = v1::SupportService::Stub;
  template <typename Request>
  void StepSheet(int number,
                 grpc::Status (Support::*method)(grpc::ClientContext*, const Request&,
                                                 v1::EntrySheet*),
                 const std::string& caller) {
    Request request;
    request.set_name(sheets_[number].name);
    if constexpr (requires { request.set_version(1); }) {
      request.set_version(sheets_[number].version);
    }
    if constexpr (requires { request.set_text("text"); })
      request.set_text("具体的な例がほしいです。");
    const auto stub = v1::SupportService::NewStub(AccountOf(caller));
    server().Call(request, method, *stub);
  }

  void WriteSheet(int index) {
    Person& person = people_[index];
    if (!person.active || person.advisor.empty()) return;
    v1::CreateEntrySheetRequest create;
    create.mutable_entry_sheet()->set_candidate(person.name);
    create.mutable_entry_sheet()->set_title("志望動機");
    create.mutable_entry_sheet()->set_draft_text("貴社のサービスを学びたいです。");
    const auto author = v1::SupportService::NewStub(AccountOf(person.name));
    const int number = static_cast<int>(sheets_.size());
    sheets_.push_back({server().Call(create, &Support::CreateEntrySheet, *author).name(), index});
    ++person.open_sheets;
    SubmitSheet(number);
  }
  void SubmitSheet(int number) {
    Sheet& sheet = sheets_[number];
    const std::string& author = people_[sheet.person].name;
    StepSheet(number, &Support::SubmitEntrySheet, author);
    ++sheet.version;
    sheet.submitted = Now();
    ledger_.Note(Now(), "ES/SUBMITTED", author);
    Schedule(Now() + absl::Hours(10 + Draw(24 * 9)), [=, this] { ClaimSheet(number); });
  }
  void ClaimSheet(int number) {
    Sheet& sheet = sheets_[number];
    sheet.reviewer = people_[sheet.person].advisor;
    StepSheet(number, &Support::ClaimEntrySheet, sheet.reviewer);
    Schedule(Now() + absl::Hours(1 + Draw(24 * 2)), [=, this] { ReviewSheet(number); });
  }
  // The first answer to a version is its review. Who was handed over lets go of it: the successor
  // begins anew.
  void ReviewSheet(int number) {
    Sheet& sheet = sheets_[number];
    const std::string& author = people_[sheet.person].name;
    if (sheet.reviewer != people_[sheet.person].advisor) {
      ++let_go_;
      return ClaimSheet(number);
    }
    const bool good = sheet.version > 1 ? !Chance(4) : Chance(3);
    if (good) {
      StepSheet(number, &Support::FinaliseEntrySheet, sheet.reviewer);
    } else {
      StepSheet(number, &Support::CommentEntrySheet, sheet.reviewer);
    }
    const auto days = static_cast<int>(JapanDate(Now()) - JapanDate(sheet.submitted));
    ledger_.Note(Now(), "ES/REVIEWED", author);
    if (days <= 7) ledger_.Note(Now(), "ES/IN_TIME", author);
    if (Now() < At(kAfter, 0)) review_days_.push_back(days);
    if (good) {
      Schedule(Now() + absl::Hours(5 + Draw(50)), [=, this] { SendSheet(number); });
    } else if (Chance(4)) {
      Schedule(Now() + absl::Hours(5 + Draw(50)), [=, this] { AcceptCommented(number); });
    } else {
      Schedule(Now() + absl::Hours(5 + Draw(24 * 5)), [=, this] { SubmitSheet(number); });
    }
  }
  // Talked over: what was commented is good as it is, which is no other review.
  void AcceptCommented(int number) {
    StepSheet(number, &Support::FinaliseEntrySheet, people_[sheets_[number].person].advisor);
    SendSheet(number);
  }
  void SendSheet(int number) {
    Person& person = people_[sheets_[number].person];
    StepSheet(number, &Support::SendEntrySheet, person.name);
    --person.open_sheets;
    ledger_.Note(Now(), "ES/SENT", person.name);
  }

  // ---- The road to work ----

  using Placement = v1::PlacementService::Stub;

  // Where the case follows an application or an offer, and where it cannot.
  void Follow(Person& person, int stage) {
    const bool back = stage == kAccompanying;
    if (back ? person.stage > kInSelection : person.stage + 1 == stage) Enter(person, stage);
  }

  // Whether something comes in between; never for those whose road lies before the half-year.
  bool GoesWrong(int index, int in) { return index >= kVeterans && Chance(in); }

  void SetOut(int index) {
    Person& person = people_[index];
    if (person.name.empty() || !person.active || person.on_road) return;
    Road& road = roads_[index];
    road.opening = index % 2;
    const auto own = v1::PlacementService::NewStub(AccountOf(person.name));
    v1::ExpressInterestRequest request;
    request.set_candidate(person.name);
    request.set_internship(jobs_[road.opening].name);
    road.application = server().Call(request, &Placement::ExpressInterest, *own).name();
    person.on_road = true;
    NoteApplication(index, "INTERESTED");
    GoOn(index);
  }

  // The next step: at once before the half-year, else some days later.
  void GoOn(int index) {
    if (index < kVeterans && Now() < At(kFirst, 0)) return TakeStep(index);
    Schedule(Now() + absl::Hours(20 + Draw(24 * 5)), [=, this] { TakeStep(index); });
  }
  void TakeStep(int index) {
    if (!people_[index].active) return;
    if (roads_[index].is_offered) {
      StepWithOffer(index);
    } else {
      StepApplication(index);
    }
  }

  void NoteApplication(int index, const std::string& state) {
    roads_[index].state = state;
    ledger_.Note(Now(), absl::StrCat("APPLICATION/", state), people_[index].name);
  }
  void NoteOffer(int index, const std::string& state) {
    Road& road = roads_[index];
    road.state = state;
    road.is_offered = true;
    const Job& job = jobs_[road.opening];
    const std::string key = absl::StrCat("OFFER/", state);
    const std::string& name = people_[index].name;
    ledger_.Note(Now(), key, name);
    ledger_.Note(Now(), absl::StrCat(key, "/INDUSTRY/", job.division), name);
    ledger_.Note(Now(), absl::StrCat(key, "/PROGRAMME_TYPE/", job.type), name);
    ledger_.Note(Now(), absl::StrCat(key, "/JAPANESE_STEP/", JapaneseStep(index)), name);
  }

  template <typename Request, typename Response>
  Response Do(int index,
              grpc::Status (Placement::*method)(grpc::ClientContext*, const Request&, Response*),
              Placement& stub) {
    const Road& road = roads_[index];
    Request request;
    request.set_name(road.is_offered ? road.offer : road.application);
    if constexpr (std::is_same_v<Response, v1::Application> &&
                  requires { request.set_reason(v1::ApplicationStep::OTHER); }) {
      request.set_reason(v1::ApplicationStep::OTHER);
    }
    if constexpr (std::is_same_v<Response, v1::Offer> &&
                  requires { request.set_reason(v1::OfferStep::OTHER); }) {
      request.set_reason(v1::OfferStep::OTHER);
    }
    return server().Call(request, method, stub);
  }

  void StepApplication(int index) {
    Person& person = people_[index];
    Road& road = roads_[index];
    Job& job = jobs_[road.opening];
    Placement& employer = hiring_->placement();
    const auto own = v1::PlacementService::NewStub(AccountOf(person.name));
    const std::string before = road.state;
    const auto end = [&](auto method, Placement& stub, const std::string& state) {
      Do(index, method, stub);
      NoteApplication(index, state);
      person.on_road = false;
    };
    if (before == "INTERESTED") {
      if (GoesWrong(index, 9)) return end(&Placement::WithdrawApplication, *own, "WITHDRAWN");
      v1::SubmitApplicationRequest submit;
      submit.set_name(road.application);
      submit.mutable_terms()->set_method(v1::Consent::ONLINE);
      server().Call(submit, &Placement::SubmitApplication, *own);
      NoteApplication(index, "CONSENT_PENDING");
      NoteApplication(index, "APPLIED");
      ledger_.Note(Now(), "CONSENT/EMPLOYER_NAMED/GRANTED", person.name);
      Advance(index, kApplying);
    } else if (before == "APPLIED") {
      Do(index, &Placement::ScreenApplication, employer);
      NoteApplication(index, "SCREENING");
    } else if (before == "SCREENING") {
      if (GoesWrong(index, 8)) return end(&Placement::RejectApplication, employer, "REJECTED");
      Do(index, &Placement::InterviewApplication, employer);
      NoteApplication(index, "INTERVIEW");
      Advance(index, kInSelection);
    } else if (before == "INTERVIEW") {
      if (GoesWrong(index, 8)) return end(&Placement::RejectApplication, employer, "REJECTED");
      if (GoesWrong(index, 10)) {
        return end(&Placement::CancelApplication, employer, "CANCELLED_BY_EMPLOYER");
      }
      if (GoesWrong(index, 10)) {
        // Whoever steps back from there does not want to be named any more.
        ledger_.Note(Now(), "CONSENT/EMPLOYER_NAMED/WITHDRAWN", person.name);
        return end(&Placement::WithdrawApplication, *own, "WITHDRAWN");
      }
      Do(index, &Placement::AcceptApplication, employer);
      NoteApplication(index, "ACCEPTED");
      ++job.taken;
    } else if (before == "ACCEPTED" && job.type == "WORK_TRIAL") {
      Do(index, &Placement::StartApplication, employer);
      NoteApplication(index, "IN_PROGRESS");
    } else if (before == "IN_PROGRESS") {
      if (GoesWrong(index, 6)) {
        --job.taken;
        return end(&Placement::AbortApplication, employer, "ABORTED");
      }
      Do(index, &Placement::CompleteApplication, employer);
      NoteApplication(index, "COMPLETED");
    } else {
      v1::MakeOfferRequest make;
      make.set_application(road.application);
      road.offer = server().Call(make, &Placement::MakeOffer, employer).name();
      NoteOffer(index, "INFORMAL");
    }
    GoOn(index);
  }

  void StepWithOffer(int index) {
    Person& person = people_[index];
    Placement& employer = hiring_->placement();
    const auto own = v1::PlacementService::NewStub(AccountOf(person.name));
    const std::string before = roads_[index].state;
    const auto end = [&](auto method, Placement& stub, const std::string& state) {
      Do(index, method, stub);
      NoteOffer(index, state);
      if (person.stage == kOffered) Follow(person, kAccompanying);
      LeaveTheRoad(index);
    };
    if (before == "INFORMAL") {
      if (GoesWrong(index, 10)) return end(&Placement::RescindOffer, employer, "RESCINDED");
      Do(index, &Placement::ConfirmOffer, employer);
      NoteOffer(index, "FORMAL");
      Follow(person, kOffered);
    } else if (before == "FORMAL") {
      if (GoesWrong(index, 6)) return end(&Placement::DeclineJobOffer, *own, "DECLINED");
      Do(index, &Placement::AcceptJobOffer, *own);
      NoteOffer(index, "ACCEPTED");
    } else if (before == "ACCEPTED") {
      if (GoesWrong(index, 10)) return end(&Placement::RescindOffer, employer, "RESCINDED");
      Join(index);
      return;
    }
    GoOn(index);
  }

  // Of an employment the application stays open, with its seat: who has one does not go.
  void LeaveTheRoad(int index) {
    people_[index].on_road = jobs_[roads_[index].opening].type == "EMPLOYMENT";
  }

  // Whoever is to be asked in half a year agreed to it; two of the first did not.
  bool MayBeAsked(int index) const { return index >= kVeterans || index % 6 != 5; }

  void Join(int index) {
    Person& person = people_[index];
    if (MayBeAsked(index)) {
      v1::GrantConsentRequest grant;
      grant.set_parent(person.name);
      grant.set_scope(v1::Consent::FOLLOW_UP);
      grant.mutable_terms()->set_method(v1::Consent::SPOKEN);
      server().Call(grant, &v1::ConsentService::Stub::GrantConsent, server().consents());
      ledger_.Note(Now(), "CONSENT/FOLLOW_UP/GRANTED", person.name);
    }
    const absl::CivilDay joined = JapanDate(Now()) - (index < kVeterans ? 2 * index : 0);
    v1::JoinOfferRequest request;
    request.set_name(roads_[index].offer);
    *request.mutable_join_date() = FromDate(joined);
    const v1::Offer offer = server().Call(request, &Placement::JoinOffer, server().placement());
    NoteOffer(index, "JOINED");
    Follow(person, kEmployed);
    const absl::CivilDay due = joined + 182;  // six months, of the days that are drawn here
    if (index >= kVeterans) {
      if (!Chance(3)) return;
      const bool dismissed = Chance(2);
      Schedule(Now() + absl::Hours(24 * (10 + Draw(40))), [=, this] {
        SettleOutcome(index, v1::Offer::LEFT_BEFORE_6M,
                      dismissed ? v1::OfferStep::DISMISSED : v1::OfferStep::WORK_ITSELF);
      });
      return;
    }
    EXPECT_LE(ToDate(offer.follow_up_date()), due);
    const int fate = index % 6;
    const bool left = fate == 3 || fate == 4;
    Schedule(left ? At(kFirst + 40 + 5 * index, 12) : At(due, 12), [=, this] {
      SettleOutcome(index,
                    left        ? v1::Offer::LEFT_BEFORE_6M
                    : fate == 5 ? v1::Offer::UNKNOWN_6M
                                : v1::Offer::RETAINED_6M,
                    fate == 3   ? v1::OfferStep::CONDITIONS
                    : fate == 4 ? v1::OfferStep::DISMISSED
                    : fate == 5 ? v1::OfferStep::NOT_ASKED
                                : v1::OfferStep::REASON_UNSPECIFIED);
    });
  }

  void SettleOutcome(int index, v1::Offer::State outcome, v1::OfferStep::Reason reason) {
    Person& person = people_[index];
    if (!person.active) return;
    v1::SettleOfferRequest request;
    request.set_name(roads_[index].offer);
    request.set_outcome(outcome);
    request.set_reason(reason);
    server().Call(request, &Placement::SettleOffer, server().placement());
    // Those who were dismissed are not among those who left.
    NoteOffer(index,
              reason == v1::OfferStep::DISMISSED ? "DISMISSED" : v1::Offer::State_Name(outcome));
    if (outcome == v1::Offer::LEFT_BEFORE_6M) Follow(person, kAccompanying);
    if (outcome == v1::Offer::RETAINED_6M) Follow(person, kEmployed + 1);
    LeaveTheRoad(index);
  }

  // Who has come to the end of everything before the half-year began, but for the last question.
  void LiveBefore(int index) {
    Arrive(index);
    for (int stage = 1; stage <= kAccompanying; ++stage) Advance(index, stage);
    SetOut(index);
  }

  int SeatsTaken(const Job& job) {
    v1::GetInternshipRequest request;
    request.set_name(job.name);
    return server()
        .Call(request, &v1::InternshipService::Stub::GetInternship, server().internships())
        .seats_taken();
  }

  // ---- Lists of employers, consents, leaving ----

  void Rank(int opening) {
    std::set<std::string> expected;
    for (const Person& person : people_) {
      if (!person.name.empty() && person.active && person.shows_card) expected.insert(person.name);
    }
    const size_t cards = employer_->Cards(openings_[opening]).size();
    EXPECT_EQ(cards, expected.size()) << absl::FormatTime(Now(), JapanTime());
    for (const std::string& name : expected) {
      const std::string key =
          absl::StrCat("SHOWN/", opening, "/", absl::FormatCivilTime(JapanDate(Now())), "/", name);
      if (shown_on_.insert(key).second) ++times_shown_[name];
    }
  }

  void ChangeConsent(int index) {
    Person& person = people_[index];
    if (!person.active || !person.account || person.erased) return;
    if (person.shows_card) {
      v1::WithdrawConsentRequest withdraw;
      withdraw.set_name(ConsentOf(server(), person.name, v1::Consent::EMPLOYER_BLINDED));
      server().Call(withdraw, &v1::ConsentService::Stub::WithdrawConsent, server().consents());
    } else {
      v1::GrantConsentRequest grant;
      grant.set_parent(person.name);
      grant.set_scope(v1::Consent::EMPLOYER_BLINDED);
      grant.mutable_terms()->set_method(v1::Consent::SPOKEN);
      server().Call(grant, &v1::ConsentService::Stub::GrantConsent, server().consents());
    }
    ledger_.Note(Now(),
                 person.shows_card ? "CONSENT/EMPLOYER_BLINDED/WITHDRAWN"
                                   : "CONSENT/EMPLOYER_BLINDED/GRANTED",
                 person.name);
    person.shows_card = !person.shows_card;
  }

  // Who has an hour, or waits for one, is left alone: what would become of it is told elsewhere.
  bool MayLeave(const Person& person) const {
    return !person.name.empty() && person.active && person.open_sessions.empty() &&
           person.advisor.empty() && !person.on_road && person.open_sheets == 0;
  }
  void LeaveOrRefer(int index) {
    Person& person = people_[index];
    if (!MayLeave(person)) return;
    if (Chance(2)) {
      v1::WithdrawCandidateRequest request;
      request.set_name(person.name);
      request.set_reason("引っ越し");
      server().Call(request, &Cases::WithdrawCandidate, server().candidates());
      ledger_.Note(Now(), "STATUS/WITHDRAWN", person.name);
    } else {
      v1::ReferCandidateRequest request;
      request.set_name(person.name);
      request.set_reason("他の機関へ");
      server().Call(request, &Cases::ReferCandidate, server().candidates());
      ledger_.Note(Now(), "STATUS/REFERRED", person.name);
    }
    person.active = false;
  }
  void Erase(int index) {
    Person& person = people_[index];
    if (!MayLeave(person)) return;
    v1::EraseCandidateRequest request;
    request.set_name(person.name);
    server().Call(request, &v1::ConsentService::Stub::EraseCandidate, server().consents());
    person.active = false;
    person.erased = true;
    ++erased_;
  }

  std::map<std::string, std::string> LastingEngagements() {
    v1::ListEngagementsRequest request;
    request.set_page_size(1000);
    const auto response =
        server().Call(request, &v1::SupportService::Stub::ListEngagements, server().support());
    std::map<std::string, std::string> advisors;
    for (const v1::Engagement& engagement : response.engagements()) {
      if (engagement.has_end_time()) continue;
      EXPECT_TRUE(advisors.emplace(engagement.candidate(), engagement.advisor()).second)
          << engagement.candidate() << " has two advisors";
    }
    return advisors;
  }

  // The three advisors with the most cases leave.
  void HandOver() {
    std::vector<Mentor*> busiest;
    for (Mentor& mentor : mentors_) busiest.push_back(&mentor);
    std::stable_sort(busiest.begin(), busiest.end(),
                     [](const Mentor* a, const Mentor* b) { return a->load > b->load; });
    const auto before = LastingEngagements();
    for (int i = 0; i < 3; ++i) {
      ASSERT_GT(busiest[i]->load, 0);
      retired_.insert(busiest[i]->name);
    }
    for (const std::string& leaving : retired_) HandOverCasesOf(leaving);
    const auto after = LastingEngagements();
    ASSERT_EQ(after.size(), before.size()) << "no case is lost";
    for (const auto& [candidate, advisor] : after) {
      EXPECT_EQ(before.count(candidate), 1u);
      EXPECT_EQ(retired_.count(advisor), 0u) << candidate << " was left behind";
      if (retired_.count(before.at(candidate)) == 0) {
        EXPECT_EQ(advisor, before.at(candidate));
      }
    }
  }
  void HandOverCasesOf(const std::string& leaving) {
    v1::ProposeHandOverRequest propose;
    propose.set_advisor(leaving);
    const auto proposal =
        server().Call(propose, &v1::SupportService::Stub::ProposeHandOver, server().support());
    v1::ApproveHandOverRequest approve;
    approve.set_advisor(leaving);
    approve.set_proposal_revision(proposal.revision());
    approve.set_reason("休職");
    for (const v1::HandOverCase& c : proposal.cases()) {
      std::string successor = c.advisor();
      ASSERT_FALSE(successor.empty()) << c.candidate();
      // Who leaves, too, takes nothing over.
      if (retired_.count(successor) > 0) successor = SomebodyWithRoom(approve);
      v1::HandOverPair* pair = approve.add_pairs();
      pair->set_engagement(c.engagement());
      pair->set_advisor(successor);
    }
    const auto done =
        server().Call(approve, &v1::SupportService::Stub::ApproveHandOver, server().support());
    EXPECT_EQ(done.engagements_size(), proposal.cases_size());
    EXPECT_EQ(done.remaining_engagements_size(), 0);
    for (const v1::Engagement& engagement : done.engagements()) {
      ++LoadOf(engagement.advisor());
      --LoadOf(leaving);
      for (Person& person : people_) {
        if (person.name != engagement.candidate()) continue;
        person.advisor = engagement.advisor();
        person.engagement = engagement.name();
      }
    }
  }
  int& LoadOf(const std::string& advisor) {
    return std::find_if(mentors_.begin(), mentors_.end(),
                        [&](const Mentor& mentor) { return mentor.name == advisor; })
        ->load;
  }
  std::string SomebodyWithRoom(const v1::ApproveHandOverRequest& taken) {
    for (const Mentor& mentor : mentors_) {
      const bool chosen =
          std::any_of(taken.pairs().begin(), taken.pairs().end(),
                      [&](const v1::HandOverPair& pair) { return pair.advisor() == mentor.name; });
      if (mentor.load < 2 && !chosen && retired_.count(mentor.name) == 0) return mentor.name;
    }
    return "";
  }

  // The whole half-year, and the days before it.
  void PlanEverything() {
    people_.resize(kPeople);
    for (int i = 0; i < kVeterans; ++i) {
      Schedule(At(absl::CivilDay(2026, 9, 24), 10, i), [=, this] { LiveBefore(i); });
    }
    for (int i = kVeterans; i < kPeople; ++i) {
      const absl::Time time = At(kFirst + Draw(160), 10 + Draw(8), Draw(60));
      Schedule(time, [=, this] { Arrive(i); });
      // While there is still time to begin.
      const absl::Time out = time + absl::Hours(24 * (10 + Draw(25)));
      if (i % 3 != 0 && out < At(absl::CivilDay(2027, 2, 1), 0)) {
        Schedule(out, [=, this] { SetOut(i); });
      }
    }
    // Two who were dismissed are erased before the report is made.
    for (const int i : {4, 10}) {
      Schedule(At(absl::CivilDay(2027, 3, 10), 20, i), [=, this] { Erase(i); });
    }
    for (size_t i = 0; i < desk_days_.size(); ++i) {
      Schedule(At(desk_days_[i].date - 7, 0), [=, this] { Allocate(static_cast<int>(i)); });
    }
    for (int i = 0; i < 14; ++i) {
      const absl::Time time = At(kFirst + Draw(120), 11, Draw(60));
      Schedule(time, [=, this] { Rank(i % 2); });
      if (Chance(3)) Schedule(time + absl::Hours(3), [=, this] { Rank(i % 2); });
    }
    for (int i = 0; i < 30; ++i) {
      const int index = Draw(kPeople);
      Schedule(At(kFirst + 30 + Draw(140), 20, Draw(60)), [=, this] {
        if (!people_[index].name.empty()) ChangeConsent(index);
      });
    }
    for (int i = 0; i < 40; ++i) {
      const int index = Draw(kPeople);
      Schedule(At(kFirst + 60 + Draw(110), 21, Draw(60)), [=, this] { LeaveOrRefer(index); });
    }
    for (int i = 0; i < 12; ++i) {
      const int index = Draw(kPeople);
      Schedule(At(kFirst + 90 + Draw(80), 22, Draw(60)), [=, this] { Erase(index); });
    }
    Schedule(At(absl::CivilDay(2027, 1, 15), 12), [this] { HandOver(); });
  }

  int WaitingLong() {
    return static_cast<int>(std::count_if(people_.begin(), people_.end(), [&](const Person& p) {
      // Who was erased in the half-year counts as if the person were there.
      const absl::Time since = std::min(p.first_request, arrived_.at(p.name));
      return (p.active || p.erased) && !p.had_session && kAfter - JapanDate(since) >= 60;
    }));
  }

  v1::Report TheReport() {
    const auto stub = v1::ReportService::NewStub(server().channel());
    v1::PreviewReportRequest preview;
    preview.set_period(kPeriod);
    const auto seen = server().Call(preview, &v1::ReportService::Stub::PreviewReport, *stub);
    v1::PublishReportRequest publish;
    publish.set_period(kPeriod);
    const auto report = server().Call(publish, &v1::ReportService::Stub::PublishReport, *stub);
    EXPECT_EQ(seen.tables_size(), report.tables_size());
    for (int i = 0; i < seen.tables_size(); ++i) {
      EXPECT_EQ(seen.tables(i).SerializeAsString(), report.tables(i).SerializeAsString());
    }
    return report;
  }

  std::mt19937_64 random_{kSeed};
  std::multimap<absl::Time, std::function<void()>> plan_;
  std::vector<Person> people_;
  std::vector<Mentor> mentors_;
  std::vector<DeskDate> desk_days_;
  std::map<std::string, Appointment> asked_;
  std::unique_ptr<EmployerSide> employer_;
  std::vector<std::string> openings_;
  std::set<std::string> retired_;
  std::set<std::string> shown_on_;
  std::map<std::string, int> times_shown_;
  std::unique_ptr<EmployerSide> hiring_;
  std::vector<Job> jobs_;
  std::map<int, Road> roads_;
  std::vector<Sheet> sheets_;
  std::map<int, v1::SupportPlan> plans_;
  std::map<int, std::vector<Task>> tasks_;
  std::vector<int> review_days_;
  int let_go_ = 0;  // sheets of which a hand-over took the reviewer
  std::unique_ptr<v1::AccessService::Stub> access_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> accounts_;
  std::map<std::string, absl::Time> arrived_;
  std::vector<int> waits_;
  int erased_ = 0;
  Ledger ledger_;
};
BANSO_E2E_ON_SQLITE(HalfYearTest);

std::string Median(std::vector<int> values) {
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  if (values.size() % 2 == 1) return absl::StrCat(values[half]);
  const int sum = values[half - 1] + values[half];
  return absl::StrCat(sum / 2, sum % 2 == 0 ? "" : ".5");
}

// The cells of a report against what they must be.
class Checker {
 public:
  explicit Checker(const v1::Report& report) : report_(report) {}

  const v1::ReportTable* Table(const std::string& code) const {
    for (const v1::ReportTable& table : report_.tables()) {
      if (table.code() == code) return &table;
    }
    return nullptr;
  }

  // What is printed where, "" for the only column, "TOTAL" for a total.
  std::optional<std::string> Cell(const std::string& table, const std::string& row,
                                  const std::string& column) const {
    for (const v1::ReportTable& found : report_.tables()) {
      if (found.code() != table) continue;
      const int width = std::max(1, found.columns_size());
      int at = column.empty() ? 0 : -1;
      for (int i = 0; i < found.columns_size(); ++i) {
        if (found.columns(i) == column) at = i;
      }
      if (row == "TOTAL") {
        if (column == "TOTAL" || column.empty()) return found.total();
        return found.column_totals(at);
      }
      for (int i = 0; i < found.rows_size(); ++i) {
        if (found.rows(i) != row) continue;
        return column == "TOTAL" ? found.row_totals(i) : found.cells(i * width + at);
      }
    }
    return std::nullopt;
  }

  void Expect(const std::string& table, const std::string& row, const std::string& column,
              int64_t expected) {
    const auto cell = Cell(table, row, column);
    const std::string place = absl::StrCat(table, " / ", row, " / ", column);
    ASSERT_TRUE(cell.has_value()) << place;
    int64_t number = 0;
    if (absl::SimpleAtoi(*cell, &number)) {
      EXPECT_EQ(number, expected) << place;
      ++told_;
    } else if (*cell == "<5") {
      EXPECT_TRUE(expected >= 1 && expected <= 4) << place << " is " << expected;
      ++hidden_;
    } else if (*cell == "–") {
      EXPECT_GE(expected, 5) << place;
      ++hidden_;
    } else {
      EXPECT_EQ(*cell, "…") << place;
      ++hidden_;
    }
  }
  void ExpectText(const std::string& table, const std::string& row, const std::string& expected) {
    EXPECT_EQ(Cell(table, row, "").value_or("absent"), expected) << table << " / " << row;
  }
  // The middle and the largest of days that so many people waited.
  void ExpectDays(const std::string& table, const std::vector<int>& days, int people) {
    const bool told = people >= 5;
    ExpectText(table, "MEDIAN_DAYS", told ? Median(days) : "…");
    ExpectText(table, "MAX_DAYS",
               told ? absl::StrCat(*std::max_element(days.begin(), days.end())) : "…");
  }

  int told() const { return told_; }
  int hidden() const { return hidden_; }

 private:
  const v1::Report& report_;
  int told_ = 0;
  int hidden_ = 0;
};

TEST_P(HalfYearTest, TheReportSaysWhatWasDone) {
  PlanEverything();
  Live(At(kAfter, 0));
  const v1::Report report = TheReport();
  Checker check(report);

  for (const char* stage : kPath) {
    check.Expect("FUNNEL", stage, "", ledger_.People(absl::StrCat("STAGE/", stage)));
  }
  for (const char* status : {"WITHDRAWN", "REFERRED"}) {
    check.Expect("ENDINGS", status, "", ledger_.People(absl::StrCat("STATUS/", status)));
  }
  for (const char* state :
       {"REQUESTED", "WAITLISTED", "CONFIRMED", "COMPLETED", "NO_SHOW", "CANCELLED", "DECLINED"}) {
    const int desk = ledger_.Count(absl::StrCat("SESSION/", state, "/DESK"));
    const int mentoring = ledger_.Count(absl::StrCat("SESSION/", state, "/MENTORING"));
    check.Expect("SESSIONS", state, "DESK", desk);
    check.Expect("SESSIONS", state, "MENTORING", mentoring);
    check.Expect("SESSIONS", state, "TOTAL", desk + mentoring);
  }
  for (const char* state : {"COMPLETED", "NO_SHOW", "CANCELLED"}) {
    int total = 0;
    for (const char* topic :
         {"SELF_ANALYSIS", "ES_REVIEW", "INTERVIEW_PRACTICE", "BUSINESS_MANNERS"}) {
      const int count = ledger_.Count(absl::StrCat("TOPIC/", state, "/", topic));
      check.Expect("SESSION_TOPICS", topic, state, count);
      total += count;
    }
    check.Expect("SESSION_TOPICS", "TOTAL", state, total);
  }
  for (const DeskDate& day : desk_days_) {
    const std::string date = absl::FormatCivilTime(day.date);
    check.Expect("DESK_DAYS", date, "SLOTS", 7);
    for (const char* what : {"FILLED", "NO_SHOW", "WAITLISTED", "FIRST_TIME"}) {
      check.Expect("DESK_DAYS", date, what, ledger_.Count(DayKey(day, what)));
    }
  }
  check.Expect("DESK_DAYS", "TOTAL", "SLOTS", 7 * static_cast<int>(desk_days_.size()));
  for (const char* what : {"FILLED", "WAITLISTED", "FIRST_TIME"}) {
    check.Expect("DESK_DAYS", "TOTAL", what, ledger_.Count(absl::StrCat("DESK/", what)));
  }
  int minutes = 0;
  for (const char* division : {"G", "M", "J", "P"}) {
    const int given = ledger_.Count(absl::StrCat("MINUTES/", division));
    if (given > 0) check.Expect("ADVISOR_MINUTES", division, "", given);
    minutes += given;
  }
  check.Expect("ADVISOR_MINUTES", "TOTAL", "", minutes);
  check.Expect("WAITING", "PEOPLE", "", ledger_.People("FIRST_SESSION"));
  check.ExpectDays("WAITING", waits_, ledger_.People("FIRST_SESSION"));
  check.Expect("WAITING", "NO_SESSION_60_DAYS", "", WaitingLong());
  for (const char* measure : {"SUBMITTED", "REVIEWED", "IN_TIME", "SENT"}) {
    check.Expect("ENTRY_SHEETS", measure, "", ledger_.Count(absl::StrCat("ES/", measure)));
  }
  check.ExpectDays("ENTRY_SHEETS", review_days_, ledger_.People("ES/REVIEWED"));
  for (const char* state :
       {"INTERESTED", "CONSENT_PENDING", "APPLIED", "SCREENING", "INTERVIEW", "ACCEPTED",
        "IN_PROGRESS", "COMPLETED", "WITHDRAWN", "REJECTED", "CANCELLED_BY_EMPLOYER", "ABORTED"}) {
    check.Expect("APPLICATIONS", state, "", ledger_.Count(absl::StrCat("APPLICATION/", state)));
  }
  const std::vector<std::string> offer_states = {
      "INFORMAL", "FORMAL",      "ACCEPTED",       "DECLINED",  "RESCINDED",
      "JOINED",   "RETAINED_6M", "LEFT_BEFORE_6M", "DISMISSED", "UNKNOWN_6M"};
  for (const std::string& state : offer_states) {
    check.Expect("OFFERS", state, "", ledger_.Count(absl::StrCat("OFFER/", state)));
  }
  int answers = 0;
  for (const char* state : {"RETAINED_6M", "LEFT_BEFORE_6M", "DISMISSED", "UNKNOWN_6M"}) {
    answers += ledger_.Count(absl::StrCat("OFFER/", state));
  }
  if (check.Cell("OFFERS", "FOLLOWED_UP", "")) check.Expect("OFFERS", "FOLLOWED_UP", "", answers);
  for (const std::string dimension : {"INDUSTRY", "PROGRAMME_TYPE", "JAPANESE_STEP"}) {
    // Left out where it would tell what is hidden elsewhere.
    const std::string code = absl::StrCat("OFFERS_BY_", dimension);
    const v1::ReportTable* table = check.Table(code);
    if (table == nullptr) continue;
    for (const std::string& row : table->rows()) {
      for (const std::string& state : table->columns()) {
        check.Expect(code, row, state,
                     ledger_.Count(absl::StrCat("OFFER/", state, "/", dimension, "/", row)));
      }
    }
  }
  for (const char* scope : {"SERVICE", "EMPLOYER_BLINDED", "EMPLOYER_NAMED", "FOLLOW_UP"}) {
    for (const char* event : {"GRANTED", "WITHDRAWN"}) {
      check.Expect("CONSENTS", scope, event,
                   ledger_.Count(absl::StrCat("CONSENT/", scope, "/", event)));
    }
  }
  std::map<std::string, int> bands;
  for (const auto& [person, times] : times_shown_) {
    ++bands[times == 1 ? "1" : times <= 4 ? "2-4" : times <= 9 ? "5-9" : "10+"];
  }
  for (const char* band : {"1", "2-4", "5-9", "10+"}) {
    check.Expect("EXPOSURE", band, "", bands[band]);
  }
  check.Expect("EXPOSURE", "TOTAL", "", static_cast<int>(times_shown_.size()));
  check.Expect("HEADLINES", "APPLICANTS", "",
               static_cast<int>(ledger_.Union({"STAGE/APPLIED", "SESSION/REQUESTED/DESK"}).size()));
  check.Expect(
      "HEADLINES", "ADVISED", "",
      static_cast<int>(
          ledger_.Union({"SESSION/COMPLETED/DESK", "SESSION/COMPLETED/MENTORING"}).size()));
  check.Expect("HEADLINES", "OFFERED", "",
               static_cast<int>(ledger_.Union({"OFFER/INFORMAL", "OFFER/FORMAL"}).size()));
  check.Expect("HEADLINES", "EMPLOYED", "", ledger_.People("OFFER/JOINED"));
  check.Expect("HEADLINES", "RETAINED_6M", "", ledger_.People("OFFER/RETAINED_6M"));
  EXPECT_EQ(Overdue(), OverdueByTheTest());
  for (const Job& job : jobs_) EXPECT_EQ(SeatsTaken(job), job.taken) << job.type;

  std::cout << check.told() << " cells are told, " << check.hidden() << " hidden; " << erased_
            << " people were erased, " << retired_.size() << " advisors left and let go of "
            << let_go_ << " sheets; " << sheets_.size() << " sheets, " << roads_.size()
            << " roads to work, " << answers << " answers after half a year\n";
  EXPECT_GT(check.told(), 90);
  EXPECT_GT(ledger_.Count("SESSION/COMPLETED/MENTORING"), 10);
  EXPECT_GT(ledger_.Count("ES/SENT"), 5);
  EXPECT_GE(ledger_.People("OFFER/JOINED"), 3);
  EXPECT_GE(answers, 10);
  EXPECT_GT(erased_, 0);
  EXPECT_EQ(retired_.size(), 3u);
}

}  // namespace
}  // namespace banso
