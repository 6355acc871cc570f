#include "tests/store/store_conformance_test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "server/store/columns.h"
#include "server/store/upkeep.h"
#include "tests/store/resources.h"

namespace banso {
namespace {

constexpr int64_t kNoon = 1796439600;  // 2026-12-05 12:00 in Japan

using ::absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

v1::Internship WithSeatsTaken(v1::Internship internship, int taken) {
  internship.set_seats_taken(taken);
  return internship;
}

std::vector<std::string> NamesOf(const std::vector<Resource>& resources) {
  std::vector<std::string> names;
  for (const Resource& resource : resources) names.push_back(resource.name);
  return names;
}

AuditRow ARow(std::vector<std::string> subjects, std::string entry = "entry") {
  return {.time = absl::FromUnixMicros(1'750'000'000'123'456),
          .principal = "principals/p1",
          .subjects = std::move(subjects),
          .entry = std::move(entry)};
}

TEST_P(StoreConformanceTest, ANewStoreIsEmpty) {
  EXPECT_EQ(store().CurrentRevision(Soon()).value(), 0);
  EXPECT_THAT(store().Changes(0, 10, Soon()).value(), IsEmpty());
  EXPECT_THAT(store().Scan(ResourceKind::kCandidate, "", 10, Soon()).value(), IsEmpty());
  EXPECT_FALSE(store().FindClaim("key", Soon()).value().has_value());
  EXPECT_FALSE(store().FindRequest("id", Soon()).value().has_value());
  EXPECT_THAT(store().ReadAudit({}, Soon()).value(), IsEmpty());
  EXPECT_EQ(store().LastAuditNumber(Soon()).value(), 0);
}

TEST_P(StoreConformanceTest, BytesOfEveryValueAndLengthAreReadAgain) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    bytes += static_cast<char>(7 * i);
    if (i > 20 && i < 290) continue;
    const Write write = {
        .kind = ResourceKind::kTaxonomy, .name = "taxonomies/esco", .message = bytes};
    ASSERT_THAT(Commit({write}), IsOk());

    EXPECT_EQ(store().Get(write.kind, write.name, Soon())->message, bytes);
  }
}

TEST_P(StoreConformanceTest, WhatWasPutIsReadAgain) {
  v1::Advisor advisor = AnAdvisor("a1");
  advisor.set_employer("employers/e1");
  const std::vector<Write> writes = {Put(AnInternship("e1", "i1")), Put(ACandidate("c1")),
                                     Put(advisor), Put(AnEmployer("e1")),
                                     Write{.kind = ResourceKind::kTaxonomy,
                                           .name = "taxonomies/esco",
                                           .message = std::string("\0\xff'\\x", 5)}};

  ASSERT_OK_AND_ASSIGN(const CommitResult result, Commit(writes));

  EXPECT_EQ(result.revision, 1);
  EXPECT_FALSE(result.repeated_response.has_value());
  for (const Write& write : writes) {
    ASSERT_OK_AND_ASSIGN(const Resource resource, store().Get(write.kind, write.name, Soon()));
    EXPECT_EQ(resource, (Resource{write.kind, write.name, 1, *write.message}));
  }
}

TEST_P(StoreConformanceTest, EveryKindIsKept) {
  const std::vector<Write> writes = {
      Put(AReport("r1")),
      Put(AMatchEvent("m1")),
      Put(AMessage("c1", "m1")),
      Put(AnOffer("a1", "o1")),
      Put(AnEntrySheet("c1", "s1")),
      Put(ASupportPlan("c1")),
      Put(ASession("c1", "a1", "s1", kNoon, v1::Session::CONFIRMED)),
      Put(ADeskDay("d1", 5)),
      Put(TheSettings()),
      Put(ATombstone("c9")),
      Put(ARightsRequest("c1", "r1")),
      Put(ADeletionRequest("d1")),
      Put(AProvisionRecord("c9", "p1")),
      Put(AnApplication("c1", "employers/e1/internships/i1", "a1")),
      Put(AnEngagement("c1", "a1", "e1")),
      Put(AToken("p1", "t1")),
      Put(APrincipal("p1")),
      Put(AnInternship("e1", "i1")),
      Put(AnAdvisor("a1")),
      Put(AnEmployer("e1")),
      Put(ACandidate("c1")),
      Write{.kind = ResourceKind::kTaxonomy, .name = "taxonomies/esco", .message = "x"}};

  ASSERT_THAT(Commit(writes), IsOk());

  EXPECT_EQ(writes.size(), kAllKinds.size());
  for (const Write& write : writes) {
    ASSERT_OK_AND_ASSIGN(const Resource resource, store().Get(write.kind, write.name, Soon()));
    EXPECT_EQ(resource, (Resource{write.kind, write.name, 1, *write.message}));
    EXPECT_THAT(NamesOf(store().Scan(write.kind, "", 9, Soon()).value()), ElementsAre(write.name));
  }
  const std::vector<Change> changes = store().Changes(0, 100, Soon()).value();
  ASSERT_THAT(changes, SizeIs(writes.size()));
  for (size_t i = 0; i < writes.size(); ++i) {
    EXPECT_EQ(changes[i], (Change{1, writes[i].kind, writes[i].name, false}));
  }
}

TEST_P(StoreConformanceTest, NoAdvisorAndNoCandidateHoldsTwoSessionsThatOverlap) {
  ASSERT_THAT(Commit({Put(AnAdvisor("a1")), Put(AnAdvisor("a2")), Put(ACandidate("c1")),
                      Put(ACandidate("c2")),
                      Put(ASession("c1", "a1", "s1", kNoon, v1::Session::CONFIRMED))}),
              IsOk());
  const auto refused = StatusIs(absl::StatusCode::kAlreadyExists);

  for (const v1::Session::State state : {v1::Session::OFFERED, v1::Session::CONFIRMED}) {
    EXPECT_THAT(Commit({Put(ASession("c2", "a1", "s2", kNoon + 3599, state))}), refused);
    EXPECT_THAT(Commit({Put(ASession("c2", "a1", "s2", kNoon - 3599, state))}), refused);
    EXPECT_THAT(Commit({Put(ASession("c1", "a2", "s2", kNoon, state))}), refused);
  }
  EXPECT_THAT(store().Get(ResourceKind::kSession, "sessions/s2", Soon()),
              StatusIs(absl::StatusCode::kNotFound));
  // Next to each other, of others, or without holding the time.
  EXPECT_THAT(Commit({Put(ASession("c2", "a1", "s2", kNoon + 3600, v1::Session::CONFIRMED)),
                      Put(ASession("c2", "a1", "s3", kNoon - 3600, v1::Session::OFFERED)),
                      Put(ASession("c2", "a2", "s4", kNoon, v1::Session::CONFIRMED)),
                      Put(ASession("c1", "a1", "s5", kNoon, v1::Session::CANCELLED))}),
              IsOk());
  // A change of one is held against the others, and not against itself.
  EXPECT_THAT(Commit({Put(ASession("c2", "a1", "s2", kNoon + 60, v1::Session::CONFIRMED))}),
              refused);
  EXPECT_THAT(Commit({Put(ASession("c1", "a1", "s1", kNoon, v1::Session::CONFIRMED))}), IsOk());
  EXPECT_THAT(Commit({Put(ASession("c1", "a1", "s5", kNoon, v1::Session::CONFIRMED))}), refused);
}

TEST_P(StoreConformanceTest, ASlotIsGivenOnInOneCommit) {
  ASSERT_THAT(Commit({Put(AnAdvisor("a1")), Put(ACandidate("c1")), Put(ACandidate("c2")),
                      Put(ASession("c1", "a1", "s1", kNoon, v1::Session::CONFIRMED))}),
              IsOk());

  EXPECT_THAT(Commit({Put(ASession("c1", "a1", "s1", kNoon, v1::Session::CANCELLED)),
                      Put(ASession("c2", "a1", "s2", kNoon, v1::Session::OFFERED))}),
              IsOk());
}

TEST_P(StoreConformanceTest, ASessionThatHoldsTimeSaysWhoseAndWhen) {
  ASSERT_THAT(Commit({Put(AnAdvisor("a1")), Put(ACandidate("c1"))}), IsOk());
  v1::Session session = ASession("c1", "a1", "s1", kNoon, v1::Session::CONFIRMED);
  const auto refused = StatusIs(absl::StatusCode::kInvalidArgument);

  v1::Session without = session;
  without.clear_advisor();
  EXPECT_THAT(Commit({Put(without)}), refused);
  without = session;
  without.clear_start_time();
  EXPECT_THAT(Commit({Put(without)}), refused);
  without = session;
  *without.mutable_end_time() = session.start_time();
  EXPECT_THAT(Commit({Put(without)}), refused);
  without.set_state(v1::Session::REQUESTED);
  without.clear_advisor();
  without.clear_start_time();
  without.clear_end_time();
  EXPECT_THAT(Commit({Put(without)}), IsOk());
}

TEST_P(StoreConformanceTest, ADateHasOneDeskDay) {
  ASSERT_THAT(Commit({Put(ADeskDay("d1", 5))}), IsOk());

  EXPECT_THAT(Commit({Put(ADeskDay("d2", 5))}), StatusIs(absl::StatusCode::kAlreadyExists));
  v1::DeskDay cancelled = ADeskDay("d1", 5);
  cancelled.set_state(v1::DeskDay::CANCELLED);
  EXPECT_THAT(Commit({Put(cancelled)}), IsOk());
  EXPECT_THAT(Commit({Put(ADeskDay("d2", 5)), Put(ADeskDay("d3", 6))}), IsOk());
}

TEST_P(StoreConformanceTest, WhatIsSealedComesBackBesideTheMessage) {
  if (!GetParam().keeps_sealed) GTEST_SKIP();
  Write sealed = Put(ACandidate("c1"));
  sealed.sealed = std::string("\0\xffsealed", 8);
  ASSERT_THAT(Commit({sealed, Put(ACandidate("c2"))}), IsOk());
  const Resource expected = {sealed.kind, sealed.name, 1, *sealed.message, sealed.sealed};

  EXPECT_EQ(store().Get(sealed.kind, sealed.name, Soon()).value(), expected);
  EXPECT_EQ(store().GetVersion(sealed.kind, sealed.name, 1, Soon()).value(), expected);
  EXPECT_EQ(store().Scan(sealed.kind, "", 1, Soon()).value().at(0), expected);
  EXPECT_EQ(store().Get(sealed.kind, "candidates/c2", Soon())->sealed, "");
  // Replaced as the message is, whatever is expected.
  sealed.sealed = "anew";
  sealed.expected = 1;
  ASSERT_THAT(Commit({sealed}), IsOk());
  EXPECT_EQ(store().Get(sealed.kind, sealed.name, Soon())->sealed, "anew");
  ASSERT_THAT(Commit({Put(ACandidate("c1"))}), IsOk());
  EXPECT_EQ(store().Get(sealed.kind, sealed.name, Soon())->sealed, "");
}

TEST_P(StoreConformanceTest, AVersionIsWhatTheLastWriteUpToThereLeft) {
  v1::Employer employer = AnEmployer("e1");
  ASSERT_THAT(Commit({Put(ACandidate("c1"))}), IsOk());
  ASSERT_THAT(Commit({Put(employer)}), IsOk());
  ASSERT_THAT(Commit({Put(ACandidate("c1"))}), IsOk());
  employer.set_display_name("Another");
  ASSERT_THAT(Commit({Put(employer, 2)}), IsOk());
  const auto version = [&](Revision revision) {
    return store().GetVersion(ResourceKind::kEmployer, "employers/e1", revision, Soon());
  };

  EXPECT_THAT(version(0), StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(version(1), StatusIs(StatusCode::kNotFound));
  for (const Revision revision : {2, 3}) {
    ASSERT_OK_AND_ASSIGN(const Resource first, version(revision));
    EXPECT_EQ(first, (Resource{ResourceKind::kEmployer, "employers/e1", 2,
                               AnEmployer("e1").SerializeAsString()}));
  }
  for (const Revision revision : {Revision{4}, Revision{5}, INT64_MAX}) {
    ASSERT_OK_AND_ASSIGN(const Resource second, version(revision));
    EXPECT_EQ(second,
              (Resource{ResourceKind::kEmployer, "employers/e1", 4, employer.SerializeAsString()}));
  }
  EXPECT_THAT(store().GetVersion(ResourceKind::kAdvisor, "employers/e1", 4, Soon()),
              StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(store().GetVersion(ResourceKind::kEmployer, "employers/\xff", 4, Soon()),
              StatusIs(StatusCode::kNotFound));
}

TEST_P(StoreConformanceTest, WithADeletedResourceItsPastGoes) {
  ASSERT_THAT(Commit({Put(AnEmployer("e1")), Put(AnEmployer("e2"))}), IsOk());
  ASSERT_THAT(Commit({Put(AnEmployer("e1"))}), IsOk());
  ASSERT_THAT(Commit({Delete(AnEmployer("e1"))}), IsOk());
  ASSERT_THAT(Commit({Put(AnEmployer("e1"))}), IsOk());
  const auto version = [&](const std::string& name, Revision revision) {
    return store().GetVersion(ResourceKind::kEmployer, name, revision, Soon());
  };

  for (const Revision revision : {1, 2, 3}) {
    EXPECT_THAT(version("employers/e1", revision), StatusIs(StatusCode::kNotFound)) << revision;
  }
  EXPECT_EQ(version("employers/e1", 4)->revision, 4);
  EXPECT_EQ(version("employers/e2", 4)->revision, 1);
}

TEST_P(StoreConformanceTest, ResealingChangesHowAResourceIsKeptAndNothingElse) {
  if (!GetParam().keeps_sealed) GTEST_SKIP();
  ASSERT_THAT(Commit({Put(ACandidate("c1")), Put(ACandidate("c2")), Put(ACandidate("c3"))}),
              IsOk());
  ASSERT_THAT(Commit({Put(ACandidate("c2"))}), IsOk());
  ASSERT_THAT(Commit({Delete(ACandidate("c3"))}), IsOk());
  std::vector<Resource> resealed;
  for (const char* name : {"candidates/c1", "candidates/c2", "candidates/c3"}) {
    resealed.push_back({ResourceKind::kCandidate, name, 1, "", "sealed"});
  }

  ASSERT_THAT(store().Reseal(resealed, Soon()), IsOk());

  EXPECT_EQ(store().Get(ResourceKind::kCandidate, "candidates/c1", Soon()).value(), resealed[0]);
  EXPECT_EQ(store().GetVersion(ResourceKind::kCandidate, "candidates/c1", 1, Soon()).value(),
            resealed[0]);
  EXPECT_EQ(store().Get(ResourceKind::kCandidate, "candidates/c2", Soon())->sealed, "");
  EXPECT_THAT(store().Get(ResourceKind::kCandidate, "candidates/c3", Soon()),
              StatusIs(StatusCode::kNotFound));
  EXPECT_EQ(store().CurrentRevision(Soon()).value(), 3);
}

TEST_P(StoreConformanceTest, AMessageMayBeEmptyOrLarge) {
  const std::string large(3 << 20, '\x80');
  ASSERT_THAT(Commit({{.kind = ResourceKind::kTaxonomy, .name = "taxonomies/a", .message = ""},
                      {.kind = ResourceKind::kTaxonomy, .name = "taxonomies/b", .message = large}}),
              IsOk());

  EXPECT_EQ(store().Get(ResourceKind::kTaxonomy, "taxonomies/a", Soon())->message, "");
  EXPECT_EQ(store().Get(ResourceKind::kTaxonomy, "taxonomies/b", Soon())->message, large);
}

TEST_P(StoreConformanceTest, WhatIsNotThereIsNotFound) {
  ASSERT_THAT(Commit({Put(AnEmployer("e1"))}), IsOk());

  for (const std::string& name :
       {std::string("employers/e2"), std::string(), std::string("employers/e1\0", 13),
        std::string("employers/\xff"), std::string("' OR 1=1 --")}) {
    EXPECT_THAT(store().Get(ResourceKind::kEmployer, name, Soon()),
                StatusIs(StatusCode::kNotFound));
  }
  EXPECT_THAT(store().Get(ResourceKind::kCandidate, "employers/e1", Soon()),
              StatusIs(StatusCode::kNotFound));
}

TEST_P(StoreConformanceTest, AScanGivesPagesInTheOrderOfBytes) {
  ASSERT_THAT(Commit({Put(AnEmployer("b")), Put(AnEmployer("A")), Put(AnEmployer("a")),
                      Put(AnEmployer("B")), Put(AnEmployer("a-1")), Put(ACandidate("c"))}),
              IsOk());

  const auto first = store().Scan(ResourceKind::kEmployer, "", 3, Soon());
  ASSERT_THAT(first, IsOk());
  const auto rest = store().Scan(ResourceKind::kEmployer, "employers/a", 100, Soon());
  ASSERT_THAT(rest, IsOk());

  EXPECT_THAT(NamesOf(*first), ElementsAre("employers/A", "employers/B", "employers/a"));
  EXPECT_THAT(NamesOf(*rest), ElementsAre("employers/a-1", "employers/b"));
  EXPECT_THAT(store().Scan(ResourceKind::kEmployer, "employers/b", 1, Soon()).value(), IsEmpty());
  EXPECT_THAT(store().Scan(ResourceKind::kEmployer, "", 0, Soon()),
              StatusIs(StatusCode::kInvalidArgument));
}

TEST_P(StoreConformanceTest, APutWithoutExpectationReplacesWhateverIsThere) {
  v1::Employer employer = AnEmployer("e1");
  ASSERT_THAT(Commit({Put(employer)}), IsOk());
  employer.set_display_name("Another");

  ASSERT_THAT(Commit({Put(employer)}), IsOk());

  ASSERT_OK_AND_ASSIGN(const Resource resource,
                       store().Get(ResourceKind::kEmployer, "employers/e1", Soon()));
  EXPECT_EQ(resource.revision, 2);
  EXPECT_EQ(resource.message, employer.SerializeAsString());
}

TEST_P(StoreConformanceTest, CommitWithStaleRevisionIsAborted) {
  ASSERT_THAT(Commit({Put(AnEmployer("e1"))}), IsOk());
  ASSERT_THAT(Commit({Put(AnEmployer("e1"), 1)}), IsOk());

  EXPECT_THAT(Commit({Put(AnEmployer("e1"), 1)}), StatusIs(StatusCode::kAborted));
  EXPECT_THAT(Commit({Put(AnEmployer("e2"), 1)}), StatusIs(StatusCode::kAborted));

  EXPECT_EQ(store().Get(ResourceKind::kEmployer, "employers/e1", Soon())->revision, 2);
  EXPECT_THAT(store().Changes(2, 10, Soon()).value(), IsEmpty());
}

TEST_P(StoreConformanceTest, WhatMustNotExistAlreadyExists) {
  ASSERT_THAT(Commit({Put(AnEmployer("e1"), 0)}), IsOk());

  EXPECT_THAT(Commit({Put(AnEmployer("e1"), 0)}), StatusIs(StatusCode::kAlreadyExists));

  EXPECT_THAT(store().Changes(1, 10, Soon()).value(), IsEmpty());
}

TEST_P(StoreConformanceTest, ADeletedResourceIsGoneAndMayComeAgain) {
  ASSERT_THAT(Commit({Put(AnEmployer("e1")), Put(AnEmployer("e2"))}), IsOk());

  EXPECT_THAT(Commit({Delete(AnEmployer("e3"))}), StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(Commit({Delete(AnEmployer("e3"), 1)}), StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(Commit({Delete(AnEmployer("e1"), 7)}), StatusIs(StatusCode::kAborted));
  EXPECT_THAT(Commit({Delete(AnEmployer("e1"), 0)}), StatusIs(StatusCode::kInvalidArgument));
  ASSERT_THAT(Commit({Delete(AnEmployer("e1"), 1), Delete(AnEmployer("e2"))}), IsOk());

  EXPECT_THAT(store().Get(ResourceKind::kEmployer, "employers/e1", Soon()),
              StatusIs(StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const CommitResult again, Commit({Put(AnEmployer("e1"), 0)}));
  EXPECT_EQ(store().Get(ResourceKind::kEmployer, "employers/e1", Soon())->revision, again.revision);
}

TEST_P(StoreConformanceTest, AClaimBelongsToOneOwner) {
  Batch first;
  first.writes = {Put(ACandidate("c1"))};
  first.claims = {{.key = std::string("k\0\xff", 3), .owner = "candidates/c1", .value = "v1"}};
  ASSERT_THAT(Commit(first), IsOk());

  Batch other;
  other.writes = {Put(ACandidate("c2"))};
  other.claims = {{.key = first.claims[0].key, .owner = "candidates/c2", .value = "v2"}};
  EXPECT_THAT(Commit(other), StatusIs(StatusCode::kAlreadyExists));

  ASSERT_OK_AND_ASSIGN(const auto claim, store().FindClaim(first.claims[0].key, Soon()));
  ASSERT_TRUE(claim.has_value());
  EXPECT_EQ(claim->owner, "candidates/c1");
  EXPECT_EQ(claim->value, "v1");
  EXPECT_THAT(store().Get(ResourceKind::kCandidate, "candidates/c2", Soon()),
              StatusIs(StatusCode::kNotFound));
}

TEST_P(StoreConformanceTest, TheOwnerMayTakeItsClaimAgainWithAnotherValue) {
  Batch batch;
  batch.writes = {Put(ACandidate("c1"))};
  batch.claims = {{.key = "k", .owner = "candidates/c1", .value = "v1"}};
  ASSERT_THAT(Commit(batch), IsOk());
  batch.claims[0].value = "";

  ASSERT_THAT(Commit(batch), IsOk());

  EXPECT_EQ(store().FindClaim("k", Soon()).value()->value, "");
}

TEST_P(StoreConformanceTest, AReleasedClaimIsFreeInTheSameBatch) {
  Batch batch;
  batch.writes = {Put(ACandidate("c1")), Put(ACandidate("c2"))};
  batch.claims = {{.key = "k", .owner = "candidates/c1", .value = ""}};
  ASSERT_THAT(Commit(batch), IsOk());
  batch.releases = {"k", "never taken"};
  batch.claims[0].owner = "candidates/c2";

  ASSERT_THAT(Commit(batch), IsOk());

  EXPECT_EQ(store().FindClaim("k", Soon()).value()->owner, "candidates/c2");
}

TEST_P(StoreConformanceTest, DeletingAResourceReleasesItsClaims) {
  Batch batch;
  batch.writes = {Put(ACandidate("c1")), Put(ACandidate("c2"))};
  batch.claims = {{.key = "k1", .owner = "candidates/c1", .value = ""},
                  {.key = "k2", .owner = "candidates/c1", .value = ""},
                  {.key = "k3", .owner = "candidates/c2", .value = ""}};
  ASSERT_THAT(Commit(batch), IsOk());
  Batch handover;
  handover.writes = {Delete(ACandidate("c1"))};
  handover.claims = {{.key = "k1", .owner = "candidates/c2", .value = ""}};

  ASSERT_THAT(Commit(handover), IsOk());

  EXPECT_EQ(store().FindClaim("k1", Soon()).value()->owner, "candidates/c2");
  EXPECT_FALSE(store().FindClaim("k2", Soon()).value().has_value());
  EXPECT_TRUE(store().FindClaim("k3", Soon()).value().has_value());
}

TEST_P(StoreConformanceTest, ARepeatedRequestWritesNothingAndGivesTheFirstResponse) {
  const absl::Time time = absl::FromUnixSeconds(1'750'000'000);
  Batch batch;
  batch.writes = {Put(ACandidate("c1"), 0)};
  batch.request = IdempotencyKey{
      .id = "r1", .digest = std::string("d\0", 2), .response = "first", .time = time};
  ASSERT_THAT(Commit(batch), IsOk());
  ASSERT_THAT(Commit({Put(ACandidate("c2"))}), IsOk());
  batch.writes = {Put(ACandidate("c3"), 0)};
  batch.request->response = "second";
  batch.request->time = time + absl::Hours(1);

  ASSERT_OK_AND_ASSIGN(const CommitResult repeated, Commit(batch));

  EXPECT_EQ(repeated.repeated_response, "first");
  EXPECT_EQ(repeated.revision, 1);
  EXPECT_THAT(store().Changes(2, 10, Soon()).value(), IsEmpty());
  EXPECT_THAT(store().Get(ResourceKind::kCandidate, "candidates/c3", Soon()),
              StatusIs(StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const auto request, store().FindRequest("r1", Soon()));
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->digest, std::string("d\0", 2));
  EXPECT_EQ(request->response, "first");
  EXPECT_EQ(request->time, time);
  EXPECT_FALSE(store().FindRequest("r2", Soon()).value().has_value());
}

TEST_P(StoreConformanceTest, ADeletedResourceLeavesNoAnswerAboutItBehind) {
  Batch batch;
  batch.writes = {Put(ACandidate("c1"))};
  batch.request = IdempotencyKey{.id = "r1",
                                 .digest = "d",
                                 .response = "personal",
                                 .time = absl::Now(),
                                 .owner = "candidates/c1"};
  ASSERT_THAT(Commit(batch), IsOk());
  ASSERT_EQ(store().FindRequest("r1", Soon()).value()->response, "personal");

  ASSERT_THAT(Commit({Delete(ACandidate("c1"))}), IsOk());

  ASSERT_OK_AND_ASSIGN(const auto request, store().FindRequest("r1", Soon()));
  ASSERT_TRUE(request.has_value());  // a late repetition does not create it anew
  EXPECT_EQ(request->response, "");
  EXPECT_EQ(request->revision, 1);
}

TEST_P(StoreConformanceTest, ARequestIdWithAnotherDigestIsRefused) {
  Batch batch;
  batch.writes = {Put(ACandidate("c1"))};
  batch.request = IdempotencyKey{.id = "r1", .digest = "d1", .response = "", .time = absl::Now()};
  ASSERT_THAT(Commit(batch), IsOk());
  batch.request->digest = "d2";

  EXPECT_THAT(Commit(batch), StatusIs(StatusCode::kInvalidArgument));

  EXPECT_THAT(store().Changes(1, 10, Soon()).value(), IsEmpty());
}

TEST_P(StoreConformanceTest, ARequestThatFailedIsNotKept) {
  Batch batch;
  batch.writes = {Put(ACandidate("c1"), 5)};
  batch.request = IdempotencyKey{.id = "r1", .digest = "d", .response = "", .time = absl::Now()};
  ASSERT_THAT(Commit(batch), StatusIs(StatusCode::kAborted));
  EXPECT_FALSE(store().FindRequest("r1", Soon()).value().has_value());
  batch.writes = {Put(ACandidate("c1"), 0)};

  ASSERT_OK_AND_ASSIGN(const CommitResult result, Commit(batch));

  EXPECT_FALSE(result.repeated_response.has_value());
}

TEST_P(StoreConformanceTest, ARequestCanBeRepeatedForSevenDays) {
  const absl::Time time = absl::FromUnixSeconds(1'750'000'000);
  const auto request_at = [&](const std::string& id, absl::Duration age) {
    Batch batch;
    batch.writes = {Put(ACandidate("c1"))};
    batch.request = IdempotencyKey{.id = id, .digest = "d", .response = "r", .time = time + age};
    return Commit(batch);
  };
  ASSERT_THAT(request_at("r1", absl::ZeroDuration()), IsOk());
  ASSERT_THAT(request_at("r2", absl::Seconds(1)), IsOk());

  EXPECT_TRUE(request_at("r1", absl::Hours(7 * 24))->repeated_response.has_value());
  const absl::Duration longer = absl::Hours(7 * 24) + absl::Microseconds(1);
  EXPECT_FALSE(request_at("r1", longer)->repeated_response.has_value());
  EXPECT_TRUE(request_at("r1", longer)->repeated_response.has_value());
  EXPECT_TRUE(request_at("r2", longer)->repeated_response.has_value());
}

TEST_P(StoreConformanceTest, WhatIsTrimmedIsForgottenAndWhoIsLateIsTold) {
  const absl::Time time = absl::FromUnixSeconds(1'750'000'000);
  for (int i = 0; i < 4; ++i) {
    Batch batch;
    batch.writes = {Put(ACandidate("c1")), Put(ACandidate(absl::StrCat("c", i + 1)))};
    if (i == 0) batch.writes.pop_back();
    batch.request = IdempotencyKey{
        .id = absl::StrCat("r", i), .digest = "d", .response = "x", .time = time + absl::Hours(i)};
    ASSERT_EQ(Commit(batch)->revision, i + 1);
  }

  ASSERT_THAT(store().Trim(2, time + absl::Hours(1), Soon()), IsOk());

  const auto late = StatusIs(StatusCode::kOutOfRange);
  EXPECT_THAT(store().Changes(0, 10, Soon()), late);
  EXPECT_THAT(store().Changes(1, 10, Soon()), late);
  EXPECT_THAT(store().Changes(2, 10, Soon()).value(), SizeIs(4));
  EXPECT_EQ(store().Changes(2, 10, Soon())->front().revision, 3);
  EXPECT_THAT(store().Changes(4, 10, Soon()).value(), IsEmpty());
  EXPECT_FALSE(store().FindRequest("r0", Soon()).value().has_value());
  EXPECT_TRUE(store().FindRequest("r1", Soon()).value().has_value());
  EXPECT_THAT(store().Get(ResourceKind::kCandidate, "candidates/c1", Soon()), IsOk());
  EXPECT_EQ(store().GetVersion(ResourceKind::kCandidate, "candidates/c1", 1, Soon())->revision, 1);
  // Earlier is no step back, and later than everything no step ahead.
  ASSERT_THAT(store().Trim(1, time, Soon()), IsOk());
  EXPECT_THAT(store().Changes(1, 10, Soon()), late);
  ASSERT_THAT(store().Trim(1000, time, Soon()), IsOk());
  EXPECT_THAT(store().Changes(4, 10, Soon()).value(), IsEmpty());
  EXPECT_THAT(store().Changes(3, 10, Soon()), late);
  Reopen();
  EXPECT_THAT(store().Changes(3, 10, Soon()), late);
  ASSERT_EQ(Commit({Put(ACandidate("c1"))})->revision, 5);
  EXPECT_THAT(store().Changes(4, 10, Soon()).value(), SizeIs(1));
}

TEST_P(StoreConformanceTest, HoweverMuchThereIsIsTrimmed) {
  const absl::Time time = absl::FromUnixSeconds(1'750'000'000);
  constexpr int kCommits = 2'100;  // more than are forgotten at once
  for (int i = 0; i < kCommits; ++i) {
    Batch batch;
    batch.writes = {Put(ACandidate(absl::StrCat("c", i % 3)))};
    batch.request =
        IdempotencyKey{.id = absl::StrCat("r", i), .digest = "d", .response = "x", .time = time};
    ASSERT_THAT(Commit(batch), IsOk());
  }

  ASSERT_THAT(store().Trim(kCommits - 1, time + absl::Hours(1), Soon()), IsOk());

  EXPECT_THAT(store().Changes(kCommits - 2, 10, Soon()), StatusIs(StatusCode::kOutOfRange));
  EXPECT_THAT(store().Changes(kCommits - 1, 10, Soon()).value(), SizeIs(1));
  EXPECT_FALSE(store().FindRequest("r0", Soon()).value().has_value());
  EXPECT_FALSE(store().FindRequest(absl::StrCat("r", kCommits - 1), Soon()).value().has_value());
}

TEST_P(StoreConformanceTest, UpkeepKeepsTheNewestRevisionsAndTheRequestsOfAWeek) {
  const absl::Time time = absl::FromUnixSeconds(1'750'000'000);
  Batch batch;
  batch.writes = {Put(ACandidate("c1"))};
  batch.request = IdempotencyKey{.id = "r", .digest = "d", .response = "x", .time = time};
  ASSERT_THAT(Commit(batch), IsOk());

  EXPECT_EQ(KeepStoreSmall(&store(), time + kRequestsAreKept, Soon()).value(), 0);
  EXPECT_THAT(store().Changes(0, 10, Soon()).value(), SizeIs(1));
  EXPECT_TRUE(store().FindRequest("r", Soon()).value().has_value());
  const absl::Duration a_moment = absl::Microseconds(1);
  ASSERT_THAT(KeepStoreSmall(&store(), time + kRequestsAreKept + a_moment, Soon()), IsOk());
  EXPECT_FALSE(store().FindRequest("r", Soon()).value().has_value());
}

TEST_P(StoreConformanceTest, ABatchWithoutWritesKeepsTheRevision) {
  ASSERT_THAT(Commit({Put(ACandidate("c1"))}), IsOk());
  Batch batch;
  batch.claims = {{.key = "k", .owner = "candidates/c1", .value = ""}};

  ASSERT_OK_AND_ASSIGN(const CommitResult result, Commit(batch));

  EXPECT_EQ(result.revision, 1);
  EXPECT_EQ(store().CurrentRevision(Soon()).value(), 1);
  EXPECT_TRUE(store().FindClaim("k", Soon()).value().has_value());
}

TEST_P(StoreConformanceTest, ABatchThatFailsHalfWayLeavesNothing) {
  Batch before;
  before.writes = {Put(AnEmployer("e1")), Put(AnInternship("e1", "i1")), Put(ACandidate("old"))};
  before.claims = {{.key = "taken", .owner = "candidates/old", .value = ""}};
  ASSERT_THAT(Commit(before), IsOk());

  // Every batch writes good things and one that cannot be.
  std::vector<std::pair<Write, StatusCode>> bad = {
      {Put(AnEmployer("e1"), 9), StatusCode::kAborted},
      {Put(AnEmployer("e1"), 0), StatusCode::kAlreadyExists},
      {Put(AnInternship("nobody", "i2")), StatusCode::kNotFound},
      {Put(WithSeatsTaken(AnInternship("e1", "i1"), 3)), StatusCode::kInvalidArgument},
      {Delete(AnEmployer("e1")), StatusCode::kFailedPrecondition},
      {Delete(AnEmployer("nobody")), StatusCode::kNotFound},
      {{.kind = ResourceKind::kEmployer, .name = "employers/e5", .message = "\xff"},
       StatusCode::kInvalidArgument},
      {Put(AnAdvisor("a1")), StatusCode::kAlreadyExists}};  // its claim is taken
  for (const auto& [write, code] : bad) {
    Batch batch;
    batch.writes = {Put(ACandidate("new")), write, Put(AnEmployer("new"))};
    batch.claims = {{.key = "free", .owner = "candidates/new", .value = ""}};
    batch.request = IdempotencyKey{.id = "r", .digest = "d", .response = "", .time = absl::Now()};
    if (write.kind == ResourceKind::kAdvisor) {
      batch.claims.push_back({.key = "taken", .owner = write.name, .value = ""});
    } else {
      batch.releases = {"taken"};
    }
    EXPECT_THAT(Commit(batch), StatusIs(code)) << write.name;

    EXPECT_THAT(store().Changes(1, 10, Soon()).value(), IsEmpty());
    EXPECT_THAT(NamesOf(store().Scan(ResourceKind::kCandidate, "", 9, Soon()).value()),
                ElementsAre("candidates/old"));
    EXPECT_THAT(NamesOf(store().Scan(ResourceKind::kEmployer, "", 9, Soon()).value()),
                ElementsAre("employers/e1"));
    EXPECT_FALSE(store().FindClaim("free", Soon()).value().has_value());
    EXPECT_TRUE(store().FindClaim("taken", Soon()).value().has_value());
    EXPECT_FALSE(store().FindRequest("r", Soon()).value().has_value());
  }
  EXPECT_THAT(Commit({Put(ACandidate("new"))}), IsOk()) << "the store must stay usable";
}

TEST_P(StoreConformanceTest, ABatchThatContradictsItselfIsRefused) {
  EXPECT_THAT(Commit({Put(AnEmployer("e1")), Delete(AnEmployer("e1"))}),
              StatusIs(StatusCode::kInvalidArgument));
  EXPECT_THAT(Commit({{.kind = ResourceKind::kEmployer, .name = "advisors/a", .message = ""}}),
              StatusIs(StatusCode::kInvalidArgument));
  Batch batch;
  batch.claims = {{.key = "k", .owner = "", .value = ""}};
  EXPECT_THAT(Commit(batch), StatusIs(StatusCode::kInvalidArgument));
  for (const AuditRow& row : {ARow({"candidates/c1", "candidates/c1"}), ARow({""}),
                              ARow({"no name"}), AuditRow{.principal = "no name"}}) {
    Batch audit;
    audit.audit = {row};
    EXPECT_THAT(Commit(audit), StatusIs(StatusCode::kInvalidArgument));
  }
}

TEST_P(StoreConformanceTest, AuditRowsAreNumberedWithoutGapsInTheOrderOfCommits) {
  Batch batch;
  batch.writes = {Put(ACandidate("c1"))};
  batch.audit = {ARow({"candidates/c1"}), ARow({}, "second")};
  ASSERT_OK_AND_ASSIGN(const CommitResult first, Commit(batch));
  EXPECT_EQ(first.last_audit_number, 2);
  EXPECT_EQ(Commit({Put(ACandidate("c2"))})->last_audit_number, 0);
  // One that fails takes no number.
  batch.writes = {Put(ACandidate("c1"), 7)};
  ASSERT_THAT(Commit(batch), StatusIs(StatusCode::kAborted));
  Batch read;
  read.audit = {ARow({"candidates/c2", "candidates/c1"}, std::string("\0\xff", 2))};
  read.audit[0].principal = "";

  ASSERT_OK_AND_ASSIGN(const CommitResult alone, Commit(read));

  EXPECT_EQ(alone.last_audit_number, 3);
  EXPECT_GE(alone.revision, 2);
  EXPECT_EQ(store().CurrentRevision(Soon()).value(), alone.revision)
      << "a batch of rows alone takes no revision";
  EXPECT_EQ(store().LastAuditNumber(Soon()).value(), 3);
  std::vector<AuditRow> expected = {ARow({"candidates/c1"}), ARow({}, "second"),
                                    ARow({"candidates/c1", "candidates/c2"}, read.audit[0].entry)};
  for (size_t i = 0; i < expected.size(); ++i) expected[i].number = static_cast<int64_t>(i) + 1;
  expected[2].principal = "";
  EXPECT_EQ(store().ReadAudit({}, Soon()).value(), expected);
  Reopen();
  EXPECT_EQ(store().ReadAudit({}, Soon()).value(), expected);
  EXPECT_EQ(Commit(read)->last_audit_number, 4);
}

TEST_P(StoreConformanceTest, ARepeatedRequestAppendsNoAuditRow) {
  Batch batch;
  batch.writes = {Put(ACandidate("c1"))};
  batch.request = IdempotencyKey{.id = "r", .digest = "d", .response = "x", .time = absl::Now()};
  batch.audit = {ARow({})};
  ASSERT_EQ(Commit(batch)->last_audit_number, 1);

  ASSERT_OK_AND_ASSIGN(const CommitResult repeated, Commit(batch));

  EXPECT_EQ(repeated.repeated_response, "x");
  EXPECT_EQ(repeated.last_audit_number, 0);
  EXPECT_EQ(store().LastAuditNumber(Soon()).value(), 1);
}

TEST_P(StoreConformanceTest, ManyRowsWithManySubjectsAreAppendedAtOnce) {
  Batch batch;
  for (int i = 0; i < 150; ++i) {
    std::vector<std::string> subjects;
    for (int j = 0; j < i % 7; ++j) subjects.push_back(absl::StrCat("candidates/c", j));
    batch.audit.push_back(ARow(subjects, absl::StrCat("entry ", i)));
  }

  ASSERT_THAT(Commit(batch), IsOk());

  ASSERT_OK_AND_ASSIGN(const std::vector<AuditRow> rows, store().ReadAudit({}, Soon()));
  ASSERT_THAT(rows, SizeIs(batch.audit.size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].number, static_cast<int64_t>(i) + 1);
    EXPECT_EQ(rows[i].entry, batch.audit[i].entry);
    EXPECT_EQ(rows[i].subjects, batch.audit[i].subjects);
  }
}

TEST_P(StoreConformanceTest, TheLogIsReadBySubjectByPrincipalByTimeAndByPage) {
  const absl::Time time = absl::FromUnixMicros(1'750'000'000'000'001);
  Batch batch;
  for (int i = 0; i < 8; ++i) {
    AuditRow row = ARow({i % 2 == 0 ? "candidates/even" : "candidates/odd"});
    row.principal = i < 4 ? "principals/first" : "principals/second";
    row.time = time + i * absl::Microseconds(1);
    batch.audit.push_back(row);
  }
  ASSERT_THAT(Commit(batch), IsOk());
  const auto numbers = [&](const AuditQuery& query) {
    std::vector<int64_t> numbers;
    const auto rows = store().ReadAudit(query, Soon());
    EXPECT_THAT(rows, IsOk());
    for (const AuditRow& row : rows.value_or(std::vector<AuditRow>())) {
      numbers.push_back(row.number);
    }
    return numbers;
  };
  const absl::Duration micro = absl::Microseconds(1), nano = absl::Nanoseconds(1);

  EXPECT_THAT(numbers({}), SizeIs(8));
  EXPECT_THAT(numbers({.subject = "candidates/odd"}), ElementsAre(2, 4, 6, 8));
  EXPECT_THAT(numbers({.subject = "candidates/nobody"}), IsEmpty());
  EXPECT_THAT(numbers({.subject = "\xff"}), IsEmpty());
  EXPECT_THAT(numbers({.principal = "principals/second"}), ElementsAre(5, 6, 7, 8));
  EXPECT_THAT(numbers({.principal = std::string("a\0b", 3)}), IsEmpty());
  EXPECT_THAT(numbers({.subject = "candidates/odd", .principal = "principals/second"}),
              ElementsAre(6, 8));
  EXPECT_THAT(numbers({.start = time + 6 * micro}), ElementsAre(7, 8));
  EXPECT_THAT(numbers({.start = time + 6 * micro + nano}), ElementsAre(8));
  EXPECT_THAT(numbers({.end = time + micro}), ElementsAre(1));
  EXPECT_THAT(numbers({.end = time + micro + nano}), ElementsAre(1, 2));
  EXPECT_THAT(numbers({.start = time + micro, .end = time + 3 * micro}), ElementsAre(2, 3));
  EXPECT_THAT(numbers({.subject = "candidates/even",
                       .principal = "principals/first",
                       .start = time + micro,
                       .end = absl::InfiniteFuture()}),
              ElementsAre(3));
  EXPECT_THAT(numbers({.after = 6}), ElementsAre(7, 8));
  EXPECT_THAT(numbers({.limit = 3}), ElementsAre(1, 2, 3));
  EXPECT_THAT(numbers({.subject = "candidates/odd", .after = 2, .limit = 2}), ElementsAre(4, 6));
  EXPECT_THAT(numbers({.principal = "principals/first", .after = 2, .limit = 9}),
              ElementsAre(3, 4));
  EXPECT_THAT(numbers({.start = time, .after = 3, .limit = 2}), ElementsAre(4, 5));
  EXPECT_THAT(store().ReadAudit({.limit = 0}, Soon()), StatusIs(StatusCode::kInvalidArgument));
}

TEST_P(StoreConformanceTest, ARowIsChainedOnce) {
  Batch batch;
  batch.audit = {ARow({}), ARow({}), ARow({})};
  ASSERT_THAT(Commit(batch), IsOk());
  const auto link = [](int64_t number, const std::string& chain) {
    return AuditRow{.number = number, .chain = chain};
  };
  const std::string mac("\0\x01\xff", 3);

  ASSERT_THAT(store().ChainAudit({link(1, mac), link(2, "b")}, Soon()), IsOk());
  EXPECT_THAT(store().ChainAudit({link(3, "c"), link(4, "d")}, Soon()),
              StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(store().ChainAudit({link(2, "x"), link(3, "c")}, Soon()),
              StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(store().ChainAudit({}, Soon()), IsOk());

  ASSERT_OK_AND_ASSIGN(const std::vector<AuditRow> rows, store().ReadAudit({}, Soon()));
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_EQ(rows[0].chain, mac);
  EXPECT_EQ(rows[1].chain, "b");
  EXPECT_EQ(rows[2].chain, "");
}

TEST_P(StoreConformanceTest, RowsThatAreForgottenLeaveTheirNumbersBehind) {
  Batch batch;
  batch.audit = {ARow({"candidates/c1"}), ARow({"candidates/c1"}), ARow({"candidates/c1"})};
  ASSERT_THAT(Commit(batch), IsOk());

  ASSERT_THAT(store().ForgetAudit(2, Soon()), IsOk());

  ASSERT_THAT(store().ReadAudit({}, Soon()).value(), SizeIs(1));
  EXPECT_THAT(store().ReadAudit({.subject = "candidates/c1"}, Soon()).value(), SizeIs(1));
  EXPECT_EQ(store().LastAuditNumber(Soon()).value(), 3);
  ASSERT_THAT(store().ForgetAudit(100, Soon()), IsOk());
  EXPECT_THAT(store().ReadAudit({}, Soon()).value(), IsEmpty());
  EXPECT_THAT(site().Sql("SELECT number FROM audit_subjects").value(), IsEmpty());
  EXPECT_EQ(store().LastAuditNumber(Soon()).value(), 3);
  EXPECT_EQ(Commit(batch)->last_audit_number, 6);
}

TEST_P(StoreConformanceTest, ConcurrentCommitsLeaveNoGapInTheLog) {
  constexpr int kWriters = 4;
  constexpr int kCommits = 20;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([this, writer] {
      for (int i = 0; i < kCommits; ++i) {
        Batch batch;
        if (i % 2 == 0) batch.writes = {Put(ACandidate(absl::StrCat("c", writer)))};
        batch.audit = {ARow({"candidates/c"}), ARow({})};
        EXPECT_THAT(Commit(batch), IsOk());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();

  ASSERT_OK_AND_ASSIGN(const std::vector<AuditRow> rows, store().ReadAudit({}, Soon()));
  ASSERT_THAT(rows, SizeIs(2 * kWriters * kCommits));
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].number, static_cast<int64_t>(i) + 1);
  }
}

TEST_P(StoreConformanceTest, TheFeedTellsEveryChangeInOrder) {
  ASSERT_THAT(Commit({Put(AnInternship("e1", "i1")), Put(AnEmployer("e1"))}), IsOk());
  ASSERT_THAT(Commit({Put(ACandidate("c1"))}), IsOk());
  ASSERT_THAT(Commit({Delete(ACandidate("c1")), Put(AnEmployer("e1"))}), IsOk());

  EXPECT_THAT(
      store().Changes(0, 100, Soon()).value(),
      ElementsAre(Change{1, ResourceKind::kInternship, "employers/e1/internships/i1", false},
                  Change{1, ResourceKind::kEmployer, "employers/e1", false},
                  Change{2, ResourceKind::kCandidate, "candidates/c1", false},
                  Change{3, ResourceKind::kCandidate, "candidates/c1", true},
                  Change{3, ResourceKind::kEmployer, "employers/e1", false}));
  EXPECT_THAT(store().Changes(2, 100, Soon()).value(), SizeIs(2));
  EXPECT_THAT(store().Changes(3, 100, Soon()).value(), IsEmpty());
  EXPECT_THAT(store().Changes(99, 100, Soon()).value(), IsEmpty());
}

TEST_P(StoreConformanceTest, TheFeedGivesWholeCommitsWithinItsLimit) {
  ASSERT_THAT(Commit({Put(AnEmployer("e1")), Put(AnEmployer("e2")), Put(AnEmployer("e3"))}),
              IsOk());
  ASSERT_THAT(Commit({Put(AnEmployer("e4"))}), IsOk());
  ASSERT_THAT(Commit({Put(AnEmployer("e5")), Put(AnEmployer("e6"))}), IsOk());

  EXPECT_THAT(store().Changes(0, 1, Soon()).value(), SizeIs(3));
  EXPECT_THAT(store().Changes(0, 3, Soon()).value(), SizeIs(3));
  EXPECT_THAT(store().Changes(0, 4, Soon()).value(), SizeIs(4));
  EXPECT_THAT(store().Changes(0, 5, Soon()).value(), SizeIs(6));
  EXPECT_THAT(store().Changes(0, 0, Soon()), StatusIs(StatusCode::kInvalidArgument));
}

TEST_P(StoreConformanceTest, AnInternshipNeedsItsEmployer) {
  EXPECT_THAT(Commit({Put(AnInternship("e1", "i1"))}), StatusIs(StatusCode::kNotFound));

  ASSERT_THAT(Commit({Put(AnInternship("e1", "i1")), Put(AnEmployer("e1"))}), IsOk());
  EXPECT_THAT(Commit({Delete(AnEmployer("e1"))}), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(Commit({Delete(AnEmployer("e1")), Delete(AnInternship("e1", "i1"))}), IsOk());
}

TEST_P(StoreConformanceTest, AnAdvisorsEmployerMustExistIfThereIsOne) {
  v1::Advisor advisor = AnAdvisor("a1");
  ASSERT_THAT(Commit({Put(advisor)}), IsOk());
  advisor.set_employer("employers/e1");
  EXPECT_THAT(Commit({Put(advisor)}), StatusIs(StatusCode::kNotFound));

  ASSERT_THAT(Commit({Put(advisor), Put(AnEmployer("e1"))}), IsOk());
  EXPECT_THAT(Commit({Delete(AnEmployer("e1"))}), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(Commit({Delete(AnEmployer("e1")), Put(AnAdvisor("a1"))}), IsOk());
}

TEST_P(StoreConformanceTest, ATokenNeedsItsPrincipal) {
  EXPECT_THAT(Commit({Put(AToken("p1", "t1"))}), StatusIs(StatusCode::kNotFound));

  ASSERT_THAT(Commit({Put(AToken("p1", "t1")), Put(APrincipal("p1"))}), IsOk());
  EXPECT_THAT(Commit({Delete(APrincipal("p1"))}), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(Commit({Delete(APrincipal("p1")), Delete(AToken("p1", "t1"))}), IsOk());
}

TEST_P(StoreConformanceTest, APersonIsErasedInOneBatchAndTheRecordsStay) {
  const std::string internship = "employers/e1/internships/i1";
  const v1::Application application = AnApplication("c1", internship, "a1");
  const v1::Engagement engagement = AnEngagement("c1", "a1", "e1");
  EXPECT_THAT(Commit({Put(application)}), StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(Commit({Put(engagement)}), StatusIs(StatusCode::kNotFound));
  ASSERT_THAT(Commit({Put(ACandidate("c1")), Put(AnAdvisor("a1")), Put(AnEmployer("e1")),
                      Put(AnInternship("e1", "i1")), Put(application), Put(engagement),
                      Put(AProvisionRecord("c1", "p1")), Put(ADeletionRequest("d1")),
                      Put(ARightsRequest("c1", "r1"))}),
              IsOk());
  EXPECT_THAT(Commit({Delete(ACandidate("c1"))}), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(Commit({Delete(AnInternship("e1", "i1"))}),
              StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(Commit({Delete(AnAdvisor("a1"))}), StatusIs(StatusCode::kFailedPrecondition));

  ASSERT_THAT(Commit({Delete(ACandidate("c1")), Put(ATombstone("c1")), Delete(engagement),
                      Delete(application), Delete(ARightsRequest("c1", "r1"))}),
              IsOk());
  ASSERT_THAT(Commit({Delete(AnEmployer("e1")), Delete(AnInternship("e1", "i1"))}), IsOk());

  EXPECT_THAT(store().Get(ResourceKind::kProvisionRecord, "provisionRecords/p1", Soon()), IsOk());
  EXPECT_THAT(store().Get(ResourceKind::kDeletionRequest, "deletionRequests/d1", Soon()), IsOk());
  EXPECT_THAT(store().Get(ResourceKind::kTombstone, "tombstones/c1", Soon()), IsOk());
  EXPECT_THAT(store().Get(ResourceKind::kApplication, application.name(), Soon()),
              StatusIs(StatusCode::kNotFound));
}

TEST_P(StoreConformanceTest, NoMoreSeatsAreTakenThanThereAre) {
  ASSERT_THAT(Commit({Put(AnEmployer("e1")), Put(WithSeatsTaken(AnInternship("e1", "i1"), 2))}),
              IsOk());

  for (const int taken : {3, -1}) {
    EXPECT_THAT(Commit({Put(WithSeatsTaken(AnInternship("e1", "i1"), taken))}),
                StatusIs(StatusCode::kInvalidArgument));
    EXPECT_THAT(Commit({Put(WithSeatsTaken(AnInternship("e1", "i2"), taken), 0)}),
                StatusIs(StatusCode::kInvalidArgument));
    EXPECT_THAT(Commit({Put(WithSeatsTaken(AnInternship("e1", "i1"), taken), 1)}),
                StatusIs(StatusCode::kInvalidArgument));
  }
}

TEST_P(StoreConformanceTest, TheDatabaseItselfRefusesWhatMustNotBe) {
  ASSERT_THAT(Commit({Put(AnEmployer("e1")), Put(AnInternship("e1", "i1"))}), IsOk());

  EXPECT_THAT(site().Sql("UPDATE internships SET seats_taken = seats + 1"), Not(IsOk()));
  EXPECT_THAT(site().Sql("UPDATE internships SET seats_taken = -1"), Not(IsOk()));
  EXPECT_THAT(site().Sql("UPDATE internships SET employer = 'employers/nobody'"), Not(IsOk()));
  EXPECT_THAT(site().Sql("UPDATE internships SET employer = NULL"), Not(IsOk()));
  EXPECT_THAT(site().Sql("DELETE FROM employers"), Not(IsOk()));
  EXPECT_THAT(site().Sql("INSERT INTO store_revision (only_row, revision) VALUES (2, 9)"),
              Not(IsOk()));
  EXPECT_THAT(site().Sql("INSERT INTO changes SELECT * FROM changes"), Not(IsOk()));
  EXPECT_THAT(site().Sql("INSERT INTO versions SELECT * FROM versions"), Not(IsOk()));
  EXPECT_THAT(site().Sql("UPDATE store_revision SET audit_number = -1"), Not(IsOk()));
  EXPECT_THAT(site().Sql("INSERT INTO audit_subjects (subject, number) VALUES ('x', 7)"),
              Not(IsOk()));
  EXPECT_THAT(site().Sql("UPDATE internships SET seats_taken = 1"), IsOk());
}

TEST_P(StoreConformanceTest, TheColumnsHoldWhatTheMessagesSay) {
  v1::Candidate candidate = ACandidate("c1");
  candidate.mutable_person_name()->set_full_name("Hidden");
  candidate.set_home_prefecture("13");
  candidate.set_skills_assessed(true);
  v1::Internship internship = AnInternship("e1", "i1");
  internship.mutable_application_deadline_time()->set_seconds(1735689600);
  ASSERT_THAT(Commit({Put(candidate), Put(AnEmployer("e1")), Put(internship)}), IsOk());

  EXPECT_THAT(
      site()
          .Sql("SELECT name, revision, stage, status, home_prefecture, create_time FROM candidates"
               " WHERE skills_assessed")
          .value(),
      ElementsAre("candidates/c1|1|RECEIVED|ACTIVE|13|"));
  EXPECT_THAT(site()
                  .Sql("SELECT employer, title, seats FROM internships WHERE NOT remote AND"
                       " application_deadline_time = '2025-01-01T00:00:00.000000Z'")
                  .value(),
              ElementsAre("employers/e1|Kitchen|2"));
}

TEST_P(StoreConformanceTest, ARestartKeepsEverything) {
  Batch batch;
  batch.writes = {Put(AnEmployer("e1")), Put(AnInternship("e1", "i1"))};
  batch.claims = {{.key = "k", .owner = "employers/e1", .value = "v"}};
  batch.request =
      IdempotencyKey{.id = "r", .digest = "d", .response = "answer", .time = absl::Now()};
  ASSERT_THAT(Commit(batch), IsOk());
  ASSERT_THAT(Commit({Put(AnEmployer("e1"))}), IsOk());
  const std::string secret = store().Secret(Soon()).value();

  Reopen();

  EXPECT_EQ(secret.size(), 32u);
  EXPECT_EQ(store().Secret(Soon()).value(), secret);
  EXPECT_EQ(store().CurrentRevision(Soon()).value(), 2);
  EXPECT_THAT(store().Changes(0, 100, Soon()).value(), SizeIs(3));
  EXPECT_EQ(store().Get(ResourceKind::kEmployer, "employers/e1", Soon())->revision, 2);
  EXPECT_EQ(store().FindClaim("k", Soon()).value()->value, "v");
  EXPECT_EQ(Commit({Put(AnEmployer("e2"))})->revision, 3);
  EXPECT_EQ(Commit(batch)->repeated_response, "answer");
}

TEST_P(StoreConformanceTest, EveryStoreHasASecretOfItsOwn) {
  const std::unique_ptr<StoreSite> other_site = GetParam().make_site();
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Store> other, other_site->Open());

  EXPECT_NE(store().Secret(Soon()).value(), other->Secret(Soon()).value());
}

TEST_P(StoreConformanceTest, WaitReturnsAtOnceWhatIsThereAlready) {
  ASSERT_THAT(Commit({Put(ACandidate("c1"))}), IsOk());

  EXPECT_EQ(store().Wait(0, Soon()).value(), 1);
  Reopen();
  EXPECT_EQ(store().Wait(0, Soon()).value(), 1);
}

TEST_P(StoreConformanceTest, WaitWakesOnACommitOfAnotherThread) {
  absl::StatusOr<Revision> seen = 0;
  std::thread waiter([&] { seen = store().Wait(0, Soon()); });

  ASSERT_THAT(Commit({Put(ACandidate("c1"))}), IsOk());
  waiter.join();

  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(*seen, 1);
}

TEST_P(StoreConformanceTest, WaitEndsAtItsDeadline) {
  EXPECT_THAT(store().Wait(0, absl::Now() + absl::Milliseconds(20)),
              StatusIs(StatusCode::kDeadlineExceeded));
}

TEST_P(StoreConformanceTest, CancelWaitsEndsEveryWait) {
  absl::Status seen;
  std::thread waiter([&] { seen = store().Wait(0, absl::InfiniteFuture()).status(); });

  store().CancelWaits();
  waiter.join();

  EXPECT_THAT(seen, StatusIs(StatusCode::kCancelled));
  EXPECT_THAT(store().Wait(0, Soon()), StatusIs(StatusCode::kCancelled));
  EXPECT_THAT(Commit({Put(ACandidate("c1"))}), IsOk());
}

TEST_P(StoreConformanceTest, ADeadlineThatHasPassedEndsEveryMethod) {
  const absl::Time past = absl::Now() - absl::Seconds(1);
  Batch batch;
  batch.writes = {Put(ACandidate("c1"))};

  EXPECT_THAT(store().Commit(batch, past), StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_THAT(store().Get(ResourceKind::kCandidate, "candidates/c1", past),
              StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_THAT(store().Scan(ResourceKind::kCandidate, "", 1, past),
              StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_THAT(store().FindClaim("k", past), StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_THAT(store().FindRequest("r", past), StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_THAT(store().GetVersion(ResourceKind::kCandidate, "candidates/c1", 1, past),
              StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_THAT(store().ReadAudit({}, past), StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_THAT(store().ChainAudit({}, past), StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_THAT(store().ForgetAudit(1, past), StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_THAT(store().LastAuditNumber(past), StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_THAT(store().Changes(0, 1, past), StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_THAT(store().CurrentRevision(past), StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_EQ(store().CurrentRevision(absl::InfiniteFuture()).value(), 0);
}

TEST_P(StoreConformanceTest, NoUpdateOfConcurrentWritersIsLostAndTheFeedSkipsNothing) {
  constexpr int kWriters = 6;
  constexpr int kIncrements = 15;
  v1::Advisor advisor = AnAdvisor("a1");
  ASSERT_THAT(Commit({Put(advisor)}), IsOk());

  const auto increment_often = [&] {
    for (int done = 0; done < kIncrements;) {
      const auto read = store().Get(ResourceKind::kAdvisor, "advisors/a1", Soon());
      ASSERT_THAT(read, IsOk());
      v1::Advisor next;
      ASSERT_TRUE(next.ParseFromString(read->message));
      next.set_active_candidates(next.active_candidates() + 1);
      const auto result = Commit({Put(next, read->revision), Put(ACandidate("c1"))});
      if (result.ok()) ++done;
      ASSERT_TRUE(result.ok() || absl::IsAborted(result.status())) << result.status();
    }
  };
  // Follows the feed meanwhile, as a catalog does.
  constexpr size_t kChanges = 2 * kWriters * kIncrements;
  std::vector<Change> followed;
  std::thread follower([&] {
    Revision known = 1;
    while (followed.size() < kChanges) {
      const auto newest = store().Wait(known, Soon());
      ASSERT_THAT(newest, IsOk());
      const auto changes = store().Changes(known, 3, Soon());
      ASSERT_THAT(changes, IsOk());
      followed.insert(followed.end(), changes->begin(), changes->end());
      known = changes->empty() ? *newest : changes->back().revision;
    }
  });
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) writers.emplace_back(increment_often);
  for (std::thread& writer : writers) writer.join();
  follower.join();

  ASSERT_OK_AND_ASSIGN(const Resource last,
                       store().Get(ResourceKind::kAdvisor, "advisors/a1", Soon()));
  ASSERT_TRUE(advisor.ParseFromString(last.message));
  EXPECT_EQ(advisor.active_candidates(), kWriters * kIncrements);
  EXPECT_GE(store().CurrentRevision(Soon()).value(), last.revision);
  ASSERT_THAT(followed, SizeIs(kChanges));
  EXPECT_EQ(followed.back().revision, last.revision);
  for (size_t i = 0; i < followed.size(); i += 2) {
    if (i > 0) {
      EXPECT_GT(followed[i].revision, followed[i - 1].revision);
    }
    EXPECT_EQ(followed[i].revision, followed[i + 1].revision);
    EXPECT_EQ(followed[i].name, "advisors/a1");
    EXPECT_EQ(followed[i + 1].name, "candidates/c1");
  }
}

TEST_P(StoreConformanceTest, AKilledProcessLosesNoAcknowledgedCommit) {
  Close();
  int acknowledgements[2];
  ASSERT_EQ(pipe(acknowledgements), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    // Commits for ever and tells every revision that was acknowledged.
    close(acknowledgements[0]);
    auto opened = site().Open();
    for (int i = 0; opened.ok(); ++i) {
      Batch batch;
      batch.writes = {Put(ACandidate(absl::StrCat("c", i))), Put(AnEmployer("e1")),
                      Put(AnAdvisor(absl::StrCat("a", i)))};
      const auto result = (*opened)->Commit(batch, absl::InfiniteFuture());
      if (!result.ok() || write(acknowledgements[1], &result->revision, sizeof(Revision)) < 0) {
        break;
      }
    }
    _exit(1);
  }
  close(acknowledgements[1]);
  Revision acknowledged = 0;
  while (acknowledged < 20 && read(acknowledgements[0], &acknowledged, sizeof(acknowledged)) > 0) {
  }
  kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  while (read(acknowledgements[0], &acknowledged, sizeof(acknowledged)) > 0) {
  }
  close(acknowledgements[0]);

  Reopen();

  // The database may take a moment to notice.
  const Revision current = store().CurrentRevision(Soon()).value();
  EXPECT_GE(acknowledged, 20);
  EXPECT_GE(current, acknowledged);
  const std::vector<Change> changes = store().Changes(0, 1 << 20, Soon()).value();
  EXPECT_EQ(changes.size() % 3, 0u);
  EXPECT_GE(changes.size(), static_cast<size_t>(3 * acknowledged));
  for (const Change& change : changes) {
    EXPECT_THAT(store().Get(change.kind, change.name, Soon()), IsOk());
  }
  EXPECT_GT(Commit({Put(ACandidate("next"), 0)})->revision, current);
}

TEST_P(StoreConformanceTest, OpeningAgainAppliesNoMigrationTwice) {
  const auto applied = [&] {
    return site().Sql("SELECT number, sha256, applied FROM schema_migrations").value();
  };
  const std::vector<std::string> before = applied();

  Reopen();

  EXPECT_THAT(before, Not(IsEmpty()));
  EXPECT_EQ(applied(), before);
}

TEST_P(StoreConformanceTest, ADatabaseOfTheFirstVersionIsBroughtUpToDate) {
  const std::unique_ptr<StoreSite> old = GetParam().make_site();
  const auto sql = [&](const std::string& statement) {
    EXPECT_THAT(old->Sql(statement), IsOk()) << statement;
  };
  v1::Candidate candidate = ACandidate("c1");
  candidate.mutable_person_name()->set_full_name("Somebody");
  const std::string message = candidate.SerializeAsString();
  const auto literal = [](absl::string_view bytes) {
    return GetParam().byte_literal(absl::BytesToHexString(bytes));
  };
  sql("CREATE TABLE schema_migrations (number integer PRIMARY KEY, name text NOT NULL,"
      " sha256 text NOT NULL, applied text NOT NULL)");
  sql(std::string(GetParam().migrations[0].sql));
  sql(RecordOf(GetParam().migrations[0]));
  sql(absl::StrCat("INSERT INTO store_meta (only_row, secret) VALUES (1, ",
                   literal(std::string(32, 's')), ")"));
  sql("UPDATE store_revision SET revision = 7");
  sql(
      absl::StrCat("INSERT INTO candidates (name, revision, skills_assessed, message)"
                   " VALUES ('candidates/c1', 5, '0', ",
                   literal(message), ")"));
  sql(absl::StrCat("INSERT INTO requests (id, digest, response, revision, used_micros) VALUES (",
                   literal("r"), ", ", literal("d"), ", ", literal("Somebody"), ", 5, 0)"));

  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Store> store, old->Open());

  const Resource expected = {ResourceKind::kCandidate, "candidates/c1", 5, message};
  EXPECT_EQ(store->CurrentRevision(Soon()).value(), 7);
  EXPECT_EQ(store->Get(ResourceKind::kCandidate, "candidates/c1", Soon()).value(), expected);
  EXPECT_EQ(store->GetVersion(ResourceKind::kCandidate, "candidates/c1", 6, Soon()).value(),
            expected);
  EXPECT_THAT(store->GetVersion(ResourceKind::kCandidate, "candidates/c1", 4, Soon()),
              StatusIs(StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const auto request, store->FindRequest("r", Soon()));
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->response, "") << "answers were kept in plain";
  EXPECT_EQ(store->Secret(Soon()).value(), std::string(32, 's'));
}

TEST_P(StoreConformanceTest, ADatabaseOfEveryEarlierVersionKeepsWhatItHolds) {
  const std::span<const Migration> migrations = GetParam().migrations;
  const auto literal = [](absl::string_view bytes) {
    return GetParam().byte_literal(absl::BytesToHexString(bytes));
  };
  const auto message = [](const Write& write) { return *write.message; };
  const Resource candidate = {ResourceKind::kCandidate, "candidates/c1", 6,
                              message(Put(ACandidate("c1")))};
  const Resource employer = {ResourceKind::kEmployer, "employers/e1", 5,
                             message(Put(AnEmployer("e1")))};
  const Resource internship = {ResourceKind::kInternship, "employers/e1/internships/i1", 7,
                               message(Put(AnInternship("e1", "i1")))};
  const Resource desk_day = {ResourceKind::kDeskDay, "deskDays/d1", 7,
                             message(Put(ADeskDay("d1", 5)))};
  for (size_t version = 1; version < migrations.size(); ++version) {
    SCOPED_TRACE(version);
    const std::unique_ptr<StoreSite> old = GetParam().make_site();
    const auto sql = [&](const std::string& statement) {
      EXPECT_THAT(old->Sql(statement), IsOk()) << statement;
    };
    sql("CREATE TABLE schema_migrations (number integer PRIMARY KEY, name text NOT NULL,"
        " sha256 text NOT NULL, applied text NOT NULL)");
    const auto insert = [&](const char* table, const Resource& resource, const char* columns,
                            const char* values) {
      sql(absl::StrCat("INSERT INTO ", table, " (name, revision, message", columns, ") VALUES ('",
                       resource.name, "', ", resource.revision, ", ", literal(resource.message),
                       values, ")"));
      sql(absl::StrCat("INSERT INTO changes (revision, position, kind, name, deleted) VALUES (",
                       resource.revision, ", (SELECT count(*) FROM changes), '", table, "', '",
                       resource.name, "', '0')"));
    };
    for (size_t number = 1; number <= version; ++number) {
      sql(std::string(migrations[number - 1].sql));
      sql(RecordOf(migrations[number - 1]));
      if (number == 1) {
        sql(absl::StrCat("INSERT INTO store_meta (only_row, secret) VALUES (1, ",
                         literal(std::string(32, 's')), ")"));
        sql("UPDATE store_revision SET revision = 9");
        insert("candidates", candidate, ", skills_assessed", ", '0'");
        insert("employers", employer, "", "");
        insert("internships", internship, ", employer, remote, paid, seats, seats_taken",
               ", 'employers/e1', '0', '1', 2, 1");
        sql(absl::StrCat("INSERT INTO claims (key, owner, value) VALUES (", literal("k"),
                         ", 'candidates/c1', ", literal("v"), ")"));
        sql(
            absl::StrCat("INSERT INTO requests (id, digest, response, revision, used_micros)"
                         " VALUES (",
                         literal("r"), ", ", literal("d"), ", ", literal("x"), ", 6, 0)"));
      }
      if (number == 2) {
        sql("UPDATE store_revision SET audit_number = 3");
        sql(
            absl::StrCat("INSERT INTO audit (number, time_micros, principal, entry, chain) VALUES"
                         " (2, 1, '', ",
                         literal("second"), ", ", literal("mac"), "), (3, 2, 'principals/p1', ",
                         literal("third"), ", ", literal(""), ")"));
        sql("INSERT INTO audit_subjects (subject, number) VALUES ('candidates/c1', 3)");
      }
      if (number == 3) {
        insert("desk_days", desk_day, ", date, state", ", '2026-12-05', 'PLANNED'");
      }
    }

    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Store> store, old->Open());

    EXPECT_EQ(store->Secret(Soon()).value(), std::string(32, 's'));
    EXPECT_EQ(store->CurrentRevision(Soon()).value(), 9);
    std::vector<Resource> kept = {candidate, employer, internship};
    if (version >= 3) kept.push_back(desk_day);
    for (const Resource& resource : kept) {
      EXPECT_EQ(store->Get(resource.kind, resource.name, Soon()).value(), resource);
    }
    const std::vector<Change> changes = store->Changes(0, 10, Soon()).value();
    ASSERT_THAT(changes, SizeIs(kept.size()));
    EXPECT_EQ(changes[0], (Change{5, ResourceKind::kEmployer, "employers/e1", false}));
    EXPECT_EQ(store->FindClaim("k", Soon()).value()->value, "v");
    EXPECT_EQ(store->FindRequest("r", Soon()).value()->revision, 6);
    const int64_t last = version == 1 ? 0 : 3;
    EXPECT_EQ(store->LastAuditNumber(Soon()).value(), last);
    const std::vector<AuditRow> rows = store->ReadAudit({}, Soon()).value();
    ASSERT_THAT(rows, SizeIs(version == 1 ? 0 : 2)) << "what was forgotten stays so";
    if (version > 1) {
      EXPECT_EQ(rows[0].chain, "mac");
      EXPECT_EQ(rows[1].entry, "third");
      EXPECT_THAT(rows[1].subjects, ElementsAre("candidates/c1"));
    }
    Batch next;
    next.writes = {Put(ACandidate("c1"), 6)};
    next.audit = {ARow({})};
    ASSERT_OK_AND_ASSIGN(const CommitResult result, store->Commit(next, Soon()));
    EXPECT_EQ(result.revision, 10);
    EXPECT_EQ(result.last_audit_number, last + 1);
    EXPECT_EQ(store->Changes(9, 10, Soon())->size(), 1u);
  }
}

TEST_P(StoreConformanceTest, ADatabaseOfANewerVersionIsRefused) {
  Close();
  ASSERT_THAT(site().Sql("INSERT INTO schema_migrations (number, name, sha256, applied)"
                         " VALUES (9999, 'later', 'x', 'x')"),
              IsOk());

  EXPECT_THAT(site().Open(),
              StatusIs(StatusCode::kFailedPrecondition, ::testing::HasSubstr("migration 9999")));
}

TEST_P(StoreConformanceTest, ADatabaseWithAnAlteredMigrationIsRefused) {
  Close();
  ASSERT_THAT(site().Sql("UPDATE schema_migrations SET sha256 = 'x' WHERE number = 1"), IsOk());

  EXPECT_THAT(site().Open(), StatusIs(StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace banso
