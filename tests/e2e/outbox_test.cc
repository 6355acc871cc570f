// What people are told about their sessions, from the commit to the file.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include "server/convert/calendar_convert.h"
#include "tests/e2e/e2e_test.h"

namespace banso {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using Stub = v1::ConsultationService::Stub;

absl::Time At(int month, int day, int hour) {
  return absl::FromCivil(absl::CivilHour(2026, month, day, hour), JapanTime());
}

class OutboxE2eTest : public E2eTest {
 protected:
  void SetUp() override {
    E2eTest::SetUp();
    server().clock().Set(At(11, 20, 10));
    v1::Advisor advisor = AnAdvisor("");
    for (v1::WeeklyWindow& window : *advisor.mutable_availability()->mutable_weekly()) {
      window.mutable_start()->set_hours(9);
    }
    advisor_ = server().Activate(server().Create(advisor).name()).name();
    v1::CreateDeskDayRequest request;
    v1::DeskDay& desk = *request.mutable_desk_day();
    desk.mutable_date()->set_year(2026);
    desk.mutable_date()->set_month(12);
    desk.mutable_date()->set_day(5);
    desk.add_advisors()->set_advisor(advisor_);
    day_ = server().Call(request, &Stub::CreateDeskDay, server().consultation()).name();
  }

  v1::ApplyForDeskRequest Application(int hour, const std::string& who) {
    v1::ApplyForDeskRequest request;
    request.set_desk_day(day_);
    request.mutable_person_name()->set_full_name(who);
    v1::Contact* contact = request.add_contacts();
    contact->set_channel(v1::Contact::EMAIL);
    contact->set_address("someone@example.org");
    request.set_language("ja");
    *request.add_preferred_start_times() = FromTime(At(12, 5, hour));
    request.set_agreed(true);
    return request;
  }
  // A minute after whoever applied before, so that it is clear who comes first.
  v1::ApplyForDeskResponse Apply(int hour, const std::string& who = "A Person") {
    server().clock().Advance(absl::Minutes(1));
    const auto stub = v1::ConsultationService::NewStub(server().AsPublic());
    return server().Call(Application(hour, who), &Stub::ApplyForDesk, *stub);
  }

  void Allocate() {
    v1::AllocateDeskDayRequest request;
    request.set_name(day_);
    server().Call(request, &Stub::AllocateDeskDay, server().consultation());
  }

  template <typename Request>
  v1::Session Step(const std::string& name,
                   grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Session*),
                   Request request = {}) {
    request.set_name(name);
    if constexpr (requires { request.reason(); }) request.set_reason("a reason");
    return server().Call(request, method, server().consultation());
  }

  // To people and advisors, or to the coordinators.
  std::vector<v1::Message> Messages(bool team = false) {
    const auto snapshot =
        server().server().catalog()->WaitFor(StoreRevision(), absl::Now() + absl::Seconds(30));
    EXPECT_TRUE(snapshot.ok()) << snapshot.status();
    std::vector<v1::Message> all;
    if (!snapshot.ok()) return all;
    (*snapshot)->messages().ForEach([&](const auto& entry) {
      if (entry->message->coordinators() == team) all.push_back(*entry->message);
    });
    return all;
  }

  // How many messages of each template are new since the last call: to people and advisors, or to
  // the coordinators.
  std::map<std::string, int> News() { return NewsTo(false, told_); }
  std::map<std::string, int> NewsToTeam() { return NewsTo(true, told_team_); }
  std::map<std::string, int> NewsTo(bool team, std::map<std::string, int>& told) {
    std::map<std::string, int> now;
    for (const v1::Message& message : Messages(team)) ++now[message.template_code()];
    std::map<std::string, int> news;
    for (const auto& [code, count] : now) {
      if (count > told[code]) news[code] = count - told[code];
    }
    told = now;
    return news;
  }

  std::string advisor_;
  std::string day_;
  std::map<std::string, int> told_;
  std::map<std::string, int> told_team_;
};
BANSO_E2E_ON_SQLITE(OutboxE2eTest);

TEST_P(OutboxE2eTest, EveryStepTellsOnce) {
  const v1::ApplyForDeskResponse first = Apply(13, "First");
  EXPECT_THAT(News(), UnorderedElementsAre(Pair("SESSION_REQUESTED", 1)));
  const v1::Message link = Messages().at(0);
  ASSERT_THAT(link.parameters(), SizeIs(1));
  EXPECT_EQ(link.parameters(0).value(), first.link_token());
  EXPECT_EQ(link.language(), v1::Message::EASY_JAPANESE);
  const v1::ApplyForDeskResponse second = Apply(13, "Second");
  News();

  Allocate();
  EXPECT_THAT(News(), UnorderedElementsAre(Pair("SESSION_CONFIRMED", 1),
                                           Pair("ADVISOR_SESSION_CONFIRMED", 1),
                                           Pair("SESSION_WAITLISTED", 1)));

  // Which frees an hour for who waits.
  Step(first.session(), &Stub::CancelSession);
  EXPECT_THAT(News(),
              UnorderedElementsAre(Pair("SESSION_CANCELLED", 1),
                                   Pair("ADVISOR_SESSION_CANCELLED", 1), Pair("SLOT_OFFERED", 1)));

  Step(second.session(), &Stub::AcceptOffer);
  EXPECT_THAT(News(), UnorderedElementsAre(Pair("SESSION_CONFIRMED", 1),
                                           Pair("ADVISOR_SESSION_CONFIRMED", 1)));

  v1::MoveSessionRequest move;
  *move.add_preferred_start_times() = FromTime(At(12, 5, 15));
  const v1::Session moved = Step(second.session(), &Stub::MoveSession, move);
  EXPECT_EQ(moved.state(), v1::Session::CONFIRMED);
  EXPECT_THAT(News(),
              UnorderedElementsAre(Pair("SESSION_MOVED", 1), Pair("ADVISOR_SESSION_MOVED", 1)));

  v1::CancelDeskDayRequest cancel;
  cancel.set_name(day_);
  cancel.set_reason("a reason");
  server().Call(cancel, &Stub::CancelDeskDay, server().consultation());
  EXPECT_THAT(News(), UnorderedElementsAre(Pair("SESSION_CANCELLED", 1),
                                           Pair("ADVISOR_SESSION_CANCELLED", 1)));
}

// The parameter of the one message of a template; empty if there is none.
std::string ParameterOf(const std::vector<v1::Message>& messages, const std::string& code,
                        const std::string& name) {
  for (const v1::Message& message : messages) {
    if (message.template_code() != code) continue;
    for (const v1::MessageParameter& parameter : message.parameters()) {
      if (parameter.name() == name) return parameter.value();
    }
  }
  return "";
}

TEST_P(OutboxE2eTest, TheTeamIsToldWhatItHasToSeeTo) {
  v1::ApplyForDeskRequest request = Application(13, "First");
  request.set_language("am");
  const auto stub = v1::ConsultationService::NewStub(server().AsPublic());
  server().Call(request, &Stub::ApplyForDesk, *stub);
  EXPECT_THAT(NewsToTeam(), UnorderedElementsAre(Pair("COORDINATOR_REQUEST_RECEIVED", 1)));
  const v1::ApplyForDeskResponse first = Apply(13);
  const v1::ApplyForDeskResponse other = Apply(14);
  const v1::ApplyForDeskResponse waits = Apply(13);
  // The same address each time.
  EXPECT_THAT(NewsToTeam(), UnorderedElementsAre(Pair("COORDINATOR_REQUEST_RECEIVED", 3),
                                                 Pair("COORDINATOR_POSSIBLE_DUPLICATE", 3)));
  Allocate();
  EXPECT_THAT(NewsToTeam(), UnorderedElementsAre(Pair("COORDINATOR_INTERPRETER_NEEDED", 1)));

  // Late, and by the person.
  server().clock().Set(At(12, 4, 18));
  const auto link = v1::ConsultationService::NewStub(
      TokenChannel(server().server().address(), other.link_token()));
  v1::CancelSessionRequest cancel;
  cancel.set_name(other.session());
  server().Call(cancel, &Stub::CancelSession, *link);
  EXPECT_THAT(NewsToTeam(), UnorderedElementsAre(Pair("COORDINATOR_SESSION_LATE", 1)));
  // By the team itself.
  Step(first.session(), &Stub::CancelSession);
  EXPECT_THAT(NewsToTeam(), IsEmpty());
}

TEST_P(OutboxE2eTest, TwoLapsesAreToldToTheTeam) {
  const v1::ApplyForDeskResponse first = Apply(13);
  const v1::ApplyForDeskResponse other = Apply(14);
  server().clock().Advance(absl::Minutes(1));
  const auto stub = v1::ConsultationService::NewStub(server().AsPublic());
  v1::ApplyForDeskRequest both = Application(13, "Waits");
  *both.add_preferred_start_times() = FromTime(At(12, 5, 14));
  server().Call(both, &Stub::ApplyForDesk, *stub);
  Allocate();
  NewsToTeam();

  for (const auto& session : {first.session(), other.session()}) {
    Step(session, &Stub::CancelSession);
    server().clock().Advance(absl::Hours(24));
    ASSERT_TRUE(server().server().KeepDesk().ok());
  }

  EXPECT_THAT(NewsToTeam(), UnorderedElementsAre(Pair("COORDINATOR_WAITING_ENDED", 1)));
}

TEST_P(OutboxE2eTest, AMovedSessionKeepsItsEntryInCalendars) {
  const v1::ApplyForDeskResponse applied = Apply(13);
  Allocate();
  const auto told = [&](const std::string& code, const std::string& name) {
    return ParameterOf(Messages(), code, name);
  };
  EXPECT_EQ(told("SESSION_CONFIRMED", "calendar"), applied.session());

  v1::MoveSessionRequest move;
  *move.add_preferred_start_times() = FromTime(At(12, 5, 15));
  const v1::Session moved = Step(applied.session(), &Stub::MoveSession, move);

  EXPECT_EQ(told("SESSION_MOVED", "session"), moved.name());
  EXPECT_EQ(told("SESSION_MOVED", "calendar"), applied.session());
  EXPECT_EQ(told("ADVISOR_SESSION_MOVED", "calendar"), applied.session());
  EXPECT_LT(std::stoi(told("SESSION_CONFIRMED", "sequence")),
            std::stoi(told("SESSION_MOVED", "sequence")));
}

TEST_P(OutboxE2eTest, WhoMovesToADayWithoutHoursLosesTheEntryUntilThereIsOne) {
  const v1::ApplyForDeskResponse applied = Apply(13);
  Allocate();
  v1::CreateDeskDayRequest later;
  *later.mutable_desk_day()->mutable_date() = FromDate(Date(2026, 12, 19));
  later.mutable_desk_day()->add_advisors()->set_advisor(advisor_);
  v1::MoveSessionRequest move;
  move.set_desk_day(server().Call(later, &Stub::CreateDeskDay, server().consultation()).name());
  *move.add_preferred_start_times() = FromTime(At(12, 19, 15));
  News();

  const v1::Session moved = Step(applied.session(), &Stub::MoveSession, move);

  EXPECT_EQ(moved.state(), v1::Session::REQUESTED);
  EXPECT_THAT(News(), UnorderedElementsAre(Pair("SESSION_CANCELLED", 1),
                                           Pair("ADVISOR_SESSION_CANCELLED", 1)));
}

TEST_P(OutboxE2eTest, AnOfferThatLapsesIsToldOnce) {
  const v1::ApplyForDeskResponse first = Apply(13, "First");
  Apply(13, "Second");
  Allocate();
  Step(first.session(), &Stub::CancelSession);
  News();

  server().clock().Set(At(12, 4, 23));
  ASSERT_TRUE(server().server().KeepDesk().ok());
  EXPECT_EQ(News()["SLOT_OFFER_LAPSED"], 1);
  ASSERT_TRUE(server().server().KeepDesk().ok());
  EXPECT_EQ(News()["SLOT_OFFER_LAPSED"], 0);
}

TEST_P(OutboxE2eTest, WhoIsGivenNoHourIsTold) {
  Apply(13);
  News();

  v1::CancelDeskDayRequest cancel;
  cancel.set_name(day_);
  cancel.set_reason("a reason");
  server().Call(cancel, &Stub::CancelDeskDay, server().consultation());
  EXPECT_THAT(News(), UnorderedElementsAre(Pair("SESSION_DECLINED", 1)));
}

TEST_P(OutboxE2eTest, ARequestMadeAgainTellsNothingNew) {
  const auto stub = v1::ConsultationService::NewStub(server().AsPublic());
  v1::ApplyForDeskRequest request = Application(13, "A Person");
  request.set_request_id("7f1f3d5c-6d5b-4a8e-9a43-1c6f0c8b2d11");
  const auto applied = server().Call(request, &Stub::ApplyForDesk, *stub);
  EXPECT_THAT(Messages(), SizeIs(1));
  server().Call(request, &Stub::ApplyForDesk, *stub);
  EXPECT_THAT(Messages(), SizeIs(1));

  Allocate();
  News();
  v1::CancelSessionRequest cancel;
  cancel.set_request_id("7f1f3d5c-6d5b-4a8e-9a43-1c6f0c8b2d12");
  Step(applied.session(), &Stub::CancelSession, cancel);
  EXPECT_THAT(News(), SizeIs(2));
  Step(applied.session(), &Stub::CancelSession, cancel);
  EXPECT_THAT(News(), IsEmpty());
}

TEST_P(OutboxE2eTest, TheServerPutsMessagesIntoItsFolder) {
  Apply(13);
  ASSERT_THAT(Messages(), SizeIs(1));
  const std::string id = Messages()[0].name().substr(std::string("messages/").size());

  // A server with its jobs on a copy of the store. It is waited for, not for a time.
  server().server().Stop();
  const ScratchDir dir;
  std::filesystem::copy(server().options().data_dir, dir.File("data"),
                        std::filesystem::copy_options::recursive);
  Options options = server().options();
  options.data_dir = dir.File("data");
  options.store = "";
  options.expiry_interval = absl::Hours(1);
  options.outbox_interval = absl::Milliseconds(20);
  options.outbox_folder = dir.File("outbox");
  options.mail_from = "desk@example.net";
  auto delivering = Server::Start(options);
  ASSERT_TRUE(delivering.ok()) << delivering.status();
  const auto find = [&] {
    return (*delivering)->catalog()->Current()->messages().Find("messages/" + id);
  };
  const absl::Time patience = absl::Now() + absl::Seconds(60);
  while (find()->message->state() != v1::Message::SENT && absl::Now() < patience) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  (*delivering)->Stop();
  ASSERT_EQ(find()->message->state(), v1::Message::SENT);

  // The secret of the link is kept no longer than that.
  EXPECT_THAT(find()->message->parameters(), IsEmpty());
  std::ifstream file(dir.File("outbox/" + id + ".eml"));
  std::stringstream bytes;
  bytes << file.rdbuf();
  EXPECT_THAT(bytes.str(), ::testing::HasSubstr("someone@example.org"));
  EXPECT_THAT(bytes.str(), ::testing::HasSubstr("desk@example.net"));
}

}  // namespace
}  // namespace banso
