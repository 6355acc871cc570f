#include "server/services/entry_sheets.h"

#include <atomic>
#include <map>
#include <thread>
#include <utility>

#include "server/services/engagements.h"
#include "server/services/entry_sheet_states.h"
#include "server/text/fair_hiring.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

using State = v1::EntrySheet;
using Verb = EntrySheetVerb;

// The machine as the programme writes it, and nothing else.
const std::map<std::pair<int, Verb>, v1::EntrySheet::State>& WrittenArrows() {
  static const std::map<std::pair<int, Verb>, v1::EntrySheet::State> arrows = {
      {{State::DRAFT, Verb::kSubmit}, State::SUBMITTED},
      {{State::IN_REVIEW, Verb::kSubmit}, State::SUBMITTED},
      {{State::COMMENTED, Verb::kSubmit}, State::SUBMITTED},
      {{State::FINAL, Verb::kSubmit}, State::SUBMITTED},
      {{State::SENT, Verb::kSubmit}, State::SUBMITTED},
      {{State::SUBMITTED, Verb::kClaim}, State::IN_REVIEW},
      {{State::IN_REVIEW, Verb::kRelease}, State::SUBMITTED},
      {{State::IN_REVIEW, Verb::kComment}, State::COMMENTED},
      {{State::IN_REVIEW, Verb::kFinalise}, State::FINAL},
      {{State::COMMENTED, Verb::kFinalise}, State::FINAL},
      {{State::FINAL, Verb::kSend}, State::SENT},
  };
  return arrows;
}

template <typename Visit>
void ForEveryPair(Visit visit) {
  for (int from = State::State_MIN; from <= State::State_MAX; ++from) {
    for (int verb = 0; verb <= static_cast<int>(kLastEntrySheetVerb); ++verb) {
      visit(static_cast<v1::EntrySheet::State>(from), static_cast<Verb>(verb));
    }
  }
}

TEST(EntrySheetStatesTest, TheTableIsTheOneThatIsWritten) {
  ForEveryPair([](v1::EntrySheet::State from, Verb verb) {
    const auto arrow = WrittenArrows().find({from, verb});
    const auto next = NextState(from, verb);
    EXPECT_EQ(next.has_value(), arrow != WrittenArrows().end())
        << v1::EntrySheet::State_Name(from) << static_cast<int>(verb);
    if (next && arrow != WrittenArrows().end()) {
      EXPECT_EQ(*next, arrow->second);
    }
  });
}

TEST(EntrySheetStatesTest, EverybodyTakesTheOwnStepsOnly) {
  const std::map<v1::Access::Role, std::set<Verb>> written = {
      {v1::Access::CANDIDATE, {Verb::kSubmit, Verb::kSend}},
      {v1::Access::FAMILY, {Verb::kSubmit, Verb::kSend}},
      {v1::Access::ADVISOR, {Verb::kClaim, Verb::kRelease, Verb::kComment, Verb::kFinalise}},
      {v1::Access::COORDINATOR,
       {Verb::kClaim, Verb::kRelease, Verb::kComment, Verb::kFinalise, Verb::kSend}},
      {v1::Access::SYSTEM, {Verb::kRelease}}};
  for (int number = 0; number < v1::Access::Role_ARRAYSIZE; ++number) {
    const auto role = static_cast<v1::Access::Role>(number);
    for (int verb = 0; verb <= static_cast<int>(kLastEntrySheetVerb); ++verb) {
      const auto allowed = written.find(role);
      EXPECT_EQ(MayTake(role, static_cast<Verb>(verb)),
                allowed != written.end() && allowed->second.contains(static_cast<Verb>(verb)))
          << v1::Access::Role_Name(role) << verb;
    }
  }
}

class EntrySheetsTest : public ProgrammeTest {
 protected:
  using Answer = absl::StatusOr<v1::EntrySheet>;

  void SetUp() override {
    ProgrammeTest::SetUp();
    service_ = std::make_unique<EntrySheets>(&context_);
    PutEmployer("employers/e1");
    PutInternship("employers/e1/internships/i");
    PutCandidate("candidates/c");
    for (const char* advisor : {"advisors/a", "advisors/b"}) {
      PutAdvisor(advisor);
      Engage("candidates/c", advisor);
    }
  }

  void Engage(const std::string& candidate, const std::string& advisor) {
    v1::StartEngagementRequest request;
    request.set_candidate(candidate);
    request.set_advisor(advisor);
    Call call = CoordinatorCall();
    ASSERT_THAT(Engagements(&context_).Start(request, &call), IsOk());
  }
  Call AdvisorCall(const std::string& name = "advisors/a") {
    return CallOf({.role = v1::Access::ADVISOR,
                   .principal = "principals/" + name.substr(name.find('/') + 1),
                   .advisor = name},
                  v1::Access::LINKED);
  }
  Call AuthorCall() { return CandidateCall("candidates/c"); }

  template <typename Request, typename Method>
  Answer Take(Request request, Method method, const std::string& name, Call call) {
    request.set_name(name);
    return (*service_.*method)(request, &call);
  }
  Answer Create(const std::string& draft = "御社を志望します。") {
    v1::CreateEntrySheetRequest request;
    request.mutable_entry_sheet()->set_candidate("candidates/c");
    request.mutable_entry_sheet()->set_title("志望動機");
    request.mutable_entry_sheet()->set_employer("employers/e1");
    request.mutable_entry_sheet()->set_draft_text(draft);
    Call call = AuthorCall();
    return service_->Create(request, &call);
  }
  Answer Write(const std::string& name, const std::string& draft) {
    v1::UpdateEntrySheetRequest request;
    request.mutable_entry_sheet()->set_name(name);
    request.mutable_entry_sheet()->set_draft_text(draft);
    Call call = AuthorCall();
    return service_->Update(request, &call);
  }
  Answer Readdress(const std::string& name, const std::string& employer) {
    v1::UpdateEntrySheetRequest request;
    request.mutable_entry_sheet()->set_name(name);
    request.mutable_entry_sheet()->set_employer(employer);
    Call call = AuthorCall();
    return service_->Update(request, &call);
  }
  Answer Submit(const std::string& name) {
    return Take(v1::SubmitEntrySheetRequest(), &EntrySheets::Submit, name, AuthorCall());
  }
  Answer Claim(const std::string& name, const std::string& advisor = "advisors/a") {
    return Take(v1::ClaimEntrySheetRequest(), &EntrySheets::Claim, name, AdvisorCall(advisor));
  }
  Answer ClaimFor(const std::string& name, const std::string& advisor) {
    v1::ClaimEntrySheetRequest request;
    request.set_advisor(advisor);
    return Take(request, &EntrySheets::Claim, name, CoordinatorCall());
  }
  Answer Release(const std::string& name, Call call) {
    return Take(v1::ReleaseEntrySheetRequest(), &EntrySheets::Release, name, std::move(call));
  }
  Answer Comment(const std::string& name, int version, Call call) {
    v1::CommentEntrySheetRequest request;
    request.set_version(version);
    request.set_text("理由をもう少し詳しく。");
    return Take(request, &EntrySheets::Comment, name, std::move(call));
  }
  Answer Finalise(const std::string& name, int version, Call call) {
    v1::FinaliseEntrySheetRequest request;
    request.set_version(version);
    request.set_reason("よく書けています");
    return Take(request, &EntrySheets::Finalise, name, std::move(call));
  }
  Answer Send(const std::string& name) {
    return Take(v1::SendEntrySheetRequest(), &EntrySheets::Send, name, AuthorCall());
  }
  // As the programme has it: by author, reviewer or whoever has the step.
  Answer TakeByVerb(Verb verb, const std::string& name) {
    const int version = NewestVersion(Now(name));
    switch (verb) {
      case Verb::kSubmit:
        return Submit(name);
      case Verb::kClaim:
        return Claim(name);
      case Verb::kRelease:
        return Release(name, AdvisorCall());
      case Verb::kComment:
        return Comment(name, version, AdvisorCall());
      case Verb::kFinalise:
        return Finalise(name, version, AdvisorCall());
      case Verb::kSend:
        return Send(name);
    }
    return absl::InternalError("no such verb");
  }

  // A sheet in a state, on the way that there is.
  std::string SheetIn(v1::EntrySheet::State state) {
    const Answer created = Create();
    EXPECT_THAT(created, IsOk());
    const std::string& name = created->name();
    const auto take = [&](Verb verb) { EXPECT_THAT(TakeByVerb(verb, name), IsOk()); };
    if (state != State::DRAFT) take(Verb::kSubmit);
    if (state != State::DRAFT && state != State::SUBMITTED) take(Verb::kClaim);
    if (state == State::COMMENTED) take(Verb::kComment);
    if (state == State::FINAL || state == State::SENT) take(Verb::kFinalise);
    if (state == State::SENT) take(Verb::kSend);
    EXPECT_EQ(Now(name).state(), state);
    return name;
  }
  v1::EntrySheet Now(const std::string& name) {
    const auto entry = Newest()->entry_sheets().Find(name);
    return entry == nullptr ? v1::EntrySheet() : *entry->message;
  }
  Answer Get(const std::string& name, Call call) {
    v1::GetEntrySheetRequest request;
    request.set_name(name);
    return service_->Get(request, &call);
  }
  // Who was told what, as CODE to whom.
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

  std::unique_ptr<EntrySheets> service_;
};

TEST_F(EntrySheetsTest, EveryPairIsLegalAsWrittenOrRefusedAndChangesNothing) {
  int legal = 0;
  ForEveryPair([&](v1::EntrySheet::State from, Verb verb) {
    if (from == State::STATE_UNSPECIFIED) return;
    SCOPED_TRACE(
        absl::StrCat(v1::EntrySheet::State_Name(from), " by verb ", static_cast<int>(verb)));
    const std::string name = SheetIn(from);
    const v1::EntrySheet before = Now(name);
    const Revision revision = Newest()->revision();
    const auto arrow = WrittenArrows().find({from, verb});
    clock_.Advance(absl::Minutes(1));

    const Answer answer = TakeByVerb(verb, name);

    if (arrow == WrittenArrows().end()) {
      EXPECT_THAT(answer, StatusIs(absl::StatusCode::kFailedPrecondition));
      if (NewestVersion(before) > 0) {
        EXPECT_EQ(ReasonOf(answer), "ILLEGAL_TRANSITION");
      }
      EXPECT_EQ(Newest()->revision(), revision);
      EXPECT_EQ(Now(name).SerializeAsString(), before.SerializeAsString());
      return;
    }
    ++legal;
    ASSERT_THAT(answer, IsOk());
    const v1::EntrySheet after = Now(name);
    EXPECT_EQ(after.state(), arrow->second);
    ASSERT_EQ(after.steps_size(), before.steps_size() + 1);
    const v1::EntrySheetStep& step = after.steps(after.steps_size() - 1);
    EXPECT_EQ(step.state(), arrow->second);
    EXPECT_EQ(ToTime(step.step_time()), clock_.Now());
    EXPECT_EQ(step.version(), NewestVersion(after));
    EXPECT_EQ(step.principal(),
              verb == Verb::kSubmit || verb == Verb::kSend ? "principals/person" : "principals/a");
    EXPECT_EQ(step.note(), verb == Verb::kFinalise ? "よく書けています" : "");
    EXPECT_EQ(after.reviewer(), after.state() == State::IN_REVIEW ? "advisors/a" : "");
  });
  EXPECT_EQ(legal, static_cast<int>(WrittenArrows().size()));
}

TEST_F(EntrySheetsTest, TheDraftIsSeenByItsAuthorAlone) {
  const std::string name = SheetIn(State::IN_REVIEW);
  ASSERT_THAT(Write(name, "まだ誰にも見せたくない"), IsOk());

  EXPECT_EQ(Get(name, AuthorCall())->draft_text(), "まだ誰にも見せたくない");
  for (const auto& other : {Get(name, CoordinatorCall()), Get(name, AdvisorCall())}) {
    ASSERT_THAT(other, IsOk());
    EXPECT_EQ(other->draft_text(), "");
    EXPECT_EQ(other->versions(0).text(), "御社を志望します。");
  }
  const Answer commented = Comment(name, 1, CoordinatorCall());
  ASSERT_THAT(commented, IsOk());
  EXPECT_EQ(commented->draft_text(), "");
  Call call = CoordinatorCall();
  const auto listed = service_->List(v1::ListEntrySheetsRequest(), &call);
  ASSERT_THAT(listed, IsOk());
  ASSERT_EQ(listed->entry_sheets_size(), 1);
  EXPECT_EQ(listed->entry_sheets(0).draft_text(), "");
}

TEST_F(EntrySheetsTest, ANewVersionIsTheDraftAndIsReviewedWithinSevenDays) {
  const std::string name = SheetIn(State::DRAFT);

  const Answer submitted = Submit(name);

  ASSERT_THAT(submitted, IsOk());
  ASSERT_EQ(submitted->versions_size(), 1);
  EXPECT_EQ(submitted->versions(0).number(), 1);
  EXPECT_EQ(submitted->versions(0).text(), "御社を志望します。");
  EXPECT_EQ(ToTime(submitted->review_due_time()), clock_.Now() + absl::Hours(7 * 24));
  EXPECT_THAT(Told(name), UnorderedElementsAre("ADVISOR_ENTRY_SHEET_SUBMITTED advisors/a",
                                               "ADVISOR_ENTRY_SHEET_SUBMITTED advisors/b"));
}

TEST_F(EntrySheetsTest, ANewVersionFreesTheReviewerAndKeepsWhatWasThere) {
  const std::string name = SheetIn(State::COMMENTED);
  const v1::EntrySheetVersion first = Now(name).versions(0);
  ASSERT_THAT(Write(name, "二つ目の文章"), IsOk());

  const Answer submitted = Submit(name);

  ASSERT_THAT(submitted, IsOk());
  ASSERT_EQ(submitted->versions_size(), 2);
  EXPECT_EQ(submitted->versions(0).SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(submitted->versions(1).text(), "二つ目の文章");
  EXPECT_EQ(submitted->reviewer(), "");
  EXPECT_THAT(Claim(name, "advisors/b"), IsOk());
}

TEST_F(EntrySheetsTest, NothingIsSubmittedWithoutAText) {
  const Answer created = Create("");
  ASSERT_THAT(created, IsOk());

  EXPECT_EQ(ReasonOf(Submit(created->name())), "DRAFT_EMPTY");
}

TEST_F(EntrySheetsTest, ThereAreAtMostThirtyVersions) {
  v1::EntrySheet sheet = Now(SheetIn(State::COMMENTED));
  while (sheet.versions_size() < 30) {
    *sheet.add_versions() = sheet.versions(0);
    sheet.mutable_versions(sheet.versions_size() - 1)->set_number(sheet.versions_size());
  }
  Put(ResourceKind::kEntrySheet, sheet);

  EXPECT_EQ(ReasonOf(Submit(sheet.name())), "TOO_MANY_VERSIONS");
}

TEST_F(EntrySheetsTest, OfManyWhoWantItOneReviewsIt) {
  const std::string name = SheetIn(State::SUBMITTED);
  std::atomic<int> claimed = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      const Answer answer = Claim(name, i % 2 == 0 ? "advisors/a" : "advisors/b");
      if (answer.ok()) {
        ++claimed;
      } else if (ReasonOf(answer) == "ILLEGAL_TRANSITION") {
        ++refused;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(claimed, 1);
  EXPECT_EQ(refused, 5);
  EXPECT_FALSE(Now(name).reviewer().empty());
}

TEST_F(EntrySheetsTest, OnlyWhoHoldsAVersionDecidesOnIt) {
  const std::string name = SheetIn(State::IN_REVIEW);
  const Revision before = Newest()->revision();

  EXPECT_EQ(ReasonOf(Release(name, AdvisorCall("advisors/b"))), "NOT_REVIEWER");
  EXPECT_EQ(ReasonOf(Comment(name, 1, AdvisorCall("advisors/b"))), "NOT_REVIEWER");
  EXPECT_EQ(ReasonOf(Finalise(name, 1, AdvisorCall("advisors/b"))), "NOT_REVIEWER");
  EXPECT_EQ(Newest()->revision(), before);
  EXPECT_THAT(Release(name, CoordinatorCall()), IsOk());
}

TEST_F(EntrySheetsTest, ADecisionOnAnOlderVersionIsStale) {
  const std::string name = SheetIn(State::IN_REVIEW);
  ASSERT_THAT(Write(name, "二つ目"), IsOk());
  ASSERT_THAT(Submit(name), IsOk());
  ASSERT_THAT(Claim(name), IsOk());
  const Revision before = Newest()->revision();

  for (const Answer& stale : {Finalise(name, 1, AdvisorCall()), Comment(name, 1, AdvisorCall())}) {
    EXPECT_THAT(stale, StatusIs(absl::StatusCode::kAborted));
    EXPECT_EQ(ReasonOf(stale), "VERSION_STALE");
  }
  EXPECT_THAT(Finalise(name, 3, AdvisorCall()), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(Newest()->revision(), before);
  EXPECT_THAT(Finalise(name, 2, AdvisorCall()), IsOk());
}

TEST_F(EntrySheetsTest, WhatIsSaidIsToldTheAuthor) {
  const std::string name = SheetIn(State::COMMENTED);
  const v1::EntrySheetComment comment = Now(name).versions(0).comments(0);

  EXPECT_EQ(comment.advisor(), "advisors/a");
  EXPECT_EQ(comment.text(), "理由をもう少し詳しく。");
  EXPECT_EQ(ToTime(comment.comment_time()), clock_.Now());
  ASSERT_THAT(Finalise(name, 1, AdvisorCall("advisors/b")), IsOk());
  EXPECT_THAT(Told(name), Contains("ENTRY_SHEET_COMMENTED candidates/c"));
  EXPECT_THAT(Told(name), Contains("ENTRY_SHEET_FINAL candidates/c"));
}

TEST_F(EntrySheetsTest, WhatWasSentIsKnownByItsHash) {
  const std::string name = SheetIn(State::FINAL);
  ASSERT_THAT(Write(name, "送ったあとの下書き"), IsOk());

  const Answer sent = Send(name);

  ASSERT_THAT(sent, IsOk());
  EXPECT_EQ(sent->final_version(), 1);
  EXPECT_EQ(sent->sent_sha256(),
            "e29e62c5823f6117a01a1e41d3608f233317053b3459a95e367902302069a91d");
  EXPECT_EQ(ToTime(sent->sent_time()), clock_.Now());
  // A new version is another one; what was sent stays known.
  const Answer again = Submit(name);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->final_version(), 1);
  EXPECT_EQ(again->sent_sha256(), sent->sent_sha256());
}

TEST_F(EntrySheetsTest, ANewVersionOpensWhatWasFinal) {
  const std::string name = SheetIn(State::FINAL);
  EXPECT_EQ(Now(name).final_version(), 1);

  ASSERT_THAT(Submit(name), IsOk());

  EXPECT_EQ(Now(name).final_version(), 0);
}

TEST_F(EntrySheetsTest, WhoWorksForTheAddresseeNeverReviews) {
  PutEmployer("employers/e2", "corporate_group: \"g7\"");
  PutEmployer("employers/e3", "corporate_group: \"g7\"");
  PutAdvisor("advisors/a", "employer: \"employers/e2\"");
  PutAdvisor("advisors/b", "employer: \"employers/e3\"");
  const std::string name = SheetIn(State::IN_REVIEW);
  const std::string waiting = SheetIn(State::SUBMITTED);

  // Its reviewer turns out to be one: the sheet is handed back.
  ASSERT_THAT(Readdress(name, "employers/e3"), IsOk());
  ASSERT_THAT(Readdress(waiting, "employers/e2"), IsOk());

  EXPECT_EQ(Now(name).state(), State::SUBMITTED);
  for (const char* advisor : {"advisors/a", "advisors/b"}) {
    for (const std::string& sheet : {name, waiting}) {
      const Revision before = Newest()->revision();
      EXPECT_EQ(Claim(sheet, advisor).status(), NoSuchResource(sheet));
      EXPECT_EQ(Comment(sheet, 1, AdvisorCall(advisor)).status(), NoSuchResource(sheet));
      EXPECT_EQ(Finalise(sheet, 1, AdvisorCall(advisor)).status(), NoSuchResource(sheet));
      const Answer assigned = ClaimFor(sheet, advisor);
      EXPECT_EQ(ReasonOf(assigned), "MATCH_BLOCKED");
      EXPECT_THAT(InfoKeysOf(assigned), Contains("CONFLICT_OF_INTEREST"));
      EXPECT_EQ(Newest()->revision(), before);
    }
  }
}

TEST_F(EntrySheetsTest, WhoIsBlockedNeverReviewsAndIsNotTold) {
  v1::Candidate candidate = CandidateNow("candidates/c");
  candidate.add_blocked_advisors("advisors/b");
  Put(ResourceKind::kCandidate, candidate);

  const std::string name = SheetIn(State::SUBMITTED);

  EXPECT_EQ(Claim(name, "advisors/b").status(), NoSuchResource(name));
  EXPECT_THAT(InfoKeysOf(ClaimFor(name, "advisors/b")), Contains("DO_NOT_MATCH"));
  EXPECT_THAT(Told(name), ElementsAre("ADVISOR_ENTRY_SHEET_SUBMITTED advisors/a"));
}

TEST_F(EntrySheetsTest, WhoNoLongerAccompaniesTheAuthorIsNotToldOfANewVersion) {
  const std::string name = SheetIn(State::COMMENTED);
  ASSERT_EQ(Now(name).versions(0).comments(0).advisor(), "advisors/a");
  Newest()->engagements().ForEach([&](const auto& entry) {
    if (entry->message->advisor() != "advisors/a") return;
    v1::Engagement engagement = *entry->message;
    *engagement.mutable_end_time() = FromTime(clock_.Now());
    Put(ResourceKind::kEngagement, engagement);
  });
  clock_.Advance(kEngagementAfterglow + absl::Hours(1));
  const size_t told = Told(name).size();
  ASSERT_THAT(Write(name, "二つ目の文章"), IsOk());

  ASSERT_THAT(Submit(name), IsOk());

  std::vector<std::string> now = Told(name);
  EXPECT_EQ(now.size(), told + 1);
  EXPECT_EQ(std::count(now.begin(), now.end(), "ADVISOR_ENTRY_SHEET_SUBMITTED advisors/a"), 1)
      << "of the first version only";
  EXPECT_EQ(std::count(now.begin(), now.end(), "ADVISOR_ENTRY_SHEET_SUBMITTED advisors/b"), 2);
}

TEST_F(EntrySheetsTest, ACoordinatorNamesAReviewerWhoKnowsTheAuthor) {
  PutAdvisor("advisors/stranger");
  const std::string name = SheetIn(State::SUBMITTED);

  EXPECT_THAT(ClaimFor(name, ""), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ClaimFor(name, "advisors/none"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(ReasonOf(ClaimFor(name, "advisors/stranger")), "NOT_ACCOMPANYING");
  ASSERT_THAT(ClaimFor(name, "advisors/b"), IsOk());
  EXPECT_EQ(Now(name).reviewer(), "advisors/b");
}

TEST_F(EntrySheetsTest, TheAddresseeIsWhoOffersTheOpening) {
  PutEmployer("employers/e2");
  PutInternship("employers/e2/internships/hidden", "state: DRAFT");
  v1::CreateEntrySheetRequest request;
  request.mutable_entry_sheet()->set_candidate("candidates/c");
  request.mutable_entry_sheet()->set_internship("employers/e1/internships/i");
  const auto create = [&] {
    Call call = AuthorCall();
    return service_->Create(request, &call);
  };

  const Answer created = create();
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->employer(), "employers/e1");
  request.mutable_entry_sheet()->set_employer("employers/e2");
  EXPECT_THAT(create(), StatusIs(absl::StatusCode::kInvalidArgument));
  request.mutable_entry_sheet()->clear_internship();
  request.mutable_entry_sheet()->set_employer("employers/none");
  EXPECT_EQ(ReasonOf(create()), "REFERENCE_NOT_FOUND");
  // What is not published is not there.
  request.mutable_entry_sheet()->clear_employer();
  request.mutable_entry_sheet()->set_internship("employers/e2/internships/hidden");
  const Answer hidden = create();
  request.mutable_entry_sheet()->set_internship("employers/e2/internships/nobody");
  EXPECT_EQ(hidden.status(), create().status());
}

TEST_F(EntrySheetsTest, WhatIsFinalStaysAddressed) {
  PutEmployer("employers/e2");
  const std::string name = SheetIn(State::FINAL);

  EXPECT_EQ(ReasonOf(Readdress(name, "employers/e2")), "ENTRY_SHEET_FIXED");
  EXPECT_THAT(Write(name, "つぎの下書き"), IsOk());
  ASSERT_THAT(Send(name), IsOk());
  EXPECT_EQ(ReasonOf(Readdress(name, "employers/e2")), "ENTRY_SHEET_FIXED");
}

TEST_F(EntrySheetsTest, AStaleEtagIsRefusedAndARepeatedRequestWritesNothing) {
  const Answer created = Create();
  ASSERT_THAT(created, IsOk());
  v1::SubmitEntrySheetRequest request;
  request.set_etag(created->etag());
  request.set_request_id("6f1c2b1e-4b1f-4f64-9a38-3c1b8a2f9d11");
  ASSERT_THAT(Take(request, &EntrySheets::Submit, created->name(), AuthorCall()), IsOk());
  const Revision before = Newest()->revision();

  const Answer repeated = Take(request, &EntrySheets::Submit, created->name(), AuthorCall());
  request.clear_request_id();
  const Answer stale = Take(request, &EntrySheets::Submit, created->name(), AuthorCall());

  ASSERT_THAT(repeated, IsOk());
  EXPECT_EQ(repeated->versions_size(), 1);
  EXPECT_EQ(ReasonOf(stale), "ETAG_MISMATCH");
  EXPECT_EQ(Newest()->revision(), before);
}

TEST_F(EntrySheetsTest, TheAuthorIsWarnedAndNothingOfItIsKept) {
  const Answer created = Create("私の宗教は仏教です。母国から避難しました。");
  ASSERT_THAT(created, IsOk());
  v1::CheckEntrySheetRequest request;
  request.set_name(created->name());
  const Revision before = Newest()->revision();
  Call call = AuthorCall();

  const auto checked = service_->Check(request, &call);

  ASSERT_THAT(checked, IsOk());
  std::set<v1::EntrySheetWarning::Matter> matters;
  for (const auto& warning : checked->warnings()) {
    matters.insert(warning.matter());
    EXPECT_LT(warning.start(), warning.end());
  }
  EXPECT_THAT(matters, Contains(v1::EntrySheetWarning::RELIGION));
  EXPECT_THAT(matters, Contains(v1::EntrySheetWarning::FLIGHT));
  EXPECT_EQ(Newest()->revision(), before);
  // The log is told the same of a text in which nothing is found.
  const v1::AuditEntry told = call.audit;
  ASSERT_THAT(Write(created->name(), "御社を志望します。"), IsOk());
  Call other = AuthorCall();
  const auto harmless = service_->Check(request, &other);
  ASSERT_THAT(harmless, IsOk());
  EXPECT_THAT(harmless->warnings(), IsEmpty());
  EXPECT_EQ(other.audit.SerializeAsString(), told.SerializeAsString());
  request.set_version(1);
  EXPECT_THAT(service_->Check(request, &other), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(EntrySheetsTest, EveryMatterHasItsWarning) {
  for (int matter = 1; matter <= kPrivateMatterCount; ++matter) {
    EXPECT_TRUE(v1::EntrySheetWarning::Matter_IsValid(matter)) << matter;
  }
  EXPECT_EQ(v1::EntrySheetWarning::Matter_MAX, kPrivateMatterCount);
  EXPECT_EQ(static_cast<int>(PrivateMatter::kFlight), v1::EntrySheetWarning::FLIGHT);
  EXPECT_EQ(static_cast<int>(PrivateMatter::kHealth), v1::EntrySheetWarning::HEALTH);
  EXPECT_EQ(static_cast<int>(PrivateMatter::kUnrelated), v1::EntrySheetWarning::UNRELATED);
}

TEST_F(EntrySheetsTest, WhoNoLongerAccompaniesHandsBackWhatWasReviewed) {
  const std::string name = SheetIn(State::IN_REVIEW);
  std::string engagement;
  Newest()->engagements().ForEach([&](const auto& entry) {
    if (entry->message->advisor() == "advisors/a") engagement = entry->name();
  });
  v1::EndEngagementRequest request;
  request.set_name(engagement);
  Call call = CoordinatorCall();

  ASSERT_THAT(Engagements(&context_).End(request, &call), IsOk());

  EXPECT_EQ(Now(name).state(), State::SUBMITTED);
  EXPECT_EQ(Now(name).reviewer(), "");
  EXPECT_THAT(Claim(name, "advisors/b"), IsOk());
}

TEST_F(EntrySheetsTest, TheAuditLogKnowsTheStepsAndNoWord) {
  const std::string name = SheetIn(State::SENT);

  EXPECT_THAT(AuditedChanges(),
              ElementsAre("ENGAGEMENT_STARTED", "ENGAGEMENT_STARTED", "ENTRY_SHEET_CREATED",
                          "ENTRY_SHEET_SUBMITTED", "ENTRY_SHEET_CLAIMED", "ENTRY_SHEET_FINAL",
                          "ENTRY_SHEET_SENT"));
  const auto rows = store_->ReadAudit({}, Soon());
  ASSERT_THAT(rows, IsOk());
  for (const AuditRow& row : *rows) EXPECT_THAT(row.entry, Not(::testing::HasSubstr("志望")));
}

}  // namespace
}  // namespace banso
