#include "server/services/replay.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "server/audit/audit_entry.h"
#include "server/audit/audit_log.h"
#include "server/catalog/catalog.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/match_convert.h"
#include "server/store/sqlite/sqlite_store.h"
#include "server/taxonomy/stored_taxonomy.pb.h"
#include "tests/audit/audit_rows.h"
#include "tests/support/fake_clock.h"
#include "tests/support/message_builders.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  if (payload) info.ParseFromString(std::string(*payload));
  return info;
}

// A list that was shown: what the audit log notes of it, and the rows themselves.
struct Shown {
  v1::AuditEntry entry;
  std::vector<v1::Match> matches;
};

class ReplayTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = OpenSqliteStore(dir_.File("store.db"));
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
    context_.rules = std::make_shared<const RuleBook>(RuleBook::Default());
    auto catalog = Catalog::Load(store_.get(), context_.rules, Soon());
    ASSERT_THAT(catalog, IsOk());
    catalog_ = *std::move(catalog);
    audit_log_ = std::make_unique<AuditLog>(store_.get());
    context_.runtime.catalog = catalog_.get();
    context_.runtime.waiting_reads = &waiting_;
    context_.store = store_.get();
    context_.catalog = catalog_.get();
    context_.clock = &clock_;
    context_.audit_log = audit_log_.get();
    context_.time_zone_version = "2026a";
    call_.deadline = Soon();
    call_.cancelled = [] { return false; };

    PutEmployer("employers/e1");
    PutEmployer("employers/e2");
  }

  void Write(ResourceKind kind, const std::string& name, std::optional<std::string> message) {
    Batch batch;
    batch.writes.push_back({kind, name, std::move(message), std::nullopt});
    ASSERT_THAT(store_->Commit(batch, Soon()), IsOk());
  }
  template <typename Message>
  void Put(ResourceKind kind, const std::string& name, Message message) {
    message.set_name(name);
    Write(kind, name, message.SerializeAsString());
  }
  void PutEmployer(const std::string& name, const std::string& more = "") {
    Put(ResourceKind::kEmployer, name, AnEmployer("state: VERIFIED " + more));
  }
  void PutCandidate(const std::string& name, const std::string& more = "") {
    Put(ResourceKind::kCandidate, name,
        ACandidate("case { stage: PLANNED status: ACTIVE } " + more));
  }
  void PutInternship(const std::string& name, const std::string& more = "") {
    Put(ResourceKind::kInternship, name, AnInternship("state: PUBLISHED " + more));
  }
  void PutAdvisor(const std::string& name, const std::string& more = "") {
    Put(ResourceKind::kAdvisor, name, AnAdvisor("state: ACTIVE " + more));
  }
  void PutApplication(const std::string& name, const std::string& candidate,
                      const std::string& internship, v1::Application::State state) {
    v1::Application application;
    application.set_candidate(candidate);
    application.set_internship(internship);
    application.set_state(state);
    Put(ResourceKind::kApplication, name, application);
  }
  // A taxonomy of two skills that are related, or not.
  void PutTaxonomy(bool related) {
    StoredTaxonomy stored;
    stored.mutable_taxonomy()->set_name("taxonomies/own");
    for (const char* code : {"own.a", "own.b"}) {
      v1::Term* term = stored.add_terms();
      term->set_kind(v1::Term::SKILL);
      term->set_code(code);
      term->add_broader(related ? "own" : code + std::string(".alone"));
    }
    Write(ResourceKind::kTaxonomy, "taxonomies/own", stored.SerializeAsString());
  }

  std::shared_ptr<const Snapshot> Newest() {
    auto revision = store_->CurrentRevision(Soon());
    EXPECT_THAT(revision, IsOk());
    auto snapshot = catalog_->WaitFor(*revision, Soon());
    EXPECT_THAT(snapshot, IsOk());
    return *snapshot;
  }

  RankQuery Query() {
    RankQuery query;
    query.as_of = TestNow();
    query.sections.fill(true);
    query.limit = 1000;
    return query;
  }

  // Notes a ranking as it is shown now.
  template <typename EntryType, typename T, typename MakeMatch>
  Shown Note(const std::string& subject, Revision subject_revision, const Snapshot& snapshot,
             const SortedTable<EntryType>& table, absl::StatusOr<std::vector<Ranked<T>>> rows,
             MakeMatch make_match) {
    EXPECT_THAT(rows, IsOk());
    Shown shown;
    shown.entry.set_number(7);
    shown.entry.set_revision(snapshot.revision());
    v1::ShownList& list = *shown.entry.mutable_shown_list();
    list.set_subject(subject);
    list.set_subject_revision(subject_revision);
    *list.mutable_as_of() = FromTime(TestNow());
    list.set_rule_set_version(snapshot.rules().At(TestNow()).version);
    for (const Ranked<T>& row : *rows) {
      const std::string& name = row.item->id.name();
      shown.matches.push_back(make_match(row));
      *list.add_matches() = ToShownMatch(shown.matches.back(), name, table.Find(name)->revision);
    }
    return shown;
  }

  Shown ShowInternships(const std::string& name) {
    const auto snapshot = Newest();
    const auto candidate = snapshot->candidates().Find(name);
    const RuleSet& rules = snapshot->rules().At(TestNow());
    return Note(name, candidate->revision, *snapshot, snapshot->internships(),
                snapshot->ranker().RankInternships(*candidate->value, Query()),
                [&](const Ranked<Internship>& row) {
                  return ToMatch(candidate->value->id, row.item->id, row.judgement,
                                 BandOf(row.judgement, rules), rules.version);
                });
  }
  Shown ShowAdvisors(const std::string& name) {
    const auto snapshot = Newest();
    const auto candidate = snapshot->candidates().Find(name);
    return Note(name, candidate->revision, *snapshot, snapshot->advisors(),
                snapshot->ranker().RankAdvisors(*candidate->value, Query()),
                [&](const Ranked<Advisor>& row) {
                  return ToMatch(candidate->value->id, row.item->id, row.judgement,
                                 snapshot->rules().At(TestNow()).version);
                });
  }
  Shown ShowCandidatesTo(const std::string& advisor_name) {
    const auto snapshot = Newest();
    const auto advisor = snapshot->advisors().Find(advisor_name);
    return Note(advisor_name, advisor->revision, *snapshot, snapshot->candidates(),
                snapshot->ranker().RankCandidates(*advisor->value, Query()),
                [&](const Ranked<Candidate>& row) {
                  return ToMatch(row.item->id, advisor->value->id, row.judgement,
                                 snapshot->rules().At(TestNow()).version);
                });
  }
  Shown ShowCandidatesFor(const std::string& internship_name,
                          const absl::flat_hash_map<CandidateId, int>& showings = {}) {
    const auto snapshot = Newest();
    const auto internship = snapshot->internships().Find(internship_name);
    const RuleSet& rules = snapshot->rules().At(TestNow());
    RankQuery query = Query();
    query.showings = &showings;
    return Note(internship_name, internship->revision, *snapshot, snapshot->candidates(),
                snapshot->ranker().RankCandidates(*internship->value, query),
                [&](const Ranked<Candidate>& row) {
                  return ToMatch(row.item->id, internship->value->id, row.judgement,
                                 BandOf(row.judgement, rules), rules.version);
                });
  }

  absl::StatusOr<v1::ReplayMatchesResponse> Again(const v1::AuditEntry& entry) {
    return Replay(context_, entry, &call_);
  }

  // Expects that a replay says to the last byte what was shown.
  void ExpectSame(const Shown& shown) {
    const auto replayed = Again(shown.entry);
    ASSERT_THAT(replayed, IsOk());
    EXPECT_TRUE(replayed->identical());
    ASSERT_EQ(replayed->matches_size(), static_cast<int>(shown.matches.size()));
    for (size_t i = 0; i < shown.matches.size(); ++i) {
      EXPECT_EQ(replayed->matches(i).SerializeAsString(), shown.matches[i].SerializeAsString())
          << replayed->matches(i).ShortDebugString();
    }
  }

  static std::vector<std::string> NamesOf(const Shown& shown) {
    std::vector<std::string> names;
    for (const v1::ShownMatch& match : shown.entry.shown_list().matches()) {
      names.push_back(match.name());
    }
    return names;
  }

  const ScratchDir dir_;
  FakeClock clock_{TestNow()};
  WaitingReads waiting_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<AuditLog> audit_log_;
  ServiceContext context_;
  Call call_;
};

constexpr char kOne[] = "employers/e1/internships/one";
constexpr char kTwo[] = "employers/e2/internships/two";

TEST_F(ReplayTest, InternshipsAreReplayedAsTheyWereWhateverChangedSince) {
  PutCandidate("candidates/c", "blocked_groups: \"g7\"");
  PutInternship(kOne);
  PutInternship(kTwo, "hourly_wage_yen: 2000 seats: 3");
  const Shown shown = ShowInternships("candidates/c");
  ASSERT_THAT(NamesOf(shown), ElementsAre(kOne, kTwo));

  PutCandidate("candidates/c", "industry_wishes: \"A\" home_prefecture: \"01\"");
  PutInternship(kOne, "seats_taken: 2");
  PutEmployer("employers/e2", "corporate_group: \"g7\"");
  PutInternship("employers/e1/internships/later");
  ASSERT_NE(NamesOf(ShowInternships("candidates/c")), NamesOf(shown));

  ExpectSame(shown);
}

TEST_F(ReplayTest, AReplayTellsHowTheListWasMadeAndWhatWasNoted) {
  PutCandidate("candidates/c");
  PutInternship(kOne);
  const Shown shown = ShowInternships("candidates/c");
  PutCandidate("candidates/c", "topics: ES_REVIEW");

  ASSERT_OK_AND_ASSIGN(const v1::ReplayMatchesResponse replayed, Again(shown.entry));

  EXPECT_EQ(ToTime(replayed.basis().as_of()), TestNow());
  EXPECT_EQ(replayed.basis().revision(), shown.entry.revision());
  EXPECT_EQ(replayed.basis().rule_set_version(), "2026-12");
  EXPECT_EQ(replayed.basis().time_zone_version(), "2026a");
  EXPECT_TRUE(MessageDifferencer::Equals(replayed.audit_entry(), shown.entry));
}

TEST_F(ReplayTest, WhoeverIsOnTheListIsNotedAsSeenAgain) {
  PutCandidate("candidates/c");
  PutAdvisor("advisors/a");
  const Shown shown = ShowAdvisors("candidates/c");

  ASSERT_THAT(Again(shown.entry), IsOk());

  EXPECT_THAT(call_.audit.subjects(), ElementsAre("candidates/c", "advisors/a"));
  EXPECT_EQ(call_.audit.revision(), shown.entry.revision());
  EXPECT_FALSE(call_.audit.has_shown_list());
}

TEST_F(ReplayTest, AdvisorsAreReplayedWithTheApplicationsOfThen) {
  PutCandidate("candidates/c");
  PutInternship(kOne);
  PutInternship(kTwo);
  PutAdvisor("advisors/a1", "employer: \"employers/e1\"");
  PutAdvisor("advisors/a2", "employer: \"employers/e2\"");
  PutApplication("applications/p1", "candidates/c", kOne, v1::Application::APPLIED);
  const Shown shown = ShowAdvisors("candidates/c");
  ASSERT_THAT(NamesOf(shown), ElementsAre("advisors/a2", "advisors/a1"));
  ASSERT_THAT(shown.entry.shown_list().matches(1).reason_codes(), Contains("CONFLICT_OF_INTEREST"));

  PutApplication("applications/p1", "candidates/c", kOne, v1::Application::WITHDRAWN);
  PutApplication("applications/p2", "candidates/c", kTwo, v1::Application::APPLIED);
  ASSERT_THAT(NamesOf(ShowAdvisors("candidates/c")), ElementsAre("advisors/a1", "advisors/a2"));

  ExpectSame(shown);
}

TEST_F(ReplayTest, CandidatesOfAnAdvisorAreReplayed) {
  PutAdvisor("advisors/a");
  PutCandidate("candidates/c1");
  PutCandidate("candidates/c2", "topics: ES_REVIEW");
  PutCandidate("candidates/c3", "topics: INTERVIEW_PRACTICE");
  const Shown shown = ShowCandidatesTo("advisors/a");
  ASSERT_EQ(shown.matches.size(), 3u);

  PutAdvisor("advisors/a", "active_candidates: 3");
  PutCandidate("candidates/c2", "blocked_advisors: \"advisors/a\"");

  ExpectSame(shown);
}

TEST_F(ReplayTest, CandidatesOfAnInternshipAreReplayedInTheOrderThatExposureGave) {
  PutInternship(kOne);
  for (const char* name : {"candidates/c1", "candidates/c2", "candidates/c3"}) PutCandidate(name);
  PutCandidate("candidates/c4", "home_prefecture: \"14\" accepted_prefectures: \"13\"");
  // All but the last have one score. Who was shown more often comes later.
  const Shown shown = ShowCandidatesFor(
      kOne, {{CandidateId("candidates/c1"), 2}, {CandidateId("candidates/c2"), 1}});
  ASSERT_THAT(NamesOf(shown),
              ElementsAre("candidates/c3", "candidates/c2", "candidates/c1", "candidates/c4"));

  PutCandidate("candidates/c3",
               "skills { skill: \"it.lang.java\" level: 1 } home_prefecture: \"01\"");

  ExpectSame(shown);
}

TEST_F(ReplayTest, AnOrderThatScoresDoNotAllowIsFoundToDiffer) {
  PutInternship(kOne);
  PutCandidate("candidates/c1");
  PutCandidate("candidates/c2", "home_prefecture: \"14\" accepted_prefectures: \"13\"");
  Shown shown = ShowCandidatesFor(kOne);
  ASSERT_GE(shown.matches[0].raw() / 2000, shown.matches[1].raw() / 2000 + 1);
  shown.entry.mutable_shown_list()->mutable_matches()->SwapElements(0, 1);

  EXPECT_FALSE(Again(shown.entry)->identical());
}

TEST_F(ReplayTest, APageIsReplayedByItself) {
  PutCandidate("candidates/c");
  PutInternship(kOne);
  PutInternship(kTwo, "prefecture: \"14\"");
  PutInternship("employers/e1/internships/three", "skills { skill: \"it.lang.java\" level: 4 }");
  Shown shown = ShowInternships("candidates/c");
  ASSERT_EQ(shown.matches.size(), 3u);
  // The second page.
  auto& rows = *shown.entry.mutable_shown_list()->mutable_matches();
  rows.erase(rows.begin());
  shown.matches.erase(shown.matches.begin());

  ExpectSame(shown);
}

TEST_F(ReplayTest, AnEmptyListIsReplayedAsEmpty) {
  PutCandidate("candidates/c");
  const Shown shown = ShowInternships("candidates/c");
  ASSERT_THAT(shown.matches, IsEmpty());

  ExpectSame(shown);
}

TEST_F(ReplayTest, SkillsAreReadAsTheTaxonomyOfThenHadThem) {
  PutTaxonomy(/*related=*/true);
  PutCandidate("candidates/c", "skills { skill: \"own.a\" level: 3 }");
  PutInternship(kOne, "skills { skill: \"own.b\" level: 2 weight: ESSENTIAL }");
  const Shown shown = ShowInternships("candidates/c");

  PutTaxonomy(/*related=*/false);
  ASSERT_NE(ShowInternships("candidates/c").matches[0].raw(), shown.matches[0].raw());

  ExpectSame(shown);
}

TEST_F(ReplayTest, ATaxonomyThatIsImportedLaterChangesNothing) {
  PutCandidate("candidates/c", "skills { skill: \"own.a\" level: 3 }");
  PutInternship(kOne, "skills { skill: \"own.b\" level: 2 weight: ESSENTIAL }");
  const Shown shown = ShowInternships("candidates/c");

  PutTaxonomy(/*related=*/true);
  ASSERT_NE(ShowInternships("candidates/c").matches[0].raw(), shown.matches[0].raw());

  ExpectSame(shown);
}

TEST_F(ReplayTest, TheRuleSetOfThenIsTakenByItsVersion) {
  PutCandidate("candidates/c");
  PutInternship(kOne);
  const Shown shown = ShowInternships("candidates/c");

  // The rules that hold at that instant are others by now.
  RuleSet newer = DefaultRuleSet();
  newer.version = "2027-01";
  newer.effective_from = TestNow() - absl::Hours(1);
  std::swap(newer.internship_weights[0].weight, newer.internship_weights[1].weight);
  auto book = RuleBook::Create({DefaultRuleSet(), newer});
  ASSERT_THAT(book, IsOk());
  context_.rules = std::make_shared<const RuleBook>(*std::move(book));
  ExpectSame(shown);

  // And once nobody knows them any more:
  auto other = RuleBook::Create({newer});
  ASSERT_THAT(other, IsOk());
  context_.rules = std::make_shared<const RuleBook>(*std::move(other));
  const auto replayed = Again(shown.entry);
  EXPECT_THAT(replayed, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(InfoOf(replayed.status()).reason(), "RULE_SET_UNKNOWN");
}

TEST_F(ReplayTest, WhatWasNotedOtherwiseIsFoundToDiffer) {
  PutCandidate("candidates/c");
  PutInternship(kOne);
  PutInternship(kTwo, "prefecture: \"01\"");
  const Shown shown = ShowInternships("candidates/c");
  ASSERT_THAT(shown.entry.shown_list().matches(1).reason_codes(), Not(IsEmpty()));
  const std::vector<std::function<void(v1::ShownList*)>> changes = {
      [](v1::ShownList* list) { list->mutable_matches()->SwapElements(0, 1); },
      [](v1::ShownList* list) { list->mutable_matches(0)->set_raw(1); },
      [](v1::ShownList* list) { list->mutable_matches(0)->clear_raw(); },
      [](v1::ShownList* list) { list->mutable_matches(1)->set_raw(0); },
      [](v1::ShownList* list) { list->mutable_matches(0)->add_reason_codes("NO_WISH"); },
      [](v1::ShownList* list) { list->mutable_matches(1)->clear_reason_codes(); },
      [](v1::ShownList* list) { *list->add_matches() = list->matches(0); },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    v1::AuditEntry entry = shown.entry;
    changes[i](entry.mutable_shown_list());

    const auto replayed = Again(entry);

    ASSERT_THAT(replayed, IsOk()) << i;
    EXPECT_FALSE(replayed->identical()) << i;
  }
}

TEST_F(ReplayTest, WithAPersonThatWasErasedTheInputsAreGone) {
  PutInternship(kOne);
  PutCandidate("candidates/c1");
  PutCandidate("candidates/c2");
  const Shown list = ShowCandidatesFor(kOne);
  const Shown own = ShowInternships("candidates/c2");
  Write(ResourceKind::kCandidate, "candidates/c2", std::nullopt);

  for (const Shown& shown : {list, own}) {
    const absl::Status status = Again(shown.entry).status();

    EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
    const google::rpc::ErrorInfo info = InfoOf(status);
    EXPECT_EQ(info.reason(), "INPUTS_GONE");
    EXPECT_EQ(info.metadata().size(), 1u);
    EXPECT_EQ(info.metadata().at("name"), "candidates/c2");
  }
  EXPECT_THAT(call_.audit.subjects(), IsEmpty());
}

TEST_F(ReplayTest, EntriesThatNameWhatIsNotRankedTogetherAreDataLoss) {
  PutCandidate("candidates/c");
  PutAdvisor("advisors/a");
  PutInternship(kOne);
  const Shown shown = ShowInternships("candidates/c");
  for (const auto& [subject, row] :
       std::vector<std::pair<std::string, std::string>>{{"candidates/c", "candidates/c"},
                                                        {"advisors/a", kOne},
                                                        {"employers/e1", "candidates/c"},
                                                        {"candidates/c", "employers/e1"},
                                                        {"", kOne},
                                                        {"candidates/c", ""}}) {
    v1::AuditEntry entry = shown.entry;
    entry.mutable_shown_list()->set_subject(subject);
    entry.mutable_shown_list()->mutable_matches(0)->set_name(row);

    EXPECT_THAT(Again(entry), StatusIs(absl::StatusCode::kDataLoss)) << subject << ", " << row;
  }
  v1::AuditEntry mixed = shown.entry;
  mixed.mutable_shown_list()->add_matches()->set_name("advisors/a");
  EXPECT_THAT(Again(mixed), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(ReplayTest, AReplayThatNobodyWaitsForStops) {
  PutCandidate("candidates/c");
  PutInternship(kOne);
  const Shown shown = ShowInternships("candidates/c");
  call_.cancelled = [] { return true; };

  EXPECT_THAT(Again(shown.entry), StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(ReplayTest, AListIsFoundByTheNumberOfItsEntryAtOnce) {
  PutCandidate("candidates/c");
  PutInternship(kOne);
  const Shown shown = ShowInternships("candidates/c");
  v1::AuditEntry read;
  read.set_method("/banso.v1.CandidateService/GetCandidate");
  ASSERT_THAT(audit_log_->WriteSoon(ToAuditRow(read)), IsOk());
  ASSERT_THAT(audit_log_->WriteSoon(ToAuditRow(shown.entry)), IsOk());
  v1::ReplayMatchesRequest request;

  request.set_audit_number(2);
  const auto replayed = ReplayMatches(context_, request, &call_);
  ASSERT_THAT(replayed, IsOk());
  EXPECT_TRUE(replayed->identical());
  EXPECT_EQ(replayed->audit_entry().number(), 2);

  request.set_audit_number(1);
  const auto no_list = ReplayMatches(context_, request, &call_);
  EXPECT_THAT(no_list, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(InfoOf(no_list.status()).reason(), "NOT_A_LIST");
  request.set_audit_number(3);
  EXPECT_THAT(ReplayMatches(context_, request, &call_), StatusIs(absl::StatusCode::kNotFound));
}

TEST(ShownMatchTest, ACodeThatSeveralReasonsShareIsNotedOnce) {
  v1::Match match;
  match.set_raw(0);
  for (const auto code :
       {v1::Reason::HARD_SKILL_MISSING, v1::Reason::HARD_SKILL_MISSING, v1::Reason::NO_WISH}) {
    match.add_reasons()->set_code(code);
  }

  const v1::ShownMatch shown = ToShownMatch(match, "candidates/c", 5);

  EXPECT_EQ(shown.name(), "candidates/c");
  EXPECT_EQ(shown.item_revision(), 5);
  EXPECT_TRUE(shown.has_raw());
  EXPECT_THAT(shown.reason_codes(), ElementsAre("HARD_SKILL_MISSING", "NO_WISH"));
}

}  // namespace
}  // namespace banso
