// Two desk days from the first application to the last handshake, with forty people and four
// mentors, one of them in Los Angeles, on both sides of its change of clocks (14 March 2027). Every
// caller is who it would be: the public, holders of private links, candidates, mentors,
// coordinators. After every step all sessions are as a slow model of the desk says, and in the end
// so are the calendars, read by parsers that are not ours.
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "nlohmann/json.hpp"
#include "server/convert/calendar_convert.h"
#include "tests/e2e/desk_model.h"
#include "tests/e2e/e2e_test.h"

namespace banso {
namespace {

using Stub = v1::ConsultationService::Stub;

constexpr uint64_t kSeed = 20270313;
constexpr int kApplicants = 40;
constexpr int kAccounts = 25;
constexpr int kFirstDay = 13;
constexpr int kSecondDay = 27;
constexpr int kTopicsAskedFor[] = {v1::SELF_ANALYSIS, v1::ES_REVIEW, v1::INTERVIEW_PRACTICE,
                                   v1::BUSINESS_MANNERS};

absl::Time InMarch(int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(2027, 3, day, hour, minute), JapanTime());
}

class DeskDaysTest : public E2eTest {
 protected:
  // Somebody who comes to the desk.
  struct Person {
    std::string label;
    Levels levels;
    std::unique_ptr<Stub> stub;  // by link or by account
    bool has_been_here = false;
  };

  void SetUp() override {
    E2eTest::SetUp();
    server().clock().Set(absl::FromCivil(absl::CivilMinute(2027, 2, 20, 10, 0), JapanTime()));
    std::cout << "seed " << kSeed << "\n";
    AddMentor(R"pb(languages { language: "ja" native: true }
                   languages { language: "en" cefr_certificate: C1 })pb",
              {{"ja", 6}, {"en", 5}}, {v1::SELF_ANALYSIS, v1::ES_REVIEW}, 4,
              Window(v1::SATURDAY, 12, 18), {13, 14, 15, 16}, {13, 14, 15, 16});
    AddMentor(R"pb(languages { language: "ja" native: true })pb", {{"ja", 6}},
              {v1::INTERVIEW_PRACTICE, v1::BUSINESS_MANNERS}, 3, Window(v1::SATURDAY, 13, 17),
              {13, 14, 15, 16}, {13, 14, 15, 16});
    AddMentor(R"pb(languages { language: "ja" native: true })pb", {{"ja", 6}},
              {v1::ES_REVIEW, v1::INTERVIEW_PRACTICE}, 2, Window(v1::SATURDAY, 15, 17), {15, 16},
              {15, 16});
    // The same hours of a Friday evening at home; in Japan they come an hour earlier once the
    // clocks were put forward.
    abroad_ = AddMentor(
        R"pb(languages { language: "en" native: true }
             languages { language: "ja" jlpt_level: N2 jlpt_score: 130 })pb",
        {{"en", 6}, {"ja", 4}},
        {v1::SELF_ANALYSIS, v1::ES_REVIEW, v1::INTERVIEW_PRACTICE, v1::BUSINESS_MANNERS}, 4,
        Window(v1::FRIDAY, 20, 23, "America/Los_Angeles"), {13, 14, 15}, {13, 14});
    first_day_ = Plan(kFirstDay);
    second_day_ = Plan(kSecondDay);
    // The first admin's token does not last until the end.
    for (const ModelMentor& mentor : mentors_) {
      advisors_[mentor.name] = v1::ConsultationService::NewStub(server().AsAdvisor(mentor.name));
    }
    for (int i = 0; i < kAccounts; ++i) {
      accounts_.push_back(v1::ConsultationService::NewStub(
          server().AsCandidate(server().Create(ACandidate()).name())));
    }
  }

  static v1::WeeklyWindow Window(v1::DayOfWeek day, int from, int to,
                                 const std::string& zone = "") {
    v1::WeeklyWindow window;
    window.set_day(day);
    window.mutable_start()->set_hours(from);
    window.mutable_end()->set_hours(to);
    window.set_time_zone(zone);
    return window;
  }

  // `first` and `second` are the slots, by their hours in Japan, that fit into the window on each
  // of the days.
  std::string AddMentor(const std::string& languages, Levels levels, std::set<int> topics, int most,
                        const v1::WeeklyWindow& window, const std::vector<int>& first,
                        const std::vector<int>& second) {
    v1::Advisor advisor = AnAdvisor();
    advisor.clear_languages();
    advisor = Merge(std::move(advisor), languages);
    advisor.clear_topics();
    for (const int topic : topics) advisor.add_topics(static_cast<v1::Topic>(topic));
    advisor.mutable_availability()->clear_weekly();
    *advisor.mutable_availability()->add_weekly() = window;
    ModelMentor mentor;
    mentor.name = server().Activate(server().Create(advisor).name()).name();
    mentor.most = most;
    mentor.levels = std::move(levels);
    mentor.topics = std::move(topics);
    for (const int hour : first) mentor.free.insert(InMarch(kFirstDay, hour));
    for (const int hour : second) mentor.free.insert(InMarch(kSecondDay, hour));
    mentors_.push_back(mentor);
    return mentor.name;
  }

  std::string Plan(int day) {
    v1::CreateDeskDayRequest request;
    v1::DeskDay& desk = *request.mutable_desk_day();
    desk.mutable_date()->set_year(2027);
    desk.mutable_date()->set_month(3);
    desk.mutable_date()->set_day(day);
    for (const ModelMentor& mentor : mentors_) {
      v1::DeskAdvisor* present = desk.add_advisors();
      present->set_advisor(mentor.name);
      present->set_max_sessions(mentor.most);
    }
    return server().Call(request, &Stub::CreateDeskDay, server().consultation()).name();
  }

  int Draw(int count) { return static_cast<int>(random_() % count); }
  absl::Time Now() { return server().clock().Now(); }

  // Some of the slots of the day, in some order.
  std::vector<absl::Time> DrawHours(int day) {
    std::vector<absl::Time> hours;
    for (const int hour : {13, 14, 15, 16}) hours.push_back(InMarch(day, hour));
    std::shuffle(hours.begin(), hours.end(), random_);
    hours.resize(1 + Draw(4));
    return hours;
  }

  // What somebody asks for, not yet under a name.
  ModelRequest DrawRequest(const Person& person, int day) {
    ModelRequest request;
    request.person = person.label;
    request.levels = person.levels;
    const int topics = 1 + Draw(3);
    while (static_cast<int>(request.topics.size()) < topics) {
      request.topics.insert(kTopicsAskedFor[Draw(4)]);
    }
    request.preferred = DrawHours(day);
    request.asked = Now();
    request.urgent = Draw(5) == 0;
    request.first_time = !person.has_been_here;
    return request;
  }

  template <typename Request>
  void Fill(const ModelRequest& wish, const std::string& day, Request* request) {
    request->set_desk_day(day);
    for (const absl::Time start : wish.preferred) {
      *request->add_preferred_start_times() = FromTime(start);
    }
    for (const int topic : wish.topics) request->add_topics(static_cast<v1::Topic>(topic));
    request->set_urgent(wish.urgent);
    request->set_matter("就職について相談したい");
  }

  // Applies for the first time: every fourth person has an account, the others fill in the form.
  void Apply(const std::string& day, int date, DeskModel* model) {
    Person person;
    person.label = absl::StrCat("person ", people_.size());
    const bool account = people_.size() % 4 == 0;
    const std::string language = Draw(10) < 7 ? "ja" : Draw(3) < 2 ? "en" : "am";
    person.levels = account ? Levels{{"ja", 4}, {"en", 5}} : Levels{{language, 3}};
    ModelRequest wish = DrawRequest(person, date);
    if (account) {
      ASSERT_FALSE(accounts_.empty());
      person.stub = std::move(accounts_.back());
      accounts_.pop_back();
      v1::RequestSessionRequest request;
      Fill(wish, day, &request);
      wish.session = server().Call(request, &Stub::RequestSession, *person.stub).name();
    } else {
      const auto open = v1::ConsultationService::NewStub(server().AsPublic());
      v1::ApplyForDeskRequest request;
      Fill(wish, day, &request);
      request.mutable_person_name()->set_full_name("申込 花子");
      v1::Contact* contact = request.add_contacts();
      contact->set_channel(v1::Contact::EMAIL);
      contact->set_address(absl::StrCat("someone", people_.size(), "@example.org"));
      request.set_language(language);
      request.set_agreed(true);
      const v1::ApplyForDeskResponse applied = server().Call(request, &Stub::ApplyForDesk, *open);
      wish.session = applied.session();
      person.stub = v1::ConsultationService::NewStub(
          TokenChannel(server().server().address(), applied.link_token()));
    }
    people_.push_back(std::move(person));
    model->Ask(std::move(wish), Now());
  }

  // Asks again, by the link or the account of the first time.
  void AskAgain(Person& person, const std::string& day, int date, DeskModel* model) {
    ModelRequest wish = DrawRequest(person, date);
    v1::RequestSessionRequest request;
    Fill(wish, day, &request);
    wish.session = server().Call(request, &Stub::RequestSession, *person.stub).name();
    model->Ask(std::move(wish), Now());
  }

  Person& Whose(const ModelRequest& request) {
    return *std::find_if(people_.begin(), people_.end(),
                         [&](const Person& person) { return person.label == request.person; });
  }

  // The person's own way in, or now and then a coordinator on the person's word.
  Stub& CallerFor(const ModelRequest& request) {
    return Draw(5) == 0 ? server().consultation() : *Whose(request).stub;
  }

  template <typename Request>
  void Step(const std::string& session,
            grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Session*),
            Stub& stub) {
    Request request;
    request.set_name(session);
    server().Call(request, method, stub);
  }

  std::vector<v1::Session> SessionsOf(const std::string& day) {
    v1::ListSessionsRequest request;
    request.set_page_size(1000);
    request.set_filter(absl::StrCat("desk_day = \"", day, "\""));
    const auto response = server().Call(request, &Stub::ListSessions, server().consultation());
    return {response.sessions().begin(), response.sessions().end()};
  }

  // That every session of the day is what the model says.
  void Compare(const std::string& day, DeskModel& model, const std::string& after) {
    const std::vector<v1::Session> sessions = SessionsOf(day);
    ASSERT_EQ(sessions.size(), model.requests().size()) << after;
    for (const v1::Session& session : sessions) {
      const ModelRequest& expected = model.Of(session.name());
      SCOPED_TRACE(absl::StrCat(expected.person, ", ", session.name(), ", after ", after, " at ",
                                absl::FormatTime(Now(), JapanTime())));
      ASSERT_EQ(v1::Session::State_Name(session.state()), expected.state);
      EXPECT_EQ(session.late(), expected.late);
      EXPECT_EQ(session.first_time(), expected.first_time);
      EXPECT_EQ(session.interpreter_needed(), expected.interpreter);
      if (!expected.holds_hour()) continue;
      EXPECT_EQ(ToTime(session.start_time()), expected.start);
      EXPECT_EQ(ToTime(session.end_time()), expected.start + absl::Hours(1));
      EXPECT_EQ(session.advisor(), expected.mentor);
      if (expected.state == "OFFERED") {
        EXPECT_EQ(ToTime(session.offer().expire_time()), expected.expires);
      }
    }
  }

  // Whatever the model says: nobody is in two places, and nobody gives more than was promised.
  void CheckPlaces(const std::string& day) {
    std::set<std::pair<std::string, int64_t>> places;
    std::set<std::string> people;
    std::map<std::string, int> given;
    for (const v1::Session& session : SessionsOf(day)) {
      const std::string state = v1::Session::State_Name(session.state());
      if (state != "CONFIRMED" && state != "OFFERED" && state != "COMPLETED" &&
          state != "NO_SHOW") {
        continue;
      }
      EXPECT_TRUE(places.emplace(session.advisor(), session.start_time().seconds()).second);
      EXPECT_TRUE(people.insert(session.candidate()).second);
      ++given[session.advisor()];
    }
    for (const ModelMentor& mentor : mentors_) EXPECT_LE(given[mentor.name], mentor.most);
  }

  // Sessions that are in a state now and still will be once what has lapsed has passed on.
  std::vector<std::string> In(const DeskModel& model, const std::string& state) {
    DeskModel kept = model;
    kept.Keep(Now());
    DeskModel before = model;
    std::vector<std::string> names;
    for (const ModelRequest& request : before.requests()) {
      if (request.state == state && kept.Of(request.session).state == state) {
        names.push_back(request.session);
      }
    }
    return names;
  }

  // One thing that somebody may do; returns what.
  std::string TakeAnyStep(const std::string& day, int date, DeskModel* model) {
    const std::vector<std::string> offered = In(*model, "OFFERED");
    const std::vector<std::string> confirmed = In(*model, "CONFIRMED");
    const std::vector<std::string> waiting = In(*model, "WAITLISTED");
    const int choice = Draw(20);
    if (choice < 8 && !offered.empty()) {
      const std::string session = offered[Draw(static_cast<int>(offered.size()))];
      Stub& caller = CallerFor(model->Of(session));
      if (choice < 4) {
        Step(session, &Stub::AcceptOffer, caller);
        model->Accept(session, Now());
        return "accepting";
      }
      Step(session, &Stub::DeclineOffer, caller);
      model->Pass(session, Now());
      return "passing on";
    }
    if (choice < 14 && !confirmed.empty()) {
      const std::string session = confirmed[Draw(static_cast<int>(confirmed.size()))];
      Step(session, &Stub::CancelSession, CallerFor(model->Of(session)));
      model->Cancel(session, Now());
      return "calling off";
    }
    if (choice < 15 && !waiting.empty()) {
      const std::string session = waiting[Draw(static_cast<int>(waiting.size()))];
      Step(session, &Stub::CancelSession, CallerFor(model->Of(session)));
      model->Cancel(session, Now());
      return "waiting no longer";
    }
    if (choice < 18 && !confirmed.empty()) {
      return Move(confirmed[Draw(static_cast<int>(confirmed.size()))], date, model);
    }
    Apply(day, date, model);
    return "a late application";
  }

  std::string Move(const std::string& session, int date, DeskModel* model) {
    v1::MoveSessionRequest request;
    request.set_name(session);
    const std::vector<absl::Time> hours = DrawHours(date);
    for (const absl::Time start : hours) *request.add_preferred_start_times() = FromTime(start);
    Stub& caller = CallerFor(model->Of(session));
    if (!model->CanMove(session, hours, Now())) {
      EXPECT_EQ(ErrorReason(server().Try(request, &Stub::MoveSession, caller)), "NO_FREE_SLOT");
      return "a move to no free hour";
    }
    const v1::Session moved = server().Call(request, &Stub::MoveSession, caller);
    EXPECT_EQ(moved.rescheduled_from(), session);
    model->Move(session, moved.name(), hours, Now());
    moved_from_[moved.name()] = session;
    moved_on_.insert(session);
    return "moving";
  }

  // Steps one after the other until `end`.
  void LiveUntil(absl::Time end, const std::string& day, int date, DeskModel* model) {
    while (true) {
      server().clock().Advance(absl::Minutes(20 + Draw(9 * 60)));
      if (Now() >= end) break;
      if (Draw(8) == 0) {
        ASSERT_TRUE(server().server().KeepDesk().ok());
        model->Keep(Now());
        ASSERT_NO_FATAL_FAILURE(Compare(day, *model, "the job of the waiting list"));
      }
      const std::string step = TakeAnyStep(day, date, model);
      ++steps_[step];
      ASSERT_NO_FATAL_FAILURE(Compare(day, *model, step));
    }
  }

  // The day itself, hour by hour, noted by the mentors.
  void HoldSessions(const std::string& day, int date, DeskModel* model) {
    for (const int hour : {13, 14, 15, 16}) {
      server().clock().Set(InMarch(date, hour, 5));
      ASSERT_TRUE(server().server().KeepDesk().ok());
      model->Keep(Now());
      std::vector<std::pair<std::string, bool>> here;
      for (const ModelRequest& request : model->requests()) {
        if (request.state != "CONFIRMED" || request.start != InMarch(date, hour)) continue;
        const bool came = Draw(4) != 0;
        here.emplace_back(request.session, came);
        v1::MarkNoShowRequest missing;
        missing.set_name(request.session);
        Stub& mentor = *advisors_[request.mentor];
        EXPECT_EQ(ErrorReason(server().Try(missing, &Stub::MarkNoShow, mentor)), "TOO_EARLY");
        if (came) Step(request.session, &Stub::CheckInSession, mentor);
        // No other mentor's business.
        for (const auto& [name, other] : advisors_) {
          if (name == request.mentor) continue;
          EXPECT_THAT(server().Try(missing, &Stub::MarkNoShow, *other), HasCode(grpc::NOT_FOUND));
        }
      }
      server().clock().Set(InMarch(date, hour, 45));
      for (const auto& [session, came] : here) {
        Stub& mentor = *advisors_[model->Of(session).mentor];
        if (came) {
          Step(session, &Stub::CompleteSession, mentor);
          Whose(model->Of(session)).has_been_here = true;
        } else {
          Step(session, &Stub::MarkNoShow, mentor);
        }
        model->Attend(session, came, Now());
      }
      ASSERT_NO_FATAL_FAILURE(Compare(day, *model, absl::StrCat("the session at ", hour)));
    }
  }

  // The hours of the mentor abroad, as the clocks at home show them.
  std::vector<std::string> HoursAbroad(const std::string& day) {
    absl::TimeZone zone;
    EXPECT_TRUE(absl::LoadTimeZone("America/Los_Angeles", &zone));
    std::vector<std::string> hours;
    for (const v1::Session& session : SessionsOf(day)) {
      if (session.advisor() != abroad_ || session.state() == v1::Session::CANCELLED) continue;
      hours.push_back(absl::FormatTime("%a %H:%M", ToTime(session.start_time()), zone));
    }
    return hours;
  }

  // ---- Calendars ----

  // Whether the session has, or had, an hour that somebody wrote down.
  static bool IsInCalendars(const ModelRequest& request) {
    return request.state == "CONFIRMED" || request.state == "COMPLETED" ||
           request.state == "NO_SHOW" ||
           (request.state == "CANCELLED" && request.start != absl::InfinitePast());
  }
  // One that is moved stays one entry, called as it was first.
  std::string UidOf(std::string session) const {
    for (auto before = moved_from_.find(session); before != moved_from_.end();
         before = moved_from_.find(session)) {
      session = before->second;
    }
    return absl::StrCat(absl::StrReplaceAll(session, {{"/", "-"}}), "@calendar.invalid");
  }

  // Writes a file and what it must hold, by the model.
  void WriteCalendar(const ScratchDir& folder, const std::string& file, const std::string& content,
                     const std::map<std::string, const ModelRequest*>& entries,
                     nlohmann::json* expected) {
    std::ofstream(folder.File(file), std::ios::binary) << content;
    for (const auto& [uid, request] : entries) {
      expected->push_back({{"file", file},
                           {"uid", uid},
                           {"start", absl::ToUnixSeconds(request->start)},
                           {"end", absl::ToUnixSeconds(request->start + absl::Hours(1))},
                           {"status", request->state == "CANCELLED" ? "CANCELLED" : "CONFIRMED"}});
    }
  }

  // Runs a reader over the folder; exit status 77 says that it is not installed.
  static void ReadBack(const std::string& reader, const ScratchDir& folder) {
    const std::string log = folder.File("read.log");
    const int status =
        std::system(absl::StrCat(reader, " ", folder.path(), " > ", log, " 2>&1").c_str());
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
      std::cout << reader << " is skipped: npm ci --prefix tests/calendar\n";
      return;
    }
    std::stringstream said;
    said << std::ifstream(log).rdbuf();
    EXPECT_EQ(WEXITSTATUS(status), 0) << reader << ": " << said.str();
  }

  // The file of every booking and the feed of every mentor, as two other parsers read them.
  void CheckCalendars(const std::vector<DeskModel*>& models) {
    const ScratchDir folder;
    nlohmann::json expected = nlohmann::json::array();
    std::map<std::string, std::map<std::string, const ModelRequest*>> feeds;
    int bookings = 0;
    for (DeskModel* model : models) {
      for (const ModelRequest& request : model->requests()) {
        if (!IsInCalendars(request)) continue;
        // Of one that came back to a mentor, the last.
        feeds[request.mentor][UidOf(request.session)] = &request;
        if (moved_on_.contains(request.session)) continue;
        v1::GetSessionCalendarRequest get;
        get.set_name(request.session);
        WriteCalendar(
            folder, absl::StrCat("booking-", bookings++, ".ics"),
            server().Call(get, &Stub::GetSessionCalendar, server().consultation()).content(),
            {{UidOf(request.session), &request}}, &expected);
      }
    }
    for (size_t i = 0; i < mentors_.size(); ++i) {
      const std::string& mentor = mentors_[i].name;
      v1::GetAdvisorCalendarRequest get;
      get.set_advisor(mentor);
      const auto feed = [&] {
        return server().Call(get, &Stub::GetAdvisorCalendar, *advisors_[mentor]).content();
      };
      const std::string content = feed();
      EXPECT_EQ(content, feed()) << "the bytes stay";
      EXPECT_FALSE(feeds[mentor].empty()) << mentor << " met nobody; choose another seed";
      WriteCalendar(folder, absl::StrCat("feed-", i, ".ics"), content, feeds[mentor], &expected);
    }
    std::ofstream(folder.File("expected.json")) << expected;
    EXPECT_GT(bookings, 20);
    EXPECT_GT(moved_on_.size(), 0u);

    ReadBack("/usr/bin/python3 " BANSO_SOURCE_DIR "/tests/calendar/read_files.py", folder);
    ReadBack("node " BANSO_SOURCE_DIR "/tests/calendar/read_files.mjs", folder);
  }

  std::mt19937_64 random_{kSeed};
  std::map<std::string, std::string> moved_from_;
  std::set<std::string> moved_on_;
  std::vector<ModelMentor> mentors_;
  std::string abroad_;
  std::string first_day_;
  std::string second_day_;
  std::map<std::string, std::unique_ptr<Stub>> advisors_;
  std::vector<std::unique_ptr<Stub>> accounts_;
  std::vector<Person> people_;
  std::map<std::string, int> steps_;
};
BANSO_E2E_ON_BOTH_STORES(DeskDaysTest);

TEST_P(DeskDaysTest, FortyPeopleOnTwoDays) {
  DeskModel first(mentors_);
  for (int i = 0; i < kApplicants; ++i) {
    server().clock().Advance(absl::Minutes(7));
    Apply(first_day_, kFirstDay, &first);
  }
  server().clock().Set(InMarch(5, 12));
  const std::string early = first.requests()[3].session;
  Step(early, &Stub::CancelSession, *people_[3].stub);
  first.Cancel(early, Now());

  // What a coordinator is told would be done is done.
  server().clock().Set(InMarch(6, 0));
  v1::AllocateDeskDayRequest allocate;
  allocate.set_name(first_day_);
  allocate.set_validate_only(true);
  const auto dry = server().Call(allocate, &Stub::AllocateDeskDay, server().consultation());
  for (const v1::Session& session : SessionsOf(first_day_)) {
    EXPECT_NE(session.state(), v1::Session::CONFIRMED) << "a dry run changes nothing";
  }
  allocate.set_validate_only(false);
  const auto done = server().Call(allocate, &Stub::AllocateDeskDay, server().consultation());
  ASSERT_EQ(dry.decisions_size(), kApplicants - 1);
  ASSERT_EQ(done.decisions_size(), kApplicants - 1);
  for (int i = 0; i < done.decisions_size(); ++i) {
    EXPECT_EQ(dry.decisions(i).SerializeAsString(), done.decisions(i).SerializeAsString());
  }
  first.Allocate(Now());
  ASSERT_NO_FATAL_FAILURE(Compare(first_day_, first, "the allocation"));

  ASSERT_NO_FATAL_FAILURE(LiveUntil(InMarch(12, 22), first_day_, kFirstDay, &first));

  // On the morning itself: late, and too late to offer, so that it goes to who asks next.
  server().clock().Set(InMarch(kFirstDay, 9));
  const std::string late = In(first, "CONFIRMED").at(0);
  const absl::Time freed = first.Of(late).start;
  Step(late, &Stub::CancelSession, *Whose(first.Of(late)).stub);
  first.Cancel(late, Now());
  ASSERT_NO_FATAL_FAILURE(Compare(first_day_, first, "calling off on the morning"));
  EXPECT_TRUE(first.Of(late).late);
  for (ModelRequest& request : first.requests()) {
    EXPECT_FALSE(request.state == "OFFERED" && request.start == freed);
  }
  server().clock().Set(InMarch(kFirstDay, 9, 30));
  Apply(first_day_, kFirstDay, &first);
  ASSERT_NO_FATAL_FAILURE(Compare(first_day_, first, "an application on the morning"));
  ASSERT_NO_FATAL_FAILURE(HoldSessions(first_day_, kFirstDay, &first));
  CheckPlaces(first_day_);

  // The second day: who had no hour asks again, some come back, some are new. The server gives the
  // slots by itself.
  DeskModel second(mentors_);
  server().clock().Set(InMarch(15, 10));
  const size_t known = people_.size();
  for (size_t i = 0; i < known && i < kApplicants; ++i) {
    if (people_[i].has_been_here && Draw(2) == 0) continue;
    server().clock().Advance(absl::Minutes(5));
    AskAgain(people_[i], second_day_, kSecondDay, &second);
  }
  for (int i = 0; i < 4; ++i) {
    server().clock().Advance(absl::Minutes(5));
    Apply(second_day_, kSecondDay, &second);
  }
  server().clock().Set(InMarch(20, 0));
  ASSERT_TRUE(server().server().KeepDesk().ok());
  second.Allocate(Now());
  ASSERT_NO_FATAL_FAILURE(Compare(second_day_, second, "the allocation"));
  ASSERT_NO_FATAL_FAILURE(LiveUntil(InMarch(26, 22), second_day_, kSecondDay, &second));
  ASSERT_NO_FATAL_FAILURE(HoldSessions(second_day_, kSecondDay, &second));
  CheckPlaces(second_day_);
  first.End();
  ASSERT_NO_FATAL_FAILURE(Compare(first_day_, first, "all that came later"));

  for (const std::string& hour : HoursAbroad(first_day_)) {
    EXPECT_TRUE(hour == "Fri 20:00" || hour == "Fri 21:00" || hour == "Fri 22:00") << hour;
  }
  for (const std::string& hour : HoursAbroad(second_day_)) {
    EXPECT_TRUE(hour == "Fri 21:00" || hour == "Fri 22:00") << hour;
  }
  EXPECT_FALSE(HoursAbroad(first_day_).empty());
  EXPECT_FALSE(HoursAbroad(second_day_).empty());
  int lapsed = 0;
  for (DeskModel* model : {&first, &second}) {
    for (const ModelRequest& request : model->requests()) lapsed += request.lapses;
  }
  for (const char* step : {"accepting", "passing on", "calling off", "waiting no longer", "moving",
                           "a move to no free hour", "a late application"}) {
    EXPECT_GT(steps_[step], 0) << step << " never happened; choose another seed";
  }
  EXPECT_GT(lapsed, 0);
  CheckCalendars({&first, &second});
}

}  // namespace
}  // namespace banso
