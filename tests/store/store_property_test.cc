// Random histories against a reference that is too simple to be wrong.
#include <cstdint>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/store/resources.h"
#include "tests/store/store_conformance_test.h"

namespace banso {
namespace {

using ::testing::ElementsAreArray;

using Key = std::pair<ResourceKind, std::string>;

// A store in maps. Decides whether a batch can be, and what it leaves.
struct Reference {
  std::map<Key, Resource> resources;
  std::map<std::string, Claim> claims;
  std::map<std::string, IdempotencyKey> requests;
  std::map<std::string, Revision> request_revisions;
  std::vector<Change> feed;
  std::map<Key, std::map<Revision, Resource>> versions;
  std::vector<AuditRow> audit;
  Revision revision = 0;

  static std::string EmployerOf(const Resource& resource) {
    if (resource.kind == ResourceKind::kInternship) {
      return resource.name.substr(0, resource.name.find("/internships/"));
    }
    if (resource.kind == ResourceKind::kAdvisor) {
      v1::Advisor advisor;
      EXPECT_TRUE(advisor.ParseFromString(resource.message));
      return advisor.employer();
    }
    return "";
  }

  static bool SeatsFit(const Resource& resource) {
    if (resource.kind != ResourceKind::kInternship) return true;
    v1::Internship internship;
    EXPECT_TRUE(internship.ParseFromString(resource.message));
    return internship.seats_taken() <= internship.seats();
  }

  int64_t LastNumber() const { return static_cast<int64_t>(audit.size()); }

  // `next_revision` is what the commit gets if it can be.
  bool Commit(const Batch& batch, Revision next_revision, CommitResult& result) {
    if (batch.request.has_value() && requests.contains(batch.request->id)) {
      const IdempotencyKey& first = requests.at(batch.request->id);
      if (first.digest != batch.request->digest) return false;
      result = {.revision = request_revisions.at(first.id), .repeated_response = first.response};
      return true;
    }
    Reference next = *this;
    if (!batch.writes.empty()) next.revision = next_revision;
    for (const std::string& key : batch.releases) next.claims.erase(key);
    for (const Write& write : batch.writes) {
      const Key key = {write.kind, write.name};
      const auto found = resources.find(key);
      const Revision now = found == resources.end() ? 0 : found->second.revision;
      if (write.expected.has_value() && *write.expected != now) return false;
      if (!write.message.has_value() && now == 0) return false;
      next.resources.erase(key);
      if (write.message.has_value()) {
        next.resources[key] = {write.kind, write.name, next.revision, *write.message};
        next.versions[key][next.revision] = next.resources[key];
        if (!SeatsFit(next.resources[key])) return false;
      } else {
        next.versions.erase(key);
        std::erase_if(next.claims, [&](const auto& c) { return c.second.owner == write.name; });
      }
      next.feed.push_back({next.revision, write.kind, write.name, !write.message.has_value()});
    }
    for (const auto& [key, resource] : next.resources) {
      const std::string employer = EmployerOf(resource);
      if (!employer.empty() && !next.resources.contains({ResourceKind::kEmployer, employer})) {
        return false;
      }
    }
    for (const Claim& claim : batch.claims) {
      const auto [taken, fresh] = next.claims.try_emplace(claim.key, claim);
      if (!fresh && taken->second.owner != claim.owner) return false;
      taken->second.value = claim.value;
    }
    if (batch.request.has_value()) {
      next.requests[batch.request->id] = *batch.request;
      next.request_revisions[batch.request->id] = next_revision;
    }
    for (AuditRow row : batch.audit) {
      row.number = static_cast<int64_t>(next.audit.size()) + 1;
      next.audit.push_back(row);
    }
    *this = std::move(next);
    result = {.revision = next_revision,
              .last_audit_number = batch.audit.empty() ? 0 : LastNumber()};
    return true;
  }
};

class RandomBatches {
 public:
  explicit RandomBatches(uint32_t seed) : random_(seed) {}

  Batch Next(const Reference& reference) {
    Batch batch;
    std::set<std::string> names;
    for (int i = Below(4); i > 0; --i) {
      Write write = RandomWrite(reference);
      if (names.insert(write.name).second) batch.writes.push_back(std::move(write));
    }
    if (Below(3) == 0) {
      batch.claims.push_back({.key = Digit("k", 4), .owner = Digit("advisors/", 3), .value = "v"});
    }
    if (Below(5) == 0) batch.releases.push_back(Digit("k", 4));
    for (int i = Below(4); i > 1; --i) {
      batch.audit.push_back({.time = absl::FromUnixMicros(Below(1000)),
                             .principal = Digit("principals/p", 3),
                             .subjects = {Digit("advisors/", 3)},
                             .entry = Digit("entry ", 100)});
    }
    if (Below(3) == 0) {
      batch.request = IdempotencyKey{.id = Digit("r", 40),
                                     .digest = Digit("d", 2),
                                     .response = Digit("answer ", 100),
                                     .time = absl::FromUnixSeconds(1'750'000'000)};
    }
    return batch;
  }

  int Below(int bound) { return static_cast<int>(random_() % bound); }

 private:
  std::string Digit(const std::string& prefix, int bound) {
    return absl::StrCat(prefix, Below(bound));
  }

  Write RandomWrite(const Reference& reference) {
    Write write;
    switch (Below(3)) {
      case 0:
        write = Put(AnEmployer(Digit("", 3)));
        break;
      case 1: {
        v1::Internship internship = AnInternship(Digit("", 3), Digit("", 2));
        internship.set_seats_taken(Below(8) == 0 ? 3 : Below(3));
        write = Put(internship);
        break;
      }
      default: {
        v1::Advisor advisor = AnAdvisor(Digit("", 3));
        if (Below(2) == 0) advisor.set_employer(Digit("employers/", 3));
        write = Put(advisor);
      }
    }
    const auto found = reference.resources.find({write.kind, write.name});
    const Revision now = found == reference.resources.end() ? 0 : found->second.revision;
    if (Below(4) == 0) write.message.reset();
    if (Below(2) == 0) write.expected = Below(6) == 0 ? now + 1 : now;
    // A delete that expects nothing contradicts itself.
    if (!write.message.has_value() && write.expected == Revision{0}) write.expected.reset();
    return write;
  }

  std::mt19937 random_;
};

TEST_P(StoreConformanceTest, RandomHistoriesAgreeWithTheReference) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  RandomBatches batches(seed);
  Reference reference;
  int accepted = 0;
  constexpr int kBatches = 250;
  for (int i = 0; i < kBatches; ++i) {
    const Batch batch = batches.Next(reference);
    const Revision before = reference.revision;
    const absl::StatusOr<CommitResult> result = Commit(batch);
    CommitResult expected;
    const bool can_be =
        reference.Commit(batch, result.ok() ? result->revision : before + 1, expected);

    ASSERT_EQ(result.ok(), can_be) << "batch " << i << ": " << result.status();
    if (can_be) {
      ++accepted;
      ASSERT_EQ(result->revision, expected.revision) << "batch " << i;
      if (!result->repeated_response.has_value()) {
        ASSERT_GE(result->revision, before + (batch.writes.empty() ? 0 : 1)) << "batch " << i;
      }
      ASSERT_EQ(result->repeated_response, expected.repeated_response) << "batch " << i;
      ASSERT_EQ(result->last_audit_number, expected.last_audit_number) << "batch " << i;
    }
    if (i % 60 == 59) Reopen();
  }
  EXPECT_GT(accepted, kBatches / 10);
  EXPECT_LT(accepted, kBatches);

  std::map<Key, Resource> resources;
  for (const ResourceKind kind :
       {ResourceKind::kEmployer, ResourceKind::kInternship, ResourceKind::kAdvisor}) {
    std::string after;
    while (true) {
      const std::vector<Resource> page = store().Scan(kind, after, 2, Soon()).value();
      if (page.empty()) break;
      for (const Resource& resource : page) resources[{kind, resource.name}] = resource;
      after = page.back().name;
    }
  }
  EXPECT_EQ(resources, reference.resources);
  EXPECT_GE(store().CurrentRevision(Soon()).value(), reference.revision);

  EXPECT_EQ(store().ReadAudit({.limit = 10 * kBatches}, Soon()).value(), reference.audit);
  EXPECT_EQ(store().LastAuditNumber(Soon()).value(), reference.LastNumber());
  for (const auto& [key, resource] : reference.resources) {
    const std::map<Revision, Resource>& versions = reference.versions.at(key);
    for (Revision at = 0; at <= reference.revision; at += 7) {
      const auto found = store().GetVersion(key.first, key.second, at, Soon());
      const auto after = versions.upper_bound(at);
      ASSERT_EQ(found.ok(), after != versions.begin()) << key.second << " at " << at;
      if (found.ok()) {
        EXPECT_EQ(*found, std::prev(after)->second);
      }
    }
  }

  std::vector<Change> feed;
  while (true) {
    const Revision known = feed.empty() ? 0 : feed.back().revision;
    const std::vector<Change> page = store().Changes(known, 3, Soon()).value();
    if (page.empty()) break;
    feed.insert(feed.end(), page.begin(), page.end());
  }
  EXPECT_THAT(feed, ElementsAreArray(reference.feed));

  for (int i = 0; i < 4; ++i) {
    const std::string key = absl::StrCat("k", i);
    const auto claim = store().FindClaim(key, Soon()).value();
    const auto expected = reference.claims.find(key);
    ASSERT_EQ(claim.has_value(), expected != reference.claims.end()) << key;
    if (claim.has_value()) {
      EXPECT_EQ(claim->owner, expected->second.owner) << key;
    }
  }
}

}  // namespace
}  // namespace banso
