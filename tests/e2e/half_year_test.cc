// Half a year of a programme, drawn from a seed and lived over RPC: sixty people, twenty-five
// advisors, twelve desk days, and a hand-over in the middle. What was done is noted in a ledger of
// the test's own; the report of the half-year must say the same.
#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

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
                                          "ACCOMPANYING", "APPLYING", "IN_SELECTION"};

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

  void Stage(Person& person, int stage) {
    person.stage = stage;
    if (stage == 0) arrived_[person.name] = Now();
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
    Stage(person, stage);
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

  // Half of the people fill in the form, the others are entered by a coordinator and then ask.
  void Arrive(int index) {
    Person& person = people_[index];
    person.account = index % 2 == 0;
    if (person.account) {
      person.name = server().Create(ACandidate()).name();
      person.shows_card = true;
      Stage(person, 0);
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
    Stage(person, 0);
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
  void CallOff(const std::string& session) {
    const Appointment& appointment = asked_.at(session);
    Person& person = people_[appointment.person];
    v1::CancelSessionRequest request;
    request.set_name(session);
    server().Call(request, &Desk::CancelSession, server().consultation());
    person.open_sessions.erase(session);
    ledger_.Note(Now(), "SESSION/CANCELLED/DESK", person.name);
    NoteTopics(appointment, "CANCELLED");
  }

  void Attend(int day_index, const std::string& session, bool comes) {
    const DeskDate& day = desk_days_[day_index];
    const Appointment& appointment = asked_.at(session);
    Person& person = people_[appointment.person];
    person.open_sessions.erase(session);
    const std::string state = comes ? "COMPLETED" : "NO_SHOW";
    if (comes) {
      Complete(appointment, person);
    } else {
      v1::MarkNoShowRequest request;
      request.set_name(session);
      server().Call(request, &Desk::MarkNoShow, server().consultation());
    }
    ledger_.Note(Now(), absl::StrCat("SESSION/", state, "/DESK"), person.name);
    ledger_.Note(Now(), DayKey(day, state), person.name);
    ledger_.Note(Now(), DayKey(day, "FILLED"), person.name);
    ledger_.Note(Now(), "DESK/FILLED", person.name);
    if (appointment.first_time) {
      ledger_.Note(Now(), DayKey(day, "FIRST_TIME"), person.name);
      ledger_.Note(Now(), "DESK/FIRST_TIME", person.name);
    }
    NoteTopics(appointment, state);
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
      for (int stage = 1; stage <= 1 + Draw(6); ++stage) {
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
      return;
    }
  }

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
           person.advisor.empty();
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
        if (person.name == engagement.candidate()) person.advisor = engagement.advisor();
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
    for (int i = 0; i < kPeople; ++i) {
      // The first few come before it begins.
      const absl::CivilDay day = i < 6 ? absl::CivilDay(2026, 9, 22 + i) : kFirst + Draw(160);
      Schedule(At(day, 10 + Draw(8), Draw(60)), [=, this] { Arrive(i); });
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
  std::map<std::string, absl::Time> arrived_;
  std::vector<int> waits_;
  int erased_ = 0;
  Ledger ledger_;
};
BANSO_E2E_ON_SQLITE(HalfYearTest);

// The cells of a report against what they must be.
class Checker {
 public:
  explicit Checker(const v1::Report& report) : report_(report) {}

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

  int told() const { return told_; }
  int hidden() const { return hidden_; }

 private:
  const v1::Report& report_;
  int told_ = 0;
  int hidden_ = 0;
};

std::string Median(std::vector<int> values) {
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  if (values.size() % 2 == 1) return absl::StrCat(values[half]);
  const int sum = values[half - 1] + values[half];
  return absl::StrCat(sum / 2, sum % 2 == 0 ? "" : ".5");
}

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
  check.ExpectText("WAITING", "MEDIAN_DAYS", Median(waits_));
  check.ExpectText("WAITING", "MAX_DAYS",
                   absl::StrCat(*std::max_element(waits_.begin(), waits_.end())));
  check.Expect("WAITING", "LONG_WAIT", "", WaitingLong());
  for (const char* scope : {"SERVICE", "EMPLOYER_BLINDED"}) {
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
  check.Expect("HEADLINES", "ADVISED", "", ledger_.People("SESSION/COMPLETED/DESK"));

  std::cout << check.told() << " cells are told, " << check.hidden() << " hidden; " << erased_
            << " people were erased, " << retired_.size() << " advisors left\n";
  EXPECT_GT(check.told(), 60);
  EXPECT_GT(erased_, 0);
  EXPECT_EQ(retired_.size(), 3u);
}

}  // namespace
}  // namespace banso
