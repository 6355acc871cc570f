// A small programme on a real store with sealed content, for tests of services without a network.
#ifndef BANSO_TESTS_SERVICES_PROGRAMME_TEST_H_
#define BANSO_TESTS_SERVICES_PROGRAMME_TEST_H_

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "server/audit/audit_entry.h"
#include "server/audit/audit_log.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/etag.h"
#include "server/convert/status_details.h"
#include "server/seal/sealed_store.h"
#include "server/services/blinded_candidates.h"
#include "server/services/commit_together.h"
#include "server/services/consents.h"
#include "server/services/deletion_requests.h"
#include "server/services/person_change.h"
#include "server/services/record_traits.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/access/memory_key_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/message_builders.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {

// The reason of a status's ErrorInfo; empty if there is none.
inline std::string ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  if (payload) info.ParseFromString(std::string(*payload));
  return info.reason();
}
template <typename T>
std::string ReasonOf(const absl::StatusOr<T>& status) {
  return ReasonOf(status.status());
}

// The keys of a status's ErrorInfo.
template <typename T>
std::set<std::string> InfoKeysOf(const absl::StatusOr<T>& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.status().GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  if (payload) info.ParseFromString(std::string(*payload));
  std::set<std::string> keys;
  for (const auto& [key, value] : info.metadata()) keys.insert(key);
  return keys;
}

class ProgrammeTest : public ::testing::Test {
 protected:
  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  void SetUp() override {
    auto sqlite = OpenSqliteStore(dir_.File("store.db"));
    ASSERT_THAT(sqlite, IsOk());
    auto store = OpenSealedStore(*std::move(sqlite), &keys_, Soon());
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
    auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
    auto catalog = Catalog::Load(store_.get(), rules, Soon());
    ASSERT_THAT(catalog, IsOk());
    catalog_ = *std::move(catalog);
    audit_log_ = std::make_unique<AuditLog>(store_.get());
    context_.runtime.catalog = catalog_.get();
    context_.runtime.clock = &clock_;
    context_.runtime.waiting_reads = &waiting_;
    context_.store = store_.get();
    context_.keys = &keys_;
    context_.catalog = catalog_.get();
    context_.clock = &clock_;
    context_.audit_log = audit_log_.get();
    context_.rules = rules;
    context_.claim_key = std::string(32, 'k');
  }

  void TearDown() override {
    audit_log_.reset();
    catalog_.reset();
  }

  std::shared_ptr<const Snapshot> Newest() {
    auto snapshot = NewestSnapshot(context_, CoordinatorCall());
    EXPECT_THAT(snapshot, IsOk());
    return *snapshot;
  }

  // Puts a resource as it is, whatever the services would say.
  template <typename Message>
  void Put(ResourceKind kind, const Message& message) {
    Batch batch;
    batch.writes.push_back({kind, message.name(), message.SerializeAsString(), std::nullopt});
    const auto written = store_->Commit(batch, Soon());
    ASSERT_THAT(written, IsOk());
    // What the next call reads is what is there, however busy the machine is.
    ASSERT_THAT(catalog_->WaitFor(written->revision, Soon()), IsOk());
  }

  void PutEmployer(const std::string& name, const std::string& more = "") {
    v1::Employer employer = AnEmployer("state: VERIFIED " + more);
    employer.set_name(name);
    Put(ResourceKind::kEmployer, employer);
  }
  void PutInternship(const std::string& name, const std::string& more = "") {
    v1::Internship internship = AnInternship("state: PUBLISHED " + more);
    internship.set_name(name);
    Put(ResourceKind::kInternship, internship);
  }
  // With the consents SERVICE and EMPLOYER_BLINDED, called `{name}/consents/service` and `blinded`.
  void PutCandidate(const std::string& name, const std::string& more = "") {
    v1::Candidate candidate = ACandidate(more);
    candidate.set_name(name);
    ResourceTraits<CandidateEntry>::Begin(clock_.Now(), &candidate);
    candidate.mutable_consents(0)->set_name(name + "/consents/service");
    candidate.mutable_consents(1)->set_name(name + "/consents/blinded");
    for (v1::Consent& consent : *candidate.mutable_consents()) {
      if (consent.state() == v1::Consent::STATE_UNSPECIFIED) {
        consent.set_state(v1::Consent::GRANTED);
      }
    }
    Put(ResourceKind::kCandidate, candidate);
  }
  void PutAdvisor(const std::string& name, const std::string& more = "") {
    v1::Advisor advisor = AnAdvisor("state: ACTIVE " + more);
    advisor.set_name(name);
    Put(ResourceKind::kAdvisor, advisor);
  }
  void PutLicence() {
    Put(ResourceKind::kSettings, Merge(v1::Settings(), R"pb(
          name: "settings/programme"
          placement_licence { number: "13-ム-300000" }
          desk_contact: "desk@example.org"
        )pb"));
  }
  // That the card of a person was shown.
  void PutShown(const std::string& candidate, const std::string& internship,
                const std::string& consent) {
    v1::ProvisionRecord record;
    record.set_name(AliasesOf().RecordNameOf(candidate, consent, internship));
    record.set_candidate(candidate);
    record.set_recipient(std::string(ParentOf(internship)));
    record.set_internship(internship);
    record.add_items("BLINDED_CARD");
    record.set_consent(consent);
    *record.mutable_provide_time() = FromTime(clock_.Now());
    Put(ResourceKind::kProvisionRecord, record);
  }

  Aliases AliasesOf() {
    auto aliases = Aliases::Load(&keys_);
    EXPECT_THAT(aliases, IsOk());
    return *aliases;
  }
  std::string CardOf(const std::string& candidate, const std::string& internship,
                     const std::string& consent = "blinded") {
    return AliasesOf().NameOf(candidate, absl::StrCat(candidate, "/consents/", consent),
                              internship);
  }

  Call CallOf(Caller caller, v1::Access::Scope scope) {
    Call call;
    call.method = "/banso.v1.TestService/Test";
    call.deadline = Soon();
    call.cancelled = [] { return false; };
    call.audit.set_principal(caller.principal);
    call.audit.set_role(caller.role);
    call.audit.set_method(std::string(call.method));
    call.reach =
        std::make_shared<const Reach>(std::move(caller), scope, catalog_->Current(), clock_.Now());
    return call;
  }
  Call CoordinatorCall() {
    return CallOf({.role = v1::Access::COORDINATOR, .principal = "principals/coordinator"},
                  v1::Access::ALL);
  }
  Call CandidateCall(const std::string& name) {
    return CallOf(
        {.role = v1::Access::CANDIDATE, .principal = "principals/person", .candidate = name},
        v1::Access::OWN);
  }
  Call EmployerCall(const std::string& name) {
    return CallOf(
        {.role = v1::Access::EMPLOYER, .principal = "principals/employer", .employer = name},
        v1::Access::OWN);
  }

  // The changes that the audit log was told of, in order.
  std::vector<std::string> AuditedChanges() {
    std::vector<std::string> changes;
    const auto rows = store_->ReadAudit({}, Soon());
    EXPECT_THAT(rows, IsOk());
    for (const AuditRow& row : *rows) {
      const auto entry = ToAuditEntry(row);
      EXPECT_THAT(entry, IsOk());
      changes.insert(changes.end(), entry->changes().begin(), entry->changes().end());
    }
    return changes;
  }

  v1::Candidate CandidateNow(const std::string& name) {
    const auto entry = Newest()->candidates().Find(name);
    return entry == nullptr ? v1::Candidate() : *entry->message;
  }
  v1::Consent ConsentNow(const std::string& name) {
    v1::Candidate candidate = CandidateNow(std::string(ParentOf(name)));
    const v1::Consent* consent = FindConsent(name, &candidate);
    return consent == nullptr ? v1::Consent() : *consent;
  }
  v1::Application ApplicationNow(const std::string& name) {
    const auto entry = Newest()->applications().Find(name);
    return entry == nullptr ? v1::Application() : *entry->message;
  }

  const ScratchDir dir_;
  FakeClock clock_{TestNow()};
  MemoryKeyStore keys_;
  WaitingReads waiting_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<AuditLog> audit_log_;
  ServiceContext context_;
};

}  // namespace banso

#endif  // BANSO_TESTS_SERVICES_PROGRAMME_TEST_H_
